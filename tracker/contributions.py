"""What plugins hand over: frozen descriptions that the core checks, registers and shows with who gave them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session

from tracker.database import RecordSession
from tracker.messages import Message
from tracker.owners import CORE
from tracker.periods import Period

Value = int | Decimal | None
Records = sa.Select[*tuple[Any, ...]]
"""A select of records of one kind."""
Measures = Mapping[str, Value]
"""The value of each measure of one official; None where there is nothing to measure."""

HUNDREDTH = Decimal("0.01")
FAR_BELOW_A_HUNDREDTH = Decimal("1e-12")
Settings = TypeVar("Settings", bound=BaseModel)


def round_points(value: Decimal) -> Decimal:
    """Return points with two decimals, half a hundredth rounded up.

    A quotient such as 13/48 has no exact decimal and may fall a hair below a half that it meant, so the far decimals
    go first.
    """
    return value.quantize(FAR_BELOW_A_HUNDREDTH).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Measure:
    """One number about an official in a period.

    `default` is the value of an official whom the measure set leaves out. `evidence` gives, for one official, the
    select of exactly the records counted. Whoever has some of it gets a card, even without a posting in the period;
    `gives_card` is False for what may lie outside the period, such as a stock or a sum since 1 January. `about` says
    in a sentence or two what exactly it counts, for whoever writes a rule.
    """

    key: str
    title: Message
    unit: str = ""
    decimals: int = 0
    direction: Literal["more", "less", "neither"] = "more"
    default: Value = 0
    evidence: Callable[[int, Period, date], Records] | None = None
    gives_card: bool = True
    about: Message | None = None


MeasureValues = Mapping[str, Mapping[int, Value]]
Measuring = Callable[[Session, Collection[int] | None, Period, date], MeasureValues]


@dataclass(frozen=True)
class MeasureSet:
    """Measures that one set-based query gives for all officials at once.

    `measure(session, officials, period, as_of)` returns values by measure key and official id; `officials` is None for
    all of them. What is dated after `as_of` has not happened yet. `plugin` is filled in by Tracker.
    """

    key: str
    measures: Sequence[Measure]
    measure: Measuring
    plugin: str = CORE


@dataclass(frozen=True)
class Spread:
    """How a value spreads over a ranking group: for how many it is known, and their median."""

    size: int
    median: Decimal | None


@dataclass(frozen=True)
class Cohort:
    """The measures of everybody in an official's ranking group, himself included."""

    members: Sequence[Measures]
    _spreads: dict[tuple[object, BaseModel], Spread] = field(default_factory=dict, compare=False)

    def spread(self, value: Callable[[Measures, Settings], Decimal | None], settings: Settings) -> Spread:
        """Return how `value` spreads over the members for whom it is not None; worked out once for the group."""
        known = self._spreads.get((value, settings))
        if known is None:
            values = [found for member in self.members if (found := value(member, settings)) is not None]
            known = Spread(len(values), Decimal(median(values)) if values else None)
            self._spreads[value, settings] = known
        return known


@dataclass(frozen=True, slots=True, init=False)
class Points:
    """What a rule gives one official, and why: the sentence with its numbers, and what is missing for more.

    `value` is in points with two decimals, None where there is too little to judge by.
    """

    value: Decimal | None
    because: Message
    next_step: Message | None = None

    def __init__(self, value: Decimal | None, because: Message, next_step: Message | None = None) -> None:
        object.__setattr__(self, "value", None if value is None else round_points(value))
        object.__setattr__(self, "because", because)
        object.__setattr__(self, "next_step", next_step)

    @classmethod
    def none(cls, because: Message, next_step: Message | None = None) -> Points:
        """Return no points, rather than zero: there is too little to judge by."""
        return cls(None, because, next_step)


@dataclass(frozen=True)
class Rule(Generic[Settings]):
    """One rule: a pure function from measures and settings to points.

    `reads` names the measures that it uses, `most` is the most that it can give, `version` changes with its formula.
    A rule that reads the cohort says so; the others can be scored one official at a time. `plugin` is filled in by
    Tracker.
    """

    key: str
    title: Message
    settings: Settings
    reads: Sequence[str]
    most: Decimal
    score: Callable[[Measures, Cohort, Settings], Points]
    version: str = "1"
    reads_cohort: bool = False
    plugin: str = CORE


AnyRule = Rule[Any]
EMPTY_COHORT = Cohort(())


@dataclass(frozen=True, slots=True)
class Cron:
    """At which times of the site's clock something is due: every day at midnight unless it says otherwise.

    Each part is a value, a list `1,15`, a range `mon-fri`, `*` for all, or `*/10` for each tenth; days of the week are
    named, `mon` to `sun`. A day of the month and a day of the week must both fit.
    """

    minute: str = "0"
    hour: str = "0"
    day: str = "*"
    month: str = "*"
    day_of_week: str = "*"
    second: str = "0"


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a run of a job works with.

    `due_at` is the time for which it is due, also where it runs later or again; `today` and `now` are those of the
    site when it runs. `settings` are those of its own plugin valid today, `period` is the running one that is scored.
    """

    due_at: datetime
    now: datetime
    today: date
    settings: BaseModel
    period: Period
    reading: Callable[[], AbstractContextManager[RecordSession]]
    """Opens a session that sees one moment of the records and cannot change them."""


JobEnd = Callable[[RecordSession], Message]
"""What a job stores, in the transaction that ends its run; returns what to say of the run."""


@dataclass(frozen=True)
class Job:
    """Something done by itself at fixed times.

    `work` reads and calculates, and returns what stores the result: a function that is called in the one transaction
    that also notes the run as done. So the effects in the database happen once, though a run whose process died is
    worked again. What lies outside of the database, such as a file, may therefore be written twice: let it be the same
    one. `plugin` is filled in by Tracker.
    """

    key: str
    title: Message
    cron: Cron
    work: Callable[[JobContext], JobEnd]
    plugin: str = CORE


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the menu: what it is called, the page that it opens, and the permission that opens it.

    `endpoint` is a page of the plugin itself, such as `meetings.index`; `icon` one of the core's icons. `count` is how
    many things wait there.
    """

    title: Message
    endpoint: str
    permission: str
    icon: str = "puzzle"
    group: Literal["work", "records", "administration"] = "administration"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A card of a plugin on a page of Tracker: its title, and the plugin's template that fills it.

    `template` is one of the plugin's own, such as `meetings/panel.html`; it knows `values`, and what every template
    does. Only who has the `permission`, on an official's page for him, sees the card.
    """

    title: Message
    template: str
    values: Mapping[str, object]
    permission: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing that waits for a leader's decision: what it is, since when, and the page on which he decides.

    `endpoint` is a page of the plugin itself and `values` what stands in its address; only who has the `permission`
    sees it. `who` is the person whom it is about, `detail` what he wrote or what else tells one thing from another.
    `count` is how many things are decided there together.
    """

    title: Message
    since: date
    endpoint: str
    permission: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    who: str | None = None
    detail: Message | str | None = None
    icon: str = "puzzle"
    count: int = 1


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of official paper whose template the commune can change: its key, such as `meetings.minutes`, and title.

    `template` is a .docx file of the plugin with the pieces of a `Paper`, None for the general one that Tracker has.
    `plugin` is filled in by Tracker.
    """

    key: str
    title: Message
    template: Path | None = None
    plugin: str = CORE


@dataclass(frozen=True)
class PluginInfo:
    """What plugin.toml says of a plugin, readable without importing it."""

    name: str
    title: str
    summary: str
    version: str
    tracker: str
    requires: tuple[str, ...] = field(default=())
    scores: bool = False
