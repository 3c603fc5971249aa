"""A commune whose pages have the regulation watch, and what tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from sqlmodel import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from plugins.regulations.models import Document, DocumentRelation, LocalCitation, LocalDocument, Repair
from tests.web.conftest import Browser, FilledSite, Made, Site, fill_commune, tracker_of
from tracker.database import Database

HOME = "/regulations/"
SCAN = f"{HOME}own/scan"
DEAD, ALIVE = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
RULES = (
    "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;\n"
    "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ;\n"
    "Theo Công văn số 7777/UBND-VX của Ủy ban nhân dân tỉnh."
)


@dataclass
class Watch(Site):
    """The site with the plugin, and the documents that it ships with."""

    def id_of(self, number: str) -> int:
        """Return the registered document of this number."""
        with self.database.reading() as session:
            return session.exec(select(Document.id).where(Document.number == number)).one() or 0

    def document(self, number: str) -> Document:
        """Return the registered document of this number as it stands now."""
        with self.database.reading() as session:
            return session.exec(select(Document).where(Document.number == number)).one()

    def page_of(self, number: str) -> str:
        """Return the address of its page."""
        return f"{HOME}documents/{self.id_of(number)}"

    def relations(self, number: str) -> list[tuple[str, str, str]]:
        """Return what a document does to which others, and to which part."""
        with self.database.reading() as session:
            stored = session.exec(
                select(DocumentRelation, Document)
                .where(DocumentRelation.to_id == Document.id, DocumentRelation.from_id == self.id_of(number))
                .order_by(Document.number)
            )
            return [(one.kind.value, other.number, one.part) for one, other in stored]

    def own(self, name: str) -> LocalDocument:
        """Return the own document whose file has this name."""
        with self.database.reading() as session:
            return session.exec(select(LocalDocument).where(LocalDocument.path == name)).one()

    def own_page(self, name: str) -> str:
        """Return the address of its page."""
        return f"{HOME}own/{self.own(name).id}"

    def citation(self, number: str) -> LocalCitation:
        """Return the kept citation of this number."""
        with self.database.reading() as session:
            return session.exec(select(LocalCitation).where(LocalCitation.number == number)).one()

    def repair(self) -> Repair:
        """Return the only task."""
        with self.database.reading() as session:
            return session.exec(select(Repair)).one()


def fill_watch(database: Database) -> Made:
    """Fill a database with the commune and the documents that the regulation watch ships with."""
    made = fill_commune(database)
    tracker_of(database, "regulations").upgrade()
    return made


@pytest.fixture(name="watch")
def watched(filled_site: FilledSite) -> Watch:
    """The commune with the regulation watch."""
    app, tracker, made = filled_site(fill_watch, "regulations")
    return Watch(app, tracker, *made)


def send_files(
    browser: Browser, address: str, field: str, files: dict[str, str | bytes], **values: str
) -> TestResponse:
    """Send a form with files."""
    sent: MultiDict[str, object] = MultiDict(values)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        sent.add(field, FileStorage(BytesIO(data), filename=name))
    return browser.client.post(address, data=sent, content_type="multipart/form-data")
