"""What is remembered of a source: which heading stands for which field, and how its questions were answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from tracker.audit import canonical


class ImportSource(SQLModel, table=True):
    """One source for one kind of import."""

    __tablename__ = "tracker_import_source"
    __table_args__ = (sa.UniqueConstraint("name", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    kind: str = Field(max_length=40)
    mapping: str = Field(default="{}", sa_type=sa.Text)
    date_order: str | None = Field(default=None, max_length=20)
    returned_is_finish: bool | None = None
    left_out: str = Field(default="[]", sa_type=sa.Text, sa_column_kwargs={"server_default": "[]"})

    @property
    def headings_left_out(self) -> list[str]:
        """The headings of the columns that are not read."""
        return [str(heading) for heading in json.loads(self.left_out)]

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each field, as it was mapped last."""
        return {str(field): str(heading) for field, heading in json.loads(self.mapping).items()}


def known_source(session: Session, name: str, kind: str) -> ImportSource:
    """Return what is remembered of a source; a new, unsaved one where nothing is."""
    found = session.exec(select(ImportSource).where(ImportSource.name == name, ImportSource.kind == kind)).first()
    return found or ImportSource(name=name, kind=kind)


def remember(
    session: Session,
    name: str,
    kind: str,
    headings: Mapping[str, str],
    date_order: str | None,
    returned_is_finish: bool | None,
    left_out: Iterable[str] = (),
) -> None:
    """Remember how a source was read, for the next import from it."""
    source = known_source(session, name, kind)
    source.mapping = canonical(dict(headings))
    source.left_out = canonical(sorted(left_out))
    source.date_order = date_order or source.date_order
    if returned_is_finish is not None:
        source.returned_is_finish = returned_is_finish
    session.add(source)
    session.flush()
