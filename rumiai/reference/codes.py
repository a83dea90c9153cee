"""What the codes in ``_nulls`` mean, in a user's words."""

from __future__ import annotations

from rumiai.schema.measure import NullCode

MEANINGS: dict[NullCode, str] = {
    NullCode.NOT_MEASURED: "An analyzer that it needs did not run to its end.",
    NullCode.EFFECT_NOT_MEASURED: "Effects were not looked for.",
    NullCode.AUDIO_EMOTION_NOT_MEASURED: "No detector tells the mood of sound.",
    NullCode.SPEECH_EMOTION_NOT_MEASURED: "No detector tells the mood of speech.",
    NullCode.STICKER_NOT_MEASURED: "No detector finds stickers.",
    NullCode.GESTURE_NOT_MEASURED: "Gestures were not looked for.",
    NullCode.TEMPO_NOT_MEASURED: "No detector finds musical beats.",
    NullCode.INSUFFICIENT_SAMPLES: "Too little was found, or the video is too short.",
    NullCode.NO_PEOPLE: "Nobody was seen.",
    NullCode.NO_CUTS: "The video has no cut.",
    NullCode.NO_AUDIO: "The video has no sound.",
    NullCode.NO_SPEECH: "Nobody speaks.",
    NullCode.NO_TEXT: "No text is shown.",
    NullCode.NO_CAPTION: "The video has no caption.",
    NullCode.NON_ENGLISH: "The rule holds for English alone.",
    NullCode.NOT_DETECTABLE: "No detector could tell.",
    NullCode.VIEWS_ZERO: "The video has no views to divide by.",
    NullCode.UNCALIBRATED_GAZE: "Where somebody looks is not calibrated.",
    NullCode.NO_VALID_INFERENCE: "What was found does not allow the conclusion.",
    NullCode.NO_VALIDATED_DEFINITION: "Nobody has validated what this score would mean.",
    NullCode.PLATFORM_MISSING: "The platform's metadata lacks it.",
    NullCode.JUDGEMENT_REFUSED: "Claude refused to answer.",
    NullCode.JUDGEMENT_REJECTED: "Claude's answer did not hold: wrong form, or false citations.",
    NullCode.JUDGEMENT_CUT_OFF: "Claude's answer was longer than allowed.",
    NullCode.JUDGEMENT_UNANSWERED: "The Claude API gave no answer.",
    NullCode.JUDGEMENT_OVER_BUDGET: "Asking Claude could have cost more than the budget.",
}
