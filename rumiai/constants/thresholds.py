"""Every threshold on which a result depends. Change one, and change THRESHOLDS_VERSION.

Each result carries the version, so that results of different versions are never compared blindly.
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
