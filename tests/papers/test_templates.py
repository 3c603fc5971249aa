"""The commune's own templates: kept in versions, one in use, and back to the shipped one."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from sqlmodel import select

from tests.decisions.praise import refused
from tests.papers.word_files import lines_of, with_text
from tracker.audit import AuditEntry
from tracker.contributions import PaperKind
from tracker.database import Database
from tracker.paper_settings import OWNER, Papers
from tracker.papers.kinds import CORE_KINDS, GENERAL, kind_of_paper, paper_kinds
from tracker.papers.samples import sample_paper
from tracker.papers.template_files import check_template
from tracker.papers.templates import (
    docx_of,
    shipped_template,
    store_template,
    stored_template,
    use_shipped,
    use_version,
    versions_of,
)
from tracker.plugins import Plugins
from tracker.settings import change_settings

TODAY = date(2026, 11, 23)
KIND = kind_of_paper(Plugins([]), "decision")


def upload(database: Database, *words: str, kind: PaperKind = KIND) -> int:
    """Upload the shipped template with these words at its end; returns the number of the version."""
    checked = check_template(kind.key, "mau.docx", with_text(*words))
    with database.writing("admin") as session:
        return store_template(session, kind, checked).version


def last_words(database: Database) -> str:
    """Return the last words of a decision that is made now."""
    with database.reading() as session:
        return lines_of(docx_of(session, Plugins([]), sample_paper("decision"), TODAY))[-1]


def test_an_upload_is_used_from_then_on_and_earlier_ones_are_kept(database: Database) -> None:
    assert upload(database, "Bản {{ facts.count }} A") == 1
    assert last_words(database) == "Bản 03 A"
    assert upload(database, "Bản B") == 2
    assert last_words(database) == "Bản B"
    with database.reading() as session:
        versions = versions_of(session, KIND)
        assert [(one.number, one.is_in_use, one.uploaded_by) for one in versions] == [
            (2, True, "admin"),
            (1, False, "admin"),
        ]
        assert lines_of(stored_template(session, KIND, 1).content)[-1] == "Bản {{ facts.count }} A"


def test_an_earlier_version_is_used_again(database: Database) -> None:
    upload(database, "Bản A")
    upload(database, "Bản B")
    with database.writing("admin") as session:
        use_version(session, KIND, 1)
    assert last_words(database) == "Bản A"
    with database.reading() as session:
        assert [one.number for one in versions_of(session, KIND) if one.is_in_use] == [1]


def test_the_shipped_template_is_used_again(database: Database) -> None:
    upload(database, "Bản A")
    with database.writing("admin") as session:
        use_shipped(session, KIND)
    assert last_words(database) != "Bản A"
    assert upload(database, "Bản B") == 2


def test_a_template_is_that_of_its_kind_alone(database: Database) -> None:
    upload(database, "Bản A", kind=kind_of_paper(Plugins([]), "minutes"))
    assert last_words(database) != "Bản A"


def test_the_same_file_is_no_new_version(database: Database) -> None:
    checked = check_template(KIND.key, "mau.docx", GENERAL.read_bytes())
    with database.writing("admin") as session:
        store_template(session, KIND, checked)

    def again() -> None:
        with database.writing("admin") as session:
            store_template(session, KIND, checked)

    assert "version 1" in refused(again)


def test_a_version_that_is_not_there_cannot_be_used(database: Database) -> None:
    def use() -> None:
        with database.writing("admin") as session:
            use_version(session, KIND, 7)

    assert "version 7" in refused(use)


def test_the_file_says_which_version_made_it(database: Database) -> None:
    upload(database, "Bản A")
    with database.reading() as session:
        made = docx_of(session, Plugins([]), sample_paper("decision"), TODAY)
    assert "1" in Document(io.BytesIO(made)).core_properties.comments


def test_an_upload_is_audited_by_its_digest_and_not_its_content(database: Database) -> None:
    upload(database, "Bản A")
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "tracker_paper_template")).all()
    assert [one.actor for one in entries] == ["admin"]
    assert "sha256" in (entries[0].after or "")
    assert "content" not in (entries[0].after or "")


@pytest.mark.parametrize("size", [13, 14])
def test_the_shipped_template_writes_as_large_as_the_settings_say(database: Database, size: int) -> None:
    with database.writing("admin") as session:
        change_settings(session, OWNER, Papers(body_size=size), date(2026, 1, 1), "Easier to read")
    with database.reading() as session:
        assert shipped_template(session, KIND, TODAY).body_size == size
        made = docx_of(session, Plugins([]), sample_paper("decision"), TODAY)
    assert Document(io.BytesIO(made)).styles["Normal"].font.size.pt == size


def test_every_kind_has_a_template_and_a_title() -> None:
    kinds = paper_kinds(Plugins([]))
    assert list(kinds) == [one.key for one in CORE_KINDS]
    for one in kinds.values():
        assert one.template is not None
        assert one.template.is_file()


def test_a_kind_that_nobody_makes_is_said() -> None:
    assert "no paper named x" in refused(lambda: kind_of_paper(Plugins([]), "x"))
