"""Marks for the criteria of a sheet: the official gives his own, then his leader gives his beside them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field, create_model

from plugins.rating.items import UNIT_RESULT
from plugins.rating.kinds import State
from plugins.rating.leader_rating import TO_RATE, give_marks
from plugins.rating.models import LONGEST_NOTE, RatingMark, RatingSheet
from plugins.rating.offers import roles_of
from plugins.rating.pages_shared import sheet_here, try_step
from plugins.rating.pages_sheet import done
from plugins.rating.scores import By
from plugins.rating.self_rating import give_own_marks
from plugins.rating.sheets import marks_of
from plugins.rating.unit_results import proposed_unit_result
from tracker.api import Official, RecordSession, marked, sentences
from tracker.api.web import Form, asked_form, for_whoever_signed_in, session, today, viewer

_ = sentences("rating")


@for_whoever_signed_in
def marks(sheet_id: int) -> ResponseReturnValue:
    """Give the marks of a sheet: one's own while it is open, those of the leader once it is signed."""
    one = sheet_here(sheet_id)
    by = _gives(one)
    criteria = marks_of(session(), one)
    if by is None or not criteria:
        abort(403)
    form = asked_form(_form_of(criteria), _given_before(one, criteria, by))
    give = give_own_marks if by == "own" else give_marks

    def take(writer: RecordSession, seen: int, sent: Form) -> None:
        given = sent.model_dump()
        points = {mark.key: given[f"mark_{mark.place}_{mark.part}"] for mark in criteria}
        notes = {mark.key: given[f"note_{mark.place}_{mark.part}"] for mark in criteria}
        give(writer, one.id or 0, seen, points, notes, viewer())

    tried = try_step(one, form, take)
    if tried.is_done:
        return done(one, _("The marks are kept. They are not signed yet."))
    official = session().get_one(Official, one.official_id)
    page = render_template(
        "rating/marks.html", sheet=one, official=official, criteria=criteria, by=by, form=form, tried=tried
    )
    return page, 422 if form.is_wrong else 200


def _gives(one: RatingSheet) -> By | None:
    """Return whose marks whoever asks may give now; who sends them too late is told so by the step itself."""
    roles = roles_of(session(), one)
    is_sent = request.method == "POST"
    if "official" in roles and (is_sent or one.state is State.OPEN):
        return "own"
    return "given" if "rater" in roles and (is_sent or one.state in TO_RATE) else None


def _form_of(criteria: Sequence[RatingMark]) -> type[Form]:
    fields: dict[str, Any] = {}
    for mark in criteria:
        most = Decimal(mark.most_hundredths) / 100
        place = f"{mark.place}_{mark.part}"
        title = mark.told.id
        fields[f"mark_{place}"] = (
            Decimal | None,
            Field(default=None, ge=0, le=most, decimal_places=2, title=title),
        )
        fields[f"note_{place}"] = (str, Field(default="", max_length=LONGEST_NOTE, title=marked("Note")))
    return create_model("MarksForm", __base__=Form, **fields)


def _given_before(one: RatingSheet, criteria: Sequence[RatingMark], by: By) -> dict[str, object]:
    """Return what the form begins with: what was given, else for the leader the official's own or what is proposed."""
    unit = proposed_unit_result(session(), one, today()) if one.is_of_leader and by == "given" else None
    values: dict[str, object] = {}
    for mark in criteria:
        place = f"{mark.place}_{mark.part}"
        given = mark.own_hundredths if by == "own" else mark.given_hundredths
        if given is None and by == "given":
            given = int(unit * 100) if unit is not None and mark.key == UNIT_RESULT else mark.own_hundredths
        values[f"mark_{place}"] = None if given is None else Decimal(given) / 100
        values[f"note_{place}"] = mark.own_note if by == "own" else mark.given_note
    return values
