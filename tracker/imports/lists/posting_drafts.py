"""The postings of each official as a list leaves them: what a row says is put among those that are known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tracker.imports.lists.wrong_cells import CellError
from tracker.messages import InputError, Message, message
from tracker.records.postings import Posting, end_of_service

ONE_DAY = timedelta(days=1)
_WHEN = frozenset({"id", "official_id", "valid_from", "valid_to"})


@dataclass(slots=True)
class Draft:
    """One posting: as stored (None when new), with the values that the rows so far leave it with.

    What is `held` of it stays as it is stored, whatever the rows say.
    """

    row: int
    stored: Posting | None
    values: dict[str, object]
    held: Collection[str] = ()

    @property
    def valid_from(self) -> date:
        """Its first day."""
        day = self._stays("valid_from")
        assert isinstance(day, date)
        return day

    @property
    def valid_to(self) -> date | None:
        """Its last day, None while it lasts."""
        day = self._stays("valid_to")
        assert day is None or isinstance(day, date)
        return day

    def _stays(self, name: str) -> object:
        return getattr(self.stored, name) if name in self.held else self.values[name]

    @property
    def is_guessed(self) -> bool:
        """Whether an import of other records made it up, knowing no position."""
        return self.stored is not None and not self.stored.position


def _ask_since(present: Draft) -> Message:
    if present.valid_from == date.min:
        return message(
            "The row says something else of the posting than is known, and not since when. Fill in “Từ ngày”: the "
            "first day on which it holds."
        )
    return message(
        "The row says something else of the posting than is known since %(start)s, and not since when. Fill in “Từ "
        "ngày”: the first day on which it holds, or %(start)s if what is known was wrong from the beginning.",
        start=present.valid_from,
    )


@dataclass(slots=True)
class PostingDrafts:
    """The postings of one official in order, no two of which overlap."""

    drafts: list[Draft] = field(default_factory=list)

    @classmethod
    def of(cls, stored: Sequence[Posting], held: Callable[[Posting], Collection[str]]) -> PostingDrafts:
        """Return the postings as stored, with the fields that are held of each."""
        ordered = sorted(stored, key=lambda posting: posting.valid_from)
        return cls([Draft(0, posting, posting.model_dump(), held(posting)) for posting in ordered])

    @property
    def last_day(self) -> date | None:
        """The last day in service that they leave, where it is another one than was known; None while one lasts."""
        days = [draft.valid_to for draft in self.drafts]
        known = end_of_service([draft.stored for draft in self.drafts if draft.stored is not None])
        last = None if None in days else max((day for day in days if day is not None), default=None)
        return None if last == known else last

    def put(self, row: int, said: Mapping[str, object], today: date) -> None:
        """Put what a row says among the postings: a new unit, position or first day ends the one before it.

        Raises InputError, and changes nothing, if the days contradict each other.
        """
        before = [replace(draft, values=dict(draft.values)) for draft in self.drafts]
        try:
            self._put(row, said, today)
            self._refuse_overlaps()
        except InputError:
            self.drafts = before
            raise

    def _put(self, row: int, said: Mapping[str, object], today: date) -> None:
        since = said.get("valid_from")
        if len(self.drafts) == 1 and self.drafts[0].is_guessed:
            self._rewrite(self.drafts[0], row, said)
        elif not isinstance(since, date):
            self._put_undated(row, said, today)
        elif same := [draft for draft in self.drafts if draft.valid_from == since]:
            self._rewrite(same[0], row, said)
        else:
            self._insert(row, said, since)

    def _put_undated(self, row: int, said: Mapping[str, object], today: date) -> None:
        """Put a posting without a first day, which may repeat or complete the present one but not change it."""
        if not self.drafts:
            self._insert(row, said, date.min)
            return
        present = next((draft for draft in reversed(self.drafts) if draft.valid_from <= today), self.drafts[0])
        if any(present.values.get(name, said[name]) != said[name] for name in said if name not in _WHEN):
            raise CellError("from", _ask_since(present))
        self._rewrite(present, row, said)

    def _rewrite(self, draft: Draft, row: int, said: Mapping[str, object]) -> None:
        draft.row = row
        draft.values.update(said)

    def _insert(self, row: int, said: Mapping[str, object], since: date) -> None:
        earlier = [draft for draft in self.drafts if draft.valid_from < since]
        later = [draft for draft in self.drafts if draft.valid_from > since]
        like = earlier[-1:] or later[:1]
        values: dict[str, object] = {"valid_to": later[0].valid_from - ONE_DAY if later else None}
        for other in like:
            values |= {name: value for name, value in other.values.items() if name not in _WHEN}
        if earlier and (earlier[-1].valid_to is None or earlier[-1].valid_to >= since):
            earlier[-1].values["valid_to"] = since - ONE_DAY
            earlier[-1].row = earlier[-1].row or row
        self.drafts = [*earlier, Draft(row, None, {**values, **said, "valid_from": since}), *later]

    def _refuse_overlaps(self) -> None:
        self.drafts.sort(key=lambda draft: draft.valid_from)
        for draft in self.drafts:
            if draft.valid_to is not None and draft.valid_to < draft.valid_from:
                raise InputError(
                    "The posting ends on %(end)s, before it begins on %(start)s. Correct one of the two dates.",
                    end=draft.valid_to,
                    start=draft.valid_from,
                )
        for draft, following in zip(self.drafts, self.drafts[1:], strict=False):
            if draft.valid_to is None or draft.valid_to >= following.valid_from:
                raise InputError(
                    "The posting from %(start)s overlaps the one from %(other)s. Correct the dates of one of them.",
                    start=draft.valid_from,
                    other=following.valid_from,
                )
