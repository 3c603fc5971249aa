"""Procedures: the list, and their published terms as administrators change them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Browser, Site
from tracker.records.handled_files import HandledFile
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.web.forms import version_of

TERM = {"amount": "3", "unit": "working_day", "weight": ""}


def procedure(site: Site, code: str = "1.001193") -> Procedure:
    with site.database.reading() as session:
        return session.exec(select(Procedure).where(Procedure.code == code)).one()


def terms(site: Site, code: str = "1.001193") -> list[ProcedureTerm]:
    with site.database.reading() as session:
        wanted = select(ProcedureTerm).where(ProcedureTerm.procedure_id == procedure(site, code).id)
        return list(session.exec(wanted.order_by(ProcedureTerm.valid_from)))


def weight(site: Site, name: str) -> int:
    with site.database.reading() as session:
        return session.get_one(HandledFile, site.files[name]).weight_hundredths


def test_the_list_shows_the_term_of_today_and_how_many_files_there_are(site: Site) -> None:
    page = site.browser("leader").get("/procedures/?q=procedure of 5")
    assert "5 working days" in page
    assert "guessed" in page
    assert ">4</a>" in page
    assert "No procedures" not in page
    assert "Nothing here fits the filter." in site.browser("leader").get("/procedures/?weight=set")


def test_staff_see_the_procedures_with_their_own_files_counted_and_change_none(site: Site) -> None:
    page = site.browser("staff").get("/procedures/")
    assert 'class="num">3</td>' in page
    assert "/procedures/new" not in page
    assert site.browser("staff").ask("/procedures/new").status_code == 403
    assert "/edit" not in site.browser("staff").get(f"/procedures/{procedure(site).id}")


def test_a_procedure_is_added_with_its_first_term(site: Site, admin: Browser) -> None:
    answer = admin.send("/procedures/new", code="1.000656", name="Đăng ký khai tử", field="Hộ tịch", **TERM)
    assert answer.headers["Location"] == f"/procedures/{procedure(site, '1.000656').id}"
    (term,) = terms(site, "1.000656")
    assert (term.amount, term.weight_hundredths, term.weight_is_set) == (3, 150, False)
    assert "Đăng ký khai tử" in admin.get("/procedures/?field=Hộ tịch&q=khai tu")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, "is missing"),
        ({"code": "1.001193"}, "belongs to"),
        ({"amount": "1001"}, "must be at most 1000"),
        ({"amount": "ten"}, "is not a whole number"),
        ({"weight": "0"}, "must be at least 0.01"),
        ({"unit": "week"}, "must be one of"),
    ],
)
def test_a_procedure_that_cannot_be_is_refused(admin: Browser, wrong: dict[str, str], why: str) -> None:
    answer = admin.send("/procedures/new", **{"code": "9", "name": "P", **TERM, **wrong})
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)


def test_a_new_term_says_how_many_files_it_judges_otherwise(site: Site, admin: Browser) -> None:
    address = f"/procedures/{procedure(site).id}"
    assert 'value="5"' in admin.get(f"{address}/terms/new")
    answer = admin.send(f"{address}/terms/new", **{**TERM, "weight": "7,5"}, valid_from="07/10/2026")
    assert answer.status_code == 302
    page = admin.get(address)
    assert "2 files are judged otherwise now." in page
    assert page.index("07/10/2026") < page.index("from the beginning")
    assert (weight(site, "early"), weight(site, "open")) == (100, 750)
    second = admin.send(f"{address}/terms/new", **TERM, valid_from="07/10/2026")
    assert "known already" in second.get_data(as_text=True)


def test_a_weight_set_by_hand_is_held_and_shown_no_more_as_guessed(site: Site, admin: Browser) -> None:
    (term,) = terms(site)
    address = f"/procedures/{procedure(site).id}/terms/{term.id}"
    sent = {"amount": "5", "unit": "working_day", "weight": "2.5", "because": "agreed", "version": version_of(term)}
    assert admin.send(address, **sent).status_code == 302
    assert "guessed" not in admin.get(f"/procedures/{procedure(site).id}")
    assert weight(site, "early") == 250
    assert "Held against imports since" in admin.get(address)
    admin.send(f"{address}/release", field="weight_hundredths")
    assert "Held against imports since" not in admin.get(address)
    assert admin.send(address, **sent).status_code == 422, "it was changed since the form was opened"


def test_a_late_receipt_and_calendar_days_are_stored(site: Site, admin: Browser) -> None:
    address = f"/procedures/{procedure(site).id}/terms/new"
    admin.send(address, amount="2", unit="day", late_receipt_counts_next_day="on", valid_from="01/12/2026")
    term = terms(site)[-1]
    assert (term.unit, term.late_receipt_counts_next_day, term.valid_from) == ("day", True, date(2026, 12, 1))


def test_a_removed_term_gives_its_files_back(site: Site, admin: Browser) -> None:
    address = f"/procedures/{procedure(site).id}"
    admin.send(f"{address}/terms/new", **{**TERM, "weight": "7,5"}, valid_from="07/10/2026")
    assert admin.send(f"{address}/terms/{terms(site)[-1].id}/remove", because="never published").status_code == 302
    assert weight(site, "open") == 100
    assert len(terms(site)) == 1


def test_a_term_stands_only_under_its_own_procedure(site: Site, admin: Browser) -> None:
    admin.send("/procedures/new", code="9", name="P", **TERM)
    assert admin.ask(f"/procedures/{procedure(site, '9').id}/terms/{terms(site)[0].id}").status_code == 404


def test_a_renamed_procedure_is_held_and_its_history_says_why(site: Site, admin: Browser) -> None:
    now = procedure(site)
    sent = {"code": now.code, "name": "<b>Khai sinh</b>", "field": "", "because": "decision 8"}
    assert admin.send(f"/procedures/{now.id}/edit", **sent, version=version_of(now)).status_code == 302
    page = admin.get(f"/procedures/{now.id}")
    assert "<b>Khai sinh" not in page
    assert "&lt;b&gt;Khai sinh" in page
    assert "Because: decision 8" in page
    assert "Held against imports since" in admin.get(f"/procedures/{now.id}/edit")
