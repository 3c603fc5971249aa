"""`tracker period`: closing a period, checking a closed one, opening it again."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal
from tracker.closing.closing import close_period, closings_in_order, reopen_period
from tracker.closing.reviews import PeriodReview, running_reviews
from tracker.closing.verifying import Verified, verify_period
from tracker.messages import InputError, counted, message
from tracker.period_titles import period_title
from tracker.periods import parse_period
from tracker.scoring.closings import PeriodClosing

HEADINGS = (
    *(message("Period"), message("Closed"), message("By"), message("Hash")),
    *(message("Opened again"), message("Reason")),
)


@click.group()
def period() -> None:
    """Close periods, and check that closed ones are as they were frozen."""


@period.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the periods in review, then the closings, those that were opened again too."""
    with terminal.tracker.database.reading() as session:
        reviews, closings = running_reviews(session), closings_in_order(session)
    if as_json:
        told = {
            "in_review": [_review(one) for one in reviews],
            "closings": [_closing(terminal, one) for one in closings],
        }
        terminal.show_json(told)
        return
    for one in reviews:
        title = period_title(parse_period(one.period))
        terminal.show(message("%(period)s is in review until %(until)s.", period=title, until=one.until))
    zone = terminal.config.site.zone
    rows = [
        (
            *(one.period, one.closed_at.astimezone(zone), one.closed_by or None, one.digest[:16]),
            *(one.reopened_at and one.reopened_at.astimezone(zone), one.reopened_because),
        )
        for one in closings
    ]
    terminal.show_table(message("Closed periods"), HEADINGS, rows)


def _review(review: PeriodReview) -> dict[str, object]:
    return {"period": review.period, "until": review.until.isoformat(), "opened_by": review.opened_by}


def _closing(terminal: Terminal, closing: PeriodClosing) -> dict[str, object]:
    zone = terminal.config.site.zone
    return {
        "period": closing.period,
        "as_of": closing.as_of.isoformat(),
        "closed_at": closing.closed_at.astimezone(zone).isoformat(),
        "closed_by": closing.closed_by,
        "hash": closing.digest,
        "audit_position": closing.audit_position,
        "audit_hash": closing.audit_hash,
        "opened_again_at": closing.reopened_at and closing.reopened_at.astimezone(zone).isoformat(),
        "opened_again_by": closing.reopened_by,
        "opened_again_because": closing.reopened_because,
    }


@period.command()
@click.argument("name", metavar="PERIOD")
@click.option("--because", default="", help="Why; it stands in the audit log.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def close(terminal: Terminal, name: str, because: str, as_json: bool) -> None:
    """Freeze the scorecards of a period that is over, with the records behind them, and a hash over all of it."""
    tracker, closed = terminal.tracker, parse_period(name)
    with tracker.database.writing(terminal.actor, because or f"close {closed.name}") as session:
        closing = close_period(tracker, session, closed)
        told = _closing(terminal, closing)
    if as_json:
        terminal.show_json(told)
    else:
        terminal.show(
            message("%(period)s is closed. Its hash is %(hash)s.", period=period_title(closed), hash=told["hash"])
        )


@period.command()
@click.argument("name", metavar="PERIOD")
@click.option("--because", required=True, help="Why; everybody can read it.")
@click.pass_obj
def reopen(terminal: Terminal, name: str, because: str) -> None:
    """Open the last closed period again."""
    opened = parse_period(name)
    with terminal.tracker.database.writing(terminal.actor, because) as session:
        reopen_period(session, opened)
    terminal.show(message("%(period)s is open again.", period=period_title(opened)))


@period.command()
@click.argument("name", metavar="PERIOD")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(terminal: Terminal, name: str, as_json: bool) -> None:
    """Check the hash of a closed period, and its points anew; exit status 1 if something differs."""
    tracker = terminal.tracker
    with tracker.database.reading() as session:
        found = verify_period(session, tracker.plugins, parse_period(name))
    if as_json:
        terminal.show_json(_as_json(terminal, found))
    else:
        _show(terminal, found)
    if not found.is_whole:
        raise InputError("%(period)s is not as it was closed.", period=period_title(found.period))


def _as_json(terminal: Terminal, found: Verified) -> dict[str, object]:
    return {
        "period": found.period.name,
        "hash": found.digest,
        "hash_holds": found.hash_holds,
        "audit_holds": found.audit_holds,
        "rules_not_installed": [terminal.text(title) for title in found.not_asked],
        "cards": found.cards,
        "differing": list(found.differing),
    }


def _show(terminal: Terminal, found: Verified) -> None:
    if found.hash_holds:
        terminal.show(message("The hash holds: %(hash)s.", hash=found.digest))
    else:
        terminal.show(message("The hash does not hold: %(hash)s.", hash=found.digest))
    if not found.audit_holds:
        terminal.show(message("The audit log has been cut: its entry at the closing is gone."))
    for title in found.not_asked:
        terminal.show(message("Not asked again, because its version is not installed: %(rule)s.", rule=title))
    terminal.show(
        counted(
            "%(count)s card has the points that its measures give.",
            "%(count)s cards have the points that their measures give.",
            count=found.cards - len(found.differing),
        )
    )
    if found.differing:
        terminal.show(counted("%(count)s card differs.", "%(count)s cards differ.", count=len(found.differing)))
