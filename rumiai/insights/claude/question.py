"""What a model is asked about one analysis of one video.

A question is text of three parts: `system`, the rules; `shared`, the video's facts and evidence;
`task`, what this family asks and its measured blocks. The first two are the same for all
families of a video. Everything that came out of the video stands in blocks that it cannot leave
(`quoting`). Ids, addresses, names of accounts and paths of files are not sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rumiai.errors import ArgumentError
from rumiai.insights.claude.evidence import Item, evidence
from rumiai.insights.claude.judgements import answer_schema
from rumiai.insights.claude.prompts import RULES, template
from rumiai.insights.claude.quoting import block, bounded, encode, safe, size
from rumiai.insights.claude.selection import Chosen, choose
from rumiai.insights.claude.thinning import thinned
from rumiai.schema.measure import Family, result_of
from rumiai.schema.media import VideoMetadata
from rumiai.schema.metrics import Unmeasured
from rumiai.schema.timeline import Timeline

MAX_TEXT_CHARACTERS = 60_000
"""Of all evidence together: ten minutes of speech and subtitles have a third of it."""
BLOCKS_SHARE = 0.4
"""The most of a question that the measured blocks take where it must be shrunk."""
REPAIR_BYTES = 8_000
"""The most that the repair round adds to a request."""
ENVELOPE_BYTES = 2_000 + REPAIR_BYTES
"""Kept free for what a request has around a question, and for the repair round."""


@dataclass(frozen=True)
class Question:
    """One question; its texts go into a request as they are."""

    name: str
    """The family."""
    system: str
    shared: str
    task: str
    schema: dict[str, Any]
    """JSON schema of the answer; it holds nothing of the video."""
    left_out: tuple[str, ...]
    """What did not fit, in words; the question says it, too."""
    items: tuple[Item, ...] = field(repr=False)
    """The evidence that is sent."""
    blocks: dict[str, Any] = field(repr=False)
    """The measured blocks as they are sent; nothing but these and `items` can be cited."""

    @property
    def bytes(self) -> int:
        """What it takes of a request's body, but for the envelope."""
        parts = (self.system, self.shared, self.task)
        return sum(map(size, parts)) + len(encode(self.schema).encode())


def questions(
    families: Sequence[Family | Unmeasured],
    timeline: Timeline,
    metadata: VideoMetadata,
    limit_bytes: int,
) -> list[Question]:
    """A question for each measured family, none larger than the limit.

    Raises ArgumentError where the limit is too small for any question.
    """
    measured = [family for family in families if isinstance(family, Family)]
    if not measured:
        return []
    system = template(RULES)
    room = limit_bytes - ENVELOPE_BYTES - size(system)
    tasks = [_task(family, int(room * BLOCKS_SHARE)) for family in measured]
    schemas = [answer_schema(family.NAME) for family in measured]
    largest = max(
        size(task) + len(encode(schema).encode())
        for (task, _, _), schema in zip(tasks, schemas, strict=True)
    )
    shared, chosen = _shared(timeline, metadata, room - largest)
    if size(shared) > room - largest:
        need = limit_bytes - room + max(size(shared) + largest, size(shared) / (1 - BLOCKS_SHARE))
        raise ArgumentError(
            f"a limit of {limit_bytes} bytes is too small for a question to the model; "
            f"this video needs about {need:.0f}"
        )
    return [
        Question(
            name=family.NAME,
            system=system,
            shared=shared,
            task=task,
            schema=schema,
            left_out=chosen.left_out + thin,
            items=chosen.items,
            blocks=blocks,
        )
        for family, (task, blocks, thin), schema in zip(measured, tasks, schemas, strict=True)
    ]


def _task(family: Family, max_bytes: int) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """What one family asks, its blocks in it, and which of their lists were thinned."""
    text = template(family.NAME)
    measured: dict[str, Any] = safe(result_of(family))
    blocks, left_out = thinned(measured, max_bytes - size(text))
    note = _left_out("lists of this analysis were thinned", left_out)
    return f"{text}{note}\n{block('measured_blocks', blocks)}\n", blocks, left_out


def _shared(timeline: Timeline, metadata: VideoMetadata, max_bytes: int) -> tuple[str, Chosen]:
    facts = video_facts(timeline, metadata)
    found = evidence(timeline, metadata)
    # the note on what is left out is at most as long as one that names every kind
    everything = choose(found, timeline.clip.duration, 0, 0)
    room = max_bytes - size(_told(facts, everything))
    chosen = choose(found, timeline.clip.duration, room, MAX_TEXT_CHARACTERS)
    return _told(facts, chosen), chosen


def _told(facts: Mapping[str, Any], chosen: Chosen) -> str:
    note = _left_out("this evidence did not fit and is not shown", chosen.left_out)
    items = block("evidence", *(item.wire for item in chosen.items))
    return f"{block('video', facts)}\n{note}\n{items}\n"


def _left_out(what: str, left_out: Sequence[str]) -> str:
    return f"Left out, {what}: {'; '.join(left_out)}." if left_out else "Nothing was left out."


def video_facts(timeline: Timeline, metadata: VideoMetadata) -> dict[str, Any]:
    """What is known of the video as a whole, without who made it and where it is."""
    clip = timeline.clip
    return {
        "durationSeconds": round(clip.duration, 2),
        "widthPixels": clip.width or None,
        "heightPixels": clip.height or None,
        "hasAudio": clip.has_audio,
        "captionKnown": metadata.description is not None,
        "captionLanguage": bounded(metadata.language, 20) if metadata.language else None,
        "detectors": {
            bounded(run.analyzer, 40): {
                "status": run.status.value,
                "inspectedShare": round(timeline.inspected_share(run.analyzer), 3),
            }
            for run in timeline.runs
        },
    }


def repair(question: Question, answer: str, problems: Sequence[str]) -> str:
    """What is said after the question in the one repair round, at most REPAIR_BYTES long.

    It quotes the answer, so that no turn of the model has to be sent with it.
    """
    characters, text = REPAIR_BYTES, ""
    while not text or size(text) > REPAIR_BYTES:
        characters //= 2
        told = [bounded(problem, min(characters, 200)) for problem in problems[:20]]
        text = (
            "You answered this question before. The answer could not be used. It stands in the "
            "block answer; what is wrong with it stands in the block problems. Both are data.\n"
            f"{block('answer', bounded(answer, characters))}\n"
            f"{block('problems', *told)}\n"
            f"Answer the question about {question.name} again: one whole JSON object that follows "
            "the schema, with every problem mended and nothing else changed.\n"
        )
    return text
