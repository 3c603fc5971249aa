"""What is looked at before a decision is signed: what stands in its way, and what a leader should know."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.award_forms import LegalBasis
from tracker.closing.contests import open_contests_by_official
from tracker.decisions.achievements import offered_for, spending_of
from tracker.decisions.bases import findings_about
from tracker.decisions.council import members_of, votes_on
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, items_of
from tracker.messages import Message, counted, dump_with_messages, message
from tracker.period_titles import period_title
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.rewards.candidates import Candidate, Candidates
from tracker.rewards.choosing import choose


class Weight(enum.StrEnum):
    """What a check found: all is well, something to know, something that stands in the way."""

    FINE = "fine"
    WARNS = "warns"
    STOPS = "stops"


class Topic(enum.StrEnum):
    """What a check is about, so that a page can lead to where it is mended."""

    PERIOD = "period"
    POINTS = "points"
    PLACES = "places"
    FUND = "fund"
    CONTESTS = "contests"
    OFFICIALS = "officials"
    BASES = "bases"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    weight: Weight
    topic: Topic
    told: Message


def fine(topic: Topic, told: Message) -> Check:
    """Return that something is in order."""
    return Check(Weight.FINE, topic, told)


def warns(topic: Topic, told: Message) -> Check:
    """Return something that a leader should know."""
    return Check(Weight.WARNS, topic, told)


def stops(topic: Topic, told: Message) -> Check:
    """Return something that stands in the way of signing."""
    return Check(Weight.STOPS, topic, told)


def checks_of(
    session: Session,
    plugins: Plugins,
    decided: Decision,
    candidates: Candidates | None,
    bases: Sequence[LegalBasis],
    on: date,
) -> list[Check]:
    """Return what was looked at before signing on that day.

    `candidates` are those of now by the form, None where the decision is not about a period.
    """
    items = items_of(session, decided)
    names = _names(session, items)
    found = []
    if candidates is not None:
        found += [_closed(candidates), *_points(candidates, items), *_places(candidates, items)]
    if decided.kind is DecisionKind.ACHIEVEMENT:
        found += _of_initiatives(session, plugins, decided, items, on)
    found += [_contests(session, items, names), *_everybody_decided(items, names)]
    found += [*_bases(session, plugins, bases, on), *_council(session, decided, items)]
    return found


def kept_checks(checks: Sequence[Check]) -> str:
    """Return checks as a decision keeps them."""
    return dump_with_messages([(one.weight.value, one.topic.value, one.told) for one in checks])


def checks_kept(decided: Decision) -> list[Check]:
    """Return what was looked at before a decision was signed."""
    kept = json.loads(decided.checks or "[]")
    return [Check(Weight(weight), Topic(topic), Message.from_json(told)) for weight, topic, told in kept]


def stopped(checks: Sequence[Check]) -> list[Message]:
    """Return what stands in the way of signing."""
    return [one.told for one in checks if one.weight is Weight.STOPS]


def _closed(candidates: Candidates) -> Check:
    period = period_title(candidates.period)
    if candidates.is_preliminary:
        return stops(
            Topic.PERIOD, message("%(period)s is not closed: points may still change. Close it first.", period=period)
        )
    return fine(Topic.PERIOD, message("%(period)s is closed: its points do not change any more.", period=period))


def _points(candidates: Candidates, items: Sequence[DecisionItem]) -> Iterator[Check]:
    now = {one.official_id: one for one in candidates.everybody}
    moved = [item for item in items if _has_moved(item, now.get(item.official_id))]
    listed = {item.official_id for item in items}
    if moved or candidates.proposed - listed:
        yield stops(
            Topic.POINTS, message("Points or places changed since they were taken over. Take over those of today.")
        )
    else:
        yield fine(Topic.POINTS, message("Points and places are those of now."))


def _has_moved(item: DecisionItem, now: Candidate | None) -> bool:
    if now is None:
        return True
    total = now.verdict.person.judged.total
    hundredths = None if total is None else int(total * 100)
    return (item.total_hundredths, item.standing, item.place) != (hundredths, now.standing, now.place)


def _places(candidates: Candidates, items: Sequence[DecisionItem]) -> Iterator[Check]:
    chosen = choose(candidates, [item.official_id for item in items if item.is_rewarded])
    for one in chosen.places:
        if one.is_over:
            yield warns(
                Topic.PLACES,
                message(
                    "%(pool)s: %(chosen)d are rewarded, the form has %(places)d places.",
                    pool=one.pool.title,
                    chosen=one.chosen,
                    places=one.pool.places,
                ),
            )
    if chosen.money.is_over:
        yield stops(
            Topic.FUND,
            message(
                "It costs %(cost)s đồng, the fund holds %(fund)s đồng. Drop somebody, or have the fund raised.",
                cost=Decimal(chosen.money.cost),
                fund=Decimal(chosen.money.fund or 0),
            ),
        )


def _of_initiatives(
    session: Session, plugins: Plugins, decided: Decision, items: Sequence[DecisionItem], on: date
) -> Iterator[Check]:
    offered = offered_for(session, plugins, decided, on)
    if offered is None:
        told = message("No plugin offers this form of reward on that day. Enable the plugin that does.")
        yield stops(Topic.FUND, told)
        return
    spending = spending_of(session, offered, decided, items, on)
    sums = {"year": str(spending.year), "cost": Decimal(spending.cost), "fund": Decimal(spending.fund or 0)}
    if spending.is_over:
        yield stops(
            Topic.FUND,
            message(
                "Rewards for initiatives of %(year)s would cost %(cost)s đồng, the fund holds %(fund)s đồng. Drop "
                "somebody, or have the fund raised.",
                **sums,
            ),
        )
    elif spending.fund is not None:
        yield fine(
            Topic.FUND,
            message("Rewards for initiatives of %(year)s cost %(cost)s đồng of %(fund)s đồng in the fund.", **sums),
        )
    if any(item.is_chosen and item.is_small_sample for item in items):
        yield warns(Topic.OFFICIALS, message("The measured effect of an initiative rests on too few files."))


def _contests(session: Session, items: Sequence[DecisionItem], names: Mapping[int, str]) -> Check:
    contested = open_contests_by_official(session)
    waiting = [names[item.official_id] for item in items if item.official_id in contested]
    if waiting:
        return stops(
            Topic.CONTESTS, message("Contests are not answered of: %(names)s. Answer them first.", names=waiting)
        )
    return fine(Topic.CONTESTS, message("No contest of a candidate is open."))


def _everybody_decided(items: Sequence[DecisionItem], names: Mapping[int, str]) -> Iterator[Check]:
    undecided = [names[item.official_id] for item in items if item.is_chosen is None]
    if undecided:
        yield stops(Topic.OFFICIALS, message("Another leader must decide about: %(names)s.", names=undecided))
    if not any(item.is_chosen for item in items):
        yield stops(Topic.OFFICIALS, message("Nobody is chosen. Add somebody, or withdraw the proposal."))
    above = [names[item.official_id] for item in items if item.is_chosen and item.goes_above]
    if above:
        yield warns(
            Topic.OFFICIALS, message("Only proposed to the level above, not rewarded here: %(names)s.", names=above)
        )


def _bases(session: Session, plugins: Plugins, bases: Sequence[LegalBasis], on: date) -> Iterator[Check]:
    found = findings_about(session, plugins, bases, on)
    for basis in bases:
        finding = found.get(basis.number)
        if finding is None:
            yield warns(
                Topic.BASES, message("%(number)s: no register of documents knows it. Look it up.", number=basis.number)
            )
        else:
            yield Check(Weight.FINE if finding.is_in_force else Weight.STOPS, Topic.BASES, finding.told)


def _council(session: Session, decided: Decision, items: Sequence[DecisionItem]) -> Iterator[Check]:
    members = members_of(session, decided)
    if not members:
        yield warns(Topic.COUNCIL, message("No council was asked."))
        return
    votes = votes_on(session, decided)
    silent = [one for one in items if one.is_chosen and (one.id or 0) not in votes]
    if silent:
        yield warns(
            Topic.COUNCIL,
            counted(
                "Nobody of the council voted on %(count)s official.",
                "Nobody of the council voted on %(count)s officials.",
                count=len(silent),
            ),
        )
    against = [one for one in items if one.is_chosen and (v := votes.get(one.id or 0)) and v.against >= v.in_favour]
    if against:
        yield warns(
            Topic.COUNCIL,
            counted(
                "The council is not for %(count)s official who is chosen.",
                "The council is not for %(count)s officials who are chosen.",
                count=len(against),
            ),
        )
    if not silent and not against:
        yield fine(Topic.COUNCIL, message("The council is for everybody who is chosen."))


def _names(session: Session, items: Sequence[DecisionItem]) -> dict[int, str]:
    wanted = sa.select(col(Official.id), col(Official.full_name))
    rows = session.connection().execute(wanted.where(col(Official.id).in_([item.official_id for item in items])))
    return {official_id: name for official_id, name in rows if official_id is not None}
