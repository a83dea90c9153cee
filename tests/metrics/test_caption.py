"""How captions are written, by values computed by hand; and that no caption is a trap."""

from __future__ import annotations

import time
from typing import Any

import pytest

from builders import timeline
from rumiai.metrics.metadata_analysis import metadata_analysis
from rumiai.schema.measure import result_of
from rumiai.schema.media import VideoMetadata


def measured(text: str) -> dict[str, Any]:
    result = result_of(metadata_analysis(timeline(10), VideoMetadata(description=text)))
    return {k.removeprefix("metadata"): v for k, v in result.items()}


TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("Is this short?", "minimal"),
        (TEN.removesuffix(" ten"), "minimal"),
        (TEN, "direct"),
        (TEN + "?", "question"),
        (TEN + "? 🤔 #fyp @anna", "question"),
        (TEN + "? Yes", "direct"),
        ("One two three. Four five six! Seven eight? Nine ten.", "storytelling"),
        ("One two three. Four five six! Seven eight nine ten 11", "list"),
        (TEN + " and 3.5 of example.com", "list"),
        ("1️⃣ " + TEN, "list"),
        (TEN + " #day12", "direct"),
    ],
)
def test_caption_style(text: str, style: str) -> None:
    """Fewer than ten words; a question at the end, tags aside; four sentences; a number; else."""
    assert measured(text)["Dynamics"]["captionStyle"] == style


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@anna @bob.c, @anna! (@d_e)", ["@anna", "@bob.c", "@d_e"]),
        ("write to me@mail.com @ home", []),
        ("https://www.tiktok.com/@anna", []),
        ("@a @b @c @d", ["@a", "@b", "@c"]),
    ],
)
def test_mentions(text: str, mentions: list[str]) -> None:
    """The first three different names; mail and web addresses are none."""
    assert measured(text)["KeyEvents"]["keyMentions"] == mentions


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("FOLLOW  ME for more", {"ctaFollow"}),
        ("double tap & tag someone", {"ctaLike", "ctaShare"}),
        ("let me know, act now", {"ctaComment", "ctaUrgency"}),
        ("follow meme pages", set()),
        ("𝗛𝗶𝘁 𝗹𝗶𝗸𝗲", {"ctaLike"}),
    ],
)
def test_calls_to_action(text: str, asked: set[str]) -> None:
    """Whole phrases, whatever their case and type; how many kinds is their count."""
    result = measured(text)
    features = result["Patterns"]["ctaFeatures"]
    kinds = {k for k, v in features.items() if v == 1 and k.startswith("cta") and k != "ctaCount"}
    assert kinds == asked
    assert features["ctaCount"] == len(asked)
    assert features["hasCTA"] == int(bool(asked))
    assert result["KeyEvents"]["callToAction"] is bool(asked)


@pytest.mark.parametrize(
    ("text", "hook"),
    [
        ("You won’t believe this", 1),
        ("pov:you are a cat", 1),
        ("Here's how", 1),
        ("await for it", 0),
    ],
)
def test_hooks(text: str, hook: int) -> None:
    """Typographic apostrophes are apostrophes; phrases are whole."""
    assert measured(text)["KeyEvents"]["hasHook"] == hook


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Hurry, it is quick", "high"),
        ("coming soon", "medium"),
        ("I know breakfast", "none"),
        ("@today www.now.com", "none"),
    ],
)
def test_urgency(text: str, level: str) -> None:
    """High words win; "now" in "know" and in names is none."""
    assert measured(text)["Patterns"]["urgencyLevel"] == level


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.b/c", 1),
        ("www.example.com", 1),
        ("on shop.example.io/x now", 1),
        ("me@example.com", 0),
        ("e.g. this, etc.", 0),
    ],
)
def test_links(text: str, links: int) -> None:
    """Web addresses with or without a scheme; mail addresses are none."""
    assert measured(text)["Quality"]["linkPresent"] == links


def test_readability() -> None:
    """20 words of 6 letters in one sentence: 1 - 0.1 × 2 - 0.02 × 5 = 0.7; tags do not count."""
    text = " ".join(["planet"] * 20)
    assert measured(text)["Quality"]["readabilityScore"] == pytest.approx(0.7)
    assert measured(f"{text} #tag 🌿 @x")["Quality"]["readabilityScore"] == pytest.approx(0.7)
    assert measured(" ".join(["incomprehensibilities"] * 3))["Quality"]["readabilityScore"] == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("🔥 #fyp", "insufficient_samples"), ("最後まで見てね、うちの犬がかわいい", "not_detectable")],
)
def test_where_nothing_can_be_read(text: str, code: str) -> None:
    """No words (legacy: 1.0), or a script without spaces, of which the formula knows nothing."""
    assert measured(text)["_nulls"]["metadataQuality.readabilityScore"] == code


def test_marks_in_other_scripts() -> None:
    """Full-width and Arabic marks ask and exclaim as well."""
    patterns = measured("本当？すごい！")["Patterns"]
    assert (patterns["hasQuestion"], patterns["hasExclamation"]) == (1, 1)
    assert measured("كيف؟")["Patterns"]["hasQuestion"] == 1


HOSTILE = (
    *("a", " ", "\0", "@", "@a.", "#", ".", "?!", "😀", "👩\u200d", "👨\u200d👩🏿\u200d👧🏻 ", "🇩"),
    *(
        "http",
        "www.",
        "a.",
        "a-",
        "a@",
        "wait ",
        "follow me ",
        "love ",
        "l'",
        "\ufdfa",
        "\u0300\u0323",
    ),
    *("\u202e", "\ufe0f", "漢", "a 1️⃣ ", "e\u0301"),
)


def cost(text: str) -> float:
    """Processor seconds of the analysis, the best of three."""
    spent = []
    for _ in range(3):
        before = time.process_time()
        measured(text)
        spent.append(time.process_time() - before)
    return min(spent)


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_ten_times_the_caption_takes_about_ten_times_as_long(unit: str) -> None:
    """No quadratic step (it would take 100 times as long), whatever a caption repeats.

    One part in a hundred of a second is added for what does not depend on the length.
    """
    short, long = ((unit * size)[:size] for size in (10_000, 100_000))
    assert cost(long) < 40 * (cost(short) + 0.01)


def test_a_caption_of_a_megabyte() -> None:
    """Everything strange at once is counted, not cut off."""
    text = ("\0 love👍🏽 @a #b \u202e漢e\u0301 " * 50_000)[:1_000_000]
    result = measured(text)
    assert result["CoreMetrics"]["captionLength"] == 1_000_000
    assert result["CoreMetrics"]["emojiCount"] == text.count("👍🏽")
    assert result["CoreMetrics"]["mentionCount"] == text.count("@")
