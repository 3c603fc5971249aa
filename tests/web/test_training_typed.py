"""Text and numbers that break programs, in the addresses and forms of training: refused, or kept as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from sqlmodel import select

from plugins.training.standards import PlanItem, Qualification, Requirement
from tests.web.conftest import Browser
from tests.web.naughty import BYTES, NAUGHTY, SCRIPT
from tests.web.page_forms import PageForm, forms_in, parameters_in
from tests.web.test_naughty_forms import Trial
from tests.web.training_site import BEFORE, LAST_WEEK, School, make_school  # noqa: F401 the fixture
from tracker.audit import verify

HOME = "/training/"
NUMBERS = ("9" * 30, "9" * 5000, "0", "-1", "x")
ROLES = ("staff", "leader")


@pytest.fixture(name="busy")
def make_busy(school: School) -> School:
    """The commune with something on every page of training."""
    school.registers("staff", "colleague")
    school.held_id = school.held([LAST_WEEK], is_outside=True, organiser="School")
    school.nominates("leader", "CB01", "CB03", today=BEFORE)
    admin = school.browser("admin")
    admin.send(f"{HOME}sessions/{school.held_id}/results", chosen=["3"], result="passed")
    admin.send(f"{HOME}plan/new", year="2026", title="Archives")
    admin.send(f"{HOME}requirements/new", asks="certificate", certificate="English")
    admin.send(f"{HOME}officials/{school.officials['CB01']}/qualifications/new", title="English", kind="certificate")
    with school.database.reading() as session:
        for table in (PlanItem, Requirement, Qualification):
            assert session.exec(select(table)).all(), table
    return school


def addresses(school: School) -> list[str]:
    """Return the address of every page of training, each with the first record, or the second where there are two."""
    rules = [rule for rule in school.app.url_map.iter_rules() if rule.endpoint.startswith("training.")]
    shown = [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static")]
    return [re.sub(r"<[^>]*>", number, one) for one in shown for number in (("1", "2", "3") if "<" in one else ("",))]


def open_pages(school: School, browser: Browser) -> Iterator[tuple[str, str]]:
    for address in addresses(school):
        answer = browser.ask(address)
        assert answer.status_code < 500, address
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.get_data(as_text=True)


def test_whatever_follows_the_question_mark_every_page_answers(busy: School) -> None:
    wrong, values = [], (*map(quote_plus, NAUGHTY[:-1]), *BYTES)
    for name in ("staff", "leader"):
        browser = busy.browser(name)
        for address, page in list(open_pages(busy, browser)):
            names = sorted({*parameters_in(page, address), "q", "page", "sort", "period", "held_id", "day"} - {"xlsx"})
            for first in range(0, len(values), 4):
                given = {one: values[(first + place) % len(values)] for place, one in enumerate(names)}
                answer = browser.ask(f"{address}?{'&'.join(f'{one}={value}' for one, value in given.items())}")
                if answer.status_code >= 500 or SCRIPT in answer.get_data(as_text=True):
                    wrong.append(f"{answer.status_code} {name} {address} {given}"[:200])
    assert wrong == []


def test_whatever_stands_for_a_record_in_an_address_it_is_not_found(busy: School) -> None:
    browser, wrong = busy.browser("admin"), []
    for rule in busy.app.url_map.iter_rules():
        if rule.endpoint.startswith("training.") and rule.arguments and not rule.endpoint.endswith("static"):
            for value in (*NUMBERS, quote_plus(SCRIPT), *BYTES):
                tried = re.sub(r"<[^>]*>", value, rule.rule)
                for answer in (browser.ask(tried), browser.send(tried)):
                    if answer.status_code not in (302, 303, 400, 403, 404, 405, 422):
                        wrong.append(f"{answer.status_code} {rule.rule} {value[:30]}")
    assert wrong == []


def test_every_field_of_every_form_takes_naughty_text_or_says_why_not(busy: School) -> None:
    trial, found = Trial(busy), dict[tuple[str, tuple[str, ...]], tuple[str, PageForm]]()
    for name in ROLES:
        for address, page in open_pages(busy, busy.browser(name)):
            for form in forms_in(page, address):
                if form.method == "POST" and form.action.startswith(HOME):
                    action = re.sub(r"\d+", "1", form.action)
                    found.setdefault((action, tuple(re.sub(r"\d+", "1", one) for one in form.names)), (name, form))
    assert len(found) > 20
    ordered = sorted(
        found.values(), key=lambda one: any(word in one[1].action for word in ("remove", "cancel", "withdraw"))
    )
    for position, (name, form) in enumerate(ordered, start=int(busy.database.is_sqlite)):
        for text in NAUGHTY[position % 3 :: 3]:
            form = trial.send(name, form, dict.fromkeys(form.texts, text), f"texts={text[:30]!a}")
            form = trial.send(name, form, dict.fromkeys(form.others, text), f"others={text[:30]!a}")
        form = trial.send(name, form, dict.fromkeys(form.others, "9" * 30), "others=999")
        form = trial.send(name, form, dict.fromkeys(form.others, "31/12/9999"), "others=31/12/9999")
        trial.send(name, form, dict.fromkeys(form.names, ""), "all empty")
    assert trial.wrong == []
    assert trial.stored > 20
    with busy.database.reading() as session:
        assert verify(session) is None
