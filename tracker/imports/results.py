"""What an import did, or would do: its counts, and everything that a person has to know or to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.imports.checking.checked import Problem, Question
from tracker.imports.checking.fields import ImportKind
from tracker.messages import Message


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A held field of a record that the import wanted to change."""

    code: str
    field: str
    stands: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what becomes of them; the rows with a held field (`held`) are counted among the others too."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All rows of the list."""
        return self.added + self.changed + self.unchanged + self.refused


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of one import; `batch_id` is None when nothing was stored."""

    kind: ImportKind
    source: str
    batch_id: int | None
    is_dry_run: bool
    counts: Counts
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    notes: tuple[Message, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def is_useful(self) -> bool:
        """Whether at least one row could be accepted."""
        return self.counts.rows > self.counts.refused


@dataclass(slots=True)
class Findings:
    """What turns up while rows are matched and planned; `headings` says how the list calls a field."""

    sheet: str
    headings: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def refuse(self, row: int, key: str, value: object, told: Message) -> None:
        """Note why a row cannot be stored."""
        shown = "" if value is None else str(value)
        self.problems.append(Problem(self.sheet, row, self.headings.get(key, ""), shown, told))
        self.refused.add(row)
