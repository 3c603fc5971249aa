"""The questions that a check of a list leaves open, as a page asks them, and the answers that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tracker.imports.checking.checked import Question
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.kept_results import AskedRows, KeptResult
from tracker.imports.uploads.uploads import Said
from tracker.imports.uploads.wording import HAND_OVER_STANDS
from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on
from tracker.records.units import Unit
from tracker.text import fold
from tracker.web.requests import scope, session, today

NEW_OFFICIAL = "+"
_QUESTIONS_SHOWN = 30
_LONGEST_CODE = 60
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Person:
    """An official who may be meant; `about` tells him from others of his name."""

    code: str
    name: str
    about: str

    @property
    def label(self) -> str:
        """How a list of choices shows him."""
        return " · ".join(part for part in (f"{self.name} ({self.code})", self.about) if part)


@dataclass(frozen=True, slots=True)
class AskedOnPage:
    """One question with its form field: its sentences, how many rows wait, what may be chosen and what is chosen.

    A question for a person lists likely ones in `choices`, and the others in `others`.
    """

    field: str
    told: Sequence[Message]
    count: int | None
    choices: Sequence[tuple[str, Message | str]]
    chosen: str = ""
    others: Sequence[Person] = ()
    similar: Sequence[Person] = ()
    may_be_new: bool = False
    rows: Sequence[int] = ()

    @property
    def is_for_person(self) -> bool:
        """Whether somebody has to be chosen from all officials."""
        return bool(self.others) or self.may_be_new


def questions_on_page(result: KeptResult, said: Said, people: Mapping[str, Person]) -> list[AskedOnPage]:
    """Return the questions, those about all dates first; what is asked of several columns is asked once."""
    questions = [
        *_about_dates(result, "date_order"),
        *_about_dates(result, "spreadsheet_dates"),
        *_about_hand_overs(result, said),
    ]
    for number, asked in enumerate(_about_people(result)[:_QUESTIONS_SHOWN]):
        questions.append(_about_person(number, asked, people))
    return questions


def with_answers(said: Said, result: KeptResult, sent: MultiDict[str, str]) -> Said:
    """Return what is said of an upload once these answers came; an answer that is left open stays open."""
    forgotten = set(sent.getlist("forget"))
    aliases = {name: code for name, code in said.aliases.items() if name not in forgotten}
    new = [name for name in said.new_officials if name not in forgotten]
    known = known_people()
    for number, asked in enumerate(_about_people(result)):
        answer, name = sent.get(f"official-{number}", ""), asked.question.subject
        if answer == NEW_OFFICIAL:
            new.append(name)
        elif answer in known:
            aliases[name] = answer
    update: dict[str, object] = {"aliases": aliases, "new_officials": tuple(dict.fromkeys(new))}
    if sent.get("date_order") in set(DateOrder):
        update["date_order"] = DateOrder(sent["date_order"])
    if sent.get("spreadsheet_dates") in set(SpreadsheetDates):
        update["spreadsheet_dates"] = SpreadsheetDates(sent["spreadsheet_dates"])
    if sent.get("returned_is_finish") in _YES_OR_NO:
        update["returned_is_finish"] = _YES_OR_NO[sent["returned_is_finish"]]
    return said.model_copy(update=update)


def answered_names(said: Said, people: Mapping[str, Person]) -> list[tuple[str, str | None]]:
    """Return the names that were answered, each with the official who is meant; None for a new one."""
    known = [(name, people[code].label if code in people else code) for name, code in said.aliases.items()]
    return [*known, *((name, None) for name in said.new_officials)]


def known_people() -> dict[str, Person]:
    """Return the officials who may be meant, by code, in the order of Vietnamese lists."""
    posted = (col(Posting.official_id) == col(Official.id)) & runs_on(today())
    wanted: sa.Select[*tuple[Any, ...]] = (
        sa.select(col(Official.code), col(Official.full_name), col(Posting.position), col(Unit.name).label("unit"))
        .outerjoin(Posting, posted)
        .outerjoin(Unit, col(Unit.id) == col(Posting.unit_id))
        .order_by(col(Official.name_order), col(Official.code))
    )
    rows = session().execute(scope().narrow(wanted, Official))
    people: dict[str, Person] = {}
    for row in rows:
        about = ", ".join(part for part in (row.position, row.unit) if part)
        people.setdefault(row.code, Person(row.code, row.full_name, about))
    return people


def _about_dates(result: KeptResult, kind: str) -> list[AskedOnPage]:
    asked = [one for one in result.questions if one.question.kind == kind]
    if not asked:
        return []
    choices = [(choice.value, choice.message) for choice in asked[0].question.choices]
    told = [one.question.message for one in asked]
    return [AskedOnPage(kind, told, max(one.count for one in asked), choices)]


def _about_hand_overs(result: KeptResult, said: Said) -> list[AskedOnPage]:
    """Return the question whether the hand-over stands for the finish, where it does now or was answered before."""
    notes = [note for note in result.notes if note.id == HAND_OVER_STANDS]
    if not notes and said.returned_is_finish is None:
        return []
    told = notes or [message("The day of the hand-over does not stand for a finish that the list does not give.")]
    choices = [
        ("yes", message("It stands for the finish")),
        ("no", message("It does not: the file was not finished then")),
    ]
    chosen = "no" if said.returned_is_finish is False or not notes else "yes"
    return [AskedOnPage("returned_is_finish", told, None, choices, chosen)]


def _about_people(result: KeptResult) -> list[AskedRows]:
    return [asked for asked in result.questions if asked.question.kind == "official"]


def _about_person(number: int, asked: AskedRows, people: Mapping[str, Person]) -> AskedOnPage:
    question = asked.question
    bearers = [people[choice.value] for choice in question.choices if choice.value in people]
    similar = [] if bearers else _similar(question, people)
    return AskedOnPage(
        field=f"official-{number}",
        told=[question.message],
        count=asked.count,
        choices=[(one.code, one.label) for one in bearers],
        others=() if bearers else [one for one in people.values() if one not in similar],
        similar=similar,
        may_be_new=not question.choices and len(question.subject) <= _LONGEST_CODE,
        rows=question.rows,
    )


def _similar(question: Question, people: Mapping[str, Person]) -> list[Person]:
    """Return the officials whose given name stands last in the text that was not known."""
    words = fold(question.subject.partition("(")[0]).split()
    return [one for one in people.values() if words and fold(one.name).split()[-1:] == words[-1:]]
