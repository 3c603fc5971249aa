"""`tracker score --simulate`: what other settings would give, beside what stands. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from tracker.cli.cohorts import in_cohorts
from tracker.cli.output import Terminal
from tracker.cli.settings_files import read_changes
from tracker.messages import counted, message
from tracker.periods import Period
from tracker.records.officials import Official
from tracker.scoring.cards import Card
from tracker.scoring.lines import Line
from tracker.scoring.settings_owners import settings_owners
from tracker.scoring.simulation import Compared, Simulation, simulate_here, summary_of

Shown = tuple[Official, Compared]
NOTHING = "–"


def simulation_of(terminal: Terminal, period: Period, path: Path) -> Simulation:
    """Return what the settings in a TOML file would change in a period. Raises InputError."""
    tracker = terminal.tracker
    return simulate_here(tracker, period, read_changes(path, settings_owners(tracker.plugins)))


def show_simulation(terminal: Terminal, period: Period, as_of: date, shown: Sequence[Shown], as_json: bool) -> None:
    """Print both sides of each official, and why they differ."""
    summary = summary_of([compared for _, compared in shown])
    if as_json:
        officials = [_official_to_json(terminal, official, compared) for official, compared in shown]
        told = {"period": period.name, "as_of": as_of.isoformat(), "summary": asdict(summary), "officials": officials}
        terminal.show_json(told)
        return
    for title, members in in_cohorts(terminal, shown, lambda pair: pair[1].card.cohort):
        group = message("%(group)s, %(period)s, as of %(day)s", group=title, period=period.name, day=as_of)
        headings = (message("Rank"), message("Code"), message("Name"), message("Before"), message("After"))
        by_rank = sorted(members, key=lambda pair: (pair[1].card.rank is None, pair[1].card.rank or 0))
        rows = [_row(official, compared) for official, compared in by_rank]
        terminal.show_table(group, (*headings, message("Moved by")), rows)
        terminal.show_blank_line()
    for official, compared in shown:
        _explain(terminal, official, compared)
    terminal.show(
        counted(
            "Tried, and not stored. %(count)s official: the points of %(points)d change, the rank of %(ranks)d; "
            "%(gain)d gain, %(lose)d lose.",
            "Tried, and not stored. %(count)s officials: the points of %(points)d change, the rank of %(ranks)d; "
            "%(gain)d gain, %(lose)d lose.",
            count=summary.officials,
            points=summary.points_change,
            ranks=summary.rank_changes,
            gain=summary.gain,
            lose=summary.lose,
        )
    )


def _row(official: Official, compared: Compared) -> tuple[object, ...]:
    before, after = compared.totals
    return (_ranks(compared), official.code, official.full_name, before, after, compared.difference)


def _ranks(compared: Compared) -> object:
    before, after = compared.ranks
    return after if before == after else f"{before or NOTHING} → {after or NOTHING}"


def _explain(terminal: Terminal, official: Official, compared: Compared) -> None:
    """Print the lines of an official that differ; nothing of one whose lines stay."""
    if not compared.lines:
        return
    before, after = compared.totals
    told = message(
        "%(name)s (%(code)s): %(before)s → %(after)s",
        name=official.full_name,
        code=official.code,
        before=_dash(before),
        after=_dash(after),
    )
    terminal.show(told)
    for line in compared.lines:
        (was, why_then), (now, why_now) = line.told
        terminal.show(message("  %(rule)s", rule=line.rule.title))
        terminal.show(message("    before %(points)s: %(because)s", points=_dash(was), because=why_then))
        terminal.show(message("    after  %(points)s: %(because)s", points=_dash(now), because=why_now))
    terminal.show_blank_line()


def _dash(points: Decimal | None) -> Decimal | str:
    return NOTHING if points is None else points


def _official_to_json(terminal: Terminal, official: Official, compared: Compared) -> dict[str, object]:
    posting = compared.card.posting
    return {
        "code": official.code,
        "name": official.full_name,
        "group": posting.ranking_group.value if posting else None,
        "difference": _text(compared.difference),
        "before": _card_to_json(compared.before),
        "after": _card_to_json(compared.after),
        "lines": [
            {
                "rule": line.rule.key,
                "title": terminal.text(line.rule.title),
                "before": _line_to_json(terminal, line.before),
                "after": _line_to_json(terminal, line.after),
            }
            for line in compared.lines
        ],
    }


def _card_to_json(card: Card | None) -> dict[str, object] | None:
    if card is None:
        return None
    ranks = {"rank": card.rank, "ranked_among": card.ranked_among}
    return {"total": _text(card.total), "reachable": str(card.reachable), **ranks}


def _line_to_json(terminal: Terminal, line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    points = line.points
    return {"points": _text(points.value), "most": str(line.rule.most), "because": terminal.text(points.because)}


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
