"""A commune with funds, titles and discipline, for the tests of that plugin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import select

from tests.conftest import FilledBy
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, DecisionKind, DecisionState
from tracker.installation import Tracker
from tracker.messages import dump_with_messages, message
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.testing.office import BEGINNING, Office

TODAY = date(2026, 11, 23)


@dataclass
class Commune:
    """Officials CB01 to CB03 and a leader who is an official himself; every decision gets the next number."""

    database: Database
    session: RecordSession = field(init=False)
    decided: int = 0

    @contextmanager
    def writing(self) -> Iterator[RecordSession]:
        """Open a transaction; everything below works in it."""
        with self.database.writing("test", "A reason") as self.session:
            yield self.session

    def official(self, code: str) -> int:
        """Return the id of an official."""
        return self.session.exec(select(Official.id).where(Official.code == code)).one() or 0

    def leader(self, today: date = TODAY) -> Viewer:
        """Return the leader, who is an official."""
        account = self.session.exec(select(Account).where(Account.name == "leader")).one()
        return Viewer(account.id or 0, account.name, account.official_id, today)

    def decides(
        self,
        form: str,
        on: date,
        *codes: str,
        period: str | None = None,
        amount: int = 0,
        fund: str | None = None,
        state: DecisionState = DecisionState.ISSUED,
        goes_above: bool = False,
    ) -> Decision:
        """Store a decision on paper that rewards these officials."""
        self.decided += 1
        decided = Decision(
            kind=DecisionKind.ACHIEVEMENT if period is None else DecisionKind.PERIOD,
            period=period,
            form=form,
            title=dump_with_messages(message("Praise")),
            state=state,
            dossier_on=on,
            proposed_by="leader",
            number=None if state is DecisionState.DRAFT else f"{self.decided}/QĐ-UBND",
            decided_on=on,
            amount=amount,
            pays_from=fund,
        )
        self.session.add(decided)
        self.session.flush()
        for code in codes:
            item = DecisionItem(
                decision_id=decided.id or 0, official_id=self.official(code), is_chosen=True, goes_above=goes_above
            )
            self.session.add(item)
        self.session.flush()
        return decided

    def is_answered(self, decided: Decision, on: date, *, is_granted: bool) -> None:
        """Store what the level above says to everybody in a proposal."""
        for item in self.session.exec(select(DecisionItem).where(DecisionItem.decision_id == decided.id)).all():
            answer = AnswerAbove(item_id=item.id or 0, is_granted=is_granted, number="9/QĐ-UBND", decided_on=on)
            self.session.add(answer)
        self.session.flush()


def fill(database: Database) -> None:
    """Add the tables of the plugin, the officials and the leader."""
    Tracker(Config(), database, Plugins(["commendations"]), database.clock).upgrade()
    with database.writing("test") as session:
        office = Office(session)
        for code in ("CB01", "CB02", "CB03"):
            office.official(code)
        late = office.official("NEW", since=date(2026, 3, 2))
        office.official("IN TIME", since=date(2026, 3, 1))
        leader = add_account(session, "leader", office.official("LD").id)
        give_role(session, leader, Role.LEADER, office.commune.id, BEGINNING)
        assert late.id


def commune_of(filled_by: FilledBy) -> Commune:
    """Return the commune over a database of its own."""
    return Commune(filled_by(fill))
