"""`rumiai diff`: what counts as the same, what is shown, and what cannot be compared."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rumiai.comparison.diff import Comparison, Kind, compare
from rumiai.comparison.tolerances import FILE, Tolerances, load_tolerances
from rumiai.comparison.wording import to_json, to_text
from rumiai.errors import ArgumentError

Run = Callable[..., subprocess.CompletedProcess[str]]
LOOSE = Tolerances("test", 0, {"a.seconds": 0.05, "list[].x": 1, "map.*.share": 0.5})


def two(folder: Path, old: Any, new: Any) -> Comparison:
    """Compare two documents that are written to files first."""
    paths = folder / "old.json", folder / "new.json"
    for path, document in zip(paths, (old, new), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    return compare(*paths, LOOSE)


def put(folder: Path, **files: Any) -> Path:
    """A folder with JSON files; ``__`` in a name stands for a folder."""
    for name, document in files.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ({"a": {"seconds": 1.0}}, {"a": {"seconds": 1.05}}, Kind.WITHIN),
        ({"a": {"seconds": 1.0}}, {"a": {"seconds": 1.06}}, Kind.CHANGED),
        ({"a": {"seconds": 1.0}}, {"a": {"seconds": None}}, Kind.CHANGED),
        ({"other": 1.0}, {"other": 1.001}, Kind.CHANGED),
        ({"list": [{"x": 1}, {"x": 5}]}, {"list": [{"x": 1}, {"x": 6}]}, Kind.WITHIN),
        ({"map": {"k": {"share": 0}}}, {"map": {"k": {"share": 0.5}}}, Kind.WITHIN),
        ({"n": 1}, {"n": True}, Kind.CHANGED),
        ({"n": "1"}, {"n": 1}, Kind.CHANGED),
        ({"n": [1, 2]}, {"n": [1]}, Kind.ONLY_OLD),
        ({"n": []}, {"n": [None]}, Kind.ONLY_NEW),
        ({}, {"n": None}, Kind.ONLY_NEW),
        ({"n": {}}, {"n": []}, Kind.CHANGED),
    ],
)
def test_one_difference(tmp_path: Path, old: Any, new: Any, kind: Kind) -> None:
    """Each pair differs in one field, in this way; only a tolerance excuses it."""
    comparison = two(tmp_path, old, new)
    assert [difference.kind for difference in comparison.found] == [kind]
    assert comparison.same is (kind is Kind.WITHIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"n": 1}, {"n": 1.0}),
        ({"run": 1}, {"run": 2}),
        ({"run": {"a": 1}}, {}),
        ([], []),
        ({"metadata": {"generated_at": "a"}}, {"metadata": {"generated_at": "b"}}),
    ],
)
def test_no_difference(tmp_path: Path, old: Any, new: Any) -> None:
    """A whole number is the same with a point; the run block and the stamp are ignored."""
    assert two(tmp_path, old, new).found == ()


def test_only_the_outermost_run_is_ignored(tmp_path: Path) -> None:
    """A field that happens to have the name is compared."""
    assert not two(tmp_path, {"a": {"run": 1}}, {"a": {"run": 2}}).same


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(documents, documents)
@example(0, 3e-278)
def test_a_document_is_the_same_as_itself_alone(
    tmp_path_factory: pytest.TempPathFactory, old: Any, new: Any
) -> None:
    """Nothing differs from itself; without tolerances, the same means equal; order is no matter."""
    folder = tmp_path_factory.mktemp("pair")
    assert two(folder, old, old).found == ()
    forth, back = two(folder, old, new), two(folder, new, old)
    assert forth.same is back.same is (plain(old) == plain(new))
    assert len(forth.differences) == len(back.differences)


def plain(value: Any) -> Any:
    """Equal exactly where no field differs: true is not 1, but 1 is 1.0."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return ("number", float(value)) if type(value) in (int, float) else (str(type(value)), value)


def test_the_newest_result_of_each_analysis_counts(tmp_path: Path) -> None:
    """Of several sets the last; of a set the result; of the markers those without a stamp."""
    old = put(
        tmp_path / "old",
        insights__v__pace__pace_result_20260101_000000={"n": 1},
        insights__v__pace__pace_ml_20260101_000000={"n": 7},
        temporal_markers__v={"n": 3},
        temporal_markers__v_1754507940={"n": 9},
    )
    new = put(
        tmp_path / "new",
        insights__v__pace__pace_result_20260102_000000={"n": 5},
        insights__v__pace__pace_result_20260103_000000={"n": 1},
        insights__v__pace__pace_ml_20260103_000000={"n": 8},
        insights__v__pace__pace_complete_20260103_000000={"n": 8},
        temporal_markers__v={"n": 3},
        temporal_markers__v_1754507999={"n": 4},
    )
    comparison = compare(old, new)
    assert comparison.documents == ("insights/v/pace/pace", "temporal_markers/v")
    assert comparison.same


def test_legacy_markers_have_stamps_alone(tmp_path: Path) -> None:
    """Then the newest stamp stands for the video, whose id may itself end in ten digits."""
    old = put(
        tmp_path / "old" / "temporal_markers",
        **{"7280654844715666731_1754507940": {"n": 1}, "7280654844715666731_1754507941": {"n": 2}},
        clip_1111111111={"n": 5},
        clip_1111111111_1754507940={"n": 6},
    )
    new = put(
        tmp_path / "new" / "temporal_markers",
        **{"7280654844715666731_1760000000": {"n": 2}},
        clip_1111111111={"n": 5},
        clip_1111111111_1760000000={"n": 6},
    )
    comparison = compare(old.parent, new.parent)
    assert comparison.documents == (
        "temporal_markers/7280654844715666731",
        "temporal_markers/clip_1111111111",
    )
    assert comparison.same


def test_a_complete_file_alone_stands_for_its_result(tmp_path: Path) -> None:
    """Where only the wrapping file was kept, the prefixed blocks in it are compared."""
    wrapped = {"analysis_type": "pace", "result": '{"a": {"seconds": 1}}', "parsed_response": {}}
    old = put(tmp_path / "old", pace_complete_20260101_000000=wrapped)
    new = put(tmp_path / "new", pace_result_20260101_000000={"a": {"seconds": 1.04}})
    comparison = compare(old, new, LOOSE)
    assert (comparison.same, len(comparison.within)) == (True, 1)


def test_what_only_one_folder_has_is_a_difference(tmp_path: Path) -> None:
    """A result that vanished, and one that came."""
    old = put(tmp_path / "old", a={"n": 1}, b={})
    new = put(tmp_path / "new", a={"n": 1}, c={})
    comparison = compare(old, new)
    assert (comparison.only_old, comparison.only_new, comparison.same) == (("b",), ("c",), False)
    assert "b: only in OLD\nc: only in NEW\ndifferent: 1 file" in to_text(comparison)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("missing", "folder", "missing: no such file or folder"),
        ("folder", "file.json", "two folders or two files"),
        ("folder", "other", "share no result file"),
        ("folder", "empty", "share no result file"),
        ("file.json", "broken.json", "broken.json is not JSON"),
        ("file.json", "binary.json", "binary.json is not JSON"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """One clear line for wrong paths, mixed kinds, and folders that have nothing in common."""
    put(tmp_path, file={}, folder__a={}, other__b={})
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ArgumentError, match=message) as failure:
        compare(tmp_path / old, tmp_path / new)
    assert "\n" not in str(failure.value)


def test_words(tmp_path: Path) -> None:
    """Path, both values and the tolerance; long values are cut off; the last line sums up."""
    old = {"a": {"seconds": 1.0}, "gone": "x" * 200, "n": 1}
    new = {"a": {"seconds": 2.0}, "n": None, "more": [1]}
    assert to_text(two(tmp_path, old, new)).splitlines() == [
        "new.json",
        "  a.seconds: 1.0 → 2.0 (tolerance 0.05)",
        f'  gone: only in OLD: "{"x" * 98}…',
        "  n: 1 → null",
        "  more: only in NEW: [1]",
        "different: 1 file and 2 values compared, 4 differ, 0 within tolerance",
    ]


def test_many_differences_are_cut_off_in_words_alone(tmp_path: Path) -> None:
    """A hundred lines a file; the JSON form has them all."""
    comparison = two(tmp_path, {"n": [0] * 150}, {"n": [1] * 150})
    assert "and 50 more" in to_text(comparison)
    assert len(json.loads(to_json(comparison))["differences"]) == 150


def test_tolerances_of_this_release() -> None:
    """Seconds, shares and rates have their own; counts, words and unknown fields are exact."""
    known = load_tolerances()
    assert known.version == json.loads(FILE.read_text(encoding="utf-8"))["version"]
    assert known.of("scenePacingCoreMetrics.averageSceneDuration") == 0.05
    assert known.of("scenePacingCoreMetrics.pacingScore") == 0.02
    assert known.of("scenePacingCoreMetrics.scenesPerMinute") == 0.2
    assert known.of("_provenance.shots.frames_per_second") == 0.02
    assert known.of("scenePacingCoreMetrics.totalScenes") == 0
    assert known.of("unheard.of") == 0


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two insight folders whose newest sets differ in one field."""
    block = {"averageSceneDuration": 2.0, "totalScenes": 3}
    file = "scene_pacing__scene_pacing_result_20260101_000000"
    changed = {"averageSceneDuration": 2.02, "totalScenes": 4}
    return (
        put(tmp_path / "old", **{file: {"scenePacingCoreMetrics": block}}),
        put(tmp_path / "new", **{file: {"scenePacingCoreMetrics": changed}}),
    )


def test_the_verb(rumiai: Run, pair: tuple[Path, Path]) -> None:
    """0 for the same, 1 for different, 2 for wrong arguments; words on stdout, errors on stderr."""
    same, different, wrong = (
        rumiai("diff", *paths) for paths in ((pair[0], pair[0]), pair, (pair[0], "nowhere"))
    )
    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout == "same: 1 file and 2 values compared, 0 differ, 0 within tolerance\n"
    assert (different.returncode, different.stderr) == (1, "")
    assert different.stdout.splitlines() == [
        "scene_pacing/scene_pacing",
        "  scenePacingCoreMetrics.totalScenes: 3 → 4",
        "different: 1 file and 2 values compared, 1 differ, 1 within tolerance",
    ]
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "rumiai: nowhere: no such file or folder\n"


def test_the_verb_in_json(rumiai: Run, pair: tuple[Path, Path]) -> None:
    """The last line is JSON and says the same; for errors, too."""
    done = rumiai("diff", *pair, "--output-format", "json")
    assert done.returncode == 1
    document = json.loads(done.stdout.splitlines()[-1])
    assert document["same"] is False
    assert document["within_tolerance"] == 1
    assert document["differences"] == [
        {
            "document": "scene_pacing/scene_pacing",
            "path": "scenePacingCoreMetrics.totalScenes",
            "kind": "changed",
            "old": 3,
            "new": 4,
            "tolerance": 0,
        }
    ]
    wrong = rumiai("diff", pair[0], "nowhere", "--output-format", "json")
    assert wrong.returncode == 2
    assert json.loads(wrong.stdout.splitlines()[-1])["error_type"] == "ArgumentError"
