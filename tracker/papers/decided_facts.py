"""What the papers of one decision have in common: who is in it, what it costs, what it rests on, how it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.award_forms import LegalBasis
from tracker.decisions.decisions import Decision, DecisionItem, items_of
from tracker.messages import Message, message
from tracker.papers.contents import Facts, Person
from tracker.papers.listed import people_in
from tracker.papers.office import Office, office_on
from tracker.papers.wording import count, day, dong_in_words, lowered, number, period_words, say
from tracker.plugins import Plugins
from tracker.rewards.forms import Offered


@dataclass(frozen=True, slots=True)
class Reading:
    """What papers are read from: the records, the plugins, and the form as it is offered today (None: not any more).

    `today` dates what is not signed yet; hours are those of `zone`.
    """

    session: Session
    plugins: Plugins
    today: date
    zone: ZoneInfo
    offered: Offered | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as its papers tell it. `amount` is what each recipient gets, None for nothing that is paid here."""

    decision: Decision
    office: Office
    on: date
    items: Sequence[DecisionItem]
    people: tuple[Person, ...]
    amount: int | None
    bases: Sequence[LegalBasis]
    fund: str

    @property
    def is_open(self) -> bool:
        """Whether it has no number and no day yet."""
        return self.decision.decided_on is None

    @property
    def is_about_units(self) -> bool:
        """Whether units are rewarded, not people."""
        return any(item.unit_id is not None for item in self.items)

    @property
    def total(self) -> int | None:
        """What all of it costs."""
        return None if self.amount is None else self.amount * len(self.people)

    @property
    def form(self) -> str:
        """What the form is called."""
        return say(self.decision.form_title)

    @property
    def period(self) -> str:
        """The period that it is about, empty for none."""
        return period_words(self.decision.about) if self.decision.about else ""

    @property
    def recipients(self) -> str:
        """How many are rewarded, and what: "03 cá nhân"."""
        words = message("%(count)s collectives") if self.is_about_units else message("%(count)s individuals")
        return say(words._replace(params={"count": count(len(self.people))}))

    @property
    def called(self) -> str:
        """The decision by its number and day: Quyết định số 123/QĐ-UBND ngày 05 tháng 10 năm 2026."""
        return called(self.decision)

    @property
    def facts(self) -> Facts:
        """The same in pieces, for templates with sentences of their own."""
        return Facts(
            form=self.form,
            period=self.period,
            count=count(len(self.people)),
            amount=number(self.amount) if self.amount else "",
            total=number(self.total) if self.total else "",
            total_in_words=dong_in_words(self.total) if self.total else "",
            fund=self.fund,
            decision=self.called,
        )


def decided_for_papers(reading: Reading, decision: Decision, *, goes_above: bool = False) -> Decided:
    """Return a decision as its papers tell it, with those whom it rewards, or whom it proposes to the level above."""
    on = decision.decided_on or reading.today
    office = office_on(reading.session, on)
    items = [one for one in items_of(reading.session, decision) if one.is_chosen and one.goes_above is goes_above]
    amount = _amount(reading, decision) if not goes_above else None
    people = people_in(reading.session, items, on, amount)
    return Decided(decision, office, on, items, people, amount, _bases(reading, decision), _fund(reading, office))


def called(decision: Decision) -> str:
    """Return a decision by its number and day; before it has them, by their places."""
    if decision.number is None or decision.decided_on is None:
        return say(message("The decision"))
    return say(message("Decision No. %(number)s of %(day)s", number=decision.number, day=day(decision.decided_on)))


def _amount(reading: Reading, decision: Decision) -> int | None:
    if not decision.is_draft:
        return decision.amount or None
    return (reading.offered.pays or None) if reading.offered else None


def _bases(reading: Reading, decision: Decision) -> list[LegalBasis]:
    if not decision.is_draft:
        return [LegalBasis(number, text) for number, text in decision.bases]
    return list(reading.offered.form.legal_bases) if reading.offered else []


def _fund(reading: Reading, office: Office) -> str:
    fund = reading.offered.form.pays_from if reading.offered else None
    told: Message | None = None if fund is None else fund.title
    if told is None:
        return office.settings.fund
    return lowered(say(told))
