"""Speech: what is said in the stretches with voice, by Whisper or by PocketSphinx."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from rumiai.analyzers.base import AudioAnalyzer, WithdrawnError
from rumiai.analyzers.speech_engine import Recogniser, Transcription
from rumiai.analyzers.speech_gate import event_of, pieces, rejected
from rumiai.analyzers.speech_models import Chosen, advice, chosen
from rumiai.analyzers.workplace import Workplace
from rumiai.schema.choices import DeviceName
from rumiai.schema.events import Event
from rumiai.schema.intervals import Interval
from rumiai.schema.media import Audio


class Speech(AudioAnalyzer):
    """Transcribes voice alone; no word lies outside voice activity or after the sound's end."""

    name: ClassVar[str] = "speech"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        whisper = chosen(workplace.choices, workplace.store)
        device = workplace.device if whisper is not None else "cpu"
        self._recogniser = self.model(partial(_recogniser, whisper, device), whisper, device)
        self.packages = self._recogniser.packages
        # imported here, for it loads torch: missing weights are told without
        from rumiai.analyzers.voice import Voice

        self._voice = Voice(workplace)

    @property
    def device(self) -> DeviceName:  # type: ignore[override]
        return self._recogniser.device

    @property
    def weights(self) -> tuple[Path, ...]:
        return self._recogniser.files

    @property
    def engine(self) -> str:
        return f"{super().engine}, model {self._recogniser.model_name}"

    @property
    def remarks(self) -> tuple[str, ...]:
        if self._automatic:
            return (
                "transcribed by PocketSphinx, which gets about a third of the words wrong; "
                f"for Whisper: {advice(self.workplace.choices)}",
            )
        return self._recogniser.remarks

    @property
    def _automatic(self) -> bool:
        """Whether PocketSphinx stands in for a Whisper that is not here."""
        return self.workplace.choices.asr == "auto" and "pocketsphinx" in self.packages

    def hear(self, audio: Audio) -> list[Event]:
        """Segments, and what was rejected.

        Raises WithdrawnError where the recogniser did not understand the speech.
        """
        voice = [Interval(seen.start, seen.end) for seen in self._voice.hear(audio)]
        if not voice:
            return []
        found = self._recogniser.transcribe(pieces(audio, voice))
        if found.refusal is not None:
            raise WithdrawnError(self._refusal(found.refusal), _all_rejected(found, audio.duration))
        events = (event_of(heard, voice, audio.duration) for heard in found.heard)
        return [event for event in events if event is not None]

    def abandon(self) -> None:
        self._recogniser.abandon()

    def _refusal(self, reason: str) -> str:
        return f"{reason}; for Whisper: {advice(self.workplace.choices)}"


def _all_rejected(found: Transcription, end: float) -> tuple[Event, ...]:
    events = (rejected(heard, found.refusal or "", end) for heard in found.heard)
    return tuple(event for event in events if event is not None)


def _recogniser(whisper: Chosen | None, device: DeviceName) -> Recogniser:
    """Load a recogniser; its library is imported here and not before."""
    if whisper is None:
        from rumiai.analyzers.speech_pocketsphinx import PocketSphinx

        return PocketSphinx()
    if whisper.library == "whisper":
        from rumiai.analyzers.speech_openai_whisper import OpenAiWhisper

        return OpenAiWhisper(whisper.path, whisper.name, device)
    from rumiai.analyzers.speech_faster_whisper import FasterWhisper

    return FasterWhisper(whisper.path, whisper.name, device)
