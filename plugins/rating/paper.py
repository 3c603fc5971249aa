"""The rating form as an official paper: who, the criteria with both marks, results, what was said, the level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from plugins.rating.kinds import Level, Part, State
from plugins.rating.levels import grounds_of, reached_level
from plugins.rating.models import RatingSheet
from plugins.rating.paper_tables import NONE_YET, number_of, percents_table, points_table, products_table
from plugins.rating.people import serving_in
from plugins.rating.products import rows_of
from plugins.rating.scores import By, score_of, year_score
from plugins.rating.sheets import comments_of, marks_of
from plugins.rating.words import word
from tracker.api import (
    Account,
    Block,
    Message,
    Official,
    Paper,
    Paragraph,
    Run,
    Signature,
    Unit,
    fold,
    office_on,
    paper_day,
    paper_period,
    paper_words,
    sentences,
)
from tracker.api import word as core_word

_ = sentences("rating")
KIND = "rating.form"


def rating_form_paper(session: Session, one: RatingSheet, today: date) -> Paper:
    """Return the rating form of a sheet as it stands; what nobody gave yet is a dash."""
    official = session.get_one(Official, one.official_id)
    title = paper_words(_("Rating form of the year") if one.is_of_year else _("Monitoring and rating form"))
    rated = _of_year(session, one) if one.is_of_year else _of_period(session, one, today)
    on = _dated_on(one, today)
    return Paper(
        kind=KIND,
        name=fold(f"{title} {official.full_name} {one.period}").replace(" ", "-"),
        head=office_on(session, today).head("", on, is_open=one.rated_at is None),
        title=title.upper(),
        dated_on=on,
        summary=paper_period(one.about),
        body=(*_about(session, one, official), *rated, *_said(session, one)),
        signatures=(
            Signature((paper_words(_("The official")).upper(),), official.full_name),
            Signature((paper_words(_("The leader who rates")).upper(),), _rater(session, one)),
        ),
    )


def _dated_on(one: RatingSheet, today: date) -> date:
    return one.paper_on or (one.rated_at.date() if one.rated_at else today)


def _rater(session: Session, one: RatingSheet) -> str:
    """Return the name of the leader who signed, empty where none did, or the level above decided."""
    if one.rated_by is None or _is_from_above(one):
        return ""
    wanted = select(Official.full_name).join(Account, col(Account.official_id) == col(Official.id))
    return session.exec(wanted.where(Account.name == one.rated_by)).first() or ""


def _is_from_above(one: RatingSheet) -> bool:
    """Whether a clerk entered what the level above decided; such a year was final at once."""
    return bool(one.paper_number) and (not one.is_of_year or one.final_at == one.rated_at)


def _about(session: Session, one: RatingSheet, official: Official) -> Iterator[Block]:
    yield _line(_("Full name"), f"{official.full_name} ({official.code})")
    serving = serving_in(session, one.about, [one.official_id])
    if serving and serving[-1].posting.position:
        yield _line(_("Position"), serving[-1].posting.position)
    yield _line(_("Unit"), session.get_one(Unit, one.unit_id).name)
    yield _line(_("Rated as"), paper_words(core_word(one.kind)))
    yield _line(_("Rules applied"), paper_words(one.rules.title))


def _of_period(session: Session, one: RatingSheet, today: date) -> Iterator[Block]:
    yield _heading(_("I. General criteria"))
    yield points_table(marks_of(session, one, Part.GENERAL))
    yield _heading(_("II. Products and tasks"))
    yield products_table([row.product for row in rows_of(session, one, today)])
    leading = marks_of(session, one, Part.LEADING)
    if leading:
        yield _heading(_("III. As a leader"))
        yield percents_table(leading)
    yield _heading(_("Result"))
    by: By = "own" if one.state is State.OPEN else "given"
    for line in score_of(session, one, today, by).lines:
        yield _item(paper_words(line))
    yield _line(_("Score by the official"), number_of(one.own_hundredths))
    yield _line(_("Score by the leader"), number_of(one.score_hundredths))


def _of_year(session: Session, one: RatingSheet) -> Iterator[Block]:
    if one.rules.is_by_points:
        yield _heading(_("What was monitored in the year"))
        for line in year_score(session, one).lines:
            yield _item(paper_words(line))
    yield _heading(_("Level"))
    for ground in grounds_of(session, one):
        found = paper_words(word(ground.ground))
        yield _item(f"{found}: {ground.reason} ({ground.paper_number}, {paper_day(ground.paper_on)})")
    yield _line(_("Level by the official"), _level(None if one.own_level is None else Level(one.own_level)))
    reached = reached_level(session, one)
    if reached is not None:
        yield _line(_("Level reached"), _level(reached))
    yield _line(_("Level given"), _level(one.given_level))
    if one.level_because:
        yield _line(_("Because"), one.level_because)
    if one.paper_number and one.paper_on:
        yield _line(_("By the paper"), f"{one.paper_number}, {paper_day(one.paper_on)}")


def _said(session: Session, one: RatingSheet) -> Iterator[Block]:
    yield _heading(_("What was said"))
    yield _line(_("The official"), one.own_text or NONE_YET)
    for comment in comments_of(session, one):
        yield _item(f"{comment.said_by}: {comment.text}")
    yield _line(_("The leader"), one.rated_text or NONE_YET)


def _level(level: Level | None) -> str:
    return NONE_YET if level is None else paper_words(word(level))


def _heading(told: Message) -> Paragraph:
    return Paragraph((Run(paper_words(told)),), "heading")


def _line(told: Message, said: str) -> Paragraph:
    return Paragraph((Run(f"{paper_words(told)}: ", is_bold=True), Run(said)))


def _item(text: str) -> Paragraph:
    return Paragraph((Run(f"- {text}"),), "item")
