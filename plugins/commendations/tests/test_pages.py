"""What leaders see and enter: forms, authority, funds, discipline, titles of former years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from plugins.commendations.fund_changes import set_fund
from plugins.commendations.kinds import FundKind
from plugins.commendations.settings import Commendations
from tracker.api import Viewer
from tracker.testing import App, fake_month, make_app, run_job

PAGES = ("/commendations/", "/commendations/authority", "/commendations/funds", "/commendations/titles")
DISCIPLINE = "/commendations/discipline"


@pytest.fixture
def app() -> Iterator[App]:
    with make_app(["commendations"], today=date(2026, 12, 2)) as app:
        fake_month(app)
        yield app


@pytest.fixture
def leader(app: App) -> FlaskClient:
    return app.client("leader")


def id_of(app: App, code: str) -> int:
    """Return the id of an official."""
    with app.office() as office:
        return office.official_with(code).id or 0


@pytest.mark.parametrize("page", PAGES)
def test_leaders_administrators_and_auditors_read_and_staff_do_not(app: App, page: str) -> None:
    for role in ("leader", "admin", "auditor"):
        assert app.client(role).get(page).status_code == 200
    assert app.client("staff", official="CB01").get(page).status_code == 403


def test_only_leaders_see_discipline(app: App) -> None:
    assert app.client("leader").get(DISCIPLINE).status_code == 200
    for role in ("admin", "auditor"):
        assert app.client(role).get(DISCIPLINE).status_code == 403
    assert app.client("staff", official="CB01").get(DISCIPLINE).status_code == 403


def test_each_form_says_which_day_picks_what_and_what_is_not_certain(leader: FlaskClient) -> None:
    page = leader.get("/commendations/").text
    assert page.count("Criteria: dossier accepted") == 12
    assert page.count("Amount: decision") == 12
    assert "2,530,000" in page
    assert "No rating is kept in Tracker" in page
    assert "is not confirmed" in page


def test_the_authority_of_each_title_is_shown_with_how_certain_it_is(leader: FlaskClient) -> None:
    page = leader.get("/commendations/authority").text
    assert page.count("for officials") == 7
    assert "not confirmed" in page
    assert "01/07/2025" in page


def test_a_leader_enters_both_funds_and_a_payment_and_sees_what_is_left(leader: FlaskClient) -> None:
    sent = {"amount": "10000000", "source": "Quyết định 1"}
    assert leader.post("/commendations/funds/emulation/2026", data=sent).status_code == 302
    sent = {"salaries": "100000000", "amount": "", "source": "Quyết định 2"}
    assert leader.post("/commendations/funds/bonus/2026", data=sent).status_code == 302
    entry = {"fund": "emulation", "year": "2026", "on": "01/12/2026", "amount": "1", "subject": "Khung"}
    assert leader.post("/commendations/entries/new", data=entry).status_code == 302
    page = leader.get("/commendations/funds?year=2026").text
    assert "9,999,999 đồng are left" in page
    assert "What is not spent by 31/01/2027 lapses" in page


def test_a_fund_with_two_amounts_is_refused_and_nothing_typed_is_lost(leader: FlaskClient) -> None:
    sent = {"salaries": "7", "amount": "8", "source": "Quyết định 9"}
    answer = leader.post("/commendations/funds/bonus/2026", data=sent)
    assert answer.status_code == 422
    assert "Give either the amount" in answer.text
    assert "Quyết định 9" in answer.text


def test_a_fund_of_no_kind_or_of_a_far_year_is_not_found(leader: FlaskClient) -> None:
    for page in ("/commendations/funds/other/2026", "/commendations/funds/bonus/1999", "/commendations/entries/99"):
        assert leader.get(page).status_code == 404


def test_administrators_read_the_funds_and_enter_nothing(app: App) -> None:
    admin = app.client("admin")
    assert "Enter a payment" not in admin.get("/commendations/funds").text
    assert admin.get("/commendations/entries/new").status_code == 403


def test_discipline_is_entered_corrected_and_removed(app: App, leader: FlaskClient) -> None:
    sent = {
        "official_id": id_of(app, "CB01"),
        "kind": "warning",
        "from_on": "02/03/2026",
        "until_on": "",
        "number": "4/QĐ-UBND",
        "reason": "Trễ hạn",
    }
    assert leader.post(f"{DISCIPLINE}/new", data=sent).status_code == 302
    page = leader.get(DISCIPLINE).text
    assert "Warning" in page
    assert "4/QĐ-UBND" in page
    assert leader.get(f"{DISCIPLINE}/1").status_code == 200
    assert leader.get(f"{DISCIPLINE}/1/remove").status_code == 200
    assert leader.get(f"{DISCIPLINE}?xlsx=1").status_code == 200


def test_nobody_enters_a_measure_or_a_title_for_himself(app: App) -> None:
    own = app.client("leader", official="CB05")
    sent = {"official_id": id_of(app, "CB05"), "title": "advanced_worker", "year": "2025", "number": "1"}
    answer = own.post("/commendations/titles/new", data=sent)
    assert answer.status_code == 422


def test_a_title_of_a_former_year_is_entered_and_listed(app: App, leader: FlaskClient) -> None:
    sent = {"official_id": id_of(app, "CB02"), "title": "provincial_merit", "year": "2024", "number": "12/QĐ"}
    assert leader.post("/commendations/titles/new", data=sent).status_code == 302
    page = leader.get("/commendations/titles").text
    assert "Certificate of merit of the province" in page
    assert "12/QĐ" in page
    assert leader.get("/commendations/titles/1").status_code == 200
    again = leader.post("/commendations/titles/new", data=sent)
    assert again.status_code == 422
    assert "already" in again.text


def test_the_job_warns_leaders_once_of_what_is_left(app: App, leader: FlaskClient) -> None:
    assert run_job(app, "commendations.bonus_fund") == "Nothing to warn of."
    with app.office() as office:
        clerk = Viewer(0, "clerk", None, date(2026, 12, 2))
        set_fund(office.session, FundKind.BONUS, 2026, {"amount": 7_000_000, "source": "1/QĐ"}, clerk)
    assert run_job(app, "commendations.bonus_fund") == "1 leader was warned."
    assert "7,000,000 đồng are left in the bonus fund of 2026" in leader.get("/notices/").text
    assert run_job(app, "commendations.bonus_fund") == "0 leaders were warned."


def test_a_bonus_is_offered_where_it_has_an_amount_and_there_are_ratings() -> None:
    settings = {"bonus_year_good": 3_000_000, "bonus_quarter_excellent": 1_000_000}
    with make_app(["commendations"], {"commendations": settings}) as app:
        assert "Bonus of the year" not in app.client("leader").get("/commendations/").text
    with make_app(["commendations", "rating"], {"commendations": settings}) as app:
        page = app.client("leader").get("/commendations/").text
        assert "Bonus of the year: rated good" in page
        assert "Bonus of the period: monitored as excellent" in page
        assert "Bonus of the year: rated excellent" not in page


@pytest.mark.parametrize("text", ["1/13", "30/02", "heute", "01/10;01/12", "0/1"])
def test_days_that_do_not_exist_are_refused_as_days_of_warning(text: str) -> None:
    with pytest.raises(ValueError, match="Write days and months"):
        Commendations(warned_on=text)


def test_the_twenty_ninth_of_february_warns_in_leap_years() -> None:
    settings = Commendations(warned_on="29/02, 01/10")
    assert settings.warnings_in(2027) == [date(2027, 10, 1)]
    assert settings.warnings_in(2028) == [date(2028, 2, 29), date(2028, 10, 1)]
    assert settings.bonus_percent == Decimal(10)
