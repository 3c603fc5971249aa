"""The result of an import, as words on the screen and as JSON."""

from __future__ import annotations

from tracker.cli.output import Terminal
from tracker.imports.checking.checked import Problem, Question
from tracker.imports.results import ImportResult
from tracker.messages import Message, message
from tracker.records.shown_values import field_title

_SHOWN = 20


def show_result(terminal: Terminal, result: ImportResult) -> None:
    """Print in words what the import did, and what a person has to mend or decide."""
    terminal.show(_summary(result))
    for note in result.notes:
        terminal.show(note)
    for problem in result.problems[:_SHOWN]:
        terminal.show(
            message(
                "Row %(row)d, %(column)s: %(told)s",
                row=problem.row,
                column=problem.column or problem.sheet,
                told=problem.message,
            )
        )
    for question in result.questions:
        terminal.show(message("Question, %(count)d rows: %(told)s", count=len(question.rows), told=question.message))
    for told in result.disagreements[:_SHOWN]:
        terminal.show(
            message(
                "%(code)s: “%(field)s” is held at %(stands)s, the list says %(wanted)s.",
                code=told.code,
                field=field_title(told.field),
                stands=told.stands or "–",
                wanted=told.wanted or "–",
            )
        )
    more = max(len(result.problems), len(result.disagreements)) - _SHOWN
    if more > 0:
        terminal.show(message("%(count)d more are not shown; --errors and --json give all.", count=more))


def _summary(result: ImportResult) -> Message:
    counts = result.counts
    said = {
        "added": counts.added,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "refused": counts.refused,
        "rows": counts.rows,
    }
    if result.is_dry_run:
        return message(
            "Nothing was stored. Of %(rows)d rows %(added)d would be added, %(changed)d changed, %(unchanged)d stay as "
            "they are, %(refused)d are refused.",
            **said,
        )
    if result.batch_id is None:
        return message(
            "Nothing new: of %(rows)d rows %(unchanged)d stand as they are already, %(refused)d are refused.", **said
        )
    return message(
        "Stored as batch %(batch)d: of %(rows)d rows %(added)d added, %(changed)d changed, %(unchanged)d stay as they "
        "are, %(refused)d refused. `tracker import undo %(batch)d` takes it back.",
        batch=result.batch_id,
        **said,
    )


def result_as_json(terminal: Terminal, result: ImportResult) -> dict[str, object]:
    """Return the whole result as plain JSON values, its sentences in the user's language."""
    counts = result.counts
    return {
        "kind": result.kind.value,
        "source": result.source,
        "batch": result.batch_id,
        "dry_run": result.is_dry_run,
        "rows": counts.rows,
        "added": counts.added,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "held": counts.held,
        "refused": counts.refused,
        "problems": [_problem_as_json(terminal, problem) for problem in result.problems],
        "questions": [_question_as_json(terminal, question) for question in result.questions],
        "notes": [terminal.text(note) for note in result.notes],
        "disagreements": [
            {"code": told.code, "field": told.field, "stands": told.stands, "wanted": told.wanted}
            for told in result.disagreements
        ],
    }


def _problem_as_json(terminal: Terminal, problem: Problem) -> dict[str, object]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": terminal.text(problem.message),
    }


def _question_as_json(terminal: Terminal, question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "subject": question.subject,
        "message": terminal.text(question.message),
        "choices": [choice.value for choice in question.choices],
        "rows": list(question.rows),
    }
