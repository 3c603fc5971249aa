"""The choices of this plugin: who grants a title, how certain a fact is, funds, kinds of discipline."""

from __future__ import annotations

import enum


class Confidence(enum.StrEnum):
    """How certain something is that the plugin ships with."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Grants(enum.StrEnum):
    """What the commune does with a title."""

    BY_LAW = "as the law says"
    DECIDES = "the commune grants it"
    PROPOSES = "the commune proposes it"
    NOT_OFFERED = "not offered"


class Criterion(enum.StrEnum):
    """What a title asks for."""

    POINTS = "points"
    ON_TIME = "on_time"
    RATED_GOOD = "rated_good"
    EXCELLENT = "excellent"
    INITIATIVE = "initiative"
    FIGHTER_TWICE = "fighter_twice"
    FIGHTER_THREE_TIMES = "fighter_three_times"
    FIGHTER_IN_FIVE_YEARS = "fighter_in_five_years"
    PROVINCIAL_FIGHTER_TWICE = "provincial_fighter_twice"
    PROVINCIAL_MERIT_BEFORE = "provincial_merit_before"
    UNIT_POINTS = "unit_points"
    UNIT_ADVANCED = "unit_advanced"
    UNIT_MOSTLY_ADVANCED = "unit_mostly_advanced"
    UNIT_ALL_COMPLETED = "unit_all_completed"
    UNIT_FIGHTER = "unit_fighter"


class Needs(enum.StrEnum):
    """What a grassroots emulation fighter needs besides being an advanced worker."""

    BY_LAW = "as the law says"
    EITHER = "rated excellent, or an initiative"
    BOTH = "rated excellent, and an initiative"


class Rounding(enum.StrEnum):
    """To what an amount is rounded."""

    NONE = "not rounded"
    THOUSAND = "up to whole thousands"
    TEN_THOUSAND = "up to whole ten thousands"


class FundKind(enum.StrEnum):
    """Out of which money something is paid."""

    EMULATION = "emulation"
    BONUS = "bonus"


class DisciplineKind(enum.StrEnum):
    """The kinds of discipline, the mildest first."""

    REPRIMAND = "reprimand"
    WARNING = "warning"
    LOWER_PAY = "lower_pay"
    DEMOTION = "demotion"
    REMOVAL = "removal"
    DISMISSAL = "dismissal"
