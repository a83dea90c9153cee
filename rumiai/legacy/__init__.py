"""Reads what older systems left: the unified analyses of all generations.

What an older file does not prove stays unmeasured. From the recorded files:

- Transcripts without word times: no words, no voice activity (their segments touch one another);
  the segments' texts are kept for calls to action. Speech, pauses, words and all counts of onsets
  are null.
- Faces, bodies and hands without boxes: not measured.
- Gaze: not measured, because it was stored in shares of the picture and not of the eye.
- Loudness: not measured, because only levels relative to the video were stored, without onsets.
- Emotions: from FEAT alone, with all seven scores and the face.
- Gestures named "none" are none. Which hand made one is as stored.
- Text was stored once a text: that it stood longer than one sample is not known.
- Empty lists of detectors that show no frame looked at are no findings of nothing.

Results of the seven analyses, under whatever prefix, are archive: they are recognised, and nothing
is computed from them.
"""
