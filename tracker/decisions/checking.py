"""What is looked at before a decision is signed: what stands in its way, and what a leader should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from tracker.award_forms import JudgedUnit, LegalBasis
from tracker.closing.contests import open_contests_by_official
from tracker.decisions.achievements import offered_for, spending_of
from tracker.decisions.bases import findings_about
from tracker.decisions.checks import Check, Topic, Weight, fine, stops, warns
from tracker.decisions.council import members_of, votes_on
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, items_of
from tracker.decisions.names import names_of
from tracker.decisions.period_checks import period_checks
from tracker.messages import counted, message
from tracker.plugins import Plugins
from tracker.rewards.candidates import Candidates


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
    names = names_of(session, items)
    found: list[Check] = []
    if candidates is not None:
        found += period_checks(candidates, decided, items)
    if decided.kind is DecisionKind.ACHIEVEMENT:
        found += _of_initiatives(session, plugins, decided, items, on)
    found += [_contests(session, candidates, items, names), *_everybody_decided(items, names)]
    found += _above(decided, items, names)
    found += [*_bases(session, plugins, bases, on), *_council(session, decided, items)]
    return found


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


def _contests(
    session: Session, candidates: Candidates | None, items: Sequence[DecisionItem], names: Mapping[int, str]
) -> Check:
    contested, people = open_contests_by_official(session), _people(candidates)
    waiting = [
        names[item.id or 0]
        for item in items
        if any(who in contested for who in people.get(item.recipient_id, (item.official_id,)))
    ]
    if waiting:
        return stops(
            Topic.CONTESTS, message("Contests are not answered of: %(names)s. Answer them first.", names=waiting)
        )
    return fine(Topic.CONTESTS, message("No contest of a candidate is open."))


def _people(candidates: Candidates | None) -> dict[int, list[int]]:
    """Return the members of each unit that is a candidate; of an official there is nothing to say."""
    found = [] if candidates is None else [one.verdict.recipient.judged for one in candidates.everybody]
    return {one.unit_id: [member.official_id for member in one.members] for one in found if isinstance(one, JudgedUnit)}


def _everybody_decided(items: Sequence[DecisionItem], names: Mapping[int, str]) -> Iterator[Check]:
    undecided = [names[item.id or 0] for item in items if item.is_chosen is None]
    if undecided:
        yield stops(Topic.OFFICIALS, message("Another leader must decide about: %(names)s.", names=undecided))
    if not any(item.is_chosen for item in items):
        yield stops(Topic.OFFICIALS, message("Nobody is chosen. Add somebody, or withdraw the proposal."))


def _above(decided: Decision, items: Sequence[DecisionItem], names: Mapping[int, str]) -> Iterator[Check]:
    above = [names[item.id or 0] for item in items if item.is_chosen and item.goes_above]
    if decided.goes_above:
        yield fine(Topic.OFFICIALS, message("The commune only proposes: the level above decides, and pays."))
    elif above:
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
