"""Files in the forms of plugins: what is taken, what is said of what is not, and how a file is handed out again."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.web.conftest import Browser, Plugged

SOURCE = """
from flask import Blueprint, redirect, render_template, url_for
from pydantic import Field

from tracker.api import InputError, Official, hookimpl, marked
from tracker.api.web import (
    FileKind, Form, as_download, blank_form, file_field, needs, read_form, stored_form, take_file, take_files,
)

pages = Blueprint("PLUGIN", __name__, url_prefix="/PLUGIN", template_folder="templates")
KEPT = []


class Course(Form):
    title: str = Field(min_length=1, title=marked("Title"))
    proof: str | None = file_field(
        marked("Certificate"), [FileKind.PDF, FileKind.JPEG], most_megabytes=1, is_required=True
    )
    more: str | None = file_field(marked("Others"), [FileKind.TXT], most_files=2)


@pages.get("/")
@needs("reports.view")
def new():
    return render_template("PLUGIN/new.html", form=blank_form(Course))


@pages.post("/")
@needs("reports.view")
def send():
    form = read_form(Course)
    proof, others = take_file(form, "proof"), take_files(form, "more")

    def store(session, given):
        if given.title == "full":
            raise InputError("The course is full.")
        KEPT[:] = [given.title, proof, *others]

    if stored_form(form, store):
        return redirect(url_for("PLUGIN.new"))
    return render_template("PLUGIN/new.html", form=form), 422


@pages.get("/kept")
@needs("reports.view")
def kept():
    return as_download(KEPT[1].name, KEPT[1].kind, KEPT[1].content)


@hookimpl
def blueprints():
    return [pages]
"""
TEMPLATE = """{% extends "base.html" %}
{% import "parts/forms.html" as forms with context %}
{% block main %}{{ forms.whole(form, "Send") }}{% endblock %}
"""
PDF = b"%PDF-1.7 a certificate"
AGAIN = "Choose the file again: the browser does not keep it."


@pytest.fixture
def leader(plugged: Plugged) -> tuple[Browser, str]:
    site, name = plugged(SOURCE, {"templates/PLUGIN/new.html": TEMPLATE})
    return site.browser("leader"), name


def sent(browser: tuple[Browser, str], title: str, *files: tuple[str, str, bytes]) -> tuple[int, str]:
    """Send the form with files, each with its field; returns the status and the page."""
    data: MultiDict[str, object] = MultiDict({"title": title})
    for field, name, content in files:
        data.add(field, FileStorage(io.BytesIO(content), name))
    boundary, body = encode_multipart(data)
    answer = browser[0].client.post(
        f"/{browser[1]}/", data=body, content_type=f'multipart/form-data; boundary="{boundary}"'
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_the_field_says_what_it_takes_and_the_form_can_send_it(leader: tuple[Browser, str]) -> None:
    page = leader[0].get(f"/{leader[1]}/")
    assert 'enctype="multipart/form-data"' in page
    assert 'accept=".pdf,.jpg,.jpeg"' in page
    assert ".pdf, .jpg, up to 1 MB." in page
    assert "up to 2 files at once" in page
    assert page.count(" multiple") == 1


def test_a_good_file_is_stored_and_handed_out_to_be_saved_only(leader: tuple[Browser, str]) -> None:
    others = [("more", "một.txt", b"1"), ("more", "hai.txt", b"2")]
    assert sent(leader, "Kỹ năng số", ("proof", "Chứng chỉ số 1.pdf", PDF), *others)[0] == 302
    answer = leader[0].ask(f"/{leader[1]}/kept")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Chung chi so 1.pdf\"; filename*=UTF-8''Ch%E1%BB%A9ng%20ch%E1%BB%89%20s%E1%BB%91%201.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "Choose the file."),
        ([("proof", "x.pdf", b"MZ\x90\0")], "x.pdf is not what can be taken here, whatever its name says. Choose one"),
        ([("proof", "x.pdf", b"")], "x.pdf is empty. Choose another file."),
        ([("proof", "x.pdf", PDF + bytes(1024 * 1024))], "x.pdf is larger than 1.0 MB. Save it smaller"),
        (
            [("proof", "x.pdf", PDF), *(("more", f"{number}.txt", b"a") for number in range(3))],
            "3 files are chosen, at most 2 are taken at once. Choose fewer.",
        ),
    ],
)
def test_what_is_not_taken_is_said_at_its_field_and_nothing_typed_is_lost(
    leader: tuple[Browser, str], files: list[tuple[str, str, bytes]], told: str
) -> None:
    status, page = sent(leader, "Kỹ năng số", *files)
    assert status == 422
    assert told in page
    assert 'value="Kỹ năng số"' in page


@pytest.mark.parametrize("title", ["", "full"])
def test_a_form_refused_for_something_else_asks_for_its_file_again(leader: tuple[Browser, str], title: str) -> None:
    status, page = sent(leader, title, ("proof", "x.pdf", PDF))
    assert status == 422
    assert page.count(AGAIN) == 2, "in the summary and at the field"


def test_a_form_without_a_file_is_asked_for_none_again(leader: tuple[Browser, str]) -> None:
    assert AGAIN not in sent(leader, "")[1]
