"""Who is in a decision: proposed from the candidates of a form, then added or dropped by leaders, each with a reason.

What the form proposes needs no reason; whatever differs from it does. Nobody chooses or drops himself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from tracker.accounts.viewers import Viewer
from tracker.award_forms import Judged
from tracker.database import RecordSession
from tracker.decisions.decisions import (
    Decision,
    DecisionItem,
    DecisionKind,
    DecisionState,
    chosen_in,
    decisions_about,
    draft_for,
    items_of,
)
from tracker.decisions.own import own_recipients, refuse_own_items
from tracker.decisions.steps import needed_reason, note_step
from tracker.heads import heads_on
from tracker.messages import InputError, Message, counted, dump_with_messages, message
from tracker.period_titles import period_title
from tracker.rewards.candidates import Candidate, CandidatePool, Candidates, Standing
from tracker.rewards.judging import Reached

LISTED = (Standing.PROPOSED, Standing.TIED)
"""Who is in every draft: proposed, or tied with who would be the last."""


def propose(
    session: RecordSession, candidates: Candidates, wanted: Collection[int], reasons: Mapping[int, str], by: Viewer
) -> Decision:
    """Propose a decision about a period with those `wanted`, officials or units; `reasons` for what differs.

    Who proposes does not decide about himself or his unit: that is left open for another leader. Raises InputError if
    he wants himself, if nobody is wanted, if a reason is missing, or if there is a draft or a decision already.
    """
    form, period = candidates.offered.form, candidates.period
    _refuse_a_second(session, candidates)
    decided = Decision(
        kind=DecisionKind.PERIOD,
        period=period.name,
        form=form.key,
        title=dump_with_messages(form.title),
        dossier_on=by.today,
        proposed_by=by.account_name,
        goes_above=form.authority == "proposes",
    )
    items = _wanted_items(session, candidates, wanted, reasons, by)
    count = sum(item.is_chosen is True for item in items)
    if not count:
        raise InputError("Nobody is chosen. Choose at least one for the decision.")
    note_step(session, decided, _told_of(count, candidates))
    for item in items:
        assert decided.id is not None
        item.decision_id = decided.id
    session.add_all(items)
    session.flush()
    return decided


def choose_official(
    session: RecordSession,
    decided: Decision,
    candidates: Candidates,
    recipient_id: int,
    reason: str | None,
    by: Viewer,
    *,
    is_chosen: bool,
) -> DecisionItem:
    """Add an official, or a unit, to a draft, or drop it. `decided` comes from `seen_decision`.

    Raises InputError if it is one's own case, if a reason is missing, or if the form leaves him out.
    """
    pool, candidate = _candidate(candidates, recipient_id)
    item = item_about(session, decided, recipient_id)
    if item is None:
        item = _item(pool, candidate, _above(session, candidates))
        assert decided.id is not None
        item.decision_id = decided.id
    refuse_own_items(session, [item], candidates.period, by)
    _choose(item, is_chosen, reason, candidate)
    session.add(item)
    name = candidate.verdict.recipient.full_name
    told = message("%(name)s is added", name=name) if is_chosen else message("%(name)s is dropped", name=name)
    note_step(session, decided, told, item.reason)
    return item


def take_over_points(
    session: RecordSession, decided: Decision, candidates: Candidates, by: Viewer
) -> Sequence[DecisionItem]:
    """Let a draft go by the candidates as they are now; what leaders added or dropped with a reason stays.

    Nothing is decided about whoever does so: where his own standing moved, another leader decides.

    `decided` comes from `seen_decision`. Returns those who are in it only now.
    """
    stood = {item.recipient_id: item for item in items_of(session, decided)}
    above, are_units = _above(session, candidates), _are_units(candidates)
    own = own_recipients(session, by, candidates.period, are_units=are_units)
    decided.goes_above = candidates.offered.form.authority == "proposes"
    added = []
    for pool in candidates.pools:
        for one in pool.candidates:
            fresh = _item(pool, one, above)
            item = stood.pop(one.recipient_id, None)
            if item is None and one.standing in LISTED:
                fresh.decision_id = decided.id or 0
                fresh.is_chosen = None if one.recipient_id in own else fresh.is_proposed
                session.add(fresh)
                added.append(fresh)
            elif item is not None:
                _take_over(item, fresh, is_own=one.recipient_id in own)
                session.add(item)
    for gone in stood.values():
        session.delete(gone)
    note_step(session, decided, message("The points of today are taken over"))
    return added


def withdraw(session: RecordSession, decided: Decision, reason: str, by: Viewer) -> None:
    """Give up a draft. Raises InputError without a reason, or if one's own reward is in it."""
    refuse_own_items(session, chosen_in(session, decided), decided.about, by)
    why = needed_reason(reason, message("Say why the proposal is withdrawn: everybody who sees it can read it."))
    decided.state, decided.reason = DecisionState.WITHDRAWN, why
    note_step(session, decided, message("Withdrawn"), why)


def item_about(session: Session, decided: Decision, recipient_id: int) -> DecisionItem | None:
    """Return what the decision says of an official, or of a unit where it is about units; None if nothing."""
    return next((item for item in items_of(session, decided) if item.recipient_id == recipient_id), None)


def _refuse_a_second(session: Session, candidates: Candidates) -> None:
    period, form = candidates.period, candidates.offered.form
    draft = draft_for(session, period, form.key)
    if draft is not None:
        raise InputError(
            "%(who)s has proposed %(form)s for %(period)s already. Add or drop officials there.",
            who=draft.proposed_by,
            form=form.title,
            period=period_title(period),
        )
    issued = next(
        (one for one in decisions_about(session, period, form.key) if one.state is DecisionState.ISSUED), None
    )
    if issued is not None:
        raise InputError(
            "Decision %(number)s on %(form)s for %(period)s is issued already. Revoke it first if it is wrong.",
            number=issued.number,
            form=form.title,
            period=period_title(period),
        )


def _wanted_items(
    session: Session, candidates: Candidates, wanted: Collection[int], reasons: Mapping[int, str], by: Viewer
) -> list[DecisionItem]:
    """Return who is in a draft at first, each chosen or not; what is the own case of who proposes is left open."""
    above = _above(session, candidates)
    listed = [
        (one, _item(pool, one, above))
        for pool in candidates.pools
        for one in pool.candidates
        if one.recipient_id in wanted or one.standing in LISTED
    ]
    chosen = [item for one, item in listed if one.recipient_id in wanted]
    refuse_own_items(session, chosen, candidates.period, by)
    own = own_recipients(session, by, candidates.period, are_units=_are_units(candidates))
    for one, item in listed:
        if one.recipient_id not in own:
            _choose(item, one.recipient_id in wanted, reasons.get(one.recipient_id), one)
    return [item for _, item in listed]


def _told_of(count: int, candidates: Candidates) -> Message:
    if _are_units(candidates):
        return counted("Proposed with %(count)s unit", "Proposed with %(count)s units", count=count)
    return counted("Proposed with %(count)s official", "Proposed with %(count)s officials", count=count)


def _are_units(candidates: Candidates) -> bool:
    return candidates.offered.form.recipients == "units"


def _above(session: Session, candidates: Candidates) -> frozenset[int]:
    """Return who is only proposed to the level above: everybody, or whom the commune cannot decide about itself."""
    if candidates.offered.form.authority == "proposes":
        return frozenset(one.recipient_id for one in candidates.everybody)
    return frozenset() if _are_units(candidates) else heads_on(session, candidates.period.end)


def _item(pool: CandidatePool, candidate: Candidate, above: Collection[int]) -> DecisionItem:
    judged = candidate.verdict.recipient.judged
    total = judged.total
    return DecisionItem(
        decision_id=0,
        official_id=judged.official_id if isinstance(judged, Judged) else None,
        unit_id=None if isinstance(judged, Judged) else judged.unit_id,
        standing=candidate.standing,
        place=candidate.place,
        pool=dump_with_messages(
            pool.title if isinstance(pool.title, Message) else message("%(name)s", name=pool.title)
        ),
        total_hundredths=None if total is None else int(total * 100),
        is_small_sample=candidate.is_small_sample,
        reached=dump_with_messages([(told_of(one), one.is_met) for one in candidate.verdict.reached]),
        goes_above=candidate.recipient_id in above,
    )


def told_of(reached: Reached) -> Message:
    """Return what somebody has of a condition, and by how much he misses it, in a sentence."""
    condition = reached.condition
    if reached.value is None:
        return message("%(condition)s: nothing to judge by", condition=condition.title)
    params = {"condition": condition.title, "value": reached.value, "unit": condition.unit}
    if reached.is_met:
        return message("%(condition)s: %(value)s %(unit)s", **params)
    if condition.at_most:
        return message("%(condition)s: %(value)s %(unit)s, %(gap)s too much", gap=reached.short, **params)
    return message("%(condition)s: %(value)s %(unit)s, %(gap)s short", gap=reached.short, **params)


def _take_over(item: DecisionItem, fresh: DecisionItem, *, is_own: bool) -> None:
    was = item.is_proposed
    for name in ("standing", "place", "pool", "total_hundredths", "is_small_sample", "reached", "goes_above"):
        setattr(item, name, getattr(fresh, name))
    if item.standing is Standing.EXCLUDED:
        item.is_chosen, item.reason = False, item.reason if item.is_chosen is False else None
    elif item.reason is None and item.is_proposed is not was:
        item.is_chosen = None if is_own else item.is_proposed


def _choose(item: DecisionItem, is_chosen: bool, reason: str | None, candidate: Candidate) -> None:
    """Note on the item whether he is chosen, and why if the form does not say so."""
    name = candidate.verdict.recipient.full_name
    if is_chosen and candidate.standing is Standing.EXCLUDED:
        raise InputError(
            "%(name)s cannot be rewarded by this form: %(why)s.", name=name, why=candidate.verdict.excluded
        )
    item.is_chosen, item.reason = is_chosen, None
    if is_chosen and not item.is_proposed:
        why = message("Say why %(name)s is added: the form does not propose him.", name=name)
        item.reason = needed_reason(reason, why)
    if not is_chosen and item.is_proposed:
        item.reason = needed_reason(reason, message("Say why %(name)s is dropped: the form proposes him.", name=name))


def _candidate(candidates: Candidates, recipient_id: int) -> tuple[CandidatePool, Candidate]:
    for pool in candidates.pools:
        for one in pool.candidates:
            if one.recipient_id == recipient_id:
                return pool, one
    raise InputError("There is no scorecard of the period for this choice, so no form of reward can judge it.")
