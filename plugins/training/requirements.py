"""What positions ask of whoever holds them: a degree, a certificate, a course of a content group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from plugins.training.degrees import DEGREES, degree_in
from plugins.training.kinds import Asks
from plugins.training.standards import Requirement
from tracker.api import InputError, sentences

_ = sentences("training")
Values = Mapping[str, object]
MOST_YEARS = 50


def add_requirement(session: Session, values: Values) -> Requirement:
    """Add what a position asks. Raises InputError where it does not say what, or how often cannot be."""
    requirement = Requirement.model_validate(_checked(values))
    session.add(requirement)
    session.flush()
    return requirement


def change_requirement(session: Session, requirement: Requirement, values: Values) -> None:
    """Change what a position asks. Raises InputError as `add_requirement` does."""
    checked = _checked({**requirement.model_dump(exclude={"id"}), **values})
    wanted = Requirement.model_validate(checked)
    for name in checked:
        setattr(requirement, name, getattr(wanted, name))
    session.add(requirement)
    session.flush()


def remove_requirement(session: Session, requirement: Requirement) -> None:
    """Ask it no longer."""
    session.delete(requirement)
    session.flush()


def all_requirements(session: Session) -> list[Requirement]:
    """Return everything that positions ask, in the order in which it was noted."""
    return list(session.exec(select(Requirement).order_by(col(Requirement.id))))


def renewed_until(day: date, years: int) -> date:
    """Return the last day on which something of that day holds that is to be renewed after so many years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _checked(values: Values) -> dict[str, object]:
    """Return the values as they can be stored: what is not asked is empty."""
    asks, years = values.get("asks"), values.get("every_years")
    texts = {name: str(values.get(name) or "").strip() for name in ("degree", "certificate", "position", "note")}
    if asks == Asks.DEGREE and degree_in(texts["degree"]) is None:
        raise InputError.of(_("Choose the degree that is asked for: %(degrees)s.", degrees=list(DEGREES.values())))
    if asks == Asks.CERTIFICATE and not texts["certificate"]:
        raise InputError.of(_("Write the name of the certificate that is asked for."))
    if asks == Asks.CONTENT_GROUP and values.get("content_group") is None:
        raise InputError.of(_("Choose the content group that is asked for."))
    if years is not None and not (isinstance(years, int) and 1 <= years <= MOST_YEARS):
        raise InputError.of(
            _("It is renewed every 1 to %(most)d years, or never where that is empty. Correct it.", most=MOST_YEARS)
        )
    asked = {
        "degree": texts["degree"] if asks == Asks.DEGREE else "",
        "certificate": texts["certificate"] if asks == Asks.CERTIFICATE else "",
        "content_group": values.get("content_group") if asks == Asks.CONTENT_GROUP else None,
        "every_years": None if asks == Asks.DEGREE else years,
    }
    return {**values, **texts, **asked}
