"""What an import of a register did, or would do, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

from plugins.regulations.importing import Plan
from tracker.api import sentences
from tracker.api.commands import Terminal, problems_as_json, show_list_problems
from tracker.api.lists import ReadList

_ = sentences("regulations")


def import_as_json(
    terminal: Terminal, path: Path, read: ReadList, plan: Plan, *, is_dry_run: bool
) -> dict[str, object]:
    """Return the whole result as plain JSON values, its sentences in the user's language."""
    refused = read.refused(plan.problems)
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
        **problems_as_json(terminal, read.notes, plan.problems, read.questions),
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
            refused=read.refused(plan.problems),
            named=len(plan.named),
            relations=len(plan.links),
        )
    )
    show_list_problems(terminal, read.notes, plan.problems, read.questions)
