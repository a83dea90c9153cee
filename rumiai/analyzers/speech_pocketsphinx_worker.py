"""PocketSphinx in a process of its own: it holds the interpreter's lock for seconds.

Reads pieces of sound from standard input, each as the number of its bytes (uint32, little-endian)
and 16-bit samples at 16 kHz; answers each with a line of JSON. Ends with its input.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from typing import Any, BinaryIO

from pocketsphinx import Decoder

Row = tuple[str, int, int, float, float]
"""Word, first and last frame of 10 ms, probability, sum of the frames' logarithmic fit."""
LENGTH = struct.Struct("<I")
TINY = 1e-300


def words(decoder: Any, samples: bytes) -> list[Row]:
    """The words of one piece, silence and noises left out."""
    decoder.reinit_feat()  # else the last piece's loudness and channel are taken for this one's
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    return [
        (s.word, s.start_frame, s.end_frame, s.prob, math.log(max(s.ascore, TINY)))
        for s in decoder.seg() or ()
        if s.word[0] not in "<[+"
    ]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the input ends."""
    # normalising by the whole piece: the running mean needs longer to settle than a video lasts
    decoder = Decoder(loglevel="FATAL", cmn="batch")
    sink.write(b"ready\n")
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        answer = words(decoder, source.read(LENGTH.unpack(head)[0]))
        sink.write(json.dumps(answer).encode() + b"\n")
        sink.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
