"""The minutes of the council: who was asked, how it voted on each, what was said, what it concludes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account, full_names
from tracker.decisions.council import CouncilMember, Votes, comments_on, members_of, votes_on
from tracker.decisions.decisions import Decision, DecisionItem, items_of
from tracker.messages import message
from tracker.papers.contents import Block, Column, Paper, Paragraph, Person, Row, Run, Signature, Table
from tracker.papers.decided_facts import Decided, Reading, decided_for_papers
from tracker.papers.decision_papers import about, file_name, merit, paragraph_of
from tracker.papers.listed import people_in
from tracker.papers.wording import count, day_open, lowered, say
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on

MINUTES = "minutes"
BLANK = "…………"


def minutes_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the minutes of the council on a decision; hour and place are left to be filled in."""
    session = reading.session
    decided = decided_for_papers(reading, decision)
    office = decided.office
    title = say(message("Minutes")).upper()
    return Paper(
        kind=MINUTES,
        name=file_name(title, decided.period),
        head=office.council_head(office.open_council_number("BB"), decision.dossier_on),
        title=title,
        dated_on=decision.dossier_on,
        summary=say(message("Meeting of the %(council)s", council=office.council)),
        body=(
            *_opening(decided),
            *_members(session, members_of(session, decision), decided),
            *_contents(reading, decided, items_of(session, decision)),
            *_conclusion(decided),
        ),
        recipients=office.recipients(),
        signatures=(
            Signature((say(message("Secretary")).upper(),), note=_by_hand()),
            Signature((say(message("Chairman of the council")).upper(),), note=_by_hand()),
        ),
        facts=decided.facts,
        people=decided.people,
    )


def _by_hand() -> str:
    return say(message("(Signature and full name)"))


def _opening(decided: Decided) -> list[Block]:
    told = message(
        "At %(hour)s of %(day)s, at %(place)s, the %(council)s met to consider: %(about)s.",
        hour=BLANK,
        day=day_open(decided.decision.dossier_on),
        place=BLANK,
        council=decided.office.council,
        about=lowered(about(decided)),
    )
    return [_heading("I", say(message("Time, place and subject"))), paragraph_of(told)]


def _members(session: Session, members: Sequence[CouncilMember], decided: Decided) -> list[Block]:
    who = _names(session, members, decided)
    rows = tuple(Row((str(number), name, position)) for number, (name, position) in enumerate(who, 1))
    columns = (
        Column(say(message("No.")), 8, "center"),
        Column(say(message("Full name")), 42),
        Column(say(message("Position")), 50),
    )
    first = _heading("II", say(message("Members of the council who were asked")))
    return [first, Table(columns, rows)] if rows else [first, paragraph_of(message("No council was asked."))]


def _names(session: Session, members: Sequence[CouncilMember], decided: Decided) -> list[tuple[str, str]]:
    wanted = (
        sa.select(col(Account.name), col(Official.full_name), sa.func.max(col(Posting.position)))
        .outerjoin(Official, col(Official.id) == col(Account.official_id))
        .outerjoin(Posting, sa.and_(col(Posting.official_id) == col(Official.id), runs_on(decided.on)))
        .where(col(Account.id).in_([one.account_id for one in members]))
        .group_by(col(Account.id), col(Account.name), col(Official.full_name), col(Official.name_order))
        .order_by(sa.func.coalesce(col(Official.name_order), col(Account.name)), col(Account.id))
    )
    return [(name or account, position or "") for account, name, position in session.connection().execute(wanted)]


def _contents(reading: Reading, decided: Decided, items: Sequence[DecisionItem]) -> list[Block]:
    session = reading.session
    votes = votes_on(session, decided.decision)
    people = people_in(session, items, decided.on, None)
    blocks: list[Block] = [_heading("III", say(message("Votes and comments"))), _votes(people, items, votes)]
    own = message("No member votes on his own case, so the votes on some may be fewer than the members.")
    blocks.append(Paragraph((Run(say(own)),), "note"))
    names = {item.id: person.name for item, person in zip(items, people, strict=True)}
    comments = comments_on(session, decided.decision)
    who = full_names(session, {one.account for one in comments}) if comments else {}
    for one in comments:
        subject = names.get(one.item_id)
        said = f"- {who.get(one.account, one.account)}{f' ({subject})' if subject else ''}: {one.text}"
        blocks.append(Paragraph((Run(said),), "item"))
    return blocks


def _votes(people: Sequence[Person], items: Sequence[DecisionItem], votes: Mapping[int, Votes]) -> Table:
    columns = (
        Column(say(message("No.")), 7, "center"),
        Column(say(message("Full name or collective")), 27),
        Column(say(message("Points")), 11, "center"),
        *(Column(say(one), 12, "center") for one in (message("For"), message("Against"), message("Abstains"))),
        Column(say(message("Conclusion")), 19),
    )
    rows = []
    for item, person in zip(items, people, strict=True):
        voted = votes.get(item.id or 0, Votes())
        numbers = (count(one) for one in (voted.in_favour, voted.against, voted.abstained))
        rows.append(Row((person.order, person.name, person.points, *numbers, _concluded(item))))
    return Table(columns, tuple(rows))


def _concluded(item: DecisionItem) -> str:
    if not item.is_chosen:
        return say(message("Not proposed"))
    return say(message("Proposed to the level above")) if item.goes_above else say(message("Proposed for the reward"))


def _conclusion(decided: Decided) -> list[Block]:
    told = message(
        "The council proposes to award %(form)s to %(recipients)s %(merit)s, as the table above says.",
        form=decided.form,
        recipients=decided.recipients,
        merit=merit(decided),
    )
    ends = message(
        "The meeting ended at %(hour)s of the same day; the minutes were read to all and agreed./.", hour=BLANK
    )
    said = [paragraph_of(told)] if decided.people else []
    return [_heading("IV", say(message("Conclusion"))), *said, paragraph_of(ends)]


def _heading(number: str, words: str) -> Paragraph:
    return Paragraph((Run(f"{number}. {words}"),), "heading")
