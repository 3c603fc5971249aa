"""Initiatives are proposed, changed and withdrawn by whoever says them, for himself or for others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.decisions.initiative_states import decisions_on
from tracker.decisions.initiatives import LONGEST_TITLE, Initiative, InitiativePerson
from tracker.messages import InputError
from tracker.records.initiative_kinds import InitiativeKind
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.workdays import FIRST_DAY

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an initiative; `officials` found it."""

    kind: InitiativeKind
    title: str
    officials: Collection[int]
    practised_from: date
    description: str
    evidence: str
    procedure_id: int | None = None


def propose_initiative(session: RecordSession, said: Said, by: Viewer) -> Initiative:
    """Propose an initiative. Raises InputError, saying what is missing or cannot be."""
    _refuse_unfit(session, said, by.today)
    initiative = Initiative(
        title=said.title,
        practised_from=said.practised_from,
        description=said.description,
        evidence=said.evidence,
        said_by=by.account_name,
        said_on=by.today,
    )
    _write(session, initiative, said)
    return initiative


def change_initiative(session: RecordSession, initiative: Initiative, said: Said, by: Viewer) -> None:
    """Change one's own initiative. Raises InputError if it is another's or settled, and as `propose_initiative`."""
    _refuse_settled(session, initiative, by)
    _refuse_unfit(session, said, by.today)
    _write(session, initiative, said)


def withdraw_initiative(session: RecordSession, initiative: Initiative, by: Viewer) -> None:
    """Withdraw one's own initiative; it stays on record. Raises InputError if it is another's or settled."""
    _refuse_settled(session, initiative, by)
    initiative.withdrawn_on = by.today
    session.add(initiative)
    session.flush()


def _write(session: RecordSession, initiative: Initiative, said: Said) -> None:
    initiative.kind, initiative.procedure_id = said.kind, said.procedure_id
    initiative.title, initiative.practised_from = said.title.strip(), said.practised_from
    initiative.description, initiative.evidence = said.description.strip(), said.evidence.strip()
    session.add(initiative)
    session.flush()
    _write_finders(session, initiative, said.officials)


def _refuse_unfit(session: Session, said: Said, today: date) -> None:
    _refuse_unfit_texts(said)
    if not FIRST_DAY < said.practised_from <= today:
        raise InputError(
            "Say since when it has been practised: a day up to today, %(today)s, because only what is done already can "
            "be measured.",
            today=today,
        )
    if said.kind is InitiativeKind.SHORTER_PROCEDURE and said.procedure_id is None:
        raise InputError("Choose the procedure that is shorter now, or say that it is another way to work.")
    if said.procedure_id is not None and session.get(Procedure, said.procedure_id) is None:
        raise InputError("There is no such procedure. Choose one of the list.")
    if not said.officials:
        raise InputError("Say who found it: at least one official.")
    known = session.exec(select(Official.id).where(col(Official.id).in_(said.officials))).all()
    if set(known) != set(said.officials):
        raise InputError("There is no such official. Choose those who found it of the list.")


def _refuse_unfit_texts(said: Said) -> None:
    if not said.title.strip() or len(said.title.strip()) > LONGEST_TITLE:
        raise InputError("Give it a title of at most %(most)d letters.", most=LONGEST_TITLE)
    for text in (said.description, said.evidence):
        if not text.strip() or len(text.strip()) > LONGEST_TEXT:
            raise InputError(
                "Say what is done otherwise and where that can be checked, each in at most %(most)d letters.",
                most=LONGEST_TEXT,
            )


def _refuse_settled(session: Session, initiative: Initiative, by: Viewer) -> None:
    if initiative.said_by != by.account_name:
        raise InputError("Only %(who)s, who proposed it, changes or withdraws it.", who=initiative.said_by)
    if initiative.withdrawn_on is not None:
        raise InputError("It was withdrawn on %(day)s. Propose it anew.", day=initiative.withdrawn_on)
    decided = decisions_on(session, [initiative.id or 0]).get(initiative.id or 0)
    if decided is not None and decided.is_draft:
        raise InputError(
            "%(who)s has proposed a reward for it, so it stays as it is. Ask for that proposal to be withdrawn first.",
            who=decided.proposed_by,
        )
    if decided is not None:
        raise InputError("Decision %(number)s rewards it, so it stays as it is.", number=decided.number)


def _write_finders(session: RecordSession, initiative: Initiative, officials: Collection[int]) -> None:
    assert initiative.id is not None
    wanted = set(officials)
    stand = session.exec(select(InitiativePerson).where(InitiativePerson.initiative_id == initiative.id)).all()
    for one in stand:
        if one.official_id not in wanted:
            session.delete(one)
    for official_id in sorted(wanted - {one.official_id for one in stand}):
        session.add(InitiativePerson(initiative_id=initiative.id, official_id=official_id))
    session.flush()
