"""Whisper's models: OpenAI's checkpoints, and CTranslate2's conversions for faster-whisper.

OpenAI's hashes are those in its package; the conversions' hashes and sizes were published by users
of the pinned revisions, who agree.
"""

from __future__ import annotations

from typing import NamedTuple

from rumiai.weights.entry import WeightFile, Weights

OPENAI = "https://openaipublic.azureedge.net/main/whisper/models"
HUB = "https://huggingface.co"


class Checkpoint(NamedTuple):
    """One of OpenAI's files."""

    name: str
    size: int
    sha256: str


class Conversion(NamedTuple):
    """A repository of faster-whisper's: its model and its settings, besides shared files."""

    name: str
    repository: str
    revision: str
    model: tuple[int, str]
    """Bytes and sha256 of model.bin."""
    config: tuple[int, str]
    """Those of config.json."""
    shared: dict[str, tuple[int, str]]


CHECKPOINTS = (
    Checkpoint(
        "tiny", 75_572_083, "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9"
    ),
    Checkpoint(
        "base", 145_262_807, "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"
    ),
    Checkpoint(
        "small", 483_617_219, "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794"
    ),
    Checkpoint(
        "medium", 1_528_008_539, "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1"
    ),
    Checkpoint(
        "large-v3",
        3_087_371_615,
        "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
    ),
    Checkpoint(
        "large-v3-turbo",
        1_617_941_637,
        "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
    ),
)

TOKENS = {
    "tokenizer.json": (
        2_203_239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    "vocabulary.txt": (
        459_861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
}
LARGE_TOKENS = {
    "tokenizer.json": (
        2_480_617,
        "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca",
    ),
    "vocabulary.json": (
        1_068_114,
        "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
    ),
    "preprocessor_config.json": (
        340,
        "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
    ),
}
TURBO_TOKENS = {
    **LARGE_TOKENS,
    "tokenizer.json": (
        2_710_337,
        "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
    ),
}

CONVERSIONS = (
    Conversion(
        "tiny",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        (75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
        (2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
        TOKENS,
    ),
    Conversion(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
        (2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        TOKENS,
    ),
    Conversion(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        (483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
        (2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
        TOKENS,
    ),
    Conversion(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        (1_527_906_378, "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae"),
        (2_257, "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807"),
        TOKENS,
    ),
    Conversion(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        (3_087_284_237, "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"),
        (2_394, "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9"),
        LARGE_TOKENS,
    ),
    Conversion(
        "large-v3-turbo",
        "dropbox-dash/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        (1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"),
        (2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
        TURBO_TOKENS,
    ),
)


def _checkpoint(entry: Checkpoint) -> Weights:
    name, size, sha256 = entry
    url = f"{OPENAI}/{sha256}/{name}.pt"
    return Weights(
        name=f"whisper-{name}",
        analyzer="speech",
        source="OpenAI's model store",
        revision=sha256,  # the address holds the hash: another file has another one
        licence="MIT",
        files=(WeightFile(path=f"whisper/{name}.pt", url=url, size=size, sha256=sha256),),
    )


def _conversion(entry: Conversion) -> Weights:
    base = f"{HUB}/{entry.repository}/resolve/{entry.revision}"
    files = {"model.bin": entry.model, "config.json": entry.config, **entry.shared}
    return Weights(
        name=f"faster-whisper-{entry.name}",
        analyzer="speech",
        source=f"{entry.repository} on the Hugging Face hub",
        revision=entry.revision,
        licence="MIT",
        files=tuple(
            WeightFile(
                path=f"faster-whisper/{entry.name}/{file}",
                url=f"{base}/{file}",
                size=size,
                sha256=sha256,
            )
            for file, (size, sha256) in files.items()
        ),
    )


SPEECH: tuple[Weights, ...] = (
    *map(_conversion, CONVERSIONS),
    *map(_checkpoint, CHECKPOINTS),
)
