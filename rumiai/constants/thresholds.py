"""Every threshold on which a result depends. Change one, and change THRESHOLDS_VERSION.

Each result carries the version, so that results of different versions are never compared blindly.
What only fits a file to a reader (how many rows, how many characters) stands beside its use.
"""

from typing import Final

THRESHOLDS_VERSION: Final = "2026.11.1"

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

# Emotional journey (B2, C).

# Person framing (B3).

# Speech (B5).

# Metadata (B7).

# Transitions and effects (decision 8).

# Stored results of older systems: detections of one class in consecutive samples are one object
# where their boxes overlap by this share of their union (SORT's default).
LINKED_OVERLAP: Final = 0.3
