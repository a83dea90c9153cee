"""What a model may say about a video, family by family: a small closed set of judgements.

A judgement is no measurement. It stands beside the measured blocks, under ``_judgements``, with
the reason and the events and metrics that it rests on.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from rumiai.insights.claude.quoting import clean
from rumiai.schema.measure import Record

V = TypeVar("V")

TEXT_CHARACTERS = 300
CITATIONS = 12
CITATION_CHARACTERS = 120


def _visible(text: str) -> str:
    line = " ".join(text.split())
    if clean(line) != line:
        raise ValueError("holds characters that cannot be seen")
    if "://" in line or "www." in line.lower():
        raise ValueError("holds a link")
    return line


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_CHARACTERS),
    AfterValidator(_visible),
]
Citation = Annotated[str, StringConstraints(min_length=1, max_length=CITATION_CHARACTERS)]


class Judgement(Record, Generic[V]):
    """One judgement; its value is null where the evidence does not carry any."""

    model_config = ConfigDict(strict=True)

    citations: Annotated[list[Citation], Field(max_length=CITATIONS)] = Field(
        description="What it rests on: ids of evidence, as text:3, or paths of metrics that are "
        f"not null, as scenePacingCoreMetrics.totalScenes. 1 to {CITATIONS}; none only where the "
        "value is null."
    )
    reason: Text = Field(
        description=f"Why, in one or two plain sentences of at most {TEXT_CHARACTERS} characters."
    )
    value: V | None = Field(description="The judgement; null where the evidence carries none.")

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.value is not None and not self.citations:
            raise ValueError("cites nothing")
        return self


class Judgements(Record):
    """Base of the seven families' answers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, strict=True)

    summary: Judgement[Text] = Field(
        description="What this analysis tells about the video, in one or two sentences."
    )


class CreativeDensityJudgements(Judgements):
    """How the means of the video work together."""

    creative_approach: Judgement[
        Literal[
            "talking_to_camera",
            "demonstration",
            "text_driven",
            "montage",
            "skit",
            "performance",
            "interview",
            "other",
        ]
    ] = Field(description="The form that the video takes.")
    leading_element: Judgement[
        Literal["speech", "screen_text", "people", "objects", "editing", "none"]
    ] = Field(description="What carries most of what the video tells.")
    opening_hook: Judgement[
        Literal[
            "question", "promise", "surprising_claim", "direct_address", "visual_change", "none"
        ]
    ] = Field(description="By which means the first five seconds try to hold the viewer.")


class EmotionalJourneyJudgements(Judgements):
    """The mood, by expressions and words together."""

    emotional_tone: Judgement[
        Literal[
            "joyful",
            "humorous",
            "calm",
            "inspiring",
            "tense",
            "sad",
            "angry",
            "matter_of_fact",
            "mixed",
        ]
    ] = Field(description="The prevailing mood.")
    words_and_faces: Judgement[Literal["agree", "differ", "partly"]] = Field(
        description="Whether what is said or written has the mood that the expressions have."
    )


class SpeechAnalysisJudgements(Judgements):
    """What is said, and how."""

    narrative_style: Judgement[
        Literal[
            "storytelling",
            "explaining",
            "instructing",
            "persuading",
            "conversation",
            "commentary",
            "performance",
        ]
    ] = Field(description="What the speaker does with the words.")
    delivery_style: Judgement[Literal["spontaneous", "rehearsed", "hurried", "measured"]] = Field(
        description="How it is spoken, by words, speed and pauses; the voice cannot be heard."
    )
    main_message: Judgement[Text] = Field(
        description="What the speaker wants the viewer to take away, in one sentence."
    )


class VisualOverlayJudgements(Judgements):
    """What the text on the screen is for."""

    overlay_purpose: Judgement[
        Literal[
            "subtitles", "headline", "labels", "list", "call_to_action", "joke", "scenery", "mixed"
        ]
    ] = Field(description="What most of the text does; scenery is text that was filmed.")
    relation_to_speech: Judgement[
        Literal["repeats", "sums_up", "adds", "replaces", "unrelated", "no_speech"]
    ] = Field(description="What the text does to the spoken words.")


class MetadataAnalysisJudgements(Judgements):
    """What the video is about, and how its caption presents it."""

    content_category: Judgement[
        Literal[
            "education",
            "comedy",
            "music_and_dance",
            "beauty_and_fashion",
            "food",
            "fitness_and_health",
            "travel",
            "technology",
            "business_and_money",
            "home_and_craft",
            "family_and_daily_life",
            "animals",
            "sport",
            "games",
            "news_and_society",
            "art_and_film",
            "other",
        ]
    ] = Field(description="What the video is about.")
    caption_role: Judgement[
        Literal["describes", "teases", "adds", "asks_to_act", "only_tags", "unrelated"]
    ] = Field(description="What the caption does for the video.")
    hashtag_relevance: Judgement[Literal["fitting", "partly_fitting", "generic", "unrelated"]] = (
        Field(description="How the hashtags go with the content.")
    )


class PersonFramingJudgements(Judgements):
    """How people are shown."""

    cinematic_style: Judgement[
        Literal["presenter", "interview", "observing", "staged_scene", "close_portrait", "mixed"]
    ] = Field(description="The way of filming that the framing suggests.")
    framing_technique: Judgement[
        Literal["one_framing", "changes_by_cut", "changes_by_movement", "mixed"]
    ] = Field(description="How the size of people in the picture is varied.")
    role_of_people: Judgement[
        Literal["speaker", "demonstrator", "performer", "group", "bystander", "nobody"]
    ] = Field(description="What the people in the picture do for the video.")


class ScenePacingJudgements(Judgements):
    """What the cutting does."""

    temporal_flow: Judgement[Literal["in_order", "out_of_order", "parallel", "collection"]] = Field(
        description="How the order of the scenes goes with the story, by words and texts."
    )
    reason_for_cuts: Judgement[
        Literal["follows_speech", "new_content", "new_framing", "keeps_pace", "mixed", "no_cuts"]
    ] = Field(description="What most cuts are for.")


JUDGEMENTS: dict[str, type[Judgements]] = {
    "creative_density": CreativeDensityJudgements,
    "emotional_journey": EmotionalJourneyJudgements,
    "speech_analysis": SpeechAnalysisJudgements,
    "visual_overlay_analysis": VisualOverlayJudgements,
    "metadata_analysis": MetadataAnalysisJudgements,
    "person_framing": PersonFramingJudgements,
    "scene_pacing": ScenePacingJudgements,
}
"""By family; a family without an entry cannot be asked about."""

_KEPT = ("type", "enum", "const", "description", "required")


def answer_schema(family: str) -> dict[str, Any]:
    """The JSON schema of a family's answer, in the keywords that structured output knows.

    It holds nothing of a video: the API keeps schemas for a while. What it cannot say, as the
    bounds of texts, stands in descriptions and is checked when the answer comes.
    """
    whole = JUDGEMENTS[family].model_json_schema(by_alias=True)
    return _known(whole, whole.get("$defs", {}))


def _known(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """The schema without other keywords, and with its parts in place of references to them."""
    if "$ref" in schema:
        own = {key: value for key, value in schema.items() if key != "$ref"}
        return _known({**parts[schema["$ref"].rpartition("/")[2]], **own}, parts)
    found: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    if "enum" in found or "const" in found:
        found.pop("type", None)
    if "properties" in schema:
        found["properties"] = {k: _known(v, parts) for k, v in schema["properties"].items()}
        found["additionalProperties"] = False
    if "anyOf" in schema:
        found["anyOf"] = [_known(option, parts) for option in schema["anyOf"]]
    if "items" in schema:
        found["items"] = _known(schema["items"], parts)
    return found
