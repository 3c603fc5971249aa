"""The calendar of working days: a year's holidays, make-up days, and the days that were declared off or worked here."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.messages import Message, message
from tracker.records.calendar_changes import remove_override, set_override
from tracker.records.calendar_year import Day, calendar_year
from tracker.web import forms
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.requests import language, session, today, told, tracker
from tracker.workdays import FIRST_DAY, LAST_DAY

pages = Blueprint("calendar", __name__, url_prefix="/calendar")
OFF, WORKED = "off", "worked"
DAY_IS = ((OFF, message("Off")), (WORKED, message("Worked")))


class OverrideForm(Form):
    """A day that is off or worked here, whatever is published."""

    on: date = Field(title=marked("Day"), ge=FIRST_DAY, le=LAST_DAY)
    day_is: str = Field(title=marked("That day is"))
    note: str = Field(
        title=marked("By which document"), description=marked("Number, date and who issued it."), max_length=200
    )
    because: str = Field(title=marked("Reason"), max_length=300)


class RemovalForm(Form):
    """Going back to what is published for a day."""

    because: str = Field(title=marked("Reason"), max_length=300)


@pages.get("/")
@pages.get("/<int:year>")
@needs("calendar.view")
def index(year: int | None = None) -> ResponseReturnValue:
    """Show a year."""
    return _show(_known_year(year or today().year), _blank(None))


@pages.post("/")
@pages.post("/<int:year>")
@needs("calendar.edit")
def override(year: int | None = None) -> ResponseReturnValue:
    """Declare a day off or worked."""
    shown = _known_year(year or today().year)
    form = forms.read(OverrideForm, _choices())
    counted: list[int] = []
    weekend = tracker().config.site.weekend
    done = forms.stored(
        form,
        lambda writer, given: counted.append(
            set_override(writer, given.on, given.day_is == WORKED, given.note, weekend)
        ),
        form.value.because if form.value else None,
    )
    if not done or form.value is None:
        return _show(shown, form), 422
    day_is = dict(DAY_IS)[form.value.day_is]
    _tell(message("%(day)s is set: %(day_is)s.", day=form.value.on, day_is=day_is), counted[0])
    return redirect(url_for("calendar.index", year=form.value.on.year))


@pages.route("/overrides/<day>/remove", methods=["GET", "POST"])
@needs("calendar.edit")
def remove(day: str) -> ResponseReturnValue:
    """Ask for the reason, then go back to what is published for a day."""
    declared = _declared(day)
    form = forms.asked(RemovalForm)
    counted: list[int] = []
    weekend = tracker().config.site.weekend
    if forms.stored(
        form,
        lambda writer, _given: counted.append(remove_override(writer, declared.on, weekend)),
        form.value.because if form.value else None,
    ):
        _tell(message("%(day)s is again as it is published.", day=declared.on), counted[0])
        return redirect(url_for("calendar.index", year=declared.on.year))
    return render_template("calendar/remove.html", form=form, day=declared), 422 if form.is_wrong else 200


def why(day: Day) -> Message | None:
    """Return what decides whether a day is worked; None for a published holiday on a weekday."""
    if day.decided is not None:
        if not day.is_overruled:
            return message("As it would be anyway.")
        return message("What is declared here wins.")
    if day.is_made_up:
        return message("Worked in exchange for a day off.")
    return message("A holiday on a day that is off anyway.") if day.is_weekend else None


def _show(year: int, form: FilledForm[OverrideForm]) -> str:
    months = calendar_year(session(), year, language(), tracker().config.site.weekend)
    return render_template(
        "calendar/index.html",
        year=year,
        months=months,
        special=[day for month in months for day in month.days if day.is_special],
        working_days=sum(month.working_days for month in months),
        form=form,
        why=why,
        first_year=FIRST_DAY.year,
        last_year=LAST_DAY.year,
    )


def _known_year(year: int) -> int:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        abort(404)
    return year


def _declared(day: str) -> Day:
    """Return a day that was declared off or worked here; there is no page for any other."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    months = calendar_year(session(), _known_year(on.year), language(), tracker().config.site.weekend)
    found = months[on.month - 1].days[on.day - 1]
    if found.decided is None:
        abort(404)
    return found


def _choices() -> dict[str, forms.Choices]:
    return {"day_is": DAY_IS}


def _blank(on: date | None) -> FilledForm[OverrideForm]:
    return forms.blank(OverrideForm, {"on": on, "day_is": OFF}, _choices())


def _tell(done: Message, files: int) -> None:
    """Say what was done, and how many files are judged otherwise by it."""
    flash(f"{told(done)} {told(message('%(files)d files are judged otherwise now.', files=files))}", "ok")
