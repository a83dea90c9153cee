"""PocketSphinx: the recogniser that is always there, and the gate that knows when it failed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evaluation.looking import here
from looking import look
from rumiai.analyzers import registry
from rumiai.analyzers.registry import load
from rumiai.analyzers.speech_engine import Piece
from rumiai.analyzers.speech_pocketsphinx import PocketSphinx, SphinxWord, Sureness, sureness
from rumiai.analyzers.workplace import Workplace
from rumiai.errors import MLFailedError
from rumiai.schema.events import SpeechRejected, SpeechSegment
from rumiai.schema.intervals import Interval
from rumiai.schema.timeline import Status, Timeline
from spoken import JFK, muxed, outside, sound_of, word_errors, words_of

EARS = ("voice", "speech")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A workplace without any weights."""
    return here(tmp_path_factory.mktemp("none"), asr="auto")


@pytest.fixture(scope="module")
def kennedy(media: Path, tmp_path_factory: pytest.TempPathFactory, place: Workplace) -> Timeline:
    """What is heard in jfk.flac, muxed into a clip."""
    path = tmp_path_factory.mktemp("jfk") / "jfk.mp4"
    return look(muxed(path, sound_of(media / "jfk.flac")), EARS, EARS, place)


def test_clear_english_is_heard(kennedy: Timeline) -> None:
    """Words within 15 % of those said, three in four right or nearly so, all in voice activity."""
    words = words_of(kennedy)
    assert abs(len(words) - len(JFK)) <= 0.15 * len(JFK)
    assert word_errors([word.text for word in words], JFK) <= 0.4
    assert outside(kennedy, words) == []
    assert {segment.language for segment in kennedy.of(SpeechSegment)} == {"en"}
    assert all(0 <= word.score <= 1 for word in words)


def test_the_run_names_its_engine_its_files_and_what_is_better(kennedy: Timeline) -> None:
    """Nobody takes it for Whisper, and the user learns how to get that."""
    run = kennedy.run("speech")
    assert run is not None
    assert run.engine is not None
    assert run.engine.startswith("pocketsphinx 5")
    assert run.weights_sha256 is not None
    assert "rumiai weights pull faster-whisper-base" in run.remarks[0]


def test_the_same_again(media: Path, tmp_path: Path, place: Workplace) -> None:
    """Nothing of one video is left in the process for the next; it is the same process."""
    sound = sound_of(media / "jfk.flac")
    short = muxed(tmp_path / "short.mp4", sound[: 3 * 16_000])
    first = look(short, EARS, EARS, place)
    look(muxed(tmp_path / "other.mp4", 0.3 * sound[5 * 16_000 : 8 * 16_000]), EARS, (), place)
    assert words_of(first)
    assert look(short, EARS, EARS, place).events == first.events
    kind = load("speech")
    assert vars(kind(place))["_recogniser"] is vars(kind(place))["_recogniser"]


@pytest.mark.parametrize("sound", ["crowd", "silence"])
def test_noise_and_silence_give_no_words(
    media: Path, tmp_path: Path, place: Workplace, sound: str
) -> None:
    """No voice activity, so nothing to transcribe: no word is said, for certain."""
    samples = sound_of(media / "crowd.mp3") if sound == "crowd" else np.zeros(48_000, np.float32)
    seen = look(muxed(tmp_path / "clip.mp4", samples), EARS, EARS, place)
    assert seen.ran("speech")
    assert (words_of(seen), seen.of(SpeechRejected)) == ([], ())


def test_another_language_is_refused(media: Path, tmp_path: Path, place: Workplace) -> None:
    """German is no English: no word counts, all are kept with the reason, and words are unknown."""
    german = sound_of(media / "multilingual.mp3")[round(30.5 * 16_000) : round(42.0 * 16_000)]
    seen = look(muxed(tmp_path / "clip.mp4", german), EARS, (), place)
    run = seen.run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE
    assert run.reason is not None
    assert "did not understand the speech" in run.reason
    assert "rumiai weights pull faster-whisper-base" in run.reason
    assert words_of(seen) == []
    assert seen.of(SpeechRejected)
    assert {event.reason for event in seen.of(SpeechRejected)} == {run.reason.rpartition("; ")[0]}


@pytest.mark.slow
def test_one_strange_stretch_refuses_all(media: Path, tmp_path: Path, place: Workplace) -> None:
    """Half a minute of English before half a minute of German does not carry it through."""
    clip = muxed(tmp_path / "clip.mp4", sound_of(media / "multilingual.mp3"))
    run = look(clip, EARS, (), place).run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE


@pytest.mark.slow
def test_english_read_clearly_is_believed(media: Path, tmp_path: Path, place: Workplace) -> None:
    """The English half alone: 87 words are said."""
    english = sound_of(media / "multilingual.mp3")[: 29 * 16_000]
    seen = look(muxed(tmp_path / "clip.mp4", english), EARS, EARS, place)
    assert len(words_of(seen)) == pytest.approx(87, rel=0.15)
    assert outside(seen, words_of(seen)) == []


def test_a_voice_that_it_does_not_understand_is_refused(
    made: object, tmp_path: Path, place: Workplace
) -> None:
    """Most words of a synthetic voice are misheard, which the gate knows."""
    from clips import BRIEF

    path, _ = made("spoken_brief", **BRIEF)  # type: ignore[operator]
    run = look(path, EARS, (), place).run("speech")
    assert run is not None
    assert run.status is Status.UNAVAILABLE


def test_the_command_line_transcribes_by_default(
    media: Path, tmp_path: Path, rumiai: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Without any choice and without weights; the file names the engine and what is better."""
    sound = sound_of(media / "jfk.flac")[: 3 * 16_000]
    muxed(tmp_path / "talk.mp4", sound)
    done = rumiai("analyze", "talk.mp4", "--only", "voice,speech", env={"RUMIAI_ASR": "auto"})
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "speech_transcriptions").glob("talk*.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["text"].startswith("and ")
    assert document["metadata"]["engine"].startswith("pocketsphinx")
    assert "rumiai weights pull" in document["metadata"]["remarks"][0]
    off = rumiai("analyze", "talk.mp4", "--only", "voice,speech", "--asr", "none")
    assert off.returncode == 0, off.stderr
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["text"] is None
    assert document["metadata"]["reason"] == "switched off: --asr none"


def test_a_process_that_dies_is_a_failure_and_not_a_hang() -> None:
    """And one that was abandoned ends at once."""
    heard = PocketSphinx()
    heard.abandon()
    piece = Piece(np.zeros(16_000, np.float32), 0.0, (Interval(0.0, 1.0),))
    with pytest.raises(ChildProcessError, match="PocketSphinx's process"):
        heard.transcribe([piece])
    heard.close()


def test_after_a_run_that_broke_off_the_next_video_is_heard(
    media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The abandoned recogniser ended with its run; the workplace holds it no longer."""
    place = here(tmp_path / "none", asr="pocketsphinx")
    clip = muxed(tmp_path / "jfk.mp4", sound_of(media / "jfk.flac"))
    with monkeypatch.context() as patch:
        patch.setitem(registry.ANALYZERS, "faces", "fakes:Crashing")
        with pytest.raises(MLFailedError, match="third batch"):
            look(clip, (*EARS, "faces"), ("faces",), place)
    run = look(clip, EARS, (), place).run("speech")
    assert run is not None
    assert run.reason is None or "did not understand" in run.reason


def test_sureness_weighs_words_alike_and_frames_alike() -> None:
    """A long word counts once among probabilities, and for each of its frames in the fit."""
    words = [
        SphinxWord("a", 0.0, 0.1, 0.2, -30.0, 10),
        SphinxWord("long", 0.1, 0.4, 0.8, -60.0, 30),
    ]
    assert sureness(words) == pytest.approx(Sureness(0.5, -2.25))
    assert Sureness(0.5, -2.25).suffices
    assert not Sureness(0.3, -2.25).suffices
    assert not Sureness(0.5, -4.2).suffices
