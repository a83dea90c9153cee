"""Every threshold on which a result depends. Change one, and change THRESHOLDS_VERSION.

Each result carries the version, so that results of different versions are never compared blindly.
What only fits a file to a reader (how many rows, how many characters) stands beside its use.
"""

from typing import Final

THRESHOLDS_VERSION: Final = "2026.11.3"

# Sampling (METRICS_CONTRACT D1): frames a second, the whole video long.
TEXT_FRAMES_PER_SECOND: Final = 2.0
HUMAN_FRAMES_PER_SECOND: Final = 5.0
HUMAN_FRAMES_PER_SECOND_LONG: Final = 3.0
LONG_VIDEO_SECONDS: Final = 60.0

# Shots (decision 9).
SCENE_THRESHOLD: Final = 20.0
MIN_SCENE_SECONDS: Final = 0.33

# Faces. On ../shared/media the true faces score 0.78 and more, the false ones 0.69 and less.
FACE_SCORE: Final = 0.75

# Bodies. MediaPipe's detector sees bodies in titles and toys at 0.8 and less.
POSE_DETECTION_SCORE: Final = 0.9
HAND_SCORE: Final = 0.5
# Gestures: METRICS_CONTRACT D2. A score must be greater.
GESTURE_SCORE: Final = 0.5

# Text on screen. On ../shared/media and on made clips, readings of pictures without text score
# below 0.8 or stand in boxes more than half the picture high (a face read as a giant "8").
TEXT_SCORE: Final = 0.8
TEXT_MAX_HEIGHT: Final = 0.4
TEXT_CHANGE_LEVELS: Final = 5.0

# Voice.
VOICE_SCORE: Final = 0.5

# Sound.
ENERGY_WINDOW_SECONDS: Final = 5

# Onsets: flux this far above the median of its second, and at least this far apart.
ONSET_FLUX: Final = 0.08
ONSET_DISTANCE_SECONDS: Final = 0.05
# Thirds whose loudness differs by at most this share of the loudest are steady (D4).
STEADY_SHARE: Final = 0.2

# A body's landmark below this visibility does not count into its box.
LANDMARK_VISIBLE: Final = 0.5

# An action unit whose activation is higher is active (C3).
UNIT_ACTIVE: Final = 0.5

# Text tracks (B6): how alike two readings of one text are at least.
TEXT_SIMILARITY: Final = 0.8
# Words less alike than the first are exchanged; those as alike as the second are one, misread.
UNLIKE_WORD: Final = 0.5
SAME_WORD: Final = 0.85
# Texts that were read this often in a row are no recognition errors.
LASTING_READINGS: Final = 2
# A text shorter than this share of its successor, and read at most so often, may be unfinished.
GROWN_SHARE: Final = 0.8
UNFINISHED_READINGS: Final = 2

# Speech: voice activity closer together than this is one stretch (B5).
SPEECH_GAP_SECONDS: Final = 0.3

# Temporal markers (B8).
OPENING_SECONDS: Final = 5
CLOSING_SHARE: Final = 0.85
PEAK_FACTOR: Final = 1.5
CURVE_SECONDS: Final = 5

# Scene pacing (B4).
PACING_WINDOW_SECONDS: Final = 10
FULL_SCORE_CUTS_PER_MINUTE: Final = 40
SLOW, MODERATE_PACE, FAST = 10, 20, 40
CONSISTENT, VARIED = 0.7, 0.4
REGULAR_VARIATION: Final = 0.5
SYNC_SECONDS: Final = 0.15
MTV_SECONDS, CLASSIC_SECONDS = 1.5, 3.0
MIN_SCENES: Final = 3
# Halves whose counts differ by more than this share of the first show a trend (B4, B6).
TREND_STEP: Final = 0.3

# Visual overlays (B6).
OVERLAY_WINDOWS: Final = 10
BURST_SECONDS: Final = 2.0
MIN_ONSETS: Final = 3
OVERLAY_PEAK_FACTOR: Final = 1.5
MINIMAL_DENSITY, MODERATE_DENSITY, ATTENTION_DENSITY = 0.5, 1.0, 0.8
RHYTHMIC: Final = 0.7
REINFORCED_SHARE: Final = 0.3
# Fewer different texts than this share of all texts is low variety.
LOW_VARIETY: Final = 0.5
OVERLAY_GESTURE_SECONDS: Final = 1.0
# An overlay of whose words this share is spoken within so many seconds of it is a subtitle.
SUBTITLE_SHARE: Final = 0.5
SUBTITLE_SECONDS: Final = 1.0
CONVERSION_REQUESTS: Final = 2
COMMERCE_REQUESTS: Final = 2

# Creative density (B1).
COUNTED_OBJECT_SCORE: Final = 0.25
# A second with so many types of elements is multimodal; from the second number on they reinforce.
MULTIMODAL_TYPES, REINFORCING_TYPES = 3, 4
# Elements a second: fewer than the first is sparse or minimal, more than the second is much.
SPARSE_DENSITY, DENSE_DENSITY = 1, 5
MINIMAL_LOAD, OPTIMAL_LOAD = 2, 4
# At most so many elements in a second are a low, at most so many a medium level.
LOW_LEVEL, MEDIUM_LEVEL = 2, 5
SHIFT_MAGNITUDE: Final = 0.5
DEAD_SECONDS: Final = 2
# Nothing is said about the course of a video of fewer seconds: one is needed in each third.
COURSE_SECONDS: Final = 3
LOADED_FACTOR: Final = 1.5
OSCILLATING_VARIATION, ERRATIC_VARIATION, CONSISTENT_VARIATION = 0.5, 0.75, 0.3
PROGRESSION_CORRELATION: Final = 0.3
HOOK_SECONDS: Final = 3
HOOK_FACTOR, CRESCENDO_FACTOR = 1.2, 1.2
RHYTHM_CORRELATION: Final = 0.3
RHYTHM_MIN_LAG_SECONDS: Final = 2

# Emotional journey (B2, C).
EMOTION_WINDOW_SECONDS: Final = 5
# A larger share of samples without a face means that nobody is shown (C4).
FACELESS_SHARE: Final = 0.8
# A change of label counts over so many sample periods at most (C5).
TRANSITION_PERIODS: Final = 2
# Arc (C7): the rise or fall of the valence, its spread, and the samples that a third needs.
ARC_STEP, ARC_SPREAD = 0.3, 0.5
ARC_SAMPLES: Final = 2
# Peaks (C9): the least probability, and how many samples to either side they exceed.
EMOTION_PEAK: Final = 0.8
EMOTION_PEAK_REACH: Final = 2
# The emotions of so many highest peaks decide the archetype (C10).
ARCHETYPE_PEAKS: Final = 3
# Resolution (C11): from this share of the video on, with so many samples at least.
RESOLUTION_SHARE: Final = 0.8
RESOLUTION_SAMPLES: Final = 5
# Techniques and pacing (C12, B2).
RAPID_SHIFTS: Final = 5
VARIED_EMOTIONS: Final = 0.7
QUICK_SHIFTS: Final = 0.4
# A mean valence closer to 0 than this is neutral (B2).
NEUTRAL_VALENCE: Final = 0.1
EMOTION_GESTURE_SECONDS: Final = 1.0
# Coverage and face score that make the analysis highly or fairly reliable (B2).
EMOTIONS_RELIABLE, EMOTIONS_FAIR = (0.6, 0.7), (0.3, 0.5)

# Person framing (B3).
# Percent of the picture that the largest face covers more than.
CLOSE_FACE, MEDIUM_FACE = 25.0, 8.0
EXTREME_CLOSE_FACE: Final = 50.0
# Movement of a face in frame diagonals a second: below the first static, below the second gradual;
# at the third nothing is left of the stability.
STATIC_SPEED, GRADUAL_SPEED = 0.02, 0.08
UNSTABLE_SPEED: Final = 0.1
# Samples at most so many sampling periods apart are consecutive: one between them was not missed.
CONSECUTIVE_PERIODS: Final = 1.5
# How far from the middle, or from a third of the width, the centre of a face may lie.
CENTRE_REACH, THIRD_REACH = 0.1, 0.07
GROUP_FACES: Final = 2

# Speech (B5).
WPM_WINDOW_SECONDS: Final = 5
# A rate over less is no rate: one word would be hundreds a minute.
WPM_MIN_SECONDS: Final = 1.0
# Silence longer than the first; from the second on dramatic and a moment of its own; longer than
# the third awkward.
SILENCE_SECONDS, DRAMATIC_SILENCE_SECONDS, AWKWARD_SILENCE_SECONDS = 1.0, 2.0, 3.0
LOUD_LEVEL: Final = 0.9
EMPHASIS_GESTURE_SECONDS: Final = 0.3
# Share of words in repeated pairs above which a speech repeats itself. Two scripts read out in
# METRICS_CONTRACT's data have 0.20 and 0.24; Kennedy's "ask not what your country" has 0.45.
REPETITION_SHARE: Final = 0.3
DIRECT_ADDRESS_SHARE: Final = 0.05
RAPID_WORDS_PER_MINUTE: Final = 150
# A greeting opens the speech if it is one of its first so many words ("okay so hi").
GREETING_WORDS: Final = 3

# Metadata (B7).
# Hashtags up to which a caption is minimal, moderate and heavy; more are spam.
MINIMAL_TAGS, MODERATE_TAGS, HEAVY_TAGS = 2, 7, 15
MINIMAL_CAPTION_WORDS: Final = 10
STORY_SENTENCES: Final = 3
# Polarity above this is positive, below its opposite negative.
SENTIMENT_BAND: Final = 0.1
# A caption of whose words at least the first share is English is English; of fewer than the second
# it is not, if that many of its words are unknown (docs/decisions/0009).
ENGLISH_SHARE, FOREIGN_SHARE = 0.7, 0.5
FOREIGN_WORDS: Final = 2
LANGUAGE_LETTERS: Final = 4
# Readability is lost with letters a word and words a sentence beyond these, at these rates.
EASY_WORD_LETTERS, LETTER_COST = 4.0, 0.1
EASY_SENTENCE_WORDS, WORD_COST = 15.0, 0.02

# Transitions and effects (decision 8).
EFFECTS_FRAMES_PER_SECOND: Final = 30.0
# Zooms are followed in steps of this length; of the points followed, this share has to agree.
ZOOM_STEP_SECONDS: Final = 0.1
ZOOM_MIN_INLIERS: Final = 0.5
# Fades and dissolves: how far α may leave a straight ramp, and how much no mixture explains.
MIX_MIN_SECONDS, MIX_MAX_SECONDS = 0.2, 3.5
MIX_SHAPE: Final = 0.16
MIX_RESIDUAL: Final = 0.14
DARK_LUMA: Final = 22.0
# A dissolve changes this share of the pixels, and leaves less over the more alike its pictures are;
# the speed before or after it, as a share of its own, and that likeness add up to so much.
DISSOLVE_CHANGED: Final = 0.78
DISSOLVE_RESIDUAL: Final = 0.15
DISSOLVE_LIKENESS: Final = 0.8
DISSOLVE_CALM: Final = 1.0
# Flashes: levels by which the dark parts rise, share of white, and of values that fit the mixture.
FLASH_MAX_SECONDS: Final = 0.6
FLASH_RISE: Final = 35.0
FLASH_WHITENESS: Final = 0.3
FLASH_FIT: Final = 0.8
# Zooms: logarithms of the scale, a second and in all.
ZOOM_MIN_RATE: Final = 0.02
ZOOM_MIN_TOTAL: Final = 0.05
ZOOM_MIN_SECONDS: Final = 0.2
# Blurs and colour filters, inside one shot: how much less sharp, how far (CIELAB) the colours move.
CUT_LIKENESS: Final = 0.5
SPAN_MIN_SECONDS: Final = 0.25
BLUR_RATIO: Final = 1.6
BLUR_LIKENESS: Final = 0.5
FILTER_SHIFT: Final = 7.0
FILTER_FIT: Final = 0.75
FILTER_CALM: Final = 0.6
# The kinds whose detectors reach 0.9 in precision and recall on the held-out made clips
# (docs/decisions/0008). Blur and zoom_in do not yet; they are looked for, but never reported.
VALIDATED_EFFECTS: Final = frozenset(
    {"fade_in", "fade_out", "dissolve", "zoom_out", "flash", "colour_filter"}
)
# A fade in that follows a fade out this closely completes it; a cut this close to a gradual change,
# or inside it, is part of it.
FADE_GAP_SECONDS: Final = 1.0
GRADUAL_CUT_SECONDS: Final = 0.1
# A filter moves the colour of so many pixels so far (CIELAB a, b), the brightness made equal.
FILTER_PIXEL: Final = 3.0
FILTER_PIXELS: Final = 0.6
FILTER_MEDIAN: Final = 4.0

# Stored results of older systems: detections of one class in consecutive samples are one object
# where their boxes overlap by this share of their union (SORT's default).
LINKED_OVERLAP: Final = 0.3

# Expressions (C1-C3). Videos up to so many seconds are sampled at so many frames a second; longer
# ones so that 60 samples cover them, but a five-second window never goes without one.
EMOTION_RATES: Final = ((30.0, 2.0), (60.0, 1.0), (120.0, 0.5))
EMOTION_FRAMES: Final = 60
EMOTION_RATE_LEAST: Final = 0.2
# A face counts if its score is higher (C3); py-feat itself keeps faces from 0.5 on.
EXPRESSION_FACE_SCORE: Final = 0.5

# Sightings in samples are one thing while at most one sample between them misses it: two sampling
# periods, and half of one more because a sample lies up to a frame behind its slot's beginning.
SIGHTING_GAP_PERIODS: Final = 2.5

# Transcripts. A piece of sound at most so long goes to a recogniser at a time: Whisper's window.
PIECE_SECONDS: Final = 30.0
# Whisper's own limits (openai/whisper, transcribe.py): a segment is made up where it repeats itself
# more, or is less probable on average; the third tells silence. A language is told from so probable
# on (faster-whisper's language_detection_threshold).
WHISPER_COMPRESSION, WHISPER_LOG_PROBABILITY, WHISPER_NO_SPEECH = 2.4, -1.0, 0.6
WHISPER_LANGUAGE: Final = 0.5
# PocketSphinx's English: mean probability of the words, and fit of the sounds in nats a frame, of
# each ten seconds of voice. Measured: English read out clearly (multilingual.mp3 to 29 s) 0.72 and
# -2.4, jfk.flac 0.45 and -3.7; German (multilingual.mp3 from 30 s) 0.31 and -4.2; eSpeak, most
# of whose words are misheard, 0.29 to 0.51 and -4.6 to -5.6 in any of seven languages.
SPHINX_PROBABILITY: Final = 0.38
SPHINX_FIT: Final = -4.0
SPHINX_VOICE_SECONDS: Final = 10.0
# Words less probable than this are counted, but no phrase is read out of them. Of PocketSphinx's
# words on multilingual.mp3's English 86 % are right from here on, 61 % below.
SURE_WORD: Final = 0.5

# Objects. Sampling is METRICS_CONTRACT D1's. Boxes from the first score on continue a track, as in
# ByteTrack (its low threshold); overlap and number of boxes are Ultralytics' defaults.
OBJECT_FRAMES_PER_SECOND: Final = 2.0
OBJECT_CANDIDATE_SCORE: Final = 0.1
OBJECT_SUPPRESSION_OVERLAP: Final = 0.7
OBJECT_MAX_BOXES: Final = 300
# A track survives so many samples without a sighting: one second, as in ByteTrack (30 of 30 frames
# a second). Sightings are linked from LINKED_OVERLAP on.
OBJECT_LOST_SAMPLES: Final = 2
