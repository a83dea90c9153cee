"""Other languages for the text analyzer: which files read them, and what is said without."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from films import film, written
from looking import look
from onnx_files import recogniser
from rumiai.analyzers.text import Text
from rumiai.analyzers.text_models import DETECTOR, RECOGNISER, models_of
from rumiai.analyzers.workplace import Workplace
from rumiai.cli import app
from rumiai.errors import ArgumentError, MLFailedError, MLUnavailableError
from rumiai.schema.choices import Choices
from rumiai.schema.events import TextSeen, TextTrack
from rumiai.settings import load_settings
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.catalogue.text import CARRIED_LANGUAGE, LANGUAGES, TEXT, weights_name
from rumiai.weights.entry import WeightFile
from rumiai.weights.store import Store

Run = Callable[..., subprocess.CompletedProcess[str]]
ONLY = ("text",)


def carried() -> Path:
    package = find_spec("rapidocr")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "models"


def place(folder: Path, language: str, sha256: str | None = None) -> Workplace:
    """A workplace for a language; the catalogue has the hash of the test's own file, or none."""
    known = CATALOGUE[weights_name(language)]
    file = WeightFile(path=known.files[0].path, url=known.files[0].url, sha256=sha256)
    catalogue = {known.name: known.model_copy(update={"files": (file,)})}
    store = Store(folder, offline=True, catalogue=catalogue)
    return Workplace(store, "cpu", Choices(ocr_language=language))


def file_of(folder: Path, language: str) -> Path:
    path = folder / CATALOGUE[weights_name(language)].files[0].path
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_a_title_is_read_with_the_chosen_file(tmp_path: Path, media: Path) -> None:
    """The carried recogniser under another language's name reads what it always reads."""
    path = file_of(tmp_path, "korean")
    shutil.copy(carried() / RECOGNISER, path)
    workplace = place(tmp_path, "korean", hashlib.sha256(path.read_bytes()).hexdigest())
    timeline = look(media / "no_face.mp4", ONLY, ONLY, workplace)
    assert [track.text for track in timeline.of(TextTrack)] == ["Caminandes"]
    run = timeline.run("text")
    assert run is not None
    assert run.engine is not None
    assert run.engine.endswith(", language korean")
    assert run.load_seconds > 0
    workplace.close()


def test_arabic_is_put_into_the_order_of_its_words(tmp_path: Path) -> None:
    """What runs from left to right in it stays as it is; what was read as letters is turned."""
    shutil.copy(carried() / RECOGNISER, file_of(tmp_path, "arabic"))
    image = written("Word 42")
    (reading,) = Text(place(tmp_path, "arabic"))._engine.read(image)
    assert reading.text.replace(" ", "") == "Word42"
    letters = "ابتثجحخدذر"
    recogniser(file_of(tmp_path / "random", "arabic"), letters)
    recogniser(file_of(tmp_path / "random", "thai"), letters)
    (turned,) = Text(place(tmp_path / "random", "arabic"))._engine.read(image)
    (plain,) = Text(place(tmp_path / "random", "thai"))._engine.read(image)
    assert len(plain.text) > 2
    assert turned.text == plain.text[::-1]


def test_random_weights_read_letters_of_their_own(tmp_path: Path) -> None:
    """The list of characters comes from the file; the same file reads the same twice."""
    letters = "абвгдежзик"
    clip = film(written("Some words"), tmp_path / "words.mp4")
    recogniser(file_of(tmp_path, "cyrillic"), letters)
    seen = [look(clip, ONLY, ONLY, place(tmp_path, "cyrillic")).of(TextSeen) for _ in range(2)]
    assert seen[0] == seen[1] != ()
    assert set("".join(event.text for event in seen[0])) <= {*letters, " "}
    assert all(0.8 <= event.score <= 1 for event in seen[0])


def test_both_files_are_in_the_provenance(tmp_path: Path) -> None:
    """The detector is the carried one; each language has a model of its own in the process."""
    recogniser(file_of(tmp_path, "thai"), "กขค")
    analyzer = Text(place(tmp_path, "thai"))
    assert analyzer.weights == (carried() / DETECTOR, file_of(tmp_path, "thai"))
    assert Text(analyzer.workplace)._engine is analyzer._engine


def test_the_default_needs_no_weights(tmp_path: Path) -> None:
    """An empty folder is enough, and the engine says no more than libraries and versions."""
    analyzer = Text(Workplace(Store(tmp_path, offline=True), "cpu"))
    assert analyzer.weights == (carried() / DETECTOR, carried() / RECOGNISER)
    assert "language" not in analyzer.engine


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_missing_weights(tmp_path: Path, language: str) -> None:
    """Every other language says which command gets it."""
    with pytest.raises(MLUnavailableError, match=f"rumiai weights pull ocr-{language}"):
        models_of(language, Store(tmp_path, offline=True))


def test_missing_weights_of_a_run(tmp_path: Path, media: Path) -> None:
    """Without its weights the analyzer does not read with another language's."""
    with pytest.raises(MLFailedError, match="rumiai weights pull ocr-korean"):
        look(media / "park.mp4", ONLY, ONLY, place(tmp_path, "korean"))


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "truncated": (lambda: (carried() / RECOGNISER).read_bytes()[:1_000_000], "no ONNX model"),
    "empty": (lambda: b"", "no ONNX model"),
    "a web page": (lambda: b"<html>not found</html>" * 50, "no ONNX model"),
    "a detector": (lambda: (carried() / DETECTOR).read_bytes(), "does not list the characters"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_said(tmp_path: Path, kind: str) -> None:
    """One line; above all RapidOCR does not get to fetch what the file lacks."""
    content, said = BROKEN[kind]
    file_of(tmp_path, "greek").write_bytes(content())
    with pytest.raises(MLUnavailableError, match=said) as error:
        Text(place(tmp_path, "greek"))
    assert len(str(error.value).splitlines()) == 1


def test_a_file_without_characters_is_refused(tmp_path: Path) -> None:
    """A sound recogniser whose metadata lack the list, which RapidOCR would download."""
    recogniser(file_of(tmp_path, "tamil"), None)
    with pytest.raises(MLUnavailableError, match="does not list the characters"):
        Text(place(tmp_path, "tamil"))


def test_an_unknown_language_is_an_argument_error(tmp_path: Path) -> None:
    """It is refused by the settings, and by the analyzer for who makes choices without them."""
    with pytest.raises(ArgumentError, match=r"RUMIAI_OCR_LANGUAGE: .*'klingon'; there are latin-c"):
        load_settings(ocr_language="klingon")
    with pytest.raises(ArgumentError, match="no text recogniser reads 'klingon'"):
        models_of("klingon", Store(tmp_path, offline=True))
    assert load_settings(ocr_language="korean").choices.ocr_language == "korean"
    assert load_settings().ocr_language == CARRIED_LANGUAGE


def test_an_unknown_language_stops_the_command(rumiai: Run, media: Path, tmp_path: Path) -> None:
    """Exit code 2 before anything runs or is written, by option and by variable."""
    clip = media / "park.mp4"
    for options, env in (
        (("--ocr-language", "klingon"), {}),
        ((), {"RUMIAI_OCR_LANGUAGE": "klingon"}),
    ):
        done = rumiai("analyze", clip, *options, env=env)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert "'klingon'; there are latin-chinese, arabic" in line
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_every_language() -> None:
    """Whoever asks for help learns what can be read."""
    words = CliRunner().invoke(app, ["analyze", "--help"]).output
    shown = "".join(words.replace("│", " ").split())
    assert all(language in shown for language in LANGUAGES)


def test_the_catalogue_is_pinned() -> None:
    """Each file has a hash, a released revision in its address, and a place of its own."""
    files = [file for weights in TEXT for file in weights.files]
    assert all(file.sha256 and len(file.sha256) == 64 for file in files)
    assert all(f"/resolve/{weights.revision}/" in weights.files[0].url for weights in TEXT)
    assert len({file.path for file in files}) == len({file.sha256 for file in files}) == len(TEXT)
