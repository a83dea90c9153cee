"""The templates: one a family, found from a checkout and from a wheel."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from asked import EVERYTHING, asked, families

from rumiai.insights.claude.evidence import HEADINGS
from rumiai.insights.claude.judgements import JUDGEMENTS
from rumiai.insights.claude.prompts import RULES, template
from rumiai.schema.measure import result_of

ROOT = Path(__file__).parents[3]
SHOWN = (
    "from built import BUILT, ITEM; from asked import asked;"
    "import hashlib; print(hashlib.sha256(repr(asked(BUILT['everything'])).encode()).hexdigest())"
)


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_a_template_speaks_of_every_judgement_and_of_real_metrics(name: str) -> None:
    """It names the judgements of its schema, and no metric or word that does not exist."""
    text = template(name)
    for judgement in asked()[name].schema["properties"]:
        assert f"`{judgement}`" in text
    known = set(
        re.findall(r"\w+", f"{result_of(families(EVERYTHING)[name])}{asked()[name].schema}")
    )
    known |= set(HEADINGS) | {"no_people", "no_speech", "no_audio", "non_english"}
    known |= {"ok", "absent", "awkward", "strategic", "dramatic", "generic", "_nulls", "none"}
    for word in re.findall(r"`([\w.]+)`", text):
        assert word in known, word


@pytest.mark.parametrize("name", [RULES, *JUDGEMENTS])
def test_a_template_holds_nothing_that_looks_like_a_block(name: str) -> None:
    """Delimiters stand in a question only where a block begins and ends."""
    assert not re.search("[<>{}]", template(name))
    assert len(template(name)) < 5_000


def test_the_rules_name_every_kind_of_evidence() -> None:
    """A model is told what each kind means."""
    for kind in HEADINGS:
        assert f"`{kind}`" in template(RULES)


def test_a_wheel_carries_the_templates_and_finds_them(tmp_path: Path) -> None:
    """Installed without the checkout, each template reads the same."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    installed = tmp_path / "installed"
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(installed)
    code = (
        "import sys, rumiai; from rumiai.insights.claude.prompts import template;"
        "print(rumiai.__file__); print(sum(len(template(name)) for name in sys.argv[1:]))"
    )
    names = [RULES, *JUDGEMENTS]
    told = subprocess.run(
        [sys.executable, "-c", code, *names],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    assert Path(told[0]).is_relative_to(installed)
    assert int(told[1]) == sum(len(template(name)) for name in names)


def test_another_process_asks_the_same() -> None:
    """The order of hashing, which differs between processes, is nowhere in a question."""
    told = subprocess.run(
        [sys.executable, "-c", SHOWN],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert told == hashlib.sha256(repr(asked()).encode()).hexdigest()
