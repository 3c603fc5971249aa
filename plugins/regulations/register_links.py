"""The columns of a register that name other documents: what the one does to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.list_fields import RELATIONS
from plugins.regulations.models import LONGEST_PART
from plugins.regulations.numbers import normalised
from plugins.regulations.planned import KnownDocuments, Planned
from plugins.regulations.validity import Relation
from tracker.api import sentences
from tracker.api.lists import CheckedRow, RowError

_ = sentences("regulations")
_PART = re.compile(
    r"((?:(?:điểm|khoản|điều|mục|chương|phụ lục)\s+\w{1,6}(?:\s*,\s*|\s+và\s+|\s+)){1,6})"
    r"(?:của\s+)?(?:[^\W\d_]+\s+){0,4}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a document does to another, or to a part of it."""

    kind: Relation
    first: Planned
    second: Planned
    part: str

    def as_stored(self) -> tuple[Relation, int | None, int | None, str]:
        """Return the row that it is in the register; None where a document is not stored yet."""
        ids = [None if one.stored is None else one.stored.id for one in (self.first, self.second)]
        return (self.kind, ids[0], ids[1], self.part)


def links_of(known: KnownDocuments, row: CheckedRow, planned: Planned) -> Iterator[Link]:
    """Give what a row says of its document and others. Raises RowError."""
    for key, (kind, is_done_to_it) in RELATIONS.items():
        text = normalised(str(row.values.get(key) or ""))
        for other, part in _named_in(known, key, text) if text else ():
            if other is planned:
                raise RowError(key, _("A document cannot do that to itself. Name the other one."))
            first, second = (other, planned) if is_done_to_it else (planned, other)
            yield Link(kind, first, second, part)


def _named_in(known: KnownDocuments, key: str, text: str) -> Iterator[tuple[Planned, str]]:
    cited = citations_in(text)
    if not cited:
        told = _("“%(value)s” names no document. Write its number, for example 61/2018/NĐ-CP.", value=text)
        raise RowError(key, told)
    for one in cited:
        yield _named(known, key, one), _part_before(text, one.start)


def _named(known: KnownDocuments, key: str, cited: Citation) -> Planned:
    """Return the document that is named; one that is not known yet is taken in by its number."""
    found = known.meant_by(cited)
    if len(found) > 1:
        told = _("The register has several documents that “%(value)s” may be. Add its date.", value=cited.text)
        raise RowError(key, told)
    if found:
        return found[0]
    if cited.number is None:
        told = _("“%(value)s” is not in the register. Add it first, or write its number.", value=cited.text)
        raise RowError(key, told)
    number = cited.number
    said: dict[str, object] = {
        "number": str(number),
        "kind": kind_of(number),
        "issuer": issuer_of(number),
        "issued_on": cited.issued_on,
    }
    return known.add(Planned(None, said))


def _part_before(text: str, start: int) -> str:
    """Return which part of a document is meant whose number begins at `start`: khoản 9 Điều 1."""
    found = _PART.search(text[max(0, start - LONGEST_PART) : start])
    return " ".join(found[1].split()).rstrip(",") if found else ""
