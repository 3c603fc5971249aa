"""Checks of a decision about a period: whether it is closed, points and places are those of now, the fund is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tracker.award_forms import AwardForm
from tracker.decisions.checks import Check, Topic, fine, stops, warns
from tracker.decisions.decisions import Decision, DecisionItem
from tracker.messages import message
from tracker.period_titles import period_title
from tracker.rewards.candidates import Candidate, Candidates
from tracker.rewards.choosing import Money, choose


def period_checks(candidates: Candidates, decided: Decision, items: Sequence[DecisionItem]) -> list[Check]:
    """Return what is looked at of the candidates of now, and what the form says that it cannot judge."""
    notes = [warns(Topic.BASES, one) for one in candidates.offered.form.notes]
    return [_closed(candidates), _points(candidates, decided, items), *_places(candidates, items), *notes]


def _closed(candidates: Candidates) -> Check:
    period = period_title(candidates.period)
    if candidates.is_preliminary:
        return stops(
            Topic.PERIOD, message("%(period)s is not closed: points may still change. Close it first.", period=period)
        )
    return fine(Topic.PERIOD, message("%(period)s is closed: its points do not change any more.", period=period))


def _points(candidates: Candidates, decided: Decision, items: Sequence[DecisionItem]) -> Check:
    now = {one.recipient_id: one for one in candidates.everybody}
    moved = [item for item in items if _has_moved(item, now.get(item.recipient_id))]
    listed = {item.recipient_id for item in items}
    only_proposes = candidates.offered.form.authority == "proposes"
    if moved or candidates.proposed - listed or decided.goes_above is not only_proposes:
        return stops(
            Topic.POINTS, message("Points or places changed since they were taken over. Take over those of today.")
        )
    return fine(Topic.POINTS, message("Points and places are those of now."))


def _has_moved(item: DecisionItem, now: Candidate | None) -> bool:
    if now is None:
        return True
    total = now.verdict.recipient.judged.total
    hundredths = None if total is None else int(total * 100)
    return (item.total_hundredths, item.standing, item.place) != (hundredths, now.standing, now.place)


def _places(candidates: Candidates, items: Sequence[DecisionItem]) -> Iterator[Check]:
    chosen = choose(candidates, placed_in(candidates, items))
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
    yield from _fund(candidates.offered.form, chosen.money)


def placed_in(candidates: Candidates, items: Sequence[DecisionItem]) -> list[int]:
    """Return who takes a place of the form: whom the decision rewards, or proposes where it does nothing else."""
    if candidates.offered.form.authority == "proposes":
        return [item.recipient_id for item in items if item.is_chosen]
    return [item.recipient_id for item in items if item.is_rewarded]


def _fund(form: AwardForm, money: Money) -> Iterator[Check]:
    if form.authority == "proposes" or money.fund is None:
        return
    sums = {"cost": Decimal(money.cost), "fund": Decimal(money.fund)}
    if money.pays_from is None:
        if money.is_over:
            yield stops(
                Topic.FUND,
                message(
                    "It costs %(cost)s đồng, the fund holds %(fund)s đồng. Drop somebody, or have the fund raised.",
                    **sums,
                ),
            )
        return
    named = {**sums, "name": money.pays_from.title}
    if money.is_over:
        yield stops(
            Topic.FUND,
            message(
                "%(name)s: it costs %(cost)s đồng, %(fund)s đồng may be spent. Drop somebody, or have the fund raised.",
                **named,
            ),
        )
    else:
        yield fine(Topic.FUND, message("%(name)s: it costs %(cost)s đồng of %(fund)s đồng.", **named))
