"""The pages of training, as a table of contents."""

from __future__ import annotations

from flask import Blueprint

from plugins.training import (
    pages_approvals,
    pages_attendance,
    pages_calendar,
    pages_catalogue,
    pages_certificates,
    pages_course,
    pages_gaps,
    pages_hours,
    pages_mine,
    pages_nominating,
    pages_outside,
    pages_plan,
    pages_qualifications,
    pages_requirements,
    pages_results,
    pages_scheduling,
    pages_session,
)
from plugins.training.pages_shared import called, organises
from plugins.training.settings import OWNER

pages = Blueprint(OWNER, __name__, url_prefix="/training", template_folder="templates", static_folder="static")
BOTH = ["GET", "POST"]


@pages.context_processor
def _in_templates() -> dict[str, object]:
    """What every page of training can use."""
    return {"called": called, "organises": organises()}


pages.get("/")(pages_catalogue.index)
pages.get("/sessions")(pages_catalogue.sessions)
pages.get("/courses", endpoint="courses")(pages_catalogue.catalogue)
pages.route("/courses/new", methods=BOTH)(pages_course.new_course)
pages.get("/courses/<int:course_id>")(pages_course.course)
pages.route("/courses/<int:course_id>/edit", methods=BOTH)(pages_course.edit_course)
pages.post("/courses/<int:course_id>/offer", endpoint="offer_course")(pages_course.offer)
pages.post("/courses/<int:course_id>/remove", endpoint="remove_course")(pages_course.remove)
pages.route("/courses/<int:course_id>/new-session", methods=BOTH)(pages_scheduling.new_session)
pages.get("/sessions/<int:held_id>", endpoint="session")(pages_session.show)
pages.route("/sessions/<int:held_id>/edit", methods=BOTH)(pages_scheduling.edit_session)
pages.route("/sessions/<int:held_id>/cancel", methods=BOTH, endpoint="cancel_session")(pages_scheduling.cancel)
pages.post("/sessions/<int:held_id>/register")(pages_session.register)
pages.route("/sessions/<int:held_id>/nominate", methods=BOTH)(pages_nominating.nominate)
pages.route("/sessions/<int:held_id>/attendance", methods=BOTH)(pages_attendance.attendance)
pages.route("/sessions/<int:held_id>/results", methods=BOTH)(pages_results.results)
pages.route("/sessions/<int:held_id>/organiser", methods=BOTH)(pages_outside.outside)
pages.route("/registrations/<int:registration_id>/withdraw", methods=BOTH)(pages_session.withdraw)
pages.route("/registrations/<int:registration_id>/result", methods=BOTH)(pages_results.result)
pages.post("/registrations/<int:registration_id>/certificates", endpoint="add_certificate")(pages_certificates.add)
pages.get("/certificates/<int:certificate_id>", endpoint="certificate")(pages_certificates.download)
pages.post("/certificates/<int:certificate_id>/remove", endpoint="remove_certificate")(pages_certificates.remove)
pages.route("/approvals", methods=BOTH)(pages_approvals.approvals)
pages.get("/mine")(pages_mine.mine)
pages.get("/officials/<int:official_id>")(pages_mine.person)
pages.post("/calendar/open")(pages_calendar.open_address)
pages.post("/calendar/close")(pages_calendar.close_address)
pages.get("/calendar/<token>.ics")(pages_calendar.calendar)
pages.get("/hours")(pages_hours.hours)
pages.get("/plan")(pages_plan.plan)
pages.route("/plan/new", methods=BOTH, endpoint="new_plan_item")(pages_plan.new)
pages.route("/plan/<int:item_id>", methods=BOTH, endpoint="edit_plan_item")(pages_plan.edit)
pages.route("/plan/<int:item_id>/remove", methods=BOTH, endpoint="remove_plan_item")(pages_plan.remove)
pages.get("/qualifications")(pages_gaps.gaps)
pages.get("/requirements")(pages_requirements.requirements)
pages.route("/requirements/new", methods=BOTH, endpoint="new_requirement")(pages_requirements.new)
pages.route("/requirements/<int:requirement_id>", methods=BOTH, endpoint="edit_requirement")(pages_requirements.edit)
pages.route("/requirements/<int:requirement_id>/remove", methods=BOTH, endpoint="remove_requirement")(
    pages_requirements.remove
)
pages.route("/officials/<int:official_id>/qualifications/new", methods=BOTH, endpoint="new_qualification")(
    pages_qualifications.new
)
pages.route("/qualifications/<int:qualification_id>", methods=BOTH, endpoint="edit_qualification")(
    pages_qualifications.edit
)
pages.route("/qualifications/<int:qualification_id>/remove", methods=BOTH, endpoint="remove_qualification")(
    pages_qualifications.remove
)
