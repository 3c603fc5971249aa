"""Trying settings on a period before they are stored, for every page that changes settings.

The page puts the buttons of `plugins/trial.html` into its form; `asked_trial` says whether one was pressed. `trial_of`
tries what the form changes, the card of the same template shows it, and `trial_workbook` is the same as .xlsx. Nothing
of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar, cast

from flask import Response, request
from pydantic import BaseModel
from sqlmodel import col, select

from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.records import working_time
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.records.words import word
from tracker.scoring.cards import NOTHING, CohortKey
from tracker.scoring.simulation import Change, ChangedLine, Compared, Summary, simulate_here, summary_of
from tracker.web.charts import Scale
from tracker.web.own_stakes import own_stake
from tracker.web.requests import language, scope, session, tracker
from tracker.web.trial_periods import refuse_too_many_files
from tracker.web.workbooks import Cell, workbook_answer

TRY, WORKBOOK, OTHER = "try_on", "trial_workbook", "other_period"
MOST_SHOWN = 200
Model = TypeVar("Model", bound=BaseModel)
NO_GROUP = message("No posting in the period")
HEADINGS = (
    message("Code"),
    message("Official"),
    message("Ranking group"),
    message("Points before"),
    message("Points after"),
    message("Moved by"),
    message("Rank before"),
    message("Rank after"),
    message("Rule"),
    message("Rule before"),
    message("Rule after"),
    message("Why before"),
    message("Why after"),
)


@dataclass(frozen=True, slots=True)
class AskedTrial:
    """On which period a form asks to try what it says, and whether the answer is to be a workbook."""

    period_name: str
    as_workbook: bool


@dataclass(frozen=True, slots=True)
class TriedOn:
    """One official, before and after."""

    official: Official
    compared: Compared


@dataclass(frozen=True, slots=True)
class TrialGroup:
    """The officials who are compared with each other, the best after the change first."""

    title: Message
    members: Sequence[TriedOn]


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of a trial: of every official whom the account may see."""

    summary: Summary
    groups: Sequence[TrialGroup]

    @property
    def everybody(self) -> Iterator[TriedOn]:
        """All officials, in their groups."""
        for group in self.groups:
            yield from group.members

    @property
    def shown(self) -> Sequence[TrialGroup]:
        """The groups as a page shows them: of very many officials those whose points move most."""
        if self.summary.officials <= MOST_SHOWN:
            return self.groups
        moved = sorted(self.everybody, key=lambda one: abs(one.compared.difference or NOTHING), reverse=True)[
            :MOST_SHOWN
        ]
        kept = {one.official.id for one in moved}
        groups = (
            TrialGroup(group.title, [one for one in group.members if one.official.id in kept]) for group in self.groups
        )
        return [group for group in groups if group.members]

    @property
    def left_out(self) -> int:
        """How many officials a page does not show."""
        return max(0, self.summary.officials - MOST_SHOWN)

    @property
    def scale(self) -> Scale:
        """From the fewest points to the most, on either side."""
        points = [total for one in self.everybody for total in one.compared.totals if total is not None]
        return Scale(min(points, default=NOTHING), max(points, default=NOTHING))


@dataclass(frozen=True, slots=True)
class Trial:
    """Changed settings of an owner tried on a period: the result, or why there is none. `made_at` is in UTC.

    `stake` says what who may store the change gains or loses by it himself.
    """

    owner: str
    made_at: datetime
    period: Period
    result: Result | None = None
    fault: Message | None = None
    stake: Message | None = None

    @property
    def supposed(self) -> Message:
        """What was supposed to have been otherwise."""
        if self.owner == working_time.OWNER:
            return message(
                "As if every file received in %(period)s had been judged by it; records as they are today.",
                period=period_title(self.period),
            )
        return message(
            "As if this change had been in force in %(period)s; records as they are today.",
            period=period_title(self.period),
        )


def asked_trial() -> AskedTrial | None:
    """Return what the form that was sent asks to try; None if another button of it was pressed."""
    for button in (TRY, WORKBOOK):
        pressed = request.form.get(button)
        if pressed:
            return AskedTrial(request.form.get(OTHER, "") if pressed == OTHER else pressed, button == WORKBOOK)
    return None


def trial_of(owner_key: str, change: Callable[[Model], Model], period_name: str) -> Trial:
    """Try what `change` makes of the settings that hold in a period; shown are the scorecards that the account may see.

    Settings differ from one part of a longer period to the next: each part is tried with its own, changed. Where it
    cannot be scored, the trial says why. Raises InputError for what is no period.
    """
    made_at = tracker().database.clock()
    period = parse_period(period_name)
    try:
        refuse_too_many_files(owner_key, period)
        simulation = simulate_here(tracker(), period, {owner_key: cast(Change, change)})
    except InputError as error:
        return Trial(owner_key, made_at, period, fault=error.message)
    compared = {one.official_id: one for one in simulation.officials}
    wanted = select(Official).where(col(Official.id).in_(compared)).order_by(col(Official.name_order))
    visible = session().exec(scope().narrow(wanted, Official, "scores.view"))
    everybody = [TriedOn(official, compared[official.id]) for official in visible if official.id is not None]
    summary = summary_of([one.compared for one in everybody])
    return Trial(owner_key, made_at, period, Result(summary, _in_groups(everybody)), stake=own_stake(simulation))


def trial_workbook(trial: Trial) -> Response:
    """Answer with the trial as a workbook: a row for each line that differs, one for an official without any."""
    assert trial.result is not None
    rows = (row for group in trial.result.groups for one in group.members for row in _rows(group.title, one))
    name = f"trial-{trial.owner}-{trial.period.name}"
    return workbook_answer(message("Tried, and not stored"), HEADINGS, rows, name, language())


def _in_groups(everybody: Sequence[TriedOn]) -> list[TrialGroup]:
    members: dict[CohortKey | None, list[TriedOn]] = {}
    for one in everybody:
        members.setdefault(one.compared.card.cohort, []).append(one)
    communes = {cohort.commune_id for cohort in members if cohort is not None}
    names = dict(session().exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(communes))).all())
    return [
        TrialGroup(_title(cohort, names), sorted(members[cohort], key=_by_rank))
        for cohort in sorted(members, key=_order)
    ]


def _order(cohort: CohortKey | None) -> tuple[bool, int, int]:
    """Order groups by commune and kind; those without a group stand last."""
    if cohort is None:
        return True, 0, 0
    return False, cohort.commune_id, list(RankingGroup).index(cohort.group)


def _title(cohort: CohortKey | None, communes: dict[int | None, str]) -> Message:
    if cohort is None:
        return NO_GROUP
    group = word(cohort.group)
    if len(communes) < 2:
        return group
    return message("%(group)s of %(commune)s", group=group, commune=communes[cohort.commune_id])


def _by_rank(one: TriedOn) -> tuple[bool, int, Decimal]:
    rank, total = one.compared.card.rank, one.compared.card.total
    return rank is None, rank or 0, -(total or NOTHING)


def _rows(group: Message, one: TriedOn) -> Iterator[Sequence[Cell]]:
    compared = one.compared
    official = (
        one.official.code,
        one.official.full_name,
        group,
        *compared.totals,
        compared.difference,
        *compared.ranks,
    )
    lines: Sequence[ChangedLine | None] = compared.lines or (None,)
    for line in lines:
        yield (*official, *_cells(line))


def _cells(line: ChangedLine | None) -> Sequence[Cell]:
    if line is None:
        return (None,) * 5
    (was, why_then), (now, why_now) = line.told
    return line.rule.title, was, now, why_then, why_now
