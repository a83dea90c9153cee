"""What the doctor says."""

from __future__ import annotations

from collections.abc import Sequence

from rumiai.schema.measure import Record


class Line(Record):
    """One thing that was looked at."""

    section: str
    name: str
    value: str
    """What was found, for people."""
    problem: str | None = None
    """Why a run with the default analyzers would not be complete; None where it would."""
    mend: str | None = None
    """The command, or the deed, that makes it better; also where it is no problem."""


class Diagnosis(Record):
    """Everything that was looked at."""

    complete: bool
    """Whether a run with the default analyzers and the chosen models would measure everything."""
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Diagnosis:
        """The diagnosis from all lines."""
        return cls(complete=not any(line.problem for line in lines), lines=tuple(lines))

    @property
    def text(self) -> str:
        """The lines under their sections' names, and the problems at the end."""
        width = max(len(line.name) for line in self.lines)
        words: list[str] = []
        section = ""
        for line in self.lines:
            if line.section != section:
                section = line.section
                words.append(section)
            advice = f"  ({line.mend})" if line.mend and not line.problem else ""
            words.append(f"  {line.name.ljust(width)}  {line.value}{advice}")
        problems = [
            f"  {line.name}: {line.problem} → {line.mend}" for line in self.lines if line.problem
        ]
        if not problems:
            return "\n".join([*words, "a run would be complete"])
        return "\n".join([*words, "a run would not be complete:", *problems])
