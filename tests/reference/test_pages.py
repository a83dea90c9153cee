"""The pages of docs/analyses say what the models say, about every field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import Field

from rumiai.comparison.tolerances import FILE
from rumiai.reference.codes import MEANINGS
from rumiai.reference.fields import fields_of
from rumiai.reference.pages import UNITS, pages, split, undescribed
from rumiai.reference.schemas import AsWritten, all_schemas, families
from rumiai.schema.measure import Camel, NullCode, Seconds
from write_pages import FOLDER, as_text, completed

README = Path(__file__).resolve().parents[2] / "README.md"
SCHEMAS = all_schemas()


def test_the_committed_pages_are_those_generated() -> None:
    """No page is stale, missing or left over; `make pages` writes them."""
    committed = {p.name: p.read_text(encoding="utf-8") for p in FOLDER.iterdir()}
    assert committed == pages(), "run make pages"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_field_says_what_it_means(name: str) -> None:
    """Each field has a description, and so has the file."""
    assert undescribed(SCHEMAS[name]) == []
    assert SCHEMAS[name]["description"]


class Silent(Camel):
    size: int = 0


class Holder(Camel):
    """Holds."""

    silent: Silent
    times: tuple[Seconds, ...] = Field(description="Times.")


def test_a_field_without_a_description_is_found() -> None:
    """The test above can fail: a field, and an object whose class says nothing."""
    made = Holder.model_json_schema(mode="serialization", schema_generator=AsWritten)
    assert undescribed(made) == ["silent", "silent.size"]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_field_has_its_row(name: str) -> None:
    """Path, values, unit and null of each field stand in one row of the page."""
    page = pages()[f"{name}.md"]
    for field in fields_of(SCHEMAS[name]):
        if field.path.startswith("_") or field.path.endswith(("[]", ".*", "Version")):
            continue
        block, _, rest = field.path.partition(".")
        if not rest and field.type == "object":
            assert f"## {block}\n\n{' '.join(field.description.split())}\n" in page
            continue
        section = page[page.index(f"## {block.removesuffix('[]')}\n") :].partition("\n## ")[0]
        shown = field.path if block.endswith("[]") else rest or block
        (row,) = (line for line in section.splitlines() if line.startswith(f"| `{shown}` |"))
        _, _, kind, unit, meaning, null, _ = row.replace("\\|", "").split("|")
        assert all(f"`{value}`" in kind for value in field.values)
        assert not field.unit or UNITS[field.unit] == unit.strip()
        assert meaning.strip()
        assert field.type == "array" or (null.strip() == "never") == (not field.nullable)


def test_a_page_names_what_it_rests_on() -> None:
    """The analyzers that an analysis needs, and its file."""
    for name, family in families().items():
        page = pages()[f"{name}.md"]
        assert all(f"`{analyzer}`" in page for analyzer in (*family.REQUIRED, *family.USED))
        assert f"{name}_result_STAMP.json" in page


@pytest.mark.parametrize(
    ("description", "meaning", "null"),
    [
        ("Stickers; null until a detector exists.", "Stickers.", "until a detector exists"),
        ("Share. Null without text.", "Share.", "without text"),
        ("How alike; needs three scenes.", "How alike.", "without three scenes"),
        ("Labels. A second is null without a face.", "Labels.", "a second is null without a face"),
        ("Always null: no definition.", "Always null: no definition.", "always"),
        ("What it needs to know.", "What it needs to know.", ""),
        ("Annulled things. Many.", "Annulled things. Many.", ""),
    ],
)
def test_descriptions_are_split_where_they_turn_to_null(
    description: str, meaning: str, null: str
) -> None:
    """The meaning and what leaves a field null go into columns of their own."""
    assert split(description) == (meaning, null)


def test_every_code_has_a_meaning() -> None:
    """No code may be written that the pages do not explain."""
    assert list(MEANINGS) == list(NullCode)


def test_the_readme_links_every_page() -> None:
    """By way of the folder's index, which lists all."""
    assert "(docs/analyses/README.md)" in README.read_text(encoding="utf-8")
    assert all(f"({name}.md)" in pages()["README.md"] for name in SCHEMAS)


def test_every_number_has_its_own_tolerance() -> None:
    """The committed file lists each number of the models, and no field that is gone."""
    text = FILE.read_text(encoding="utf-8")
    document = json.loads(text)
    assert text == as_text(completed(document)), "run make pages"
    numbers = {
        f.path for schema in SCHEMAS.values() for f in fields_of(schema) if f.type == "number"
    }
    assert document["fields"].keys() == numbers
    assert document["default"] == 0


def test_a_tolerance_set_by_hand_stays() -> None:
    """Regenerating fills in what is new and drops what is gone, and changes nothing else."""
    document = json.loads(FILE.read_text(encoding="utf-8"))
    path = "scenePacingCoreMetrics.averageSceneDuration"
    changed = {**document, "fields": {path: 0.2, "gone": 1.0}}
    fields = completed(changed)["fields"]
    assert fields[path] == 0.2
    assert "gone" not in fields
    assert fields["scenePacingKeyEvents.longestScene.duration"] == document["kinds"]["s"]
