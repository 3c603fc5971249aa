"""`tracker score`: who has how many points, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from tracker.cli.cohorts import in_cohorts
from tracker.cli.evidence import show_evidence
from tracker.cli.output import Terminal
from tracker.cli.simulation import show_simulation, simulation_of
from tracker.cli.usage import WrongUseError
from tracker.messages import InputError, message
from tracker.periods import Period, parse_period
from tracker.records.officials import Official, official_by_code, officials_in_order
from tracker.scoring.cards import Card
from tracker.scoring.evidence import evidence_of
from tracker.scoring.lines import Line
from tracker.scoring.looking import score_and_store
from tracker.scoring.measuring import all_measure_sets
from tracker.scoring.storing import line_to_json, value_to_json

Scorer = tuple[Official, Card]
Result = TypeVar("Result")


@click.command()
@click.argument("period_name", metavar="PERIOD")
@click.option("--official", "code", help="Only the official with this code, explained in full.")
@click.option("--evidence", "measure", help="With --official: the records behind a measure, such as files.early.")
@click.option(
    "--simulate",
    "changed_in",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the settings in this TOML file would change, one table an owner; stores nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def score(
    terminal: Terminal, period_name: str, code: str | None, measure: str | None, changed_in: Path | None, as_json: bool
) -> None:
    """Score a period such as 2026-Q3, store the scorecards, and explain every point.

    A longer period, such as 2026, adds up the periods that are scored in it.
    """
    if measure is not None and code is None:
        raise WrongUseError(message("--evidence needs --official CODE."), click.get_current_context())
    if measure is not None and changed_in is not None:
        raise WrongUseError(message("--evidence and --simulate exclude each other."), click.get_current_context())
    tracker, period = terminal.tracker, parse_period(period_name)
    as_of = period.as_of(tracker.today)
    with tracker.database.reading() as session:
        officials = [official_by_code(session, code)] if code is not None else officials_in_order(session)
        if measure is not None:
            official_id = officials[0].id
            assert official_id is not None
            found = evidence_of(session, all_measure_sets(tracker.plugins), measure, official_id, period, as_of)
            show_evidence(terminal, found, as_of, as_json)
            return
    if changed_in is not None:
        compared = {one.official_id: one for one in simulation_of(terminal, period, changed_in).officials}
        simulated = _of_officials(officials, compared, period, is_one=code is not None)
        show_simulation(terminal, period, as_of, simulated, as_json)
        return
    cards = {card.official_id: card for card in score_and_store(tracker, terminal.actor, period, as_of)}
    shown = _of_officials(officials, cards, period, is_one=code is not None)
    if as_json:
        terminal.show_json(to_json(terminal, period, as_of, shown))
    else:
        show_scores(terminal, period, as_of, shown)


def _of_officials(
    officials: Sequence[Official], found: Mapping[int, Result], period: Period, *, is_one: bool
) -> list[tuple[Official, Result]]:
    """Return what was found of each official. Raises InputError if it was to be one, who is not in the period."""
    shown = [(one, found[one.id]) for one in officials if one.id is not None and one.id in found]
    if is_one and not shown:
        raise InputError(
            "%(name)s (%(code)s) has no posting and no record in %(period)s.",
            name=officials[0].full_name,
            code=officials[0].code,
            period=period.name,
        )
    return shown


def to_json(terminal: Terminal, period: Period, as_of: date, shown: Sequence[Scorer]) -> dict[str, object]:
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
            "lines": [_line_in_words(terminal, line) for line in card.lines],
            "measures": {key: value_to_json(value) for key, value in card.measures.items()},
        }
        for official, card in shown
    ]
    return {"period": period.name, "as_of": as_of.isoformat(), "officials": officials}


def _line_in_words(terminal: Terminal, line: Line) -> dict[str, object]:
    points = line.points
    next_step = terminal.text(points.next_step) if points.next_step else None
    told = {"title": terminal.text(line.rule.title), "because": terminal.text(points.because), "next_step": next_step}
    return {**line_to_json(line), **told}


def show_scores(terminal: Terminal, period: Period, as_of: date, shown: Sequence[Scorer]) -> None:
    """Print the ranking of each group, then why each official has his points."""
    if not shown:
        told = message(
            "Nobody has a posting or a record in %(period)s, so there is nobody to score. Import the officials with "
            "`tracker import officials`.",
            period=period.name,
        )
        terminal.show(told)
    show_ranking(terminal, period, as_of, shown)
    for official, card in shown:
        explain(terminal, official, card)


def show_ranking(terminal: Terminal, period: Period, as_of: date, shown: Sequence[Scorer]) -> None:
    """Print the ranking of each group, by commune where there are several."""
    for title, members in in_cohorts(terminal, shown, lambda pair: pair[1].cohort):
        group = message("%(group)s, %(period)s, as of %(day)s", group=title, period=period.name, day=as_of)
        headings = (message("Rank"), message("Code"), message("Name"), message("Points"), message("Reachable"))
        by_rank = sorted(members, key=lambda pair: (pair[1].rank is None, pair[1].rank or 0))
        rows = [(card.rank, one.code, one.full_name, card.total, card.reachable) for one, card in by_rank]
        terminal.show_table(group, headings, rows)
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
