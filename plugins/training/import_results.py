"""What an import of a catalogue or a plan did, or would do, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

from plugins.training.importing import Imported
from tracker.api import sentences
from tracker.api.commands import Terminal, problems_as_json, show_list_problems
from tracker.api.lists import ReadList

_ = sentences("training")


def import_as_json(
    terminal: Terminal, path: Path, read: ReadList, imported: Imported, *, is_dry_run: bool
) -> dict[str, object]:
    """Return the whole result as plain JSON values, its sentences in the user's language."""
    problems = sorted(imported.problems, key=lambda one: one.row)
    refused = read.refused(problems)
    return {
        "source": str(path),
        "dry_run": is_dry_run,
        "rows": imported.added + imported.changed + imported.unchanged + refused,
        "added": imported.added,
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "refused": refused,
        "sessions": imported.sessions,
        **problems_as_json(terminal, read.notes, problems, read.questions),
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
            refused=read.refused(imported.problems),
            sessions=imported.sessions,
        )
    )
    problems = sorted(imported.problems, key=lambda one: one.row)
    show_list_problems(terminal, read.notes, problems, read.questions)
