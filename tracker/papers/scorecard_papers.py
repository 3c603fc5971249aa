"""A scorecard with its explanation: each line with its sentence, what it read, how many records stand behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure
from tracker.messages import message
from tracker.papers.contents import Block, Column, Paper, Paragraph, Row, Run, Signature, Table
from tracker.papers.decided_facts import Reading
from tracker.papers.decision_papers import file_name, paragraph_of
from tracker.papers.listed import officials_as_listed
from tracker.papers.office import office_on
from tracker.papers.wording import NOTHING, day, number, period_words, points, say
from tracker.periods import CalendarGrain, Period
from tracker.scoring.measuring import all_measure_sets, measures_by_key
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import StoredCard, place_of, stored_card

SCORECARD = "scorecard"


def scorecard_paper(reading: Reading, official_id: int, period: Period, grain: CalendarGrain) -> Paper | None:
    """Return the card of an official in a period as it is stored, None if he has none.

    `grain` is the length of the periods that are scored, of which a longer one adds up the cards.
    """
    session = reading.session
    office = office_on(session, reading.today)
    name, position, unit = officials_as_listed(session, {official_id}, period.end)[official_id]
    blocks = card_blocks(reading, official_id, period, grain)
    if not blocks:
        return None
    title = say(message("Scorecard")).upper()
    who = ", ".join(one for one in (name, position, unit) if one)
    return Paper(
        kind=SCORECARD,
        name=file_name(title, name, period_words(period)),
        head=office.head("", reading.today),
        title=title,
        dated_on=reading.today,
        summary=f"{who} – {period_words(period)}",
        body=blocks,
        signatures=(Signature((say(message("The official")).upper(),), name), Signature(_leader())),
    )


def card_blocks(reading: Reading, official_id: int, period: Period, grain: CalendarGrain) -> tuple[Block, ...]:
    """Return a card in paragraphs and tables; nothing if there is no card."""
    session = reading.session
    parts = period.parts(grain)
    wanted = sa.select(Scorecard).where(col(Scorecard.official_id) == official_id)
    card = stored_card(session, parts, wanted)
    if card is None:
        return ()
    measures = measures_by_key(all_measure_sets(reading.plugins))
    read = _measures(session, card, period, measures)
    return (_summary(session, parts, card), _lines(card), *([read] if read.rows else []), *_next_steps(card))


def _leader() -> tuple[str, ...]:
    return (say(message("The leader of the unit")).upper(),)


def _summary(session: Session, parts: list[Period], card: StoredCard) -> Paragraph:
    place = place_of(session, parts, card)
    words = {
        "total": points(card.total),
        "reachable": points(card.reachable),
        "day": day(card.as_of),
    }
    told = message("Total: %(total)s of %(reachable)s points, as of %(day)s.", **words)
    if place.rank is not None:
        told = message(
            "Total: %(total)s of %(reachable)s points, place %(rank)s of %(among)s, as of %(day)s.",
            rank=str(place.rank),
            among=str(place.among),
            **words,
        )
    return paragraph_of(told)


def _lines(card: StoredCard) -> Table:
    columns = (
        Column(say(message("Content")), 28),
        Column(say(message("Points")), 12, "right"),
        Column(say(message("At most")), 12, "right"),
        Column(say(message("Explanation")), 48),
    )
    rows = [Row((say(line.title), points(line.points), points(line.most), say(line.because))) for line in card.lines]
    total = Row((say(message("Sum total")), points(card.total), points(card.reachable), ""), is_bold=True)
    return Table(columns, (*rows, total))


def _measures(session: Session, card: StoredCard, period: Period, measures: Mapping[str, Measure]) -> Table:
    columns = (
        Column(say(message("Measure")), 56),
        Column(say(message("Value")), 20, "right"),
        Column(say(message("Records behind it")), 24, "right"),
    )
    read = dict.fromkeys(key for line in card.lines for key in line.reads if key in card.measures and key in measures)
    rows = []
    for key in read:
        value = card.measures[key]
        records = _records(session, measures[key], card.official_id, period, card.as_of)
        shown = NOTHING if value is None else number(Decimal(value))
        rows.append(Row((say(measures[key].title), shown, NOTHING if records is None else number(records))))
    return Table(columns, tuple(rows))


def _records(session: Session, measure: Measure, official_id: int, period: Period, as_of: date) -> int | None:
    """Return how many records a measure counts, None for one that has no records to show."""
    if measure.evidence is None:
        return None
    wanted = measure.evidence(official_id, period, as_of).order_by(None).subquery()
    return session.connection().execute(sa.select(sa.func.count()).select_from(wanted)).scalar_one()


def _next_steps(card: StoredCard) -> Iterator[Paragraph]:
    for line in card.lines:
        if line.next_step is not None:
            yield Paragraph((Run(f"{say(line.title)}: ", is_bold=True), Run(say(line.next_step))), "item")
