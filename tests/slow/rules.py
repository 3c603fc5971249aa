"""The reward rules a second time, in exact fractions, from the sentences that explain them to officials."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

Amounts = dict[str, int | Decimal | None]
Chosen = Mapping[str, object]

MOST_HUNDREDTHS_OF_DAYS = 36_600
"""The days of a year in hundredths: the share of it as a fraction, before it was rounded to a decimal."""
AS_SHIPPED: dict[str, dict[str, object]] = {
    "in_time": {"is_on": True, "most": 40, "fewest_files": 5, "on_time_credit": 1},
    "time_saved": {"is_on": True, "most": 15, "fewest_files": 5, "full_share": "0.5"},
    "nothing_overdue": {"is_on": True, "most": 10, "fewest_files": 5},
    "workload": {"is_on": True, "most": 15, "fewest_days": 10, "smallest_group": 4, "full_ratio": "1.2"},
    "duty_share": {"is_on": True, "most": 10, "fewest_days": 2, "substitute_excuses": False},
    "training_hours": {"is_on": True, "most": 10, "hours_per_year": 40},
    "online_share": {"is_on": False, "most": 5, "fewest_files": 5},
}


def points_by_rule(
    measures: Amounts, group: list[Amounts], changed: Mapping[str, Mapping[str, object]]
) -> dict[str, Decimal | None]:
    """Return the points of every rule that is switched on; `group` are the measures of everybody in the group."""
    points: dict[str, Decimal | None] = {}
    for name, shipped in AS_SHIPPED.items():
        chosen = {**shipped, **changed.get(name, {})}
        if chosen["is_on"]:
            share = _share(name, measures, group, chosen)
            points[f"reward_rules.{name}"] = None if share is None else two_decimals(_number(chosen["most"]) * share)
    return points


def two_decimals(value: Fraction) -> Decimal:
    """Return a fraction, not negative, with two decimals, a half rounded up."""
    whole_hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return Decimal(whole_hundredths) / 100


def _number(value: object) -> Fraction:
    return Fraction(str(value))


def _share(name: str, measures: Amounts, group: list[Amounts], chosen: Chosen) -> Fraction | None:
    if name == "workload":
        return _workload(measures, group, chosen)
    alone = {
        "in_time": _in_time,
        "time_saved": _time_saved,
        "nothing_overdue": _nothing_overdue,
        "duty_share": _duty_share,
        "training_hours": _training_hours,
        "online_share": _online_share,
    }
    return alone[name](measures, chosen)


def _in_time(measures: Amounts, chosen: Chosen) -> Fraction | None:
    files = measures["files.early"] + measures["files.on_time"] + measures["files.overdue"]
    if files < chosen["fewest_files"]:
        return None
    credit = Fraction(0)
    for _ in range(measures["files.early"]):
        credit += 1
    for number in range(measures["files.on_time"]):
        credit += 1 if number < measures["files.same_day"] else _number(chosen["on_time_credit"])
    return credit / files


def _time_saved(measures: Amounts, chosen: Chosen) -> Fraction | None:
    if measures["files.early"] + measures["files.on_time"] < chosen["fewest_files"]:
        return None
    if measures["files.allowed_days"] == 0:
        return None
    share = Fraction(measures["files.saved_days"], measures["files.allowed_days"])
    return min(share / _number(chosen["full_share"]), Fraction(1))


def _nothing_overdue(measures: Amounts, chosen: Chosen) -> Fraction | None:
    if measures["files.early"] + measures["files.on_time"] + measures["files.overdue"] < chosen["fewest_files"]:
        return None
    return Fraction(measures["files.overdue"] == 0)


def _workload(measures: Amounts, group: list[Amounts], chosen: Chosen) -> Fraction | None:
    loads = sorted(load for one in group if (load := _load(one, chosen)) is not None)
    mine = _load(measures, chosen)
    if mine is None or len(loads) < chosen["smallest_group"]:
        return None
    middle = (loads[len(loads) // 2] + loads[(len(loads) - 1) // 2]) / 2
    return min(mine / middle / _number(chosen["full_ratio"]), Fraction(1))


def _load(measures: Amounts, chosen: Chosen) -> Fraction | None:
    if measures["days.present"] < chosen["fewest_days"] or not measures["files.units"]:
        return None
    return Fraction(measures["files.units"]) / Fraction(measures["days.present"])


def _duty_share(measures: Amounts, chosen: Chosen) -> Fraction | None:
    expected = measures["duty.assigned"] + measures["duty.substituted"]
    if chosen["substitute_excuses"]:
        expected -= measures["duty.given_away"]
    if expected < chosen["fewest_days"]:
        return None
    return Fraction(measures["duty.served_oneself"] + measures["duty.substituted"], expected)


def _training_hours(measures: Amounts, chosen: Chosen) -> Fraction | None:
    share_of_year = Fraction(measures["days.share_of_year"]).limit_denominator(MOST_HUNDREDTHS_OF_DAYS)
    expected = _number(chosen["hours_per_year"]) * share_of_year
    if not expected:
        return None
    return min(Fraction(measures["training.hours_this_year"]) / expected, Fraction(1))


def _online_share(measures: Amounts, chosen: Chosen) -> Fraction | None:
    if measures["files.received"] < chosen["fewest_files"]:
        return None
    return Fraction(measures["files.online"], measures["files.received"])
