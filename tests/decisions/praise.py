"""A commune that decides on a praise for the third quarter of 2026: its officials, its leaders, their steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from tests.rewards.cards import FORM, QUARTER, card
from tracker.accounts.accounts import account_by_name, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.award_forms import AwardForm, Exclusion
from tracker.database import Database, RecordSession
from tracker.decisions.checking import checks_of
from tracker.decisions.checks import Check
from tracker.decisions.choosing import choose_official, item_about, propose
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, items_of, steps_of
from tracker.decisions.issuing import Paper, issue, revoke
from tracker.decisions.steps import seen_decision
from tracker.messages import InputError, message, translate
from tracker.plugins import Plugins
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit
from tracker.rewards.candidates import Candidates, candidates_of
from tracker.rewards.forms import Offered
from tracker.scoring.closings import PeriodClosing
from tracker.scoring.scorecards import Scorecard
from tracker.testing import Office

TODAY = date(2026, 11, 23)
SINCE = date(2024, 1, 1)
LEFT_OUT = Exclusion(message("Left out"), lambda one: one.code == "out")
PRAISE = replace(FORM, exclusions=(LEFT_OUT,), fund=2_000_000)
OFFERED = Offered(PRAISE, 500_000, TODAY, TODAY)
CARDS = {"a": "95", "b": "90", "c": "80", "d": "60", "out": "99"}
"""With two places a and b are proposed, c stands below the cut, d misses the form, out is excluded."""
LEADERS = {"chairman": "85", "deputy": "80", "head": "50"}
"""Of these the form proposes the first two, and the last one misses it."""


@dataclass
class Commune:
    """Five officials; a chairman, his deputy and the head of the desk, who lead everything and have cards themselves.

    `secretary` leads as well, with an account that is no official's; `expert` leads nobody.
    """

    database: Database
    form: AwardForm = PRAISE
    officials: dict[str, int] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.database.writing("test") as session:
            office = Office(session)
            for code, total in CARDS.items():
                self.officials[code] = card(office, code, total)
            office.unit = office.commune
            for code, total in LEADERS.items():
                self.officials[code] = card(office, code, total, group=RankingGroup.LEADER, name=f"Lê {code}")
            for code in (*LEADERS, "secretary", "expert"):
                account = add_account(session, code, self.officials.get(code))
                self.viewers[code] = Viewer(account.id or 0, code, account.official_id, TODAY)
                if code != "expert":
                    give_role(session, account, Role.LEADER, office.commune.id, SINCE)
            for code in ("a", "b"):
                account = add_account(session, f"staff.{code}", self.officials[code])
                self.viewers[code] = Viewer(account.id or 0, f"staff.{code}", account.official_id, TODAY)
            of_chairman = select(Posting).where(Posting.official_id == self.officials["chairman"])
            session.exec(of_chairman).one().position = "Chủ tịch UBND xã"

    @property
    def offered(self) -> Offered:
        """The form."""
        return replace(OFFERED, form=self.form)

    def close(self) -> None:
        """Close the quarter, whose cards stand as they are."""
        with self.database.writing("admin") as session:
            session.add(
                PeriodClosing(
                    period=QUARTER.name,
                    as_of=QUARTER.end,
                    closed_at=datetime(2026, 10, 20, tzinfo=UTC),
                    settings="{}",
                    plugins="",
                    digest="",
                    audit_position=0,
                    audit_hash="",
                )
            )

    def score(self, **totals: str) -> None:
        """Give officials other totals."""
        with self.database.writing("test") as session:
            for code, total in totals.items():
                of_him = select(Scorecard).where(Scorecard.official_id == self.officials[code])
                session.exec(of_him).one().total_hundredths = int(Decimal(total) * 100)

    def ids(self, *codes: str) -> list[int]:
        """Return who they are."""
        return [self.officials[code] for code in codes]

    def candidates(self, session: RecordSession) -> Candidates:
        """Return the candidates as they stand."""
        return candidates_of(session, QUARTER, self.offered, "quarter")

    def propose(
        self, *codes: str, by: str = "secretary", reasons: Mapping[str, str] | None = None, today: date | None = None
    ) -> int:
        """Propose these, those whom the form proposes where nobody is named; returns the id of the draft."""
        why = {self.officials[code]: text for code, text in (reasons or {}).items()}
        wanted = self.ids(*(codes or ("a", "b", "chairman", "deputy")))
        with self.database.writing(by) as session:
            viewer = replace(self.viewers[by], today=today or self.viewers[by].today)
            decided = propose(session, self.candidates(session), set(wanted) - {viewer.official_id}, why, viewer)
            return decided.id or 0

    def step(
        self,
        work: Callable[[RecordSession, Decision], object],
        id: int,
        by: str = "secretary",
        state: DecisionState = DecisionState.DRAFT,
    ) -> None:
        """Take a step of who saw the decision as it stands."""
        with self.database.reading() as session:
            version = session.get_one(Decision, id).version
        with self.database.writing(by) as session:
            work(session, seen_decision(session, id, version, state))

    def choose(self, id: int, code: str, why: str | None = None, by: str = "secretary", *, is_chosen: bool) -> None:
        """Add or drop somebody."""

        def work(session: RecordSession, decided: Decision) -> None:
            who = self.officials[code]
            choose_official(session, decided, self.candidates(session), who, why, self.viewers[by], is_chosen=is_chosen)

        self.step(work, id, by)

    def checks(self, session: RecordSession, decided: Decision, on: date = TODAY) -> list[Check]:
        """Return what is looked at before signing."""
        plugins, candidates = Plugins([]), self.candidates(session)
        return checks_of(session, plugins, decided, candidates, self.form.legal_bases, on)

    def issue(self, id: int, paper: Paper | None = None, by: str = "secretary", page: str = "/") -> None:
        """Issue a draft, signed by the head of the desk unless said otherwise, after looking at its checks."""

        def work(session: RecordSession, decided: Decision) -> None:
            given = paper or self.paper()
            checks = self.checks(session, decided, given.decided_on)
            issue(session, decided, given, self.offered, checks, self.viewers[by], page)

        self.step(work, id, by)

    def revoke(self, id: int, paper: Paper | None = None, why: str = "A wrong file", by: str = "secretary") -> int:
        """Revoke a decision; returns the id of the one that does so."""
        made: list[Decision] = []

        def work(session: RecordSession, decided: Decision) -> None:
            given = paper or self.paper("2/QĐ-UBND")
            made.append(revoke(session, decided, given, why, self.viewers[by], "/"))

        self.step(work, id, by, DecisionState.ISSUED)
        return made[0].id or 0

    def paper(
        self, number: str = "1/QĐ-UBND", on: date = TODAY, signer: str = "head", signs_for: str | None = None
    ) -> Paper:
        """Return what the clerk's system gives."""
        return Paper(number, on, self.officials[signer], None if signs_for is None else self.officials[signs_for])

    def decision(self, id: int) -> Decision:
        """Return a decision as it is stored."""
        with self.database.reading() as session:
            return session.get_one(Decision, id)

    def items(self, id: int) -> dict[str, DecisionItem]:
        """Return who is in a decision, by code."""
        codes = {who: code for code, who in self.officials.items()}
        with self.database.reading() as session:
            return {codes[item.official_id]: item for item in items_of(session, session.get_one(Decision, id))}

    def chosen(self, id: int) -> dict[str, bool | None]:
        """Return, by code, whether they are chosen."""
        return {code: item.is_chosen for code, item in self.items(id).items()}

    def told(self, id: int) -> list[str]:
        """Return what was done, step by step."""
        with self.database.reading() as session:
            return [translate(one.message, "en") for one in steps_of(session, session.get_one(Decision, id))]

    def item(self, session: RecordSession, decided: Decision, code: str) -> DecisionItem:
        """Return what a decision says of somebody."""
        found = item_about(session, decided, self.officials[code])
        assert found is not None
        return found

    def give_role_for_days(self, code: str, first: date, last: date) -> None:
        """Let somebody lead the commune for some days."""
        with self.database.writing("admin") as session:
            commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
            give_role(session, account_by_name(session, code), Role.LEADER, commune.id, first, last)


def refused(work: Callable[[], object]) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(InputError) as caught:
        work()
    return str(caught.value)


def codes_chosen(chosen: Mapping[str, bool | None]) -> Collection[str]:
    """Return those who are chosen."""
    return {code for code, is_chosen in chosen.items() if is_chosen}
