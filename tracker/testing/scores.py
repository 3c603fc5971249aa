"""Scorecards as people read them, for tests: points by rule, with their sentences in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from tracker.contributions import Measures
from tracker.fingerprint import store_fingerprint
from tracker.messages import SOURCE_LANGUAGE, Message, translate
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.lines import Line
from tracker.scoring.runs import score as score_everybody
from tracker.testing.apps import App


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """What one rule gave: points (None for none), of at most how many, and its sentences."""

    title: str
    points: Decimal | None
    most: Decimal
    because: str
    next_step: str | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What one official earned; `lines` are by the key of their rule, `rank` is None where nobody is ranked."""

    measures: Measures
    lines: Mapping[str, ScoredLine]
    total: Decimal | None
    rank: int | None


def score(app: App, period: Period | str, language: str = SOURCE_LANGUAGE) -> dict[str, Scorecard]:
    """Return the scorecards of everybody in a period by the official's code, as of its last day or the app's today.

    Nothing is stored. Raises InputError, which names the plugin, if a measure or a rule fails.
    """
    meant = parse_period(period) if isinstance(period, str) else period
    with app.reading() as session:
        basis = load_basis(session, app.tracker.plugins, meant, meant.as_of(app.tracker.today))
        cards = _by_code(session, score_everybody(session, basis))
    return {code: _scorecard(card, language) for code, card in cards.items()}


def cards_by_code(session: Session, plugins: Plugins, period: Period, as_of: date | None = None) -> dict[str, Card]:
    """Return the cards of a period as scoring makes them, by official's code, with these plugins; stores no score."""
    store_fingerprint(session, plugins.fingerprint)
    return _by_code(session, score_everybody(session, load_basis(session, plugins, period, as_of or period.end)))


def said(told: Message | None, language: str = SOURCE_LANGUAGE) -> str | None:
    """Return the sentence of a message as people read it; None stays None."""
    return None if told is None else translate(told, language)


def _by_code(session: Session, cards: list[Card]) -> dict[str, Card]:
    wanted = select(Official).where(col(Official.id).in_([card.official_id for card in cards]))
    codes = {official.id: official.code for official in session.exec(wanted)}
    return {codes[card.official_id]: card for card in cards}


def _scorecard(card: Card, language: str) -> Scorecard:
    lines = {line.rule.key: _scored(line, language) for line in card.lines}
    return Scorecard(card.measures, lines, card.total, card.rank)


def _scored(line: Line, language: str) -> ScoredLine:
    rule, points = line.rule, line.points
    return ScoredLine(
        title=translate(rule.title, language),
        points=points.value,
        most=rule.most,
        because=translate(points.because, language),
        next_step=said(points.next_step, language),
    )
