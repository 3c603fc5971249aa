"""The result of an import, as words on the screen and as JSON."""

from __future__ import annotations

from decimal import Decimal

from tracker.cli.list_results import MOST_SHOWN, problems_as_json, show_problems
from tracker.cli.output import Terminal, yes_or_no
from tracker.imports.held_values import shown_held_value
from tracker.imports.results import ImportResult
from tracker.messages import Message, counted, message
from tracker.records.shown_values import Shown, field_title


def show_result(terminal: Terminal, result: ImportResult) -> None:
    """Print in words what the import did, and what a person has to mend or decide."""
    terminal.show(_summary(result))
    show_problems(terminal, result.notes, result.problems, result.questions)
    _show_held_fields(terminal, result)
    more = max(len(result.problems), len(result.disagreements)) - MOST_SHOWN
    if more > 0:
        terminal.show(
            counted(
                "%(count)s more is not shown; --errors and --json give all.",
                "%(count)s more are not shown; --errors and --json give all.",
                count=more,
            )
        )


def _summary(result: ImportResult) -> Message:
    counts = result.counts
    said = {name: Decimal(getattr(counts, name)) for name in ("added", "changed", "unchanged", "refused")}
    if result.is_dry_run:
        return counted(
            "Nothing was stored. Of %(count)s row %(added)s would be added, %(changed)s changed, %(unchanged)s left "
            "unchanged, %(refused)s refused.",
            "Nothing was stored. Of %(count)s rows %(added)s would be added, %(changed)s changed, %(unchanged)s left "
            "unchanged, %(refused)s refused.",
            count=counts.rows,
            **said,
        )
    if result.batch_id is None:
        return counted(
            "Nothing new: of %(count)s row %(unchanged)s unchanged, %(refused)s refused.",
            "Nothing new: of %(count)s rows %(unchanged)s unchanged, %(refused)s refused.",
            count=counts.rows,
            **said,
        )
    return counted(
        "Stored as batch %(batch)d: of %(count)s row %(added)s added, %(changed)s changed, %(unchanged)s unchanged, "
        "%(refused)s refused. `tracker import undo %(batch)d` takes it back.",
        "Stored as batch %(batch)d: of %(count)s rows %(added)s added, %(changed)s changed, %(unchanged)s unchanged, "
        "%(refused)s refused. `tracker import undo %(batch)d` takes it back.",
        count=counts.rows,
        batch=result.batch_id,
        **said,
    )


def _show_held_fields(terminal: Terminal, result: ImportResult) -> None:
    with terminal.tracker.database.reading() as session:
        for told in result.disagreements[:MOST_SHOWN]:
            stands = shown_held_value(session, result.kind, told.field, told.stands)
            wanted = shown_held_value(session, result.kind, told.field, told.wanted)
            terminal.show(
                message(
                    "%(code)s: “%(field)s” is held at %(stands)s, the list says %(wanted)s.",
                    code=told.code,
                    field=field_title(told.field),
                    stands=_in_a_sentence(stands),
                    wanted=_in_a_sentence(wanted),
                )
            )


def _in_a_sentence(value: Shown) -> Shown:
    if isinstance(value, bool):
        return yes_or_no(value)
    return "–" if value is None else value


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
        **problems_as_json(terminal, result.notes, result.problems, result.questions),
        "disagreements": [
            {"code": told.code, "field": told.field, "stands": told.stands, "wanted": told.wanted}
            for told in result.disagreements
        ],
    }
