"""The evidence pack: all that a decision was taken by, in one paper, for whoever examines it later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.decisions.checks import Check, Weight
from tracker.decisions.decisions import Decision, DecisionItem, steps_of
from tracker.messages import Message, message
from tracker.papers.contents import Annex, Block, Column, Paper, Paragraph, Row, Run, Table
from tracker.papers.decided_facts import Decided, Reading, decided_for_papers
from tracker.papers.decision_papers import about, decision_paper, file_name, merit, paragraph_of
from tracker.papers.listed import list_of
from tracker.papers.proposals import proposal_above_paper
from tracker.papers.scorecard_papers import card_blocks
from tracker.papers.wording import moment, say
from tracker.periods import CalendarGrain
from tracker.rewards.warnings import Warned

PACK = "evidence_pack"
WEIGHTS: Mapping[Weight, Message] = {
    Weight.FINE: message("In order"),
    Weight.WARNS: message("To know"),
    Weight.STOPS: message("Stands in the way"),
}


def evidence_pack(
    reading: Reading,
    decision: Decision,
    checks: Sequence[Check],
    warned: Mapping[int, Sequence[Warned]],
    grain: CalendarGrain,
) -> Paper:
    """Return the pack of a decision: `checks` as they stand or were kept, odd patterns by official."""
    decided = decided_for_papers(reading, decision, goes_above=decision.goes_above)
    title = say(message("Evidence pack")).upper()
    own = proposal_above_paper if decision.goes_above else decision_paper
    paper = own(reading, decision)
    return Paper(
        kind=PACK,
        name=file_name(title, decision.number or "", decided.period),
        head=decided.office.head("", decided.on, is_open=decided.is_open),
        title=title,
        dated_on=decided.on,
        summary=about(decided),
        body=tuple(_contents(decided)),
        annexes=(
            Annex(paper.title, (*(Paragraph((Run(one, is_italic=True),)) for one in paper.bases), *paper.body)),
            Annex(_title(message("List")), (_with_reasons(decided),), say(merit(decided))),
            *_cards(reading, decided, grain),
            Annex(_title(message("Checks before signing")), (_checks(checks) if checks else _none_kept(),)),
            *_warnings(decided, warned),
            Annex(_title(message("Course of events")), (_steps(reading, decision), *_audit_end(decision))),
        ),
        facts=decided.facts,
        people=decided.people,
    )


def _title(told: Message) -> str:
    return say(told).upper()


def _contents(decided: Decided) -> Iterator[Block]:
    yield paragraph_of(message("Decision: %(decision)s.", decision=decided.called))
    yield paragraph_of(
        message("Form of reward: %(form)s; %(recipients)s.", form=decided.form, recipients=decided.recipients)
    )
    yield paragraph_of(
        message(
            "Enclosed: the decision, the list with reasons, the scorecards of those chosen, the checks before signing, "
            "what was odd in their files, and the course of events with the end of the audit log."
        )
    )


def _with_reasons(decided: Decided) -> Table:
    table = list_of(decided.people, decided.total)
    reasons = [Row((person.order, person.name, person.merit)) for person in decided.people]
    columns = (table.columns[0], Column(table.columns[1].heading, 30), Column(say(message("Why")), 64))
    return Table(columns, tuple(reasons))


def _cards(reading: Reading, decided: Decided, grain: CalendarGrain) -> Iterator[Annex]:
    period = decided.decision.about
    if period is None:
        return
    for item, person in zip(decided.items, decided.people, strict=True):
        blocks = () if item.official_id is None else card_blocks(reading, item.official_id, period, grain)
        if blocks:
            yield Annex(say(message("Scorecard")).upper(), blocks, f"{person.name} – {decided.period}")


def _checks(checks: Sequence[Check]) -> Table:
    columns = (Column(say(message("Result")), 22), Column(say(message("What was looked at")), 78))
    return Table(columns, tuple(Row((say(WEIGHTS[one.weight]), say(one.told))) for one in checks))


def _none_kept() -> Paragraph:
    return paragraph_of(message("No checks were kept with this decision."))


def _warnings(decided: Decided, warned: Mapping[int, Sequence[Warned]]) -> Iterator[Annex]:
    rows = [
        Row((person.name, say(one.told)))
        for item, person in zip(decided.items, decided.people, strict=True)
        for one in _of(item, warned)
    ]
    if rows:
        columns = (Column(say(message("Full name")), 30), Column(say(message("What is odd")), 70))
        yield Annex(_title(message("Odd patterns in the files")), (Table(columns, tuple(rows)),))


def _of(item: DecisionItem, warned: Mapping[int, Sequence[Warned]]) -> Sequence[Warned]:
    return () if item.official_id is None else warned.get(item.official_id, ())


def _steps(reading: Reading, decision: Decision) -> Table:
    columns = (
        Column(say(message("When")), 24),
        Column(say(message("Who")), 20),
        Column(say(message("What")), 56),
    )
    rows = [
        Row(
            (
                moment(step.at.astimezone(reading.zone)),
                step.account,
                _told(say(step.message), step.because),
            )
        )
        for step in steps_of(reading.session, decision)
    ]
    return Table(columns, tuple(rows))


def _told(what: str, because: str | None) -> str:
    return f"{what}: {because}" if because else what


def _audit_end(decision: Decision) -> Iterator[Paragraph]:
    if decision.audit_hash is not None:
        told = message(
            "End of the audit log when it was issued: entry %(position)s, %(hash)s.",
            position=str(decision.audit_position),
            hash=decision.audit_hash,
        )
        yield paragraph_of(told)
