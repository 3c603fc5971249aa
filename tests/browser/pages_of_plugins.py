"""The pages of training, of the regulation watch, of commendations and of ratings, likewise."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from plugins.commendations.models import Discipline, FundEntry, PastTitle
from plugins.rating.kinds import Source, State
from plugins.rating.models import RatingGround, RatingProduct, RatingSheet, RatingWiderQuota
from plugins.regulations.models import Document, DocumentRelation, LocalCitation, LocalDocument, RegisterUpload, Repair
from plugins.regulations.watch_models import ReadingDemand
from plugins.training.kinds import Result
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.standards import PlanItem, Qualification, Requirement
from tests.browser.pages import NONE, TODAY, Arguments, Page, first_of, id_of_staff


def _held(session: Session) -> Arguments:
    """Return a session to come that has places, a waiting list and people on it."""
    registered = select(Registration.session_id).where(Registration.official_id == id_of_staff(session))
    wanted = select(CourseSession.id).where(CourseSession.starts_on > TODAY, col(CourseSession.id).in_(registered))
    return {"held_id": session.exec(wanted.where(col(CourseSession.places).is_not(None))).first()}


def _held_outside(session: Session) -> Arguments:
    wanted = select(CourseSession.id).join(Course, col(Course.id) == col(CourseSession.course_id))
    registered = select(Registration.session_id)
    wanted = wanted.where(col(Course.is_outside), col(CourseSession.id).in_(registered))
    return {"held_id": session.exec(wanted.order_by(col(CourseSession.id))).first()}


def _held_before(session: Session) -> Arguments:
    """Return a session that is over, without results."""
    finished = select(Registration.session_id).where(col(Registration.result).is_not(None))
    wanted = select(CourseSession.id).where(CourseSession.ends_on < TODAY, col(CourseSession.id).not_in(finished))
    return {"held_id": session.exec(wanted).first()}


def _own_registration(session: Session) -> Arguments:
    wanted = select(Registration.id).where(Registration.official_id == id_of_staff(session))
    coming = select(CourseSession.id).where(CourseSession.starts_on > TODAY)
    return {"registration_id": session.exec(wanted.where(col(Registration.session_id).in_(coming))).first()}


def _person(session: Session) -> Arguments:
    return {"official_id": id_of_staff(session)}


def _to_be_read(session: Session) -> Arguments:
    wanted = select(ReadingDemand.document_id).where(ReadingDemand.official_id == id_of_staff(session))
    return {"document_id": session.exec(wanted).first()}


_course = first_of(Course, "course_id")
_item = first_of(PlanItem, "item_id")
_requirement = first_of(Requirement, "requirement_id")
_qualification = first_of(Qualification, "qualification_id")
_passed = first_of(Registration, "registration_id", col(Registration.result) == Result.PASSED)
_document = first_of(Document, "document_id", col(Document.number) == "61/2018/NĐ-CP")
_own = first_of(LocalDocument, "local_document_id")


def _mending(session: Session) -> Arguments:
    wanted = select(Repair.local_document_id).where(col(Repair.done_on).is_(None))
    return {"local_document_id": session.exec(wanted).first()}


def _own_sheet(session: Session) -> Arguments:
    """Return the sheet that waits for the self-rating of staff, and the step that signs it."""
    wanted = select(RatingSheet.id).where(RatingSheet.official_id == id_of_staff(session))
    return {"sheet_id": session.exec(wanted.where(RatingSheet.state == State.OPEN)).first(), "to_take": "sign-own"}


def _contested_sheet(session: Session) -> Arguments:
    """Return a contested sheet, one of its products, and the step that signs it again."""
    wanted = select(RatingSheet.id).where(RatingSheet.state == State.CONTESTED)
    sheet_id = session.exec(wanted.order_by(col(RatingSheet.id))).first()
    product = select(RatingProduct.id).where(RatingProduct.sheet_id == sheet_id, RatingProduct.source == Source.HAND)
    return {"sheet_id": sheet_id, "product_id": session.exec(product).first(), "to_take": "sign"}


_rated_year = first_of(RatingSheet, "sheet_id", col(RatingSheet.level).is_not(None))

TRAINING: Mapping[str, list[Page]] = {
    "staff": [
        ("training.mine", NONE),
        ("training.session", _held),
        ("training.withdraw", _own_registration),
    ],
    "leader": [
        ("training.index", NONE),
        ("training.sessions", NONE),
        ("training.courses", NONE),
        ("training.course", _course),
        ("training.nominate", _held),
        ("training.approvals", NONE),
        ("training.person", _person),
        ("training.hours", NONE),
        ("training.plan", NONE),
        ("training.gaps", NONE),
        ("training.requirements", NONE),
    ],
    "admin": [
        ("training.new_course", NONE),
        ("training.edit_course", _course),
        ("training.new_session", _course),
        ("training.session", _held),
        ("training.edit_session", _held),
        ("training.cancel_session", _held),
        ("training.attendance", _held_before),
        ("training.results", _held_before),
        ("training.result", _passed),
        ("training.outside", _held_outside),
        ("training.new_plan_item", NONE),
        ("training.edit_plan_item", _item),
        ("training.remove_plan_item", _item),
        ("training.new_requirement", NONE),
        ("training.edit_requirement", _requirement),
        ("training.remove_requirement", _requirement),
        ("training.new_qualification", _person),
        ("training.edit_qualification", _qualification),
        ("training.remove_qualification", _qualification),
    ],
}
REGULATIONS: Mapping[str, list[Page]] = {
    "staff": [("regulations.to_read", NONE), ("regulations.document", _to_be_read)],
    "leader": [
        ("regulations.index", NONE),
        ("regulations.printed", NONE),
        ("regulations.document", _document),
        ("regulations.own", NONE),
        ("regulations.own_document", _own),
        ("regulations.readings", NONE),
    ],
    "admin": [
        ("regulations.new", NONE),
        ("regulations.edit", _document),
        ("regulations.remove", _document),
        ("regulations.relate", _document),
        ("regulations.concerns", _document),
        ("regulations.unrelate", first_of(DocumentRelation, "relation_id")),
        ("regulations.scan", NONE),
        ("regulations.edit_own", _own),
        ("regulations.remove_own", _own),
        ("regulations.repair", _own),
        ("regulations.repaired", _mending),
        ("regulations.stays", first_of(LocalCitation, "citation_id")),
        ("regulations.upload", NONE),
        ("regulations.try_out", first_of(RegisterUpload, "list_id")),
        ("regulations.candidates", NONE),
    ],
}
COMMENDATIONS: Mapping[str, list[Page]] = {
    "leader": [
        ("commendations.index", NONE),
        ("commendations.authority", NONE),
        ("commendations.funds", NONE),
        ("commendations.set_fund_of_year", {"fund": "bonus", "year": TODAY.year}),
        ("commendations.new_entry", NONE),
        ("commendations.edit_entry", first_of(FundEntry, "payment_id")),
        ("commendations.remove_entry", first_of(FundEntry, "payment_id")),
        ("commendations.discipline", NONE),
        ("commendations.new_discipline", NONE),
        ("commendations.edit_discipline", first_of(Discipline, "discipline_id")),
        ("commendations.remove_discipline", first_of(Discipline, "discipline_id")),
        ("commendations.past_titles", NONE),
        ("commendations.new_past_title", NONE),
        ("commendations.edit_past_title", first_of(PastTitle, "past_title_id")),
        ("commendations.remove_past_title", first_of(PastTitle, "past_title_id")),
    ],
}
RATING: Mapping[str, list[Page]] = {
    "staff": [
        ("rating.mine", NONE),
        ("rating.show", _own_sheet),
        ("rating.marks", _own_sheet),
        ("rating.files", _own_sheet),
        ("rating.edit_files", _own_sheet),
        ("rating.new_product", _own_sheet),
        ("rating.step", _own_sheet),
    ],
    "leader": [
        ("rating.sheets", NONE),
        ("rating.open_period", NONE),
        ("rating.show", _contested_sheet),
        ("rating.show", _rated_year),
        ("rating.marks", _contested_sheet),
        ("rating.edit_product", _contested_sheet),
        ("rating.remove_product", _contested_sheet),
        ("rating.step", _contested_sheet),
        ("rating.quota", NONE),
        ("rating.widen", {"year": TODAY.year}),
        ("rating.narrow", first_of(RatingWiderQuota, "wider_id")),
        ("rating.finish", {"year": TODAY.year - 1}),
        ("rating.grounds", NONE),
        ("rating.new_ground", NONE),
        ("rating.take_ground_back", first_of(RatingGround, "ground_id")),
    ],
}
FILES = {
    *("training.static", "training.calendar", "training.certificate", "regulations.static", "commendations.static"),
    *("rating.static", "rating.form_docx", "rating.form_pdf"),
}
