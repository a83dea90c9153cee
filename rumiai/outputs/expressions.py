"""Expressions in their wire forms: one face, five-second windows, and the whole emotion file."""

from __future__ import annotations

from typing import Any

from rumiai.constants.thresholds import UNIT_ACTIVE
from rumiai.outputs.wire import provenance, score, seconds, share_box
from rumiai.schema.events import EmotionSeen
from rumiai.schema.expressions import Expressions, ExpressionWindow
from rumiai.schema.intervals import label
from rumiai.schema.measure import NullCode
from rumiai.schema.timeline import Timeline

FACELESS = {"emotion": "neutral", "confidence": 0.0, "face_count": 0, "primary_face_area": 0.0}
"""What legacy readers expect of a window without a face; nowhere else is it written so."""
UNSEEN = dict.fromkeys(FACELESS)


def expressions(timeline: Timeline, video_id: str) -> dict[str, Any]:
    """The emotion file: every face as it was seen, also where too few are seen to say more."""
    looked = Expressions.of(timeline)
    run = timeline.run("emotions")
    values: dict[str, Any] = {
        "video_type": looked and ("no_people" if looked.no_people else "people_detected"),
        "emotions": [_face(face) for face in looked.faces] if looked else None,
        "expression_timeline": expression_timeline(timeline),
        "detection_rate": score(looked.detection_rate) if looked else None,
        "frames_analyzed": looked.samples if looked else None,
        "sample_rate": score(looked.rate) if looked else None,
    }
    blind = timeline.ran("emotions")
    code = NullCode.INSUFFICIENT_SAMPLES if blind else NullCode.NOT_MEASURED
    nulls = {name: code.value for name, value in values.items() if value is None}
    return {
        "video_id": video_id,
        "video_duration": seconds(timeline.clip.duration),
        **values,
        "metadata": provenance(run),
        "_nulls": {**nulls, **_unseen(looked)},
    }


def expression_timeline(timeline: Timeline) -> dict[str, dict[str, Any]] | None:
    """The windows ``"0-5s"``, ``"5-10s"``… without gaps (METRICS_CONTRACT C13, decision 4).

    `face_count` counts the samples that show a face; `primary_face_area` is the mean share of the
    picture that the largest face fills in them. A window without a face is neutral at 0.0; one
    without a sample is all null. None where nobody looked for expressions.
    """
    looked = Expressions.of(timeline)
    return {label(w.span): _window(w) for w in looked.windows} if looked else None


def expression(face: EmotionSeen) -> dict[str, Any]:
    """Label, probabilities and action units of one face."""
    units = face.action_units
    return {
        "emotion": face.emotion,
        "all_scores": {name: score(value) for name, value in face.probabilities.items()},
        "action_units": [unit for unit, value in units.items() if value > UNIT_ACTIVE],
        "au_intensities": {str(unit): score(value) for unit, value in units.items()},
        "source": "feat",
    }


def _face(face: EmotionSeen) -> dict[str, Any]:
    return {
        "timestamp": seconds(face.start),
        "frame_number": face.frame,
        **expression(face),
        "confidence": score(face.score),
        "face_score": score(face.face_score),
        "face_bbox": share_box(face.box),
    }


def _window(window: ExpressionWindow) -> dict[str, Any]:
    shown = window.expression
    if shown is None:
        return dict(FACELESS if window.sampled else UNSEEN)
    area = sum(face.box.area for face in window.faces) / len(window.faces)
    return {
        "emotion": shown.emotion,
        "confidence": score(shown.probability),
        "face_count": len(window.faces),
        "primary_face_area": score(area),
    }


def _unseen(looked: Expressions | None) -> dict[str, str]:
    """Why the windows are null in which no sample was taken."""
    windows = looked.windows if looked else ()
    return {
        f"expression_timeline.{label(window.span)}": NullCode.INSUFFICIENT_SAMPLES.value
        for window in windows
        if not window.sampled
    }
