"""What whoever looks at a sheet can do with it now."""

from __future__ import annotations

from sqlmodel import Session

from plugins.rating.models import RatingSheet
from plugins.rating.pages_shared import ENTER, FINALISE, OWN, RATE, is_own
from plugins.rating.raters import raters_of, why_not
from plugins.rating.step_offers import OFFERS, Offer, Who
from tracker.api.web import may, may_for, session, viewer


def offered(sheet: RatingSheet) -> list[Offer]:
    """Return what whoever looks at a sheet can do with it now."""
    roles = roles_of(session(), sheet)
    return [one for one in OFFERS if one.who in roles and sheet.state in one.states and one.form_of(sheet) is not None]


def roles_of(reader: Session, sheet: RatingSheet) -> set[Who]:
    """Return as what somebody stands to a sheet; nobody is more than the official on his own."""
    if is_own(sheet):
        return {"official"} if may(OWN) else set()
    asking = viewer()
    found: set[Who] = set()
    if may_for(sheet.official_id, RATE) and why_not(reader, sheet, asking) is None:
        found.add("rater")
    if may_for(sheet.official_id, ENTER) and not (sheet.rules.is_by_points and raters_of(reader, sheet, asking.today)):
        found.add("clerk")
    if may_for(sheet.official_id, FINALISE):
        found.add("finisher")
    return found
