"""What a decision rests on, as papers cite it: "Căn cứ Nghị định số 152/2025/NĐ-CP;" each in a line of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlmodel import Session

from tracker.award_forms import LegalBasis
from tracker.decisions.bases import findings_about
from tracker.messages import message
from tracker.papers.office import Office, lines_of
from tracker.papers.wording import say
from tracker.plugins import Plugins

KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{"NĐ": "Nghị định", "TT": "Thông tư", "QĐ": "Quyết định", "NQ": "Nghị quyết", "PL": "Pháp lệnh"},
        **{"TTLT": "Thông tư liên tịch", "CT": "Chỉ thị", "HD": "Hướng dẫn", "KH": "Kế hoạch", "QC": "Quy chế"},
    }
)
"""What a document is by the first letters of its symbol; a law of the assembly has none."""
LAW = re.compile(r"\d+/\d{4}/QH\d+")
SYMBOL = re.compile(r"\d+[a-z]?(?:/\d{4})?/(?P<kind>[A-ZĐ]+)-")


def legal_lines(
    session: Session, plugins: Plugins, office: Office, bases: Sequence[LegalBasis], on: date, last: Sequence[str]
) -> tuple[str, ...]:
    """Return what a paper of that day rests on, with `last` behind it, punctuated as the decree asks."""
    found = findings_about(session, plugins, bases, on)
    cited = [cited_as(one, found[one.number].cited if one.number in found else "") for one in bases]
    named = [*lines_of(office.settings.standing_bases), *cited, *lines_of(office.settings.own_bases)]
    lines = [say(message("In pursuance of %(document)s", document=one)) for one in dict.fromkeys(named)]
    return punctuated([*lines, *last])


def punctuated(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines that end with a semicolon, the last one with a full stop."""
    bare = [line.rstrip(" ;.") for line in lines]
    return (*(f"{line};" for line in bare[:-1]), *(f"{line}." for line in bare[-1:]))


def cited_as(basis: LegalBasis, in_register: str = "") -> str:
    """Return how a document is cited: as a register has it, else by what its number says that it is."""
    if in_register:
        return in_register
    if LAW.fullmatch(basis.number):
        return f"Luật số {basis.number}"
    symbol = SYMBOL.match(basis.number)
    kind = KINDS.get(symbol["kind"]) if symbol else None
    return f"{kind} số {basis.number}" if kind else f"{basis.number}: {say(basis.text)}"
