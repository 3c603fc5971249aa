"""The officials that a list names: matched, planned to be added if the import may, or asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from tracker.imports.checking.checked import Question
from tracker.imports.matching.names import Names, Unmatched, name_in, several_bearers
from tracker.imports.matching.units import Units
from tracker.imports.results import Findings
from tracker.imports.storing.planning import Additions
from tracker.messages import Message, counted
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.text import name_key

_LONGEST_CODE = 60
_NAMED_IN_A_NOTE = 10


class TwoPeople(NamedTuple):
    """The official whom a code or login means, and another one whom the name beside it means."""

    by_code: Official
    by_name: Official


class NamedOfficials:
    """The officials known and planned; texts that name nobody for certain are kept as questions.

    `since` is the first day of the list, from which an added official is posted; None if none may be added. `texts` are
    all names in the list: who is written with a login somewhere is not meant for certain where the name stands alone.
    """

    def __init__(
        self, names: Names, units: Units, additions: Additions, since: date | None, texts: Collection[str]
    ) -> None:
        self._names = names
        self._with_login: dict[str, list[str]] = {}
        for text in sorted(texts):
            if (name := name_in(text)) != text:
                self._with_login.setdefault(name_key(name), []).append(text)
        self._units = units
        self._additions = additions
        self._since = since
        self._added: dict[str, int] = {}
        self._asked: dict[str, tuple[Unmatched, list[int]]] = {}

    def is_clear(self, text: str | None, on: date, row: int) -> bool:
        """Whether the text names one official or one who may be added; else the row waits for an answer."""
        if text is None:
            return True
        found = self._names.find(text, on)
        if isinstance(found, Unmatched) and not found.choices and (bearers := self._with_login.get(name_key(text))):
            found = several_bearers(text, bearers)
        if isinstance(found, int) or self._may_add(text, found):
            return True
        self._asked.setdefault(text, (found, []))[1].append(row)
        return False

    def two_people(self, code: str, name: str, on: date) -> TwoPeople | None:
        """Return the official of a code and the one whom the name beside it means, if they are two known people."""
        return self._two_people(self._names.find(code, on), name, on)

    def two_people_in(self, text: str, on: date) -> TwoPeople | None:
        """Return the official of the login in “name (login)” and the one of the name, if they are two known people."""
        if "(" not in text:
            return None
        return self._two_people(self._names.login_in(text, on), name_in(text), on)

    def id_of(self, text: str | None, on: date, unit_id: int | None, full_name: str | None = None) -> int | None:
        """Return the id of an official who is clear; one who has to be added is posted to the unit."""
        if text is None:
            return None
        found = self._names.find(text, on)
        if isinstance(found, int):
            return found
        if text not in self._added:
            self._added[text] = self._add(text, full_name or name_in(text), unit_id)
        return self._added[text]

    def notes(self) -> list[Message]:
        """Say which officials are added."""
        if not self._added:
            return []
        return [
            counted(
                "%(count)s official was not known and is added, as a civil servant and specialist: %(names)s. "
                "Import the list of officials to say more.",
                "%(count)s officials were not known and are added, as civil servants and specialists: %(names)s. "
                "Import the list of officials to say more about them.",
                count=len(self._added),
                names=list(self._added)[:_NAMED_IN_A_NOTE],
            )
        ]

    def ask(self, findings: Findings) -> None:
        """Hand over the questions, and the rows that wait for an answer."""
        for text, (unmatched, rows) in self._asked.items():
            unique = tuple(dict.fromkeys(rows))
            findings.questions.append(Question("official", text, unmatched.told, unmatched.choices, unique))
            findings.refused.update(unique)

    def _two_people(self, owner: int | Unmatched | None, name: str, on: date) -> TwoPeople | None:
        other = self._names.named_instead(owner, name, on) if isinstance(owner, int) else None
        if other is None or not isinstance(owner, int):
            return None
        return TwoPeople(self._names.official(owner), self._names.official(other))

    def _may_add(self, text: str, found: Unmatched) -> bool:
        return self._since is not None and not found.choices and len(text) <= _LONGEST_CODE

    def _add(self, text: str, full_name: str, unit_id: int | None) -> int:
        added = self._additions.add(Official, {"code": text, "full_name": full_name})
        self._additions.add(
            Posting,
            {
                "official_id": added,
                "unit_id": self._units.top() if unit_id is None else unit_id,
                "kind": OfficialKind.CIVIL_SERVANT,
                "ranking_group": RankingGroup.SPECIALIST,
                "valid_from": self._since,
            },
        )
        return added
