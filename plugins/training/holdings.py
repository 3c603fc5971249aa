"""What each official holds that a position may ask for: degrees, certificates, passed courses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.degrees import degree_in, reaches
from plugins.training.kinds import QualificationKind
from plugins.training.standards import Qualification
from plugins.training.units import units_above, with_those_above
from tracker.api import ContentGroup, Official, Posting, TrainingRecord, runs_on


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that an official holds: its title, the day it is of, and the last day that it names."""

    title: str
    content_group: ContentGroup | None
    of: date | None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An official as posted on a day, with what he holds; `degree` is the highest as it is written."""

    official_id: int
    full_name: str
    degree: str
    posting: Posting
    units: frozenset[int]
    """The unit where he works and those above it."""
    proofs: Sequence[Proof]


def people_with_proofs(session: Session, today: date, officials: Collection[int] | None = None) -> list[Person]:
    """Return those who are posted today, or some of them, by name, with what they hold."""
    wanted = select(Official, Posting).join(Posting, col(Posting.official_id) == col(Official.id)).where(runs_on(today))
    if officials is not None:
        wanted = wanted.where(col(Official.id).in_(officials))
    posted = session.exec(wanted.order_by(col(Official.name_order), col(Official.code))).all()
    above = units_above(session)
    held, degrees = _qualifications(session, officials)
    records = _records(session, today, officials)
    return [
        Person(
            official.id,
            official.full_name,
            _best_degree([official.degree or "", *degrees.get(official.id, [])]),
            posting,
            frozenset(with_those_above(posting.unit_id, above)),
            [*held.get(official.id, []), *records.get(official.id, [])],
        )
        for official, posting in posted
        if official.id is not None
    ]


def _best_degree(written: Sequence[str]) -> str:
    """Return the highest of the degrees as it is written, else the first that cannot be read."""
    best = ""
    for text in written:
        found, present = degree_in(text), degree_in(best)
        is_higher = found is not None and (present is None or reaches(found, present))
        if is_higher or not best:
            best = text
    return best


def _qualifications(
    session: Session, officials: Collection[int] | None
) -> tuple[dict[int, list[Proof]], dict[int, list[str]]]:
    """Return the certificates and the like of each official, and his degrees as they are written."""
    proofs: dict[int, list[Proof]] = {}
    degrees: dict[int, list[str]] = {}
    wanted = select(Qualification).order_by(col(Qualification.id))
    if officials is not None:
        wanted = wanted.where(col(Qualification.official_id).in_(officials))
    for one in session.exec(wanted):
        if one.kind is QualificationKind.DEGREE:
            degrees.setdefault(one.official_id, []).append(one.title)
        proof = Proof(one.title, None, one.issued_on, one.expires_on)
        proofs.setdefault(one.official_id, []).append(proof)
    return proofs, degrees


def _records(session: Session, today: date, officials: Collection[int] | None) -> dict[int, list[Proof]]:
    """Return the passed courses of each official."""
    wanted = sa.select(
        col(TrainingRecord.official_id),
        col(TrainingRecord.title),
        col(TrainingRecord.certificate),
        col(TrainingRecord.content_group),
        col(TrainingRecord.ends_on),
    ).where(col(TrainingRecord.is_passed).is_(True), col(TrainingRecord.ends_on) <= today)
    if officials is not None:
        wanted = wanted.where(col(TrainingRecord.official_id).in_(officials))
    found: dict[int, list[Proof]] = {}
    for who, title, certificate, group, ends_on in session.connection().execute(wanted):
        found.setdefault(who, []).append(Proof(" ".join(filter(None, (title, certificate))), group, ends_on))
    return found
