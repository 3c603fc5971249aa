"""Entries of the audit log as people read them: the record under its name, where it is shown, what was and is now."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from sqlmodel import Session, SQLModel, col, select

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant
from tracker.accounts.permissions import ROLE_TITLES, Role
from tracker.audit import AuditEntry
from tracker.imports.batches import ImportBatch
from tracker.messages import Message, message
from tracker.records.aliases import Alias
from tracker.records.delay_causes import DelayCause
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.record_names import record_name
from tracker.records.shown_values import Shown, shown_changes
from tracker.records.units import Unit
from tracker.scoring.settings_history import settings_history
from tracker.scoring.settings_owners import settings_owners
from tracker.settings import DatedSettings
from tracker.tables import CORE_TABLES
from tracker.text import normalise
from tracker.web import lists
from tracker.web.audit_words import ACTIONS, SUBJECTS, field_word, subject_title
from tracker.web.gate import NEEDS, PUBLIC, SIGNED_IN
from tracker.web.requests import scope, today, tracker
from tracker.workdays import HolidayOverride

MOST_FOUND = 200
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
SETTINGS = str(DatedSettings.__tablename__)
TABLES: Mapping[str, type[SQLModel]] = MappingProxyType({str(table.__tablename__): table for table in CORE_TABLES})
PAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        str(HandledFile.__tablename__): ("files.show", "file_id"),
        str(Official.__tablename__): ("record.show", "official_id"),
        str(Unit.__tablename__): ("units.show", "unit_id"),
        str(Procedure.__tablename__): ("procedures.show", "procedure_id"),
        str(ImportBatch.__tablename__): ("imports.show", "batch_id"),
        str(Account.__tablename__): ("accounts.show", "account_id"),
    }
)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One field that changed: what people call it, what it was and is now."""

    title: Message
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One entry as people read it; `address` is that of its record, None where it has no page."""

    entry: AuditEntry
    action: Message
    kind: Message
    name: Message
    address: str | None
    changes: Sequence[ToldChange]
    said: str | None = None


def in_words(session: Session, entries: Sequence[AuditEntry]) -> list[ToldEntry]:
    """Return entries as people read them; the names of all their records are looked up together."""
    names, changes = _names(session, entries), _changes(session, entries)
    return [
        ToldEntry(
            entry=entry,
            action=ACTIONS.get(entry.action) or Message(entry.action),
            kind=subject_title(entry.subject),
            name=names.get((entry.subject, entry.subject_id)) or _name_from_values(entry),
            address=_address(entry, (entry.subject, entry.subject_id) in names),
            changes=changes[entry.position],
            said=_said(entry),
        )
        for entry in entries
    ]


def found_by_name(session: Session, query: str) -> dict[str, Collection[str]]:
    """Return the records that a query names, as identities by table: by their code, name or day, or identity itself."""
    wanted: tuple[tuple[type[SQLModel], sa.ColumnElement[bool]], ...] = (
        (HandledFile, col(HandledFile.code).icontains(normalise(query), autoescape=True)),
        (Official, lists.contains_words(col(Official.search_text), query)),
        (Procedure, lists.contains_words(col(Procedure.search_text), query)),
        (Unit, lists.contains_words(col(Unit.search_text), query)),
        (Account, col(Account.name).icontains(query.strip(), autoescape=True)),
        (DatedSettings, col(DatedSettings.owner).icontains(query.strip(), autoescape=True)),
    )
    found: dict[str, set[str]] = {subject: {query.strip()} for subject in SUBJECTS}
    for table, condition in wanted:
        key = sa.inspect(table).primary_key[0]
        ids = session.connection().execute(sa.select(key).where(condition).limit(MOST_FOUND)).scalars()
        found[str(table.__tablename__)].update(str(id) for id in ids)
    return {subject: sorted(ids) for subject, ids in found.items()}


def _names(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[str, str], Message]:
    by_table: dict[str, set[str]] = {}
    for entry in entries:
        by_table.setdefault(entry.subject, set()).add(entry.subject_id)
    found: dict[tuple[str, str], Message] = {}
    for subject, ids in by_table.items():
        table = TABLES.get(subject)
        numbers = [int(id) for id in ids if id.isascii() and id.isdigit()]
        if table is None or subject == str(HolidayOverride.__tablename__) or not numbers:
            continue
        key = sa.inspect(table).primary_key[0]
        for row in session.exec(select(table).where(key.in_(numbers))):
            found[subject, str(getattr(row, key.name))] = _name(session, row)
    return found


def _name(session: Session, row: SQLModel) -> Message:
    """Return the name of a record that still stands."""
    match row:
        case Account():
            return message("%(name)s", name=row.name)
        case Grant():
            account = session.get(Account, row.account_id)
            return message("%(role)s: %(name)s", role=ROLE_TITLES[row.role], name=account.name if account else "–")
        case DatedSettings():
            return message("%(owner)s from %(day)s", owner=row.owner, day=row.valid_from)
        case ImportBatch():
            return message("%(name)s", name=row.filename)
        case Alias():
            return message("%(name)s", name=row.key)
        case HandOver() | DelayCause():
            file = session.get(HandledFile, row.file_id)
            return record_name(file) if file is not None else record_name(row)
        case ProcedureTerm():
            procedure = session.get(Procedure, row.procedure_id)
            return record_name(procedure) if procedure is not None else record_name(row)
        case _:
            return record_name(row)


def _name_from_values(entry: AuditEntry) -> Message:
    """Return the name of a record that is gone, or of what is none, from what the entry holds of it."""
    for values in (_values(entry.after), _values(entry.before)):
        for field in ("code", "full_name", "name", "title", "filename"):
            if values and values.get(field):
                return message("%(name)s", name=str(values[field]))
    try:
        return message("%(day)s", day=date.fromisoformat(entry.subject_id))
    except ValueError:
        return message("no. %(number)s", number=entry.subject_id) if entry.subject_id.isdigit() else message("all")


def _address(entry: AuditEntry, stands: bool) -> str | None:
    """Return the address of the page of an entry's record, if there is one that the reader may open."""
    if entry.subject == str(HolidayOverride.__tablename__):
        return url_for("calendar.index", year=int(entry.subject_id[:4]))
    values = _values(entry.after)
    if entry.subject == SETTINGS and values:
        return url_for("plugins.settings", owner=values["owner"])
    endpoint, argument = PAGES.get(entry.subject, ("", ""))
    view = current_app.view_functions.get(endpoint)
    if view is None or not stands:
        return None
    needed = getattr(view, NEEDS, "")
    may_open = needed in (PUBLIC, SIGNED_IN) or scope().may(needed)
    named: dict[str, Any] = {argument: int(entry.subject_id)}
    return url_for(endpoint, **named) if may_open else None


def _changes(session: Session, entries: Sequence[AuditEntry]) -> dict[int, list[ToldChange]]:
    """Return what changed in each entry, by its position; the entries of a table are put in words together."""
    found: dict[int, list[ToldChange]] = {entry.position: [] for entry in entries}
    named = _named(session, entries)
    by_table: dict[str, list[AuditEntry]] = {}
    for entry in entries:
        by_table.setdefault(entry.subject, []).append(entry)
    for subject, of_table in by_table.items():
        if subject == SETTINGS:
            found |= _changes_of_settings(session, of_table)
            continue
        table = TABLES.get(subject, AuditEntry)
        told = shown_changes(session, table, [(_values(one.before), _values(one.after)) for one in of_table])
        for entry, changes in zip(of_table, told, strict=True):
            found[entry.position] = [
                ToldChange(
                    field_word(one.field),
                    _in_words(one.field, one.before, named),
                    _in_words(one.field, one.after, named),
                )
                for one in changes
            ]
    return found


def _changes_of_settings(session: Session, entries: Sequence[AuditEntry]) -> dict[int, list[ToldChange]]:
    """Return the single settings that changed, against those that held on the day before."""
    owners = settings_owners(tracker().plugins)
    keys = {str(values["owner"]) for entry in entries if (values := _values(entry.after))}
    histories = [settings_history(session, owners[key], today()) for key in keys if key in owners]
    by_id = {str(one.id): one.changes or () for history in histories for one in history}
    return {
        entry.position: [
            ToldChange(_behind_groups(one.titles), one.before, one.after) for one in by_id.get(entry.subject_id, ())
        ]
        for entry in entries
    }


def _behind_groups(titles: Sequence[Message]) -> Message:
    if len(titles) == 1:
        return titles[0]
    return message("%(group)s: %(setting)s", group=_behind_groups(titles[:-1]), setting=titles[-1])


def _named(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[str, object], str]:
    """Return the names of the accounts and files that the values name by their numbers."""
    values = [found for entry in entries for found in (_values(entry.before), _values(entry.after)) if found]
    found: dict[tuple[str, object], str] = {}
    for field, key, name in (
        ("account_id", col(Account.id), col(Account.name)),
        ("file_id", col(HandledFile.id), col(HandledFile.code)),
    ):
        ids = {one[field] for one in values if isinstance(one.get(field), int)}
        rows = session.connection().execute(sa.select(key, name).where(key.in_(ids))) if ids else ()
        found |= {(field, id): text for id, text in rows}
    return found


def _in_words(field: str, value: Shown, named: Mapping[tuple[str, object], str]) -> Shown:
    """Return a value as people read it, where it is none of a record."""
    if field in ("account_id", "file_id"):
        return named.get((field, value)) or value
    if not isinstance(value, str):
        return value
    if field == "role" and value in set(Role):
        return ROLE_TITLES[Role(value)]
    if field == "subject":
        return SUBJECTS.get(value, value)
    return datetime.fromisoformat(value) if MOMENT.fullmatch(value) else value


def _said(entry: AuditEntry) -> str | None:
    """Return what an entry holds that is no record: one sentence, such as which plugins score."""
    after = json.loads(entry.after) if entry.after else None
    return after if isinstance(after, str) else None


def _values(stored: str | None) -> dict[str, object] | None:
    found = json.loads(stored) if stored else None
    return found if isinstance(found, dict) else None
