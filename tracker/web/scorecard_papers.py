"""A scorecard with its explanation as a paper: one's own, or that of an official whose scorecard one may see."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from tracker.messages import Message, message
from tracker.papers.scorecard_papers import scorecard_paper
from tracker.web.explained import Explained, explain
from tracker.web.file_kinds import FileKind
from tracker.web.gate import needs
from tracker.web.paper_answers import paper_answer, reading
from tracker.web.period_choice import PeriodChoice
from tracker.web.ranking import scored_grain
from tracker.web.record import Person, choice_of, me, my_record, other, record
from tracker.web.requests import told

NO_CARD = message("There is no scorecard for this period yet, so there is no paper of it.")


@my_record.get("/scorecard/<period_name>.<any(docx, pdf):file_kind>")
@needs("records.view_own")
def paper(period_name: str, file_kind: str) -> ResponseReturnValue:
    """Hand out one's own scorecard."""
    return _paper(me(), choice_of(period_name), FileKind(file_kind))


@record.get("/scorecard/<period_name>.<any(docx, pdf):file_kind>", endpoint="paper")
@needs("scores.view")
def paper_of_official(official_id: int, period_name: str, file_kind: str) -> ResponseReturnValue:
    """Hand out the scorecard of an official."""
    return _paper(other(official_id), choice_of(period_name), FileKind(file_kind))


def _paper(person: Person, choice: PeriodChoice, kind: FileKind) -> ResponseReturnValue:
    """Answer with the card as the page shows it; that page says why there is none."""
    explained = explain(person.id, choice)
    made = None
    if isinstance(explained, Explained):
        made = scorecard_paper(reading(), person.id, choice.period, scored_grain())
    if made is None:
        return _back(person, choice, NO_CARD if explained.why_not is None else explained.why_not)
    return paper_answer(made, kind)


def _back(person: Person, choice: PeriodChoice, why: Message) -> ResponseReturnValue:
    flash(told(why), "warn")
    return redirect(person.address("show", period=choice.period.name))
