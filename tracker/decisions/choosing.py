"""Who is in a decision: proposed from the candidates of a form, then added or dropped by leaders, each with a reason.

What the form proposes needs no reason; whatever differs from it does. Nobody chooses or drops himself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.decisions.decisions import (
    Decision,
    DecisionItem,
    DecisionKind,
    DecisionState,
    decisions_about,
    draft_for,
    items_of,
)
from tracker.decisions.steps import needed_reason, note_step
from tracker.heads import heads_on
from tracker.messages import InputError, Message, counted, dump_with_messages, message
from tracker.period_titles import period_title
from tracker.records.own_case import refuse_own_case
from tracker.rewards.candidates import Candidate, CandidatePool, Candidates, Standing
from tracker.rewards.judging import Reached

LISTED = (Standing.PROPOSED, Standing.TIED)
"""Who is in every draft: proposed, or tied with who would be the last."""


def propose(
    session: RecordSession, candidates: Candidates, wanted: Collection[int], reasons: Mapping[int, str], by: Viewer
) -> Decision:
    """Propose a decision about a period with the officials `wanted`; `reasons` by official, for what differs.

    Who proposes does not decide about himself: that is left open for another leader. Raises InputError if he wants
    himself, if nobody is wanted, if a reason is missing, or if there is a draft or a decision about it already.
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
    )
    heads = heads_on(session, period.end)
    items = [
        _chosen_first(_item(pool, one, heads), one.official_id in wanted, reasons.get(one.official_id), one, by)
        for pool in candidates.pools
        for one in pool.candidates
        if one.official_id in wanted or one.standing in LISTED
    ]
    count = sum(item.is_chosen is True for item in items)
    if not count:
        raise InputError("Nobody is chosen. Choose at least one official for the decision.")
    note_step(
        session,
        decided,
        counted("Proposed with %(count)s official", "Proposed with %(count)s officials", count=count),
    )
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
    official_id: int,
    reason: str | None,
    by: Viewer,
    *,
    is_chosen: bool,
) -> DecisionItem:
    """Add an official to a draft, or drop him from it. `decided` comes from `seen_decision`.

    Raises InputError if it is one's own case, if a reason is missing, or if the form leaves him out.
    """
    pool, candidate = _candidate(candidates, official_id)
    item = item_about(session, decided, official_id)
    if item is None:
        item = _item(pool, candidate, heads_on(session, candidates.period.end))
        assert decided.id is not None
        item.decision_id = decided.id
    _chosen(item, is_chosen, reason, candidate, by)
    session.add(item)
    name = candidate.verdict.person.full_name
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
    stood = {item.official_id: item for item in items_of(session, decided)}
    heads = heads_on(session, candidates.period.end)
    added = []
    for pool in candidates.pools:
        for one in pool.candidates:
            fresh = _item(pool, one, heads)
            item = stood.pop(one.official_id, None)
            if item is None and one.standing in LISTED:
                fresh.decision_id = decided.id or 0
                fresh.is_chosen = None if one.official_id == by.official_id else fresh.is_proposed
                session.add(fresh)
                added.append(fresh)
            elif item is not None:
                _take_over(item, fresh, by)
                session.add(item)
    for gone in stood.values():
        session.delete(gone)
    note_step(session, decided, message("The points of today are taken over"))
    return added


def withdraw(session: RecordSession, decided: Decision, reason: str, by: Viewer) -> None:
    """Give up a draft. Raises InputError without a reason, or if one's own reward is in it."""
    refuse_own_case(chosen_in(session, decided), by.official_id)
    why = needed_reason(reason, message("Say why the proposal is withdrawn: everybody who sees it can read it."))
    decided.state, decided.reason = DecisionState.WITHDRAWN, why
    note_step(session, decided, message("Withdrawn"), why)


def chosen_in(session: Session, decided: Decision) -> list[int]:
    """Return the officials whom the decision rewards, or proposes to the level above."""
    return [item.official_id for item in items_of(session, decided) if item.is_chosen]


def item_about(session: Session, decided: Decision, official_id: int) -> DecisionItem | None:
    """Return what the decision says of an official, None if nothing."""
    return next((item for item in items_of(session, decided) if item.official_id == official_id), None)


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


def _item(pool: CandidatePool, candidate: Candidate, heads: Collection[int]) -> DecisionItem:
    total = candidate.verdict.person.judged.total
    return DecisionItem(
        decision_id=0,
        official_id=candidate.official_id,
        standing=candidate.standing,
        place=candidate.place,
        pool=dump_with_messages(
            pool.title if isinstance(pool.title, Message) else message("%(name)s", name=pool.title)
        ),
        total_hundredths=None if total is None else int(total * 100),
        is_small_sample=candidate.is_small_sample,
        reached=dump_with_messages([(told_of(one), one.is_met) for one in candidate.verdict.reached]),
        goes_above=candidate.official_id in heads,
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


def _take_over(item: DecisionItem, fresh: DecisionItem, by: Viewer) -> None:
    was = item.is_proposed
    for name in ("standing", "place", "pool", "total_hundredths", "is_small_sample", "reached", "goes_above"):
        setattr(item, name, getattr(fresh, name))
    if item.standing is Standing.EXCLUDED:
        item.is_chosen, item.reason = False, item.reason if item.is_chosen is False else None
    elif item.reason is None and item.is_proposed is not was:
        item.is_chosen = None if item.official_id == by.official_id else item.is_proposed


def _chosen_first(
    item: DecisionItem, is_wanted: bool, reason: str | None, candidate: Candidate, by: Viewer
) -> DecisionItem:
    if item.official_id == by.official_id and not is_wanted:
        item.is_chosen = None
        return item
    return _chosen(item, is_wanted, reason, candidate, by)


def _chosen(item: DecisionItem, is_chosen: bool, reason: str | None, candidate: Candidate, by: Viewer) -> DecisionItem:
    """Note on the item whether he is chosen, and why if the form does not say so."""
    name = candidate.verdict.person.full_name
    if is_chosen and candidate.standing is Standing.EXCLUDED:
        raise InputError(
            "%(name)s cannot be rewarded by this form: %(why)s.", name=name, why=candidate.verdict.excluded
        )
    refuse_own_case([item.official_id], by.official_id)
    item.is_chosen, item.reason = is_chosen, None
    if is_chosen and not item.is_proposed:
        why = message("Say why %(name)s is added: the form does not propose him.", name=name)
        item.reason = needed_reason(reason, why)
    if not is_chosen and item.is_proposed:
        item.reason = needed_reason(reason, message("Say why %(name)s is dropped: the form proposes him.", name=name))
    return item


def _candidate(candidates: Candidates, official_id: int) -> tuple[CandidatePool, Candidate]:
    for pool in candidates.pools:
        for one in pool.candidates:
            if one.official_id == official_id:
                return pool, one
    raise InputError("This official has no scorecard in the period, so no form of reward can judge him.")
