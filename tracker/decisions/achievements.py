"""Rewards for initiatives outside of any period: proposed, and decided as every other decision is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState
from tracker.decisions.effects import effect_of
from tracker.decisions.initiative_states import decisions_on
from tracker.decisions.initiatives import Initiative, finders_of
from tracker.decisions.steps import needed_reason, note_step
from tracker.heads import heads_on
from tracker.messages import InputError, counted, dump_with_messages, message
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case
from tracker.rewards.forms import DecidingDays, Offered, offered_for_initiatives


@dataclass(frozen=True, slots=True)
class Spending:
    """What the rewards for initiatives of a year cost in đồng, those issued and the one to be; None: no fund is set."""

    year: int
    cost: int
    fund: int | None

    @property
    def is_over(self) -> bool:
        """Whether the fund is too small."""
        return self.fund is not None and self.cost > self.fund


def propose_achievement(
    session: RecordSession,
    offered: Offered,
    initiatives: Sequence[Initiative],
    reasons: Mapping[int, str],
    by: Viewer,
) -> Decision:
    """Propose to reward all who found these initiatives; `reasons` by the id of each initiative.

    What can be measured is frozen as it is today. Raises InputError without a reason, if whoever proposes is among
    them, if one was withdrawn or is rewarded already, and if somebody found two of them.
    """
    if not offered.form.for_initiatives or not initiatives:
        raise InputError("Choose an initiative, and a form of reward that is for initiatives.")
    finders = finders_of(session, [one.id or 0 for one in initiatives])
    refuse_own_case([who.id or 0 for some in finders.values() for who in some], by.official_id)
    _refuse_rewarded(session, initiatives)
    items = [
        item
        for one in initiatives
        for item in _items(session, one, finders[one.id or 0], reasons.get(one.id or 0), by.today)
    ]
    _refuse_twice(items, finders)
    for item in items:
        item.goes_above = item.goes_above or offered.form.authority == "proposes"
    return _stored(session, offered, items, by)


def keep_or_drop(
    session: RecordSession, decided: Decision, item: DecisionItem, reason: str | None, by: Viewer, *, is_chosen: bool
) -> None:
    """Drop somebody from the draft of a reward for initiatives, or take him in again; a reason is needed either way.

    `decided` comes from `seen_decision`. Raises InputError if it is one's own case.
    """
    refuse_own_case([item.recipient_id], by.official_id)
    name = session.get_one(Official, item.recipient_id).full_name
    why = message("Say why %(name)s is added again.", name=name)
    if not is_chosen:
        why = message("Say why %(name)s is dropped: he is among those who found it.", name=name)
    item.reason, item.is_chosen = needed_reason(reason, why), is_chosen
    session.add(item)
    told = message("%(name)s is added", name=name) if is_chosen else message("%(name)s is dropped", name=name)
    note_step(session, decided, told, item.reason)


def offered_for(session: Session, plugins: Plugins, decided: Decision, on: date) -> Offered | None:
    """Return the form of a reward for initiatives with the amount of the day of the decision, None if it is gone."""
    days = DecidingDays(period=decided.dossier_on, dossier=decided.dossier_on, decision=on)
    offered = offered_for_initiatives(session, plugins, days)
    return next((one for one in offered if one.form.key == decided.form), None)


def spending_of(
    session: Session, offered: Offered, decided: Decision, items: Sequence[DecisionItem], on: date
) -> Spending:
    """Return what the fund of the year of that day bears once the draft is issued on it."""
    rewarded = sa.and_(col(DecisionItem.is_chosen).is_(True), sa.not_(col(DecisionItem.goes_above)))
    spent = (
        sa.select(sa.func.sum(col(Decision.amount)))
        .join(DecisionItem, col(DecisionItem.decision_id) == col(Decision.id))
        .where(
            rewarded,
            col(Decision.kind) == DecisionKind.ACHIEVEMENT,
            col(Decision.form) == decided.form,
            col(Decision.state) == DecisionState.ISSUED,
            col(Decision.decided_on).between(date(on.year, 1, 1), date(on.year, 12, 31)),
            col(Decision.id) != decided.id,
        )
    )
    now = offered.pays * sum(item.is_rewarded for item in items)
    before = session.connection().execute(spent).scalar_one() or 0
    return Spending(on.year, before + now, offered.form.fund)


def _items(
    session: Session, initiative: Initiative, finders: Sequence[Official], reason: str | None, today: date
) -> list[DecisionItem]:
    """Return an item for each who found an initiative; `reason` is why it is worth a reward."""
    effect, heads = effect_of(session, initiative, today), heads_on(session, today)
    about = message("%(title)s, practised since %(day)s", title=initiative.title, day=initiative.practised_from)
    why = message("Say why “%(title)s” is worth a reward: everybody can read it there.", title=initiative.title)
    said = needed_reason(reason, why)
    return [
        DecisionItem(
            decision_id=0,
            official_id=who.id or 0,
            initiative_id=initiative.id,
            reason=said,
            reached=dump_with_messages([(about, True), *(effect.told if effect else [])]),
            is_small_sample=effect is not None and not effect.is_enough,
            is_chosen=True,
            goes_above=who.id in heads,
        )
        for who in finders
    ]


def _refuse_rewarded(session: Session, initiatives: Sequence[Initiative]) -> None:
    standing = decisions_on(session, [one.id or 0 for one in initiatives])
    for one in initiatives:
        if one.withdrawn_on is not None:
            raise InputError("“%(title)s” was withdrawn on %(day)s.", title=one.title, day=one.withdrawn_on)
        decided = standing.get(one.id or 0)
        if decided is None:
            continue
        if decided.is_draft:
            raise InputError(
                "%(who)s has proposed a reward for “%(title)s” already. Decide on that proposal, or have it withdrawn.",
                who=decided.proposed_by,
                title=one.title,
            )
        raise InputError(
            "Decision %(number)s rewards “%(title)s” already, and nothing is rewarded twice.",
            number=decided.number,
            title=one.title,
        )


def _refuse_twice(items: Sequence[DecisionItem], finders: Mapping[int, Sequence[Official]]) -> None:
    officials = [item.recipient_id for item in items]
    twice = {who.full_name for some in finders.values() for who in some if who.id and officials.count(who.id) > 1}
    if twice:
        raise InputError(
            "More than one of these was found by: %(names)s. Propose each in a decision of its own.",
            names=sorted(twice),
        )


def _stored(session: RecordSession, offered: Offered, items: Sequence[DecisionItem], by: Viewer) -> Decision:
    form = offered.form
    decided = Decision(
        kind=DecisionKind.ACHIEVEMENT,
        form=form.key,
        title=dump_with_messages(form.title),
        dossier_on=by.today,
        proposed_by=by.account_name,
        goes_above=form.authority == "proposes",
    )
    told = counted("Proposed with %(count)s official", "Proposed with %(count)s officials", count=len(items))
    note_step(session, decided, told)
    assert decided.id is not None
    for item in items:
        item.decision_id = decided.id
    session.add_all(items)
    session.flush()
    return decided
