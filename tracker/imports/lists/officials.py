"""The import of officials with their postings and logins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from sqlmodel import Session, col, select

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.posting_drafts import Draft, PostingDrafts
from tracker.imports.lists.words import OFFICIAL_KINDS, RANKING_GROUPS, read_word
from tracker.imports.lists.wrong_cells import CellError, refuse_long, refuse_row
from tracker.imports.matching.named import load_named
from tracker.imports.matching.units import Units
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.imports.storing.record_plans import RecordPlans
from tracker.messages import InputError, Message, counted, message
from tracker.records.aliases import Alias, aliases_of
from tracker.records.leaving import LeftBehind, left_behind
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.text import name_key

_LONGEST_CODE = 60
_MOST_NOTED = 20
_LONGEST_NAME = _LONGEST_LOGIN = 200
_PERSONAL = ("code", "full_name", "degree", "field_of_study", "email", "phone")
_SAYS_A_POSTING = ("unit", "position", "kind", "ranking_group", "is_key_official", "working_time", "from", "to")


def import_officials(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store officials; a row with another unit, position or first day is a further posting."""
    findings = prepared.findings()
    named = load_named(session, prepared, "from", ())
    officials = _Officials(RecordPlans(session, findings, named), prepared, today)
    for row in prepared.checked.rows:
        if row.number in findings.refused:
            continue
        try:
            officials.plan(row)
        except InputError as refused:
            refuse_row(findings, row, refused, "code")
    officials.plan_postings()
    findings.notes += officials.notes_on_leaving()
    named.finish(findings)
    if batch is not None:
        officials.plans.store(batch)
    return officials.plans.count(), findings


@dataclass(frozen=True, slots=True)
class _Login:
    """A login, from when on it is its official's, and the aliases that it was before."""

    name: str
    start: date
    earlier: Sequence[Alias]


class _Officials:
    """The officials of a list: found by code, or by a name that stood for the code until now."""

    def __init__(self, plans: RecordPlans, prepared: Prepared, today: date) -> None:
        session = plans.session
        self.plans = plans
        self._today = today
        self._source = prepared.order.source
        self._by_code: dict[str, Official | int] = {
            name_key(official.code): official for official in session.exec(select(Official))
        }
        self._names = Counter(name_key(str(row.values["full_name"])) for row in prepared.checked.rows)
        self._said: dict[str, tuple[int, dict[str, object]]] = {}
        self._postings: dict[int, PostingDrafts] = {}
        self._aliases = aliases_of(session, self._source)

    def plan(self, row: CheckedRow) -> None:
        """Plan the official of a row, put his posting among the others, and plan his login."""
        code = cast(str, row.values["code"])
        refuse_long(row, "code", _LONGEST_CODE)
        refuse_long(row, "full_name", _LONGEST_NAME)
        wanted = {name: row.values[name] for name in _PERSONAL if row.values.get(name) is not None}
        self._refuse_contradiction(row.number, name_key(code), wanted)
        official = self._find(code, name_key(str(row.values["full_name"])))
        login = self._login(row, None if official is None else _id(official))
        drafts = self._drafts(official)
        said = _posting(row, self.plans.named.units)
        if said or not drafts.drafts:
            drafts.put(row.number, said, self._today)
        if isinstance(official, Official):
            self.plans.change(row.number, official, wanted, code)
        elif official is None:
            official = self.plans.add(row.number, Official, wanted)
        else:
            self.plans.repeat(row.number)
        self._by_code[name_key(code)] = official
        self._postings[_id(official)] = drafts
        if login is not None:
            self._plan_login(row.number, login, _id(official))

    def plan_postings(self) -> None:
        """Plan what the rows changed of the postings."""
        for official_id, drafts in self._postings.items():
            for draft in drafts.drafts:
                self._plan_posting(official_id, draft)

    def notes_on_leaving(self) -> list[Message]:
        """Say which officials leave by this list with work that somebody else has to take over."""
        ends = {official_id: drafts.last_day for official_id, drafts in self._postings.items()}
        last_days = {official_id: day for official_id, day in ends.items() if day is not None}
        known = {_id(one): one for one in self._by_code.values() if isinstance(one, Official)}
        left = left_behind(self.plans.session, {one: day for one, day in last_days.items() if one in known})
        notes = [_note_on(known[one], last_days[one], behind) for one, behind in left.items()]
        more = len(notes) - _MOST_NOTED
        if more <= 0:
            return notes
        told = counted("%(count)s more leaves with open work.", "%(count)s more leave with open work.", count=more)
        return [*notes[:_MOST_NOTED], told]

    def _find(self, code: str, name: str) -> Official | int | None:
        found = self._by_code.get(name_key(code))
        if found is None and self._names[name] == 1:
            return self._by_code.get(name)
        return found

    def _drafts(self, official: Official | int | None) -> PostingDrafts:
        if official is None:
            return PostingDrafts()
        official_id = _id(official)
        if official_id not in self._postings:
            postings = self.plans.session.exec(select(Posting).where(col(Posting.official_id) == official_id)).all()
            self._postings[official_id] = PostingDrafts.of(postings, self.plans.held_fields)
        return self._postings[official_id]

    def _plan_posting(self, official_id: int, draft: Draft) -> None:
        unit = draft.values.get("unit_id")
        if isinstance(unit, str):
            draft.values["unit_id"] = self.plans.named.units.find(unit)
        if draft.stored is not None and draft.row:
            self.plans.change(draft.row, draft.stored, draft.values, f"{draft.stored.position} {draft.valid_from}")
        elif draft.stored is None:
            values = {**draft.values, "official_id": official_id}
            if values.get("unit_id") is None:
                values["unit_id"] = self.plans.named.units.top()
            self.plans.add(draft.row, Posting, values, is_main=False)

    def _refuse_contradiction(self, row: int, key: str, wanted: dict[str, object]) -> None:
        first, said = self._said.setdefault(key, (row, wanted))
        if any(said.get(name, value) != value for name, value in wanted.items()):
            raise InputError(
                "Row %(first)d says something else of the same official. Keep the row that is right.", first=first
            )

    def _login(self, row: CheckedRow, official_id: int | None) -> _Login | None:
        """Return the login that is new to the official, his from the first day of the row if it was another's."""
        login = cast("str | None", row.values.get("login"))
        if login is None:
            return None
        earlier = self._aliases.get(name_key(login), [])
        if any(alias.official_id == official_id and alias.valid_to is None for alias in earlier):
            return None
        if any(alias.id is None for alias in earlier):
            told = message(
                "The login %(login)s stands in this list for another official too. Keep the row that is right; who had "
                "it earlier goes into a list that is imported before.",
                login=login,
            )
            raise CellError("login", told)
        start = (cast("date | None", row.values.get("from")) or self._today) if earlier else date.min
        later = [alias.valid_from for alias in earlier if alias.valid_from >= start]
        if later:
            told = message(
                "The login %(login)s belongs to another official from %(day)s on. Correct the login or the day.",
                login=login,
                day=max(later),
            )
            raise CellError("login", told)
        refuse_long(row, "login", _LONGEST_LOGIN)
        return _Login(login, start, earlier)

    def _plan_login(self, row: int, login: _Login, official_id: int) -> None:
        for alias in login.earlier:
            if alias.valid_to is None:
                self.plans.change(row, alias, {"valid_to": login.start - timedelta(days=1)}, login.name)
        key = name_key(login.name)
        values = {"source": self._source, "name": login.name, "key": key, "official_id": official_id}
        self.plans.add(row, Alias, {**values, "valid_from": login.start}, is_main=False)
        self._aliases[key] = [Alias.model_validate({**values, "valid_from": login.start})]


def _note_on(official: Official, last_day: date, left: LeftBehind) -> Message:
    return message(
        "%(name)s (%(code)s) leaves on %(day)s with files in work: %(files)d, duty days planned later: %(duty)d, "
        "requests without an answer: %(asked)d. Hand them on: the page of the official says where.",
        name=official.full_name,
        code=official.code,
        day=last_day,
        files=left.files,
        duty=left.duty_days,
        asked=left.corrections + left.causes,
    )


def _posting(row: CheckedRow, units: Units) -> dict[str, object]:
    """Return what the row says of the posting; a unit that has to be added stands by its name until it is."""
    values = row.values
    if all(values.get(key) is None for key in _SAYS_A_POSTING):
        return {}
    percent = cast("Decimal | None", values.get("working_time"))
    if percent is not None and not 1 <= percent <= 100:
        raise CellError("working_time", message("The working time must lie between 1 and 100 %%. Correct it."))
    kind = read_word(row, "kind", OFFICIAL_KINDS)
    group = read_word(row, "ranking_group", RANKING_GROUPS)
    unit = cast("str | None", values.get("unit"))
    said = {
        "unit_id": (units.known(unit) or unit) if unit else None,
        "position": values.get("position"),
        "kind": kind,
        "ranking_group": group,
        "is_key_official": values.get("is_key_official"),
        "working_time_percent": round(percent) if percent is not None else None,
        "valid_from": values.get("from"),
        "valid_to": values.get("to"),
    }
    return {name: value for name, value in said.items() if value is not None}


def _id(official: Official | int) -> int:
    if isinstance(official, int):
        return official
    assert official.id is not None
    return official.id
