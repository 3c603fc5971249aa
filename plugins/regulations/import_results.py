"""What an import of a register did, or would do, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

from plugins.regulations.importing import Plan
from tracker.api import counting, sentences
from tracker.api.commands import Terminal
from tracker.api.lists import Problem, Question, ReadList

_ = sentences("regulations")
counted = counting("regulations")
SHOWN = 20


def refused_rows(read: ReadList, plan: Plan) -> int:
    """Return how many rows are not stored, for a problem or a question."""
    asked = {row for question in read.questions for row in question.rows}
    return len({problem.row for problem in plan.problems} | asked)


def import_as_json(
    terminal: Terminal, path: Path, read: ReadList, plan: Plan, *, is_dry_run: bool
) -> dict[str, object]:
    """Return the whole result as plain JSON values, its sentences in the user's language."""
    refused = refused_rows(read, plan)
    return {
        "source": str(path),
        "dry_run": is_dry_run,
        "rows": len(plan.added) + len(plan.changed) + plan.unchanged + refused,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "refused": refused,
        "named": len(plan.named),
        "relations": len(plan.links),
        "problems": [_problem(terminal, problem) for problem in plan.problems],
        "questions": [_question(terminal, question) for question in read.questions],
        "notes": [terminal.text(note) for note in read.notes],
    }


def _problem(terminal: Terminal, problem: Problem) -> dict[str, object]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": terminal.text(problem.message),
    }


def _question(terminal: Terminal, question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "subject": question.subject,
        "message": terminal.text(question.message),
        "choices": [choice.value for choice in question.choices],
        "rows": list(question.rows),
    }


def show_import(terminal: Terminal, read: ReadList, plan: Plan, *, is_dry_run: bool) -> None:
    """Print in words what the import did, and what a person has to mend or decide."""
    if is_dry_run:
        terminal.show(_("Nothing was stored; without --dry-run it would be so:"))
    terminal.show(
        _(
            "Documents: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(refused)d rows refused; "
            "%(named)d more that these name, and %(relations)d relations.",
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            refused=refused_rows(read, plan),
            named=len(plan.named),
            relations=len(plan.links),
        )
    )
    for note in read.notes:
        terminal.show(note)
    for problem in plan.problems[:SHOWN]:
        column = problem.column or problem.sheet
        terminal.show(_("Row %(row)d, %(column)s: %(told)s", row=problem.row, column=column, told=problem.message))
    for question in read.questions:
        asked = {"count": len(question.rows), "told": question.message}
        terminal.show(counted("Question, %(count)s row: %(told)s", "Question, %(count)s rows: %(told)s", **asked))
    if len(plan.problems) > SHOWN:
        more = len(plan.problems) - SHOWN
        terminal.show(
            counted(
                "%(count)s more is not shown; --json gives all.",
                "%(count)s more are not shown; --json gives all.",
                count=more,
            )
        )
