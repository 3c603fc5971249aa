"""What reading in time is on a scorecard, and what stands behind its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from plugins.regulations.models import Document
from plugins.regulations.watch_models import ReadingDemand
from tracker.testing import App, fake_month, make_app, run_job, score

DUE = date(2026, 7, 15)


@pytest.fixture
def app() -> Iterator[App]:
    with make_app(["regulations"]) as app:
        fake_month(app)
        yield app


def asked(app: App, code: str, *read_on: date | None) -> None:
    """Let an official be asked to read some documents, which he read on these days."""
    with app.office() as office:
        documents = office.session.exec(select(Document).order_by(Document.id).limit(len(read_on))).all()
        for document, day in zip(documents, read_on, strict=True):
            demand = ReadingDemand(
                document_id=document.id,
                official_id=office.official_with(code).id,
                document=document.number,
                asked_on=date(2026, 7, 8),
                due_on=DUE,
                read_on=day,
            )
            office.session.add(demand)


def test_reading_in_time_stands_on_every_scorecard(app: App) -> None:
    asked(app, "CB01", DUE, date(2026, 7, 16), None, date(2026, 7, 8))
    cards = score(app, "2026-07")
    keys = ("regulations.to_read", "regulations.read_by_then", "regulations.read_in_time")
    assert [cards["CB01"].measures[key] for key in keys] == [4, 2, Decimal("0.5")]
    assert [cards["CB02"].measures[key] for key in keys] == [0, 0, None]


def test_the_number_leads_to_the_documents_behind_it(app: App) -> None:
    asked(app, "CB01", DUE, None)
    run_job(app, "scores")
    staff = app.client("staff", official="CB01")
    page = staff.get("/me/evidence/2026-Q3/regulations.to_read").text
    assert "To be read by" in page
    assert "118/2025/NĐ-CP" in page
    assert "15/07/2026" in page
