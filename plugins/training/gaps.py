"""What officials hold against what their positions ask: met, to be renewed, expired, missing."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from plugins.training.degrees import degree_in, reaches
from plugins.training.holdings import Person, Proof, people_with_proofs
from plugins.training.kinds import Asks
from plugins.training.requirements import all_requirements, renewed_until
from plugins.training.settings import settings_for
from plugins.training.standards import Requirement
from tracker.api import fold


class Held(enum.StrEnum):
    """How something that is asked stands."""

    MET = "met"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the position of an official asks, and how it stands with him.

    `met_by` names what he holds for it, `until` says to which day that holds, None for always. It is unknown where the
    degree cannot be read, or where nobody noted when a certificate that has to be renewed was issued.
    """

    official_id: int
    full_name: str
    position: str
    requirement: Requirement
    state: Held
    met_by: str = ""
    until: date | None = None


def asked_of(session: Session, today: date, officials: Collection[int] | None = None) -> list[Gap]:
    """Return everything that positions ask of those who hold them today and how it stands, by name."""
    requirements = all_requirements(session)
    if not requirements:
        return []
    soon = today + timedelta(days=settings_for(session, today).renewal_days)
    return [
        _compared(person, requirement, today, soon)
        for person in people_with_proofs(session, today, officials)
        for requirement in requirements
        if _applies(requirement, person)
    ]


def gaps(session: Session, today: date, officials: Collection[int] | None = None) -> list[Gap]:
    """Return what is asked and is not met, or not for long."""
    return [one for one in asked_of(session, today, officials) if one.state is not Held.MET]


def _applies(requirement: Requirement, person: Person) -> bool:
    posting = person.posting
    return (
        requirement.unit_id in {None, *person.units}
        and requirement.ranking_group in (None, posting.ranking_group)
        and requirement.kind in (None, posting.kind)
        and _has_words(posting.position, requirement.position)
    )


def _compared(person: Person, requirement: Requirement, today: date, soon: date) -> Gap:
    if requirement.asks is Asks.DEGREE:
        state, met_by, until = _degree(person, requirement), person.degree, None
    else:
        state, met_by, until = _proved(person.proofs, requirement, today, soon)
    return Gap(person.official_id, person.full_name, person.posting.position, requirement, state, met_by, until)


def _degree(person: Person, requirement: Requirement) -> Held:
    asked, held = degree_in(requirement.degree), degree_in(person.degree)
    assert asked is not None
    if held is None:
        return Held.UNKNOWN if person.degree else Held.MISSING
    return Held.MET if reaches(held, asked) else Held.MISSING


def _proved(
    proofs: Iterable[Proof], requirement: Requirement, today: date, soon: date
) -> tuple[Held, str, date | None]:
    """Return how what is asked stands by the proof that holds longest."""
    fitting = [one for one in proofs if _fits(one, requirement)]
    if not fitting:
        return Held.MISSING, "", None
    if requirement.every_years is not None and all(one.of is None and one.expires is None for one in fitting):
        return Held.UNKNOWN, fitting[0].title, None
    best = max(fitting, key=lambda one: _until(one, requirement))
    until = _until(best, requirement)
    if until == date.max:
        return Held.MET, best.title, None
    state = Held.EXPIRED if until < today else Held.EXPIRING if until <= soon else Held.MET
    return state, best.title, until


def _fits(proof: Proof, requirement: Requirement) -> bool:
    if requirement.asks is Asks.CONTENT_GROUP:
        return proof.content_group is requirement.content_group
    return _has_words(proof.title, requirement.certificate)


def _until(proof: Proof, requirement: Requirement) -> date:
    """Return the last day on which a proof holds: `date.max` for always, `date.min` where nobody knows."""
    if requirement.every_years is None or proof.expires is not None:
        return proof.expires or date.max
    return date.min if proof.of is None else renewed_until(proof.of, requirement.every_years)


def _has_words(text: str, words: str) -> bool:
    return f" {fold(words)} " in f" {fold(text)} " if words else True
