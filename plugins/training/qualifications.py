"""What officials hold beside their training records: degrees, certificates, licences, noted by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from plugins.training.standards import Qualification
from tracker.api import InputError, Viewer, refuse_own_case, sentences

_ = sentences("training")
Values = Mapping[str, object]


def add_qualification(session: Session, official_id: int, values: Values, actor: Viewer) -> Qualification:
    """Note what an official holds. Raises InputError for the actor's own, and for dates or titles that cannot be."""
    refuse_own_case({official_id}, actor.official_id)
    checked = _checked(session, {**values, "official_id": official_id}, None, actor.today)
    qualification = Qualification.model_validate(checked)
    session.add(qualification)
    session.flush()
    return qualification


def change_qualification(session: Session, qualification: Qualification, values: Values, actor: Viewer) -> None:
    """Correct what an official holds. Raises InputError as `add_qualification` does."""
    refuse_own_case({qualification.official_id}, actor.official_id)
    present = qualification.model_dump(exclude={"id"})
    checked = _checked(session, {**present, **values}, qualification.id, actor.today)
    wanted = Qualification.model_validate(checked)
    for name in checked:
        setattr(qualification, name, getattr(wanted, name))
    session.add(qualification)
    session.flush()


def remove_qualification(session: Session, qualification: Qualification, actor: Viewer) -> None:
    """Remove what an official does not hold. Raises InputError for the actor's own."""
    refuse_own_case({qualification.official_id}, actor.official_id)
    session.delete(qualification)
    session.flush()


def qualifications_of(session: Session, official_id: int) -> list[Qualification]:
    """Return what an official holds, the latest first."""
    wanted = select(Qualification).where(Qualification.official_id == official_id)
    found = session.exec(wanted.order_by(col(Qualification.id)))
    return sorted(found, key=lambda one: one.issued_on or date.min, reverse=True)


def _checked(session: Session, values: dict[str, object], but: int | None, today: date) -> dict[str, object]:
    title, issued, expires = str(values.get("title") or "").strip(), values.get("issued_on"), values.get("expires_on")
    if not title:
        raise InputError.of(_("A qualification needs a title, such as the name of the certificate. Give one."))
    if isinstance(issued, date) and issued > today:
        raise InputError.of(
            _("“%(title)s” cannot have been issued on %(day)s, after today. Correct the date.", title=title, day=issued)
        )
    if isinstance(issued, date) and isinstance(expires, date) and expires < issued:
        raise InputError.of(
            _(
                "“%(title)s” would expire on %(end)s, before it was issued on %(start)s. Correct one of the dates.",
                title=title,
                end=expires,
                start=issued,
            )
        )
    same = select(Qualification).where(Qualification.official_id == values["official_id"], Qualification.title == title)
    for other in session.exec(same):
        if other.id != but and other.issued_on == issued:
            raise InputError.of(
                _("“%(title)s” of that date is noted already. Change that entry, or give another date.", title=title)
            )
    return {**values, "title": title}
