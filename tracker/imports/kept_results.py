"""What a check or an import gave, kept as JSON with its messages, and as much of it as a page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import cast

import orjson

from tracker.imports.checking.checked import Answer, Problem, Question
from tracker.imports.checking.data_rows import RowSort
from tracker.imports.prepared import Prepared
from tracker.imports.results import Counts, Disagreement, ImportResult
from tracker.imports.uploads.wording import on_page
from tracker.messages import Message, dump_with_messages

_SHOWN = 200
_ROWS_NAMED = 10

Kept = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AskedRows:
    """A question as a page shows it: how many rows wait for it, and the first of them."""

    question: Question
    count: int


@dataclass(frozen=True, slots=True)
class KeptResult:
    """The result of a check or an import; of problems and disagreements the first ones, and how many there are.

    `faulty_rows` have to be mended, `asked_rows` wait for an answer; a row may do both.
    """

    sheet: str
    counts: Counts
    faulty_rows: int
    asked_rows: int
    problems: Sequence[Problem]
    problem_count: int
    questions: Sequence[AskedRows]
    notes: Sequence[Message]
    disagreements: Sequence[Disagreement]
    disagreement_count: int
    skipped: Mapping[RowSort, int]

    @property
    def is_useful(self) -> bool:
        """Whether at least one row could be accepted."""
        return self.counts.rows > self.counts.refused


def dump_result(prepared: Prepared, result: ImportResult) -> str:
    """Return the result as it is kept."""
    return dump_with_messages(
        {
            "sheet": prepared.layout.sheet,
            "counts": asdict(result.counts),
            "faulty_rows": len({problem.row for problem in result.problems}),
            "asked_rows": len({row for question in result.questions for row in question.rows}),
            "problems": [_problem(problem) for problem in result.problems[:_SHOWN]],
            "problem_count": len(result.problems),
            "questions": [_question(question) for question in result.questions],
            "notes": [on_page(note) for note in result.notes],
            "disagreements": [asdict(told) for told in result.disagreements[:_SHOWN]],
            "disagreement_count": len(result.disagreements),
            "skipped": {
                one.sort.value: len(one.rows) for one in prepared.checked.skipped if one.sort is not RowSort.BLANK
            },
        }
    )


def load_result(kept: str) -> KeptResult:
    """Return the result that was kept."""
    values = orjson.loads(kept)
    return KeptResult(
        sheet=values["sheet"],
        counts=Counts(**values["counts"]),
        faulty_rows=values["faulty_rows"],
        asked_rows=values["asked_rows"],
        problems=[_load_problem(one) for one in values["problems"]],
        problem_count=values["problem_count"],
        questions=[_load_question(one) for one in values["questions"]],
        notes=[Message.from_json(one) for one in values["notes"]],
        disagreements=[Disagreement(**one) for one in values["disagreements"]],
        disagreement_count=values["disagreement_count"],
        skipped={RowSort(sort): count for sort, count in values["skipped"].items()},
    )


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": on_page(problem.message),
    }


def _load_problem(kept: Kept) -> Problem:
    told = Message.from_json(cast("Kept", kept["message"]))
    return Problem(str(kept["sheet"]), cast(int, kept["row"]), str(kept["column"]), str(kept["value"]), told)


def _question(question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "subject": question.subject,
        "message": on_page(question.message),
        "choices": [{"value": one.value, "message": one.message} for one in question.choices],
        "rows": question.rows[:_ROWS_NAMED],
        "count": len(question.rows),
    }


def _load_question(kept: Kept) -> AskedRows:
    choices = cast("Sequence[Kept]", kept["choices"])
    question = Question(
        kind=kept["kind"],  # type: ignore[arg-type]
        subject=str(kept["subject"]),
        message=Message.from_json(cast("Kept", kept["message"])),
        choices=tuple(Answer(str(one["value"]), Message.from_json(cast("Kept", one["message"]))) for one in choices),
        rows=tuple(cast("Sequence[int]", kept["rows"])),
    )
    return AskedRows(question, cast(int, kept["count"]))
