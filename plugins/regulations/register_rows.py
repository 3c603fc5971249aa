"""One row of a register that is imported: what it says of its document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import select

from plugins.regulations.citations import citations_in
from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.list_fields import PORTAL_STATUSES
from plugins.regulations.models import LONGEST
from plugins.regulations.numbers import normalised, read_number
from tracker.api import Official, RecordSession, fold, sentences
from tracker.api.lists import CheckedRow, RowError

_ = sentences("regulations")
_AS_THEY_ARE = ("title", "kind", "issuer", "issued_on", "in_force_from", "expires_on", "checked_on", "source")


def said_in(row: CheckedRow, officials: Mapping[str, list[int]], today: date) -> dict[str, object]:
    """Return what a row says of its document, by column, with what follows from its number. Raises RowError."""
    values = row.values
    said = {name: values[name] for name in _AS_THEY_ARE if values.get(name) is not None}
    _refuse_long_texts(said)
    if values.get("number") is not None:
        said["number"] = _number(str(values["number"]))
    read = read_number(str(said.get("number", "")))
    if read is not None:
        said.setdefault("kind", kind_of(read))
        said.setdefault("issuer", issuer_of(read))
    if values.get("portal_status") is not None:
        said["portal_status"] = _portal_status(str(values["portal_status"]))
        said.setdefault("checked_on", today)
    if values.get("responsible") is not None:
        said["responsible_id"] = _responsible(str(values["responsible"]), officials)
    return said


def _refuse_long_texts(said: Mapping[str, object]) -> None:
    for name, most in LONGEST.items():
        if len(str(said.get(name, ""))) > most:
            raise RowError(name, _("It has more than %(most)d characters. Shorten it.", most=most))


def _number(written: str) -> str:
    """Return the number that a cell holds, as it should be written; what cannot be read stays as it is."""
    text = normalised(written).strip()
    read = read_number(text)
    if read is not None:
        return str(read)
    found = [str(one.number) for one in citations_in(text) if one.number is not None]
    if len(found) > 1:
        raise RowError("number", _("“%(value)s” names several documents. Give each of them a row.", value=text))
    number = found[0] if found else text
    _refuse_long_texts({"number": number})
    return number


def _portal_status(text: str) -> object:
    known = fold(text)
    if known not in PORTAL_STATUSES.meanings:
        told = _(
            "“%(value)s” is no known status. Write one of: %(known)s.", value=text, known=list(PORTAL_STATUSES.best)
        )
        raise RowError("portal_status", told)
    return PORTAL_STATUSES.meanings[known]


def responsible_officials(session: RecordSession) -> dict[str, list[int]]:
    """Return whom a list may mean by a code or a name."""
    found: dict[str, list[int]] = {}
    for official in session.exec(select(Official)):
        assert official.id is not None
        for word in {official.code.casefold(), official.full_name.casefold()}:
            found.setdefault(word, []).append(official.id)
    return found


def _responsible(text: str, officials: Mapping[str, list[int]]) -> int:
    found = officials.get(text.casefold(), [])
    if not found:
        told = _("There is no official %(name)s. Write the code or the full name of one.", name=text)
        raise RowError("responsible", told)
    if len(found) > 1:
        told = _("Several officials are called %(name)s. Write the code of the right one.", name=text)
        raise RowError("responsible", told)
    return found[0]
