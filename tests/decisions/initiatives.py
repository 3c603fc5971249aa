"""A commune with initiatives, and the people who propose and reward them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.award_forms import AwardForm, LegalBasis
from tracker.database import Database, RecordSession
from tracker.decisions.achievements import propose_achievement
from tracker.decisions.decisions import Decision
from tracker.decisions.initiative_changes import Said, propose_initiative
from tracker.decisions.initiatives import Initiative
from tracker.decisions.issuing import Paper, issue
from tracker.messages import InputError, message
from tracker.records.initiative_kinds import InitiativeKind
from tracker.records.postings import Posting, RankingGroup
from tracker.rewards.forms import Offered
from tracker.testing import Office

TODAY = date(2026, 11, 23)
FORM = AwardForm(
    "test.idea",
    message("Praise for an initiative"),
    [LegalBasis("1/QĐ-UBND", message("Decision on praise"))],
    500_000,
    fund=1_200_000,
    for_initiatives=True,
)
OFFERED = Offered(FORM, 500_000, TODAY, TODAY)
SAID = Said(
    kind=InitiativeKind.METHOD,
    title="One form for two papers",
    officials=(),
    practised_from=date(2026, 9, 1),
    description="Who registers a birth fills in one form instead of two.",
    evidence="The form, and minutes 12 of 28/08/2026",
)


@dataclass
class Deciding:
    """The commune: Hà and Ân at its desk, Ước leads with Ánh, who is its chairman."""

    database: Database
    officials: dict[str, int] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    procedure_id: int = 0

    def __post_init__(self) -> None:
        with self.database.writing("test") as session:
            office = Office(session)
            self.procedure_id = office.procedure().id or 0
            for code, name in (("ha", "Phạm Thị Hà"), ("an", "Nguyễn Văn Ân")):
                self._add(office, code, office.official(code, name).id or 0)
            office.unit = office.commune
            for code, name in (("uoc", "Bùi Đức Ước"), ("anh", "Trần Quốc Ánh")):
                self._add(office, code, office.official(code, name, RankingGroup.LEADER).id or 0)
                give_role(session, self._account(session, code), Role.LEADER, office.commune.id, date(2024, 1, 1))
            chairman = session.get_one(Posting, self.officials["anh"])
            chairman.position = "Chủ tịch UBND xã"

    def said(self, *finders: str, **values: object) -> Said:
        """Return what is said of an initiative that these found."""
        officials = tuple(self.officials[one] for one in finders)
        return replace(SAID, officials=officials, **values)  # type: ignore[arg-type]

    def initiative(self, *finders: str, by: str = "ha", **values: object) -> int:
        """Propose an initiative; returns its id."""
        with self.database.writing(by) as session:
            return propose_initiative(session, self.said(*finders, **values), self.viewers[by]).id or 0

    def reward(
        self, *initiatives: int, by: str = "uoc", offered: Offered = OFFERED, why: str = "It saves a day"
    ) -> int:
        """Propose to reward initiatives; returns the id of the decision."""
        with self.database.writing(by) as session:
            found = [session.get_one(Initiative, one) for one in initiatives]
            reasons = dict.fromkeys(initiatives, why)
            return propose_achievement(session, offered, found, reasons, self.viewers[by]).id or 0

    def issue(self, decision_id: int, number: str = "7/QĐ-UBND", by: str = "uoc", offered: Offered = OFFERED) -> None:
        """Issue a draft, signed by Ước, without looking at its checks."""
        with self.database.writing(by) as session:
            paper = Paper(number, TODAY, self.officials["uoc"])
            issue(session, session.get_one(Decision, decision_id), paper, offered, [], self.viewers[by], "/")

    def _add(self, office: Office, code: str, official_id: int) -> None:
        account = add_account(office.session, code, official_id)
        self.officials[code] = official_id
        self.viewers[code] = Viewer(account.id or 0, code, official_id, TODAY)

    def _account(self, session: RecordSession, code: str) -> Account:
        return session.get_one(Account, self.viewers[code].account_id)


def refused(work: Callable[[], object]) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(InputError) as caught:
        work()
    return str(caught.value)
