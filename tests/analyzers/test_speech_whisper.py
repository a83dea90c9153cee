"""Whisper by both libraries: real files of their formats, random weights, real loading code."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers import speech_gate
from rumiai.analyzers.registry import load
from rumiai.analyzers.speech_faster_whisper import FasterWhisper
from rumiai.analyzers.speech_models import chosen
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLUnavailableError
from rumiai.schema.choices import Choices
from rumiai.schema.events import SpeechRejected, SpeechSegment
from rumiai.schema.timeline import Status, Timeline
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import WeightFile, Weights
from rumiai.weights.store import Store
from spoken import muxed, outside, sound_of, words_of
from whispers import network, save_checkpoint, save_conversion

EARS = ("voice", "speech")
FILES = {
    "whisper-base": ("whisper/base.pt",),
    "faster-whisper-base": tuple(
        f"faster-whisper/base/{name}"
        for name in ("model.bin", "config.json", "vocabulary.json", "tokenizer.json")
    ),
}


def entry(name: str) -> Weights:
    """A catalogue's entry for files that the test makes."""
    files = tuple(WeightFile(path=path, url="https://localhost/none") for path in FILES[name])
    return Weights(
        name=name, analyzer="speech", source="test", revision=None, licence="none", files=files
    )


def stored(folder: Path, *names: str) -> Store:
    """An offline store of the folder's files."""
    known = names or tuple(FILES)
    return Store(folder, offline=True, catalogue={name: entry(name) for name in known})


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with a network for each library."""
    folder = tmp_path_factory.mktemp("weights")
    # as many layers and heads as base has, whose heads for timing the library names
    save_checkpoint(network(text_context=24, layers=6, heads=8), folder / "whisper" / "base.pt")
    save_conversion(network(), folder / "faster-whisper" / "base")
    return folder


@pytest.fixture(scope="session")
def clip(media: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first sentence of jfk.flac and a pause after it."""
    sound = sound_of(media / "jfk.flac")[: 3 * 16_000]
    return muxed(tmp_path_factory.mktemp("whispered") / "clip.mp4", sound)


@pytest.mark.parametrize(
    "library", [pytest.param("whisper", marks=pytest.mark.slow), "faster-whisper"]
)
def test_a_real_file_is_loaded_and_runs(
    weights: Path, clip: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With random words the gate holds: none outside voice, none after the end, twice the same."""
    monkeypatch.setattr(speech_gate, "WHISPER_LOG_PROBABILITY", -100.0)
    monkeypatch.setattr(speech_gate, "WHISPER_COMPRESSION", 100.0)
    place = Workplace(stored(weights), "cpu", Choices(asr=library))  # type: ignore[arg-type]
    seen = look(clip, EARS, EARS, place)
    words = words_of(seen)
    assert words
    assert outside(seen, words) == []
    assert all(0 <= word.score <= 1 and word.text for word in words)
    assert {len(segment.language) for segment in seen.of(SpeechSegment)} <= {2, 3}
    run = seen.run("speech")
    assert run is not None
    assert run.engine is not None
    assert library in run.engine
    assert run.engine.endswith("model base")
    assert run.weights_sha256 is not None
    assert look(clip, EARS, EARS, place).events == seen.events


def test_what_whisper_doubts_is_rejected_with_the_reason(
    weights: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept, and no word of it counts."""
    monkeypatch.setattr(speech_gate, "WHISPER_LOG_PROBABILITY", -0.01)
    place = Workplace(stored(weights), "cpu", Choices(asr="faster-whisper"))
    seen = look(clip, EARS, EARS, place)
    assert seen.ran("speech")
    assert words_of(seen) == []
    assert seen.of(SpeechRejected)
    assert all(event.reason and event.text for event in seen.of(SpeechRejected))


def test_where_the_gpu_cannot_be_used_the_cpu_is(weights: Path) -> None:
    """CTranslate2 refuses the GPU here; the model loads on the CPU all the same, and says so."""
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine's GPU can be used")
    ears = FasterWhisper(weights / "faster-whisper" / "base", "base", "cuda")
    assert ears.device == "cpu"
    assert "went on on the CPU" in ears.remarks[0]
    assert ears.language_of(np.zeros(16_000, np.float32)).code


def ran(folder: Path, asr: str, clip: Path, model: str = "base") -> Timeline:
    choices = Choices(asr=asr, whisper_model=model)  # type: ignore[arg-type]
    return look(clip, ("speech",), (), Workplace(stored(folder), "cpu", choices))


@pytest.mark.parametrize("library", ["whisper", "faster-whisper"])
def test_missing_weights_say_how_to_get_them(tmp_path: Path, clip: Path, library: str) -> None:
    """A Whisper that was asked for is not replaced in silence."""
    run = ran(tmp_path, library, clip).run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE
    assert run.reason is not None
    assert f"rumiai weights pull {library}-base" in run.reason


@pytest.mark.parametrize(
    ("library", "file"),
    [("whisper", "whisper/base.pt"), ("faster-whisper", "faster-whisper/base/model.bin")],
)
@pytest.mark.parametrize("damage", ["cut", "wrong"])
def test_broken_weights_are_told_in_a_line(
    weights: Path, tmp_path: Path, clip: Path, library: str, file: str, damage: str
) -> None:
    """A file that is cut off, or something else, says so and what to do."""
    for path in (p for p in weights.rglob("*") if p.is_file()):
        copy = tmp_path / path.relative_to(weights)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    broken = tmp_path / file
    content = broken.read_bytes()
    broken.write_bytes(content[: len(content) // 2] if damage == "cut" else b"<html></html>" * 99)
    run = ran(tmp_path, library, clip).run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE
    assert run.reason is not None
    assert re.search("rumiai weights (pull|verify)", run.reason)
    assert "\n" not in run.reason


class _Trap:
    """An object whose pickle runs code when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.mark,)


def test_a_checkpoint_cannot_run_code(tmp_path: Path, clip: Path) -> None:
    """Pickles are read as data."""
    import torch

    mark = tmp_path / "ran"
    checkpoint = tmp_path / "trap.pt"
    torch.save({"dims": _Trap(mark)}, checkpoint)
    pickle.loads(pickle.dumps(_Trap(mark)))
    assert mark.exists(), "the trap works"
    mark.unlink()
    run = ran(tmp_path, "auto", clip, str(checkpoint)).run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE
    assert not mark.exists()


def test_auto_takes_what_is_here_the_faster_first(weights: Path, tmp_path: Path) -> None:
    """CTranslate2's model before OpenAI's; without either PocketSphinx, and nothing is pulled."""
    both = chosen(Choices(), stored(weights))
    assert both is not None
    assert (both.library, both.path.name) == ("faster-whisper", "base")
    (tmp_path / "whisper").mkdir()
    (tmp_path / "whisper" / "base.pt").write_bytes(b"")
    one = chosen(Choices(), stored(tmp_path))
    assert one is not None
    assert one.library == "whisper"
    assert chosen(Choices(), stored(tmp_path / "none")) is None
    assert chosen(Choices(asr="pocketsphinx"), stored(weights)) is None


def test_a_path_is_taken_as_it_is(weights: Path) -> None:
    """A folder is faster-whisper's, a file openai-whisper's; the other library refuses it."""
    folder, file = weights / "faster-whisper" / "base", weights / "whisper" / "base.pt"
    for path, library in ((folder, "faster-whisper"), (file, "whisper")):
        found = chosen(Choices(whisper_model=str(path)), stored(weights))
        assert found is not None
        assert (found.library, found.path) == (library, path)
    with pytest.raises(MLUnavailableError, match="is a file, which is for --asr whisper"):
        chosen(Choices(asr="faster-whisper", whisper_model=str(file)), stored(weights))
    with pytest.raises(MLUnavailableError, match="no Whisper model at"):
        chosen(Choices(whisper_model="/nowhere/base.pt"), stored(weights))


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    """The names that there are are told."""
    with pytest.raises(MLUnavailableError, match="no Whisper model is called huge; there are"):
        chosen(Choices(whisper_model="huge"), stored(tmp_path))


def test_the_catalogue_has_every_model_for_both_libraries() -> None:
    """With address, size and hash; OpenAI's are those of the installed package."""
    import whisper

    for name in ("tiny", "base", "small", "medium", "large-v3", "large-v3-turbo"):
        (checkpoint,) = CATALOGUE[f"whisper-{name}"].files
        assert checkpoint.url == whisper._MODELS[name]
        assert checkpoint.sha256 is not None
        assert checkpoint.sha256 in checkpoint.url
        files = CATALOGUE[f"faster-whisper-{name}"].files
        assert all(file.size and file.sha256 for file in files)
        assert {file.path.rpartition("/")[2] for file in files} >= {"model.bin", "tokenizer.json"}


def test_none_switches_it_off(clip: Path, tmp_path: Path) -> None:
    """The run says why; no library is loaded for it."""
    run = look(clip, ("speech", "voice"), (), here(tmp_path, asr="none")).run("speech")
    assert run is not None
    assert (run.status, run.reason) == (Status.SKIPPED, "switched off: --asr none")
    assert load("speech").name == "speech"
