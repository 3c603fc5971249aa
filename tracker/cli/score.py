"""`tracker score`: who has how many points, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click
from sqlmodel import Session, SQLModel

from tracker.app import Tracker
from tracker.cli.output import Terminal
from tracker.messages import InputError, Message, message
from tracker.periods import Period, parse_period
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official, official_by_code, officials_in_order
from tracker.records.outcomes import outcome_on
from tracker.records.postings import RankingGroup
from tracker.scoring.evidence import evidence_of
from tracker.scoring.longer import add_up, scored_parts
from tracker.scoring.measuring import all_measure_sets
from tracker.scoring.runs import Card, Line, load_basis
from tracker.scoring.runs import score as score_everybody
from tracker.scoring.storing import store_cards, value_to_json

GROUPS = {
    RankingGroup.DESK: message("One-stop desk"),
    RankingGroup.SPECIALIST: message("Specialists"),
    RankingGroup.LEADER: message("Leaders"),
    RankingGroup.ORGANISATION: message("Organisations"),
}
NO_GROUP = message("No posting in the period")


@click.command()
@click.argument("period_name", metavar="PERIOD")
@click.option("--official", "code", help="Only the official with this code, explained in full.")
@click.option("--evidence", "measure", help="With --official: the records behind a measure, such as files.early.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def score(terminal: Terminal, period_name: str, code: str | None, measure: str | None, as_json: bool) -> None:
    """Score a period such as 2026-Q3, store the scorecards, and explain every point.

    A longer period, such as 2026, adds up the periods that are scored in it.
    """
    if measure is not None and code is None:
        raise click.UsageError("--evidence needs --official CODE.")
    tracker, period = terminal.tracker, parse_period(period_name)
    as_of = period.as_of(tracker.today)
    with tracker.database.writing(terminal.actor, f"score {period.name}") as session:
        only = official_by_code(session, code) if code is not None else None
        if only is not None and measure is not None:
            assert only.id is not None
            found = evidence_of(session, all_measure_sets(tracker.plugins), measure, only.id, period, as_of)
            show_evidence(terminal, found, as_of, as_json)
            return
        cards = {card.official_id: card for card in score_and_store(tracker, session, period, as_of)}
        officials = [only] if only else officials_in_order(session)
    shown = [(official, cards[official.id]) for official in officials if official.id in cards]
    if only is not None and not shown:
        raise InputError(
            "%(name)s (%(code)s) has no posting and no record in %(period)s.",
            name=only.full_name,
            code=only.code,
            period=period.name,
        )
    if as_json:
        terminal.show_json(to_json(terminal, period, as_of, shown))
    else:
        show_scores(terminal, period, as_of, shown)


def score_and_store(tracker: Tracker, session: Session, period: Period, as_of: date) -> list[Card]:
    """Score the period, or the parts that are scored in it, and store the cards of each."""
    grain = tracker.config.scoring.period
    parts = scored_parts(period, grain, tracker.today)
    if not parts:
        raise InputError(
            "Here points are given by the %(grain)s, so %(period)s is too short. Name one such as %(example)s.",
            grain=message("quarter") if grain == "quarter" else message("month"),
            period=period.name,
            example="2026-Q3" if grain == "quarter" else "2026-09",
        )
    bases = [load_basis(session, tracker.plugins, part, part.as_of(tracker.today)) for part in parts]
    scored = [score_everybody(session, basis) for basis in bases]
    for basis, cards in zip(bases, scored, strict=True):
        store_cards(session, basis, cards, tracker.clock())
    return scored[0] if parts == [period] else add_up(session, period, as_of, bases, scored)


def to_json(
    terminal: Terminal, period: Period, as_of: date, shown: Sequence[tuple[Official, Card]]
) -> dict[str, object]:
    """Return the scores as the JSON object of `--json`: points as text with two decimals, sentences translated."""
    officials = [
        {
            "code": official.code,
            "name": official.full_name,
            "group": card.posting.ranking_group.value if card.posting else None,
            "total": None if card.total is None else str(card.total),
            "reachable": str(card.reachable),
            "rank": card.rank,
            "ranked_among": card.ranked_among,
            "lines": [_line_to_json(terminal, line) for line in card.lines],
            "measures": {key: value_to_json(value) for key, value in card.measures.items()},
        }
        for official, card in shown
    ]
    return {"period": period.name, "as_of": as_of.isoformat(), "officials": officials}


def _line_to_json(terminal: Terminal, line: Line) -> dict[str, object]:
    points = line.points
    return {
        "rule": line.rule.key,
        "points": None if points.value is None else str(points.value),
        "most": str(line.rule.most),
        "because": terminal.text(points.because),
        "next_step": terminal.text(points.next_step) if points.next_step else None,
        "reads": list(line.rule.reads),
    }


def show_scores(terminal: Terminal, period: Period, as_of: date, shown: Sequence[tuple[Official, Card]]) -> None:
    """Print the ranking of each group, then why each official has his points."""
    show_ranking(terminal, period, as_of, shown)
    for official, card in shown:
        explain(terminal, official, card)


def show_ranking(terminal: Terminal, period: Period, as_of: date, shown: Sequence[tuple[Official, Card]]) -> None:
    """Print the ranking of each group."""
    for group in (*GROUPS, None):
        members = [pair for pair in shown if (pair[1].posting.ranking_group if pair[1].posting else None) is group]
        if members:
            members.sort(key=lambda pair: (pair[1].rank is None, pair[1].rank or 0))
            _show_group(terminal, period, as_of, GROUPS[group] if group else NO_GROUP, members)


def _show_group(
    terminal: Terminal, period: Period, as_of: date, group: Message, members: Sequence[tuple[Official, Card]]
) -> None:
    title = message("%(group)s, %(period)s, as of %(day)s", group=group, period=period.name, day=as_of)
    headings = (message("Rank"), message("Code"), message("Name"), message("Points"), message("of"))
    rows = [(card.rank, one.code, one.full_name, card.total, card.reachable) for one, card in members]
    terminal.show_table(title, headings, rows)
    terminal.show_blank_line()


def explain(terminal: Terminal, official: Official, card: Card) -> None:
    """Print why one official has his points, and what is missing for more."""
    terminal.show(
        message(
            "%(name)s (%(code)s): %(total)s of %(reachable)s points",
            name=official.full_name,
            code=official.code,
            total="–" if card.total is None else card.total,
            reachable=card.reachable,
        )
    )
    for line in card.lines:
        value = "–" if line.points.value is None else line.points.value
        told = message(
            "  %(points)s  %(rule)s: %(because)s", points=value, rule=line.rule.title, because=line.points.because
        )
        terminal.show(told)
        if line.points.next_step is not None:
            terminal.show(message("        → %(next_step)s", next_step=line.points.next_step))
    terminal.show_blank_line()


def show_evidence(terminal: Terminal, found: Sequence[SQLModel], as_of: date, as_json: bool) -> None:
    """Print the records behind a number."""
    if as_json:
        terminal.show_json({"records": [_record_to_json(record, as_of) for record in found]})
        return
    for record in found:
        values = _record_to_json(record, as_of)
        terminal.show(message("%(values)s", values="  ".join(str(value) for value in values.values())))
    terminal.say(message("%(number)d records.", number=len(found)))


FILE_FIELDS = ("code", "received_on", "deadline_on", "finished_on", "channel", "status")


def _record_to_json(record: SQLModel, as_of: date) -> dict[str, object]:
    values = record.model_dump(mode="json")
    if isinstance(record, HandledFile):
        return {field: values[field] for field in FILE_FIELDS} | {"outcome": outcome_on(record, as_of).value}
    return {field: value for field, value in values.items() if not field.endswith("_id") and field != "id"}
