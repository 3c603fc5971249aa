"""A commune in October whose sheets of the third quarter are open, and short ways to fill them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask.testing import FlaskClient
from sqlmodel import select

from plugins.rating.models import RatingMark, RatingSheet
from tracker.testing import App, fake_month, make_app, run_job

TODAY = date(2026, 10, 5)
QUARTER = "2026-Q3"
PRODUCT = {
    "title": "Báo cáo tháng",
    "factor": "1",
    "assigned": "4",
    "done": "4",
    "failures": "1",
    "failures_excused": "0",
    "delays": "2",
    "delays_excused": "1",
    "excused_because": "Mất điện, Chủ tịch xác nhận",
    "because": "",
}


@contextmanager
def desk_of(today: date = TODAY) -> Iterator[App]:
    """Yield the commune with its sheets."""
    with make_app(["rating"], today=today) as app:
        fake_month(app)
        run_job(app, "rating.opening")
        yield app


def sheet_of(app: App, code: str, period: str = QUARTER) -> RatingSheet:
    """Return the sheet of an official."""
    with app.office() as office:
        wanted = select(RatingSheet).where(RatingSheet.official_id == office.official_with(code).id)
        return office.session.exec(wanted.where(RatingSheet.period == period)).one()


def page_of(client: FlaskClient, address: str) -> str:
    """Return the text of a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.text)


def marks_for(app: App, sheet: RatingSheet, lost: int = 0) -> dict[str, str]:
    """Return the form of marks with the most for each criterion, the first `lost` of them without any."""
    with app.office() as office:
        marks = office.session.exec(select(RatingMark).where(RatingMark.sheet_id == sheet.id)).all()
    marks = sorted(marks, key=lambda one: (one.part, one.place))
    return {
        f"mark_{one.place}_{one.part}": "0" if number < lost else str(one.most_hundredths // 100)
        for number, one in enumerate(marks)
    }


def send(client: FlaskClient, app: App, code: str, step: str, **values: str) -> int:
    """Send a form of a sheet with the version that stands now, and return how it was answered."""
    sheet = sheet_of(app, code)
    sent = {"seen": str(sheet.version), **values}
    return client.post(f"/rating/{sheet.id}/{step}", data=sent).status_code


def self_rated(app: App, code: str) -> FlaskClient:
    """Let an official fill in and sign his sheet of the quarter."""
    own = app.client("staff", official=code)
    assert send(own, app, code, "marks", **marks_for(app, sheet_of(app, code))) == 302
    assert send(own, app, code, "products/new", **PRODUCT) == 302
    assert send(own, app, code, "steps/sign-own", text="Đã hoàn thành") == 302
    return own


def rated(app: App, code: str, lost: int = 0) -> tuple[FlaskClient, FlaskClient]:
    """Let the official rate himself and a leader rate him."""
    own, leader = self_rated(app, code), app.client("leader")
    assert send(leader, app, code, "marks", **marks_for(app, sheet_of(app, code), lost)) == 302
    assert send(leader, app, code, "steps/sign", text="Nhất trí") == 302
    return own, leader
