"""An official's record: why he has his points, his files, duty days, courses, absences and postings.

The same pages for oneself (`my_record`) and for leaders and auditors who look at others (`record`). Whoever may see a
scorecard may see what it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tracker.messages import Message, message
from tracker.periods import CalendarGrain, Period, parse_period, period_of
from tracker.records.absences import Absence
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.scope import SCOPES_KEPT, Scope
from tracker.scoring.measuring import measures_by_key
from tracker.scoring.scorecards import Scorecard
from tracker.web import lists
from tracker.web.card_reviews import Standing, standing_of_card
from tracker.web.contributed import official_cards
from tracker.web.duty_heat import DayKind, heats_of
from tracker.web.evidence_lists import evidence_listing, table_of
from tracker.web.explained import Explained, NotExplained, explain, known_measure_sets
from tracker.web.files import TAGS
from tracker.web.files_of_official import WORKING_DAYS_AHEAD, due_soon, how_it_stands, in_period, worked_on
from tracker.web.gate import needs
from tracker.web.lists import Listed
from tracker.web.period_choice import GRAINS, MOST_YEARS, PeriodChoice, asked_period
from tracker.web.ranking import group_title, scored_grain, scored_period_of
from tracker.web.requests import account, scope, session, today, tracker

my_record = Blueprint("my_record", __name__, url_prefix="/me")
record = Blueprint("record", __name__, url_prefix="/officials/<int:official_id>")
HOURS_THIS_YEAR = "training.hours_this_year"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose record it is, with his postings and the names of their units, the last first."""

    official: Official
    postings: Sequence[tuple[Posting, str]]
    is_me: bool

    @property
    def id(self) -> int:
        """The official's id."""
        assert self.official.id is not None
        return self.official.id

    @property
    def since(self) -> date:
        """The day from which on periods are offered."""
        first = min((posting.valid_from for posting, _ in self.postings), default=today())
        return max(first, date(today().year - MOST_YEARS, 1, 1))

    def address(self, view: str, **values: Any) -> str:
        """Return the address of a page of this record."""
        if self.is_me:
            return url_for(f"my_record.{view}", **values)
        return url_for(f"record.{view}", official_id=self.id, **values)

    def posting_on(self, day: date) -> tuple[Posting, str] | None:
        """Return the posting that held on that day, with the name of its unit; else the last one."""
        held = (one for one in self.postings if one[0].valid_from <= day <= (one[0].valid_to or date.max))
        return next(held, self.postings[0] if self.postings else None)


@my_record.get("/")
@needs("records.view_own")
def show() -> ResponseReturnValue:
    """Show one's own record."""
    if account().official_id is None:
        return render_template("record/nobody.html")
    return _show(me())


@record.get("/", endpoint="show")
@needs("scores.view")
def show_official(official_id: int) -> ResponseReturnValue:
    """Show the record of an official."""
    return _show(other(official_id))


@my_record.get("/evidence/<period_name>/<key>")
@needs("records.view_own")
def evidence(period_name: str, key: str) -> ResponseReturnValue:
    """List the records behind one of one's own measures."""
    return _evidence(me(), period_name, key)


@record.get("/evidence/<period_name>/<key>", endpoint="evidence")
@needs("scores.view")
def evidence_of_official(official_id: int, period_name: str, key: str) -> ResponseReturnValue:
    """List the records behind a measure of an official."""
    return _evidence(other(official_id), period_name, key)


@my_record.get("/print/<period_name>")
@needs("records.view_own")
def printed(period_name: str) -> ResponseReturnValue:
    """Lay out one's own scorecard on one sheet, to be printed."""
    return _printed(me(), period_name)


@record.get("/print/<period_name>", endpoint="printed")
@needs("scores.view")
def printed_of_official(official_id: int, period_name: str) -> ResponseReturnValue:
    """Lay out the scorecard of an official on one sheet, to be printed."""
    return _printed(other(official_id), period_name)


def me() -> Person:
    """Return whose account asks; answers "not found" for one that is nobody's."""
    official_id = account().official_id
    if official_id is None:
        abort(404)
    return _person(official_id, is_me=True)


def other(official_id: int) -> Person:
    """Return an official in the scope of the account; answers "not found" for any other."""
    return _person(official_id, is_me=official_id == account().official_id)


def _person(official_id: int, is_me: bool) -> Person:
    """Return an official in the scope of the account, with his postings; answers "not found" for any other."""
    rows = session().execute(_official_and_postings(scope()), {"official_id": official_id}).all()
    if not rows:
        abort(404)
    return Person(rows[0][0], [(row[1], row[2]) for row in rows if row[1] is not None], is_me)


@lru_cache(maxsize=SCOPES_KEPT)
def _official_and_postings(seen: Scope) -> lists.Records:
    """Return the select of an official with his postings, the last first; bound is the `official_id`."""
    seen_posting, of_official = seen.condition(Posting), col(Posting.official_id) == col(Official.id)
    wanted: lists.Records = (
        sa.select(Official, Posting, col(Unit.name))
        .outerjoin(Posting, of_official if seen_posting is None else of_official & seen_posting)
        .outerjoin(Unit, col(Unit.id) == col(Posting.unit_id))
        .where(col(Official.id) == sa.bindparam("official_id"))
        .order_by(col(Posting.valid_from).desc())
    )
    return seen.narrow(wanted, Official)


def _show(person: Person) -> ResponseReturnValue:
    choice = asked_period(_grains(), scored_grain(), first=person.since)
    asked = MultiDict(request.args.items())
    explained = explain(person.id, choice)
    listing, bound = worked_on(scope(), today()), in_period(person.id, choice.period, choice.as_of)
    if asked.get(lists.EXPORT):
        return lists.export(session(), listing, asked, bound)
    return render_template(
        "record/show.html",
        person=person,
        choice=choice,
        explained=explained,
        list=lists.listed(session(), listing, asked, bound),
        tags=TAGS,
        due=due_soon(session(), scope(), person.id, today()),
        days_ahead=WORKING_DAYS_AHEAD,
        heats=heats_of(session(), scope(), person.id, choice.period),
        kinds=DayKind,
        courses=_of_year(TrainingRecord, person, choice),
        absences=_of_year(Absence, person, choice),
        cards=official_cards(person.id, choice.period),
        standing=_standing(person, choice, explained),
        rewards_of=scored_period_of(choice).name,
        **SHOWN_BY,
    )


def _standing(person: Person, choice: PeriodChoice, explained: Explained | NotExplained) -> Standing:
    """Return how the card stands in the review or behind the closing of its period, and which others wait."""
    total = explained.card.total if isinstance(explained, Explained) else None
    return standing_of_card(person.id, choice.period, total)


def _of_year(table: type[TrainingRecord] | type[Absence], person: Person, choice: PeriodChoice) -> Sequence[Any]:
    """Return the courses or absences of the official since the beginning of the year, the last first."""
    since = min(period_of(choice.as_of, "year").start, choice.period.start)
    bound = {"official_id": person.id, "since": since, "until": choice.period.end}
    return session().execute(_between(scope(), table), bound).scalars().all()


@lru_cache(maxsize=SCOPES_KEPT)
def _between(seen: Scope, table: type[TrainingRecord] | type[Absence]) -> lists.Records:
    """Return the select of an official's records between two days; bound are `official_id`, `since` and `until`."""
    ends_on, starts_on = col(table.ends_on), col(table.starts_on)
    wanted: lists.Records = (
        sa.select(table)
        .where(col(table.official_id) == sa.bindparam("official_id"), starts_on <= sa.bindparam("until"))
        .where(sa.or_(ends_on.is_(None), ends_on >= sa.bindparam("since")))
        .order_by(starts_on.desc())
    )
    return seen.narrow(wanted, table)


def _evidence(person: Person, period_name: str, key: str) -> ResponseReturnValue:
    choice = choice_of(period_name)
    measure = measures_by_key(known_measure_sets()).get(key)
    if measure is None or measure.evidence is None or not _has_card(person, choice.period):
        abort(404)
    records = measure.evidence(person.id, choice.period, choice.as_of)
    name = f"{person.official.code}-{choice.period.name}-{key}"
    listing = evidence_listing(measure.title, name, records, choice.as_of)
    asked = MultiDict(request.args.items())
    if asked.get(lists.EXPORT):
        return lists.export(session(), listing, asked)
    found = lists.listed(session(), listing, asked)
    is_file = table_of(records) is HandledFile
    linked = _in_scope(found) if is_file else frozenset()
    context = {"choice": choice, "is_file": is_file, "linked": linked, "tags": TAGS, **SHOWN_BY}
    return render_template("record/evidence.html", person=person, list=found, **context)


def _has_card(person: Person, period: Period) -> bool:
    """Whether the account may see a card of the period; a longer one is made of those in it."""
    names = [part.name for part in period.parts(scored_grain())]
    his = sa.select(col(Scorecard.id)).where(col(Scorecard.official_id) == person.id, col(Scorecard.period).in_(names))
    return session().execute(scope().narrow(his, Scorecard).limit(1)).first() is not None


def _in_scope(found: Listed) -> frozenset[int]:
    """Return the files of the page that the account may open."""
    ids = sa.select(col(HandledFile.id)).where(col(HandledFile.id).in_([row.id for row in found.rows]))
    return frozenset(session().execute(scope().narrow(ids, HandledFile)).scalars())


def _printed(person: Person, period_name: str) -> ResponseReturnValue:
    choice = choice_of(period_name)
    explained = explain(person.id, choice)
    context = {"choice": choice, "printed_at": tracker().clock(), **SHOWN_BY}
    return render_template("record/printed.html", person=person, explained=explained, **context)


def choice_of(period_name: str) -> PeriodChoice:
    """Return the period that a path names."""
    period = parse_period(period_name)
    return PeriodChoice(period, period.as_of(today()), _grains(), period.start)


def _grains() -> list[CalendarGrain]:
    """Return the lengths of period that have cards: the scored one, and the longer ones that add it up."""
    lengths = list(GRAINS)
    return lengths[lengths.index(scored_grain()) :]


def title_of(person: Person, explained: object) -> Message:
    """Return the question that the card answers."""
    total = explained.card.total if isinstance(explained, Explained) else None
    if total is None:
        return message("My points") if person.is_me else message("Points of %(name)s", name=person.official.full_name)
    if person.is_me:
        return message("Why do I have %(points)s points?", points=total)
    return message("Why %(name)s has %(points)s points", name=person.official.full_name, points=total)


SHOWN_BY = {
    "title_of": title_of,
    "group_title": group_title,
    "how_it_stands": how_it_stands,
    "hours_this_year": HOURS_THIS_YEAR,
}
"""What the templates of these pages call."""
