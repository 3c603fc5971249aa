"""What an import of a catalogue or a plan did, or would do, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

from plugins.training.importing import Imported
from tracker.api import counting, sentences
from tracker.api.commands import Terminal
from tracker.api.lists import ReadList

_ = sentences("training")
counted = counting("training")
SHOWN = 20


def refused_rows(read: ReadList, imported: Imported) -> int:
    """Return how many rows are not stored, for a problem or a question."""
    asked = {row for question in read.questions for row in question.rows}
    return len({problem.row for problem in imported.problems} | asked)


def import_as_json(
    terminal: Terminal, path: Path, read: ReadList, imported: Imported, *, is_dry_run: bool
) -> dict[str, object]:
    """Return the whole result as plain JSON values, its sentences in the user's language."""
    refused = refused_rows(read, imported)
    problems = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "message": terminal.text(one.message),
        }
        for one in sorted(imported.problems, key=lambda one: one.row)
    ]
    questions = [{"message": terminal.text(one.message), "rows": list(one.rows)} for one in read.questions]
    return {
        "source": str(path),
        "dry_run": is_dry_run,
        "rows": imported.added + imported.changed + imported.unchanged + refused,
        "added": imported.added,
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "refused": refused,
        "sessions": imported.sessions,
        "problems": problems,
        "questions": questions,
        "notes": [terminal.text(note) for note in read.notes],
    }


def show_import(terminal: Terminal, read: ReadList, imported: Imported, *, is_dry_run: bool) -> None:
    """Print in words what the import did, and what a person has to mend or decide."""
    if is_dry_run:
        terminal.show(_("Nothing was stored; without --dry-run it would be so:"))
    terminal.show(
        _(
            "Rows: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused; sessions added: "
            "%(sessions)d.",
            added=imported.added,
            changed=imported.changed,
            unchanged=imported.unchanged,
            refused=refused_rows(read, imported),
            sessions=imported.sessions,
        )
    )
    for note in read.notes:
        terminal.show(note)
    for problem in sorted(imported.problems, key=lambda one: one.row)[:SHOWN]:
        column = problem.column or problem.sheet
        terminal.show(_("Row %(row)d, %(column)s: %(told)s", row=problem.row, column=column, told=problem.message))
    for question in read.questions:
        asked = {"count": len(question.rows), "told": question.message}
        terminal.show(counted("Question, %(count)s row: %(told)s", "Question, %(count)s rows: %(told)s", **asked))
    if len(imported.problems) > SHOWN:
        terminal.show(
            counted(
                "%(count)s more is not shown; --json gives all.",
                "%(count)s more are not shown; --json gives all.",
                count=len(imported.problems) - SHOWN,
            )
        )
