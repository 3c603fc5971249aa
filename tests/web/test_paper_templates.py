"""The templates of papers: downloaded, changed, checked when they are uploaded, tried, and taken into use."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import pytest
from sqlmodel import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.papers.word_files import lines_of, with_part, with_text, words_in
from tests.web.conftest import Browser, Plugged, Site
from tests.web.test_decisions import words
from tracker.audit import AuditEntry
from tracker.papers.kinds import CORE_KINDS, GENERAL
from tracker.papers.template_words import words_for
from tracker.papers.templates import PaperTemplate

AT = "/paper-templates/decision"
WHY = "A layout of our own"


def upload(browser: Browser, content: bytes, because: str = WHY, name: str = "mau.docx") -> TestResponse:
    """Upload a file as the next version of the template of decisions."""
    sent = {"file": FileStorage(io.BytesIO(content), name), "because": because}
    boundary, body = encode_multipart(sent)  # The test client would leave a file open that it writes a long form to.
    return browser.client.post(AT, data=body, content_type=f"multipart/form-data; boundary={boundary}", buffered=True)


def take_into_use(browser: Browser, number: int, because: str = WHY) -> TestResponse:
    """Take a version into use on the page as it is shown now."""
    address = f"{AT}/versions/{number}/use"
    return browser.send(address, because=because, version=seen(browser, address))


def seen(browser: Browser, address: str) -> str:
    """Return which version was in use when the page was opened."""
    found = re.search(r'name="version" value="([^"]+)"', browser.get(address))
    assert found is not None
    return found[1]


def stored(site: Site) -> list[tuple[int, bool]]:
    """Return the versions that are kept, and whether each is in use."""
    with site.database.reading() as session:
        found = session.exec(select(PaperTemplate).order_by("version")).all()
        return [(one.version, one.is_in_use) for one in found]


def test_every_kind_of_paper_is_listed_with_the_template_that_it_follows(admin: Browser) -> None:
    page = words(admin.get("/paper-templates/"))
    assert page.count("The shipped template") == len(CORE_KINDS) + 1
    assert "Rating form of the plugin rating" in page
    assert "A .pdf does not follow these templates" in page
    assert upload(admin, with_text("Bản A")).status_code == 302
    assert take_into_use(admin, 1).status_code == 302
    page = words(admin.get("/paper-templates/"))
    assert "Version 1 mau.docx, uploaded by admin at" in page
    assert page.count("The shipped template") == len(CORE_KINDS)


def test_a_version_is_kept_tried_taken_into_use_and_given_up_again(site: Site, admin: Browser) -> None:
    answer = upload(admin, with_text("Bản {{ facts.count }}"))
    assert answer.headers["Location"] == f"{AT}/versions/1/use"
    assert stored(site) == [(1, False)]
    assert "Papers follow the shipped template now." in words(admin.get(f"{AT}/versions/1/use"))
    tried = admin.ask(f"{AT}/versions/1/sample.docx")
    assert "thu-mau.docx" in tried.headers["Content-Disposition"]
    assert lines_of(tried.data)[-1] == "Bản 03"
    assert lines_of(admin.ask(f"{AT}/versions/1.docx").data)[-1] == "Bản {{ facts.count }}"
    assert take_into_use(admin, 1).headers["Location"] == AT
    assert stored(site) == [(1, True)]
    assert "Papers follow version 1." in words(admin.get(AT))
    assert "Papers follow it already." in words(admin.get(f"{AT}/versions/1/use"))
    upload(admin, with_text("Bản B"))
    assert take_into_use(admin, 2).status_code == 302
    assert stored(site) == [(1, False), (2, True)]
    assert take_into_use(admin, 1).status_code == 302
    assert take_into_use(admin, 0, "The province's layout again").status_code == 302
    assert stored(site) == [(1, False), (2, False)]


def test_each_change_stands_in_the_audit_log_with_its_reason(site: Site, admin: Browser) -> None:
    upload(admin, with_text("Bản A"), "With our motto")
    take_into_use(admin, 1, "The chairman agreed")
    with site.database.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.subject == "tracker_paper_template")
        entries = session.exec(wanted.order_by("position")).all()
    assert [(one.actor, one.because) for one in entries] == [
        ("admin", "With our motto"),
        ("admin", "The chairman agreed"),
    ]
    assert "With our motto" in admin.get("/audit-log/")


def test_the_shipped_template_is_handed_out_to_begin_with(admin: Browser) -> None:
    answer = admin.ask(f"{AT}/versions/0.docx")
    assert answer.data == GENERAL.read_bytes()
    assert "filename=mau-quyet-dinh-khen-thuong.docx" in answer.headers["Content-Disposition"]
    assert admin.ask(f"{AT}/versions/0/sample.docx").data[:2] == b"PK"
    assert admin.ask(f"{AT}/versions/0/sample.pdf").data[:4] == b"%PDF"
    assert admin.ask("/paper-templates/certificate/versions/0/sample.pdf").data[:4] == b"%PDF"


def macros() -> bytes:
    """Return a template with a macro in it."""
    return with_part("word/vbaProject.bin", b"macro")


def bomb() -> bytes:
    """Return a small file that unpacks to a large one."""
    made = io.BytesIO(GENERAL.read_bytes())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\x00" * 60_000_000)
    return made.getvalue()


WRONG: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"Quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh", "is not what can be taken here"),
    "broken": (lambda: GENERAL.read_bytes()[:5_000], "is not what can be taken here"),
    "macros": (macros, "holds macros, which are not taken here"),
    "bomb": (bomb, "unpacks to more than is read. Take pictures out."),
    "large": (lambda: GENERAL.read_bytes() + b"\x00" * 3_000_000, "is larger than 2"),
    "huge": (lambda: b"x" * 30_000_000, "is larger than 2"),
    "python": (lambda: with_text("Số {{ title.__class__ }}"), "title.__class__, which this paper does not have"),
    "call": (lambda: with_text("{{ range(9) }}"), "A template cannot calculate, call or define anything"),
    "unknown": (lambda: with_text("Số {{ head.nummer }}"), "The template asks for head.nummer"),
    "unclosed": (lambda: with_text("Số {{ head.number"), "A placeholder is not closed in its paragraph"),
    "endless": (lambda: with_text("{% for a in people %}"), "The template cannot be read"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_not_fit_is_refused_with_its_place_and_nothing_is_stored(
    site: Site, admin: Browser, what: str
) -> None:
    make, why = WRONG[what]
    answer = upload(admin, make())
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in words(page)
    assert 'id="e-file"' in page
    assert f'value="{WHY}"' in page
    if what == "unknown":
        assert "Số {{ head.nummer }}" in words(page)
        assert "It has: dated, issuer, motto, nation, number, superior." in words(page)
    assert stored(site) == []


def test_without_a_file_or_a_reason_nothing_is_stored(site: Site, admin: Browser) -> None:
    answer = admin.send(AT, because=WHY)
    assert answer.status_code == 422
    assert "Choose the file." in answer.get_data(as_text=True)
    answer = upload(admin, with_text("Bản A"), " ")
    assert answer.status_code == 422
    assert "Choose the file again" in words(answer.get_data(as_text=True))
    assert stored(site) == []


def test_the_same_file_twice_is_no_other_version(site: Site, admin: Browser) -> None:
    file = with_text("Bản A")
    upload(admin, file)
    answer = upload(admin, file)
    assert answer.status_code == 422
    assert "This file is version 1 of the template already." in words(answer.get_data(as_text=True))
    assert stored(site) == [(1, False)]


def test_who_comes_second_is_told_what_papers_follow_and_keeps_his_reason(site: Site, admin: Browser) -> None:
    upload(admin, with_text("Bản A"))
    upload(admin, with_text("Bản B"))
    address = f"{AT}/versions/2/use"
    opened_before = seen(admin, address)
    take_into_use(admin, 1)
    answer = admin.send(address, because="Mine is newer", version=opened_before)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "papers follow version 1 now" in words(page)
    assert 'value="Mine is newer"' in page
    assert stored(site) == [(1, True), (2, False)]
    assert admin.send(address, because="Mine is newer", version="1").status_code == 302
    assert stored(site) == [(1, False), (2, True)]


def test_a_version_is_not_taken_into_use_without_a_reason(site: Site, admin: Browser) -> None:
    upload(admin, with_text("Bản A"))
    assert take_into_use(admin, 1, " ").status_code == 422
    assert stored(site) == [(1, False)]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "<script>"])
def test_a_form_that_says_nothing_true_of_the_version_stores_nothing(site: Site, admin: Browser, version: str) -> None:
    upload(admin, with_text("Bản A"))
    assert admin.send(f"{AT}/versions/1/use", because=WHY, version=version).status_code == 422
    assert stored(site) == [(1, False)]


@pytest.mark.parametrize(
    "address", ["/paper-templates/none", f"{AT}/versions/3.docx", f"{AT}/versions/3/use", f"{AT}/versions/3/sample.pdf"]
)
def test_what_there_is_not_is_not_found(admin: Browser, address: str) -> None:
    assert admin.ask(address).status_code == 404


@pytest.mark.parametrize("name", ["staff", "leader", "auditor"])
def test_only_administrators_change_templates(site: Site, name: str) -> None:
    browser = site.browser(name)
    assert browser.ask("/paper-templates/").status_code == 403
    assert upload(browser, with_text("Bản A")).status_code == 403
    assert "Templates of papers" not in browser.get("/me/" if name == "staff" else "/overview")


def test_every_word_that_a_template_may_say_is_explained_and_works_as_it_is_written(admin: Browser) -> None:
    page = words(admin.get(AT))
    for word in words_for("decision"):
        for line in word.written:
            assert line in page
    written = [line for word in words_for("decision") if word.sort != "groups" for line in word.written]
    answer = upload(admin, with_text(*written))
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    made = lines_of(admin.ask(f"{AT}/versions/1/sample.docx").data)
    assert {"Ba triệu đồng", "TỈNH MẪU", "Nông Văn Mẫu"} <= set(made[-40:])


def test_papers_are_made_by_the_version_in_use(site: Site, admin: Browser) -> None:
    page = f"/officials/{site.officials['CB01']}/scorecard/2026-Q4.docx"
    sent = {"file": (io.BytesIO(with_text("Bản của xã")), "mau.docx"), "because": WHY}
    assert admin.client.post("/paper-templates/scorecard", data=sent).status_code == 302
    address = "/paper-templates/scorecard/versions/1/use"
    assert "Bản của xã" not in words_in(admin.ask(page).data)
    admin.send(address, because=WHY, version=seen(admin, address))
    assert "Bản của xã" in words_in(admin.ask(page).data)


def test_the_papers_of_plugins_have_templates_too(plugged: Plugged) -> None:
    site, name = plugged(
        'from tracker.api import PaperKind, hookimpl, sentences\n\n_ = sentences("PLUGIN")\n\n\n'
        '@hookimpl\ndef papers():\n    return [PaperKind("PLUGIN.letter", _("Letter"))]\n'
    )
    admin = site.browser("admin")
    assert f"Letter of the plugin {name}" in words(admin.get("/paper-templates/"))
    assert admin.ask(f"/paper-templates/{name}.letter/versions/0/sample.docx").status_code == 200
