"""Written rules as tests write them in the browser: the form of the editor, drafts, what is published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlmodel import select
from werkzeug.test import TestResponse

from plugins.expression_rules.drafts import Draft
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.written_rules import WrittenRule
from tests.web.conftest import Browser, Site
from tests.web.page_forms import PageForm, forms_in
from tracker.settings import settings_on

HOME = "/expression-rules/"
NEW = f"{HOME}new"
EARLY = "early_files"
NEXT_QUARTER = date(2027, 1, 1)
Fields = dict[str, list[str]]


def form_with(field: str, page: str, address: str) -> PageForm:
    """Return the form on a page that has this field."""
    return next(one for one in forms_in(page, address) if field in one.names)


def editor(page: str, address: str = NEW) -> PageForm:
    """Return the form of the editor on a page."""
    return form_with("kind", page, address)


def filled(browser: Browser, address: str = f"{NEW}?start={EARLY}", **changed: str) -> Fields:
    """Return what the editor sends from a page, with some fields changed; `do` is the button pressed."""
    values = editor(browser.get(address), address).values
    return {**values, **{name.replace("__", "."): [text] for name, text in changed.items()}}


def begun(browser: Browser, **changed: str) -> str:
    """Keep a draft of the first rule to start from, and return its address."""
    answer = browser.client.post(NEW, data=filled(browser, **changed))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return page_of(answer)


def page_of(answer: TestResponse) -> str:
    """Return the address of the page to which an answer leads."""
    return re.split(r"[?#]", answer.headers["Location"])[0]


def drafts(site: Site) -> Sequence[Draft]:
    with site.database.reading() as session:
        return session.exec(select(Draft).order_by(Draft.id)).all()  # type: ignore[arg-type]


def rules_on(site: Site, day: date) -> dict[str, WrittenRule]:
    with site.database.reading() as session:
        return {rule.key: rule for rule in settings_on(session, OWNER, WrittenRules, day).rules}


def publish(browser: Browser, draft: str, **changed: str) -> TestResponse:
    """Publish a draft as its page offers it, with a reason."""
    address = f"{draft}/publish"
    form = form_with("because", browser.get(address), address)
    return browser.client.post(address, data={**form.values, "because": "Resolution 3", **changed})


def checked(browser: Browser, values: Fields) -> str:
    """Return what the page is told while somebody types."""
    answer = browser.client.post(f"{HOME}check", data=values)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def slot(page: str, field: str) -> str:
    """Return what is said at a field."""
    found = re.search(rf'<span class="err[^>]*id="e-{re.escape(field)}"[^>]*>(.*?)</span>\n', page, re.DOTALL)
    assert found is not None, field
    return found[1]
