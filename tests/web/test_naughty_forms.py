"""Text that breaks programs, typed into every field of every form: refused or kept as it was typed."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from sqlmodel import col, select

from tests.web.conftest import Browser, Site
from tests.web.naughty import BYTES, NAUGHTY, PLUGINS, ROLES, SCRIPT, pages
from tests.web.page_forms import PageForm, forms_in
from tracker.audit import AuditEntry, verify
from tracker.text import normalise

UNTOUCHED = ("/sign-out", "/theme/", "/language/")
LAST = ("remove", "end", "disable", "give-up", "undo", "withdraw", "store", "take", "password", "answer", "move")


def forms_of(site: Site, part: str | None = None) -> list[tuple[str, PageForm]]:
    """Return every form that is sent, once, with the role that can open its page; first those that remove nothing.

    With a part, only the forms on its pages.
    """
    found: dict[tuple[str, tuple[str, ...]], tuple[str, PageForm]] = {}
    endpoints = site.app.url_map.bind("localhost")
    for name in ROLES:
        browser = site.browser(name)
        for address, page in pages(site, browser, part):
            for form in forms_in(page, address):
                if form.method == "POST" and not form.action.startswith(UNTOUCHED):
                    path = urlsplit(form.action).path
                    assert endpoints.test(path, method="POST"), f"{address} has a form for {path}, which takes none"
                    endpoint, _ = endpoints.match(path, method="POST")
                    found.setdefault((str(endpoint), form.names), (name, form))
    return sorted(found.values(), key=lambda one: any(word in one[1].action for word in LAST))


def kept(text: str) -> str:
    """Return the text as it is stored: in one normal form, without outer and doubled spaces; its lines are kept."""
    return "\n".join(normalise(line) for line in text.splitlines()).strip()


def logged(site: Site, since: int) -> tuple[int, str]:
    """Return the last position of the log, and what it says after another."""
    with site.database.reading() as session:
        later = select(AuditEntry).where(col(AuditEntry.position) > since).order_by(col(AuditEntry.position))
        entries = session.exec(later).all()
    said = [json.loads(text) for one in entries for text in (one.before, one.after) if text is not None]
    because = [one.because for one in entries]
    return max((one.position for one in entries), default=since), json.dumps([said, because], ensure_ascii=False)


class Trial:
    """Sends forms, and notes every answer that should not be."""

    def __init__(self, site: Site) -> None:
        self.site, self.wrong, self.stored = site, list[str](), 0
        self.position, _ = logged(site, 0)
        self.browsers = {name: site.browser(name) for name in ROLES}

    def send(self, name: str, form: PageForm, changed: Mapping[str, str], told: str) -> PageForm:
        """Send a form with some fields changed, and look at the answer; returns the form as it stands then."""
        browser = self.browsers[name]
        data = {**form.filled(), **{key: [value] for key, value in changed.items()}}
        answer = browser.client.post(form.action, data=data)
        status, page, following = answer.status_code, answer.get_data(as_text=True), form
        if status == 302 and "/sign-in" in answer.headers["Location"]:
            self.browsers[name] = self.site.browser(name)
        elif status == 302 and self._is_stored(changed):
            page = self._followed(browser, answer.headers["Location"])
            following = self._as_it_stands(browser, form)
        if status >= 500 or SCRIPT in page or "SERVER ERROR" in page:
            self.wrong.append(f"{status} {form.action} {told}")
        return following

    def _as_it_stands(self, browser: Browser, form: PageForm) -> PageForm:
        """Return the form as its page shows it now, with the version of the record; as it was if it is gone."""
        forms = forms_in(browser.ask(form.address).get_data(as_text=True), form.address)
        same = [one for one in forms if (one.action, one.names) == (form.action, form.names)]
        return same[0] if same else form

    def _is_stored(self, changed: Mapping[str, str]) -> bool:
        before, (self.position, said) = self.position, logged(self.site, self.position)
        texts = [json.dumps(kept(text), ensure_ascii=False)[1:-1] for text in changed.values()]
        self.stored += any(text in said for text in texts)
        return self.position > before

    def _followed(self, browser: Browser, location: str) -> str:
        parts = urlsplit(location)
        answer = browser.ask(f"{parts.path}?{parts.query}")
        return answer.get_data(as_text=True) if answer.status_code < 500 else "SERVER ERROR"


@pytest.mark.parametrize(("part", "forms", "texts"), [("core", 30, 100), *((plugin, 4, 6) for plugin in PLUGINS)])
def test_every_field_of_every_form_takes_naughty_text_or_says_why_not(
    site: Site, part: str, forms: int, texts: int
) -> None:
    """Each form is sent every second text, the next form the others; the other database begins with the others."""
    trial, all_forms = Trial(site), forms_of(site, part)
    assert len(all_forms) > forms
    for position, (name, form) in enumerate(all_forms, start=int(site.database.is_sqlite)):
        for text in NAUGHTY[position % 2 :: 2]:
            for one in form.texts:
                form = trial.send(name, form, {one: text}, f"{one}={text[:30]!a}")
            if form.others:
                form = trial.send(name, form, dict.fromkeys(form.others, text), f"others={text[:30]!a}")
        for one in form.others:
            form = trial.send(name, form, {one: "9" * 30}, f"{one}=999")
            form = trial.send(name, form, {one: "31/12/9999"}, f"{one}=31/12/9999")
        trial.send(name, form, dict.fromkeys(form.names, ""), "all empty")
    assert trial.wrong == []
    assert trial.stored > texts
    with site.database.reading() as session:
        assert verify(session) is None


def test_text_is_shown_as_it_was_typed(site: Site) -> None:
    admin = site.browser("admin")
    official = site.officials["CB01"]
    for text in NAUGHTY:
        if len(text) > 200 or not kept(text):
            continue
        form = next(
            one
            for one in forms_in(admin.get(f"/officials/{official}/edit"), f"/officials/{official}/edit")
            if "full_name" in one.names
        )
        answer = admin.client.post(form.action, data={**form.values, "full_name": text, "because": text})
        page = admin.get(f"/officials/{official}/edit")
        shown = next(one for one in forms_in(page, "") if "full_name" in one.names)
        if answer.status_code == 302:
            assert shown.values["full_name"] == [normalise(text)], ascii(text)
        else:
            assert answer.status_code in (400, 422), ascii(text)
        assert SCRIPT not in page


def test_bytes_that_are_no_text_are_refused_or_replaced(site: Site) -> None:
    wrong = []
    for name, form in forms_of(site):
        if form.texts:
            sent = "&".join(f"{one}={value}" for one in form.names for value in BYTES)
            answer = site.browser(name).client.post(
                form.action, data=sent, content_type="application/x-www-form-urlencoded"
            )
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {form.action}")
    assert wrong == []


@pytest.mark.parametrize("filename", [f"{SCRIPT}.csv", "../../x.csv", "a\x00b.csv", "=1+1.csv", "👩‍🌾.csv", "x" * 900])
def test_a_list_may_have_any_name(site: Site, filename: str) -> None:
    admin = site.browser("admin")
    sent = {
        "kind": "files",
        "new_source": SCRIPT,
        "file": (io.BytesIO("Mã hồ sơ;Ngày tiếp nhận\nN-1;1/10/2026".encode()), filename),
    }
    answer = admin.client.post("/imports/new", data=sent, content_type="multipart/form-data")
    assert answer.status_code in (302, 422, 400)
    if answer.status_code == 302:
        page = admin.get(answer.headers["Location"])
        assert SCRIPT not in page
        assert SCRIPT not in admin.get("/imports/")
