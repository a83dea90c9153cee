"""PP-OCR's recognisers of other scripts, as RapidOCR publishes them in ONNX."""

from __future__ import annotations

from rumiai.weights.entry import WeightFile, Weights

CARRIED_LANGUAGE = "latin-chinese"
"""What the model in RapidOCR's wheel reads: Latin letters with their accents (Unicode's Latin-1,
Extended-A and -B; of Vietnamese not the letters with two marks), simplified and traditional
Chinese, Japanese kana and kanji, plain Greek letters. No Cyrillic, Hangul, Arabic or Indic."""

_REVISION = "v3.10.0"
_HUB = f"https://www.modelscope.cn/models/RapidAI/RapidOCR/resolve/{_REVISION}/onnx"
_V5, _V4 = "PP-OCRv5/rec/{}_PP-OCRv5_rec_mobile.onnx", "PP-OCRv4/rec/{}_PP-OCRv4_rec_mobile.onnx"
_RECOGNISERS: dict[str, tuple[str, str]] = {
    "arabic": (
        _V5.format("arabic"),
        "c1192e632d0baa9146ae5b756a0e635e3dc63c1733737ebfd1629e87144e9295",
    ),
    "cyrillic": (
        _V5.format("cyrillic"),
        "90f761b4bfcce0c8c561c0cb5c887b0971d3ec01c32164bdf7374a35b0982711",
    ),
    "devanagari": (
        _V5.format("devanagari"),
        "d6f0a906580e3fa6b324a318718f1f31f268b6ea8ef985f91c2012a37f52c91e",
    ),
    "east-slavic": (
        _V5.format("eslav"),
        "08705d6721849b1347d26187f15a5e362c431963a2a62bfff4feac578c489aab",
    ),
    "greek": (
        _V5.format("el"),
        "b4368bccd557123c702b7549fee6cd1e94b581337d1c9b65310f109131542b7f",
    ),
    "japanese": (
        _V4.format("japan"),
        "e1075a67dba758ecfc7ebc78a10ae61c95ac8fb66a9c86fab5541e33f085cb7a",
    ),
    "kannada": (
        _V4.format("ka"),
        "9c1e186ea1d13cf6c853e57b42d382c3961fdd6acc2409e0d0dc44defc9f152b",
    ),
    "korean": (
        _V5.format("korean"),
        "cd6e2ea50f6943ca7271eb8c56a877a5a90720b7047fe9c41a2e541a25773c9b",
    ),
    "latin": (
        _V5.format("latin"),
        "b20bd37c168a570f583afbc8cd7925603890efbcdc000a59e22c269d160b5f5a",
    ),
    "tamil": (
        _V5.format("ta"),
        "a42448808b7dea87597336f12438935f40353f1949e8360acd9e06b4da21bfe1",
    ),
    "telugu": (
        _V5.format("te"),
        "a3690451b50028a09a3316a1274f7c05728151ea3f8fd392696397a7fefcbd92",
    ),
    "thai": (
        _V5.format("th"),
        "de541dd83161c241ff426f7ecfd602a0ba77d686cf3ab9a6c255ea82fd08006e",
    ),
}
"""Language → file and hash, as RapidOCR's own list of models has them."""

LANGUAGES = (CARRIED_LANGUAGE, *_RECOGNISERS)
"""Everything that the text analyzer can be asked to read."""


def known_language(language: str) -> str:
    """The language itself; raises ValueError, which names the known ones, for any other."""
    if language not in LANGUAGES:
        raise ValueError(f"no text recogniser reads {language!r}; there are {', '.join(LANGUAGES)}")
    return language


def weights_name(language: str) -> str:
    """The name of a language's weights in the catalogue; the carried language has none."""
    return f"ocr-{language}"


TEXT: tuple[Weights, ...] = tuple(
    Weights(
        name=weights_name(language),
        analyzer="text",
        source="PaddleOCR's model in ONNX, by RapidOCR",
        revision=_REVISION,
        licence="Apache-2.0",
        files=(
            WeightFile(path=f"text/{file.rsplit('/', 1)[-1]}", url=f"{_HUB}/{file}", sha256=sha256),
        ),
    )
    for language, (file, sha256) in _RECOGNISERS.items()
)
