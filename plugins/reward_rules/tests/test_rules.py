"""Each reward rule by cases worked out by hand, and what holds for every number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.reward_rules.rules import (
    duty_share,
    enabled_rules,
    in_time,
    nothing_overdue,
    online_share,
    time_saved,
    training_hours,
    workload,
)
from plugins.reward_rules.settings import (
    DutyShare,
    InTime,
    NothingOverdue,
    OnlineShare,
    RewardRules,
    TimeSaved,
    TrainingHours,
    Workload,
)
from tracker.api import Cohort, Measures, Points, Value
from tracker.testing import said

ALONE = Cohort(())
D = Decimal


def files(early: int = 0, on_time: int = 0, overdue: int = 0, same_day: int = 0, **more: Value) -> Measures:
    """Return the measures of somebody who finished these files."""
    values = {"early": early, "on_time": on_time, "overdue": overdue, "same_day": same_day, **more}
    return {f"files.{name}": value for name, value in values.items()}


def saved(files_in_time: int, saved_days: int, allowed_days: int) -> Measures:
    """Return the measures of somebody who saved working days."""
    return files(early=files_in_time, saved_days=saved_days, allowed_days=allowed_days)


def load(units: str, present: str = "20") -> Measures:
    """Return the measures of somebody with weighted units in days present."""
    return {"files.units": D(units), "days.present": D(present)}


def duty(assigned: int, served_oneself: int, given_away: int = 0, substituted: int = 0, excused: int = 0) -> Measures:
    """Return the measures of somebody with duty days."""
    return {
        "duty.assigned": assigned,
        "duty.served_oneself": served_oneself,
        "duty.given_away": given_away,
        "duty.substituted": substituted,
        "duty.excused": excused,
    }


def training(hours: str, share_of_year: str) -> Measures:
    """Return the measures of somebody with training, after a share of the year."""
    return {"training.hours_this_year": D(hours), "days.share_of_year": D(share_of_year)}


def value(points: Points) -> str:
    """Return points as text; "-" for none."""
    return "-" if points.value is None else str(points.value)


# Files early or on time


def test_sixty_four_of_sixty_five_files_in_time_give_39_38_points_and_say_the_sum() -> None:
    points = in_time(files(early=60, on_time=4, overdue=1), ALONE, InTime())
    assert value(points) == "39.38"
    assert said(points.because) == "64 of 65 files early or on time: 0.9846 x 40 = 39.38"
    assert said(points.next_step) == "1 file became overdue; without it this line would be higher."


@pytest.mark.parametrize(
    ("measures", "points"),
    [
        (files(early=5), "40.00"),
        (files(on_time=5), "40.00"),
        (files(early=3, on_time=1, overdue=1), "32.00"),
        (files(early=1, overdue=2, on_time=3), "26.67"),
        (files(overdue=5), "0.00"),
        (files(early=4), "-"),
        (files(early=2, on_time=2), "-"),
        (files(), "-"),
    ],
)
def test_the_share_of_files_in_time_is_paid_from_five_files_on(measures: Measures, points: str) -> None:
    assert value(in_time(measures, ALONE, InTime())) == points


def test_too_few_files_are_said_so() -> None:
    points = in_time(files(early=4), ALONE, InTime())
    assert said(points.because) == "4 files, too few to judge by (at least 5)"
    assert points.next_step is None


def test_a_file_on_its_due_day_counts_what_the_commune_says_but_a_one_day_file_counts_in_full() -> None:
    half = InTime(on_time_credit=D("0.5"))
    points = in_time(files(early=4, on_time=6, same_day=2), ALONE, half)
    assert value(points) == "32.00"  # 4 + 2 + 4 x 0.5 = 8 of 10
    assert said(points.because) == (
        "10 of 10 files early or on time, 4 of them on the due day and counted 0.5 each: 0.8000 x 40 = 32.00"
    )
    assert said(points.next_step) == "Files finished before their due day count in full."


def test_same_day_files_alone_earn_everything() -> None:
    points = in_time(files(on_time=6, same_day=6), ALONE, InTime(on_time_credit=D(0)))
    assert (value(points), points.next_step) == ("40.00", None)


# Working days saved


@pytest.mark.parametrize(
    ("measures", "points", "missing"),
    [
        (saved(10, 12, 60), "6.00", "18 more working days saved would give all points."),
        (saved(10, 30, 60), "15.00", None),
        (saved(10, 60, 60), "15.00", None),
        (saved(10, 0, 60), "0.00", "30 more working days saved would give all points."),
        (saved(5, 5, 5), "15.00", None),
        (saved(10, 10, 61), "4.92", "21 more working days saved would give all points."),
        (saved(4, 12, 60), "-", None),
        (saved(10, 0, 0), "-", None),
    ],
)
def test_half_of_the_allowed_days_saved_gives_everything_and_less_in_proportion(
    measures: Measures, points: str, missing: str | None
) -> None:
    given_points = time_saved(measures, ALONE, TimeSaved())
    assert value(given_points) == points
    assert said(given_points.next_step) == missing


def test_time_saved_says_its_sum() -> None:
    because = time_saved(saved(10, 15, 60), ALONE, TimeSaved()).because
    assert said(because) == "15 of 60 allowed working days saved: 0.2500; 0.5 gives all 15, so 7.50"


# Nothing overdue


@pytest.mark.parametrize(
    ("measures", "points", "because"),
    [
        (files(early=3, on_time=2), "10.00", "None of 5 files became overdue: 10"),
        (files(early=9, overdue=1), "0.00", "1 of 10 files became overdue: 0"),
        (files(early=4), "-", "4 files, too few to judge by (at least 5)"),
        (files(), "-", "0 files, too few to judge by (at least 5)"),
    ],
)
def test_a_period_without_an_overdue_file_is_paid_to_those_who_had_files(
    measures: Measures, points: str, because: str
) -> None:
    given_points = nothing_overdue(measures, ALONE, NothingOverdue())
    assert (value(given_points), said(given_points.because)) == (points, because)


def test_an_overdue_file_says_what_the_next_period_can_bring() -> None:
    points = nothing_overdue(files(early=9, overdue=1), ALONE, NothingOverdue())
    assert said(points.next_step) == "10 points go to a period without an overdue file."


# Workload

GROUP = Cohort([load("10"), load("20"), load("20"), load("40")])


@pytest.mark.parametrize(
    ("measures", "points"),
    [
        (load("24"), "15.00"),  # 1.2 a day: 1.2 times the median of 1
        (load("20"), "12.50"),
        (load("10"), "6.25"),
        (load("200"), "15.00"),
        (load("12", present="10"), "15.00"),  # as much a day in half the days
        (load("9", present="9"), "-"),
        (load("0"), "-"),
    ],
)
def test_the_load_a_day_present_is_compared_with_the_median_of_the_group(measures: Measures, points: str) -> None:
    assert value(workload(measures, GROUP, Workload())) == points


def test_the_workload_says_its_sum_and_what_is_missing() -> None:
    points = workload(load("10"), GROUP, Workload())
    assert said(points.because) == (
        "10 weighted units in 20 days present: 0.5000 a day, 0.5000 times the group's median of 1.0000; "
        "1.2 times gives all 15, so 6.25"
    )
    assert said(points.next_step) == "14.00 more weighted units would give all points."
    assert workload(load("24"), GROUP, Workload()).next_step is None


@pytest.mark.parametrize("others", [[], [load("20")] * 2, [load("20")] * 2 + [load("0"), load("20", present="9")]])
def test_a_group_in_which_too_few_had_work_has_no_median(others: list[Measures]) -> None:
    mine = load("20")
    points = workload(mine, Cohort([mine, *others]), Workload())
    assert value(points) == "-"
    assert "too few to compare with" in str(said(points.because))


@pytest.mark.parametrize("group", [GROUP, Cohort([load("0")] + [load("20")] * 3)])
def test_who_finished_no_file_is_told_so_and_not_that_the_group_is_too_small(group: Cohort) -> None:
    points = workload(load("0"), group, Workload())
    assert (value(points), said(points.because)) == ("-", "No file was finished, so there is no load to compare")


def test_too_few_days_present_are_said_so() -> None:
    because = workload(load("9", present="9.5"), GROUP, Workload()).because
    assert said(because) == "9.5 days present, too few to judge by (at least 10)"


# Duty days


@pytest.mark.parametrize(
    ("measures", "excuses", "points"),
    [
        (duty(4, 4), True, "10.00"),
        (duty(4, 3), True, "7.50"),
        (duty(3, 2), True, "6.67"),
        (duty(4, 0), True, "0.00"),
        (duty(4, 3, given_away=1), True, "10.00"),
        (duty(4, 3, given_away=1), False, "7.50"),
        (duty(4, 3, substituted=1), True, "8.00"),  # 3 + 1 of 4 + 1
        (duty(0, 0, substituted=2), True, "10.00"),
        (duty(2, 0, given_away=2), True, "-"),
        (duty(2, 0, given_away=2), False, "0.00"),
        (duty(1, 1), True, "-"),
        (duty(0, 0), True, "-"),
        (duty(3, 3, excused=1), False, "10.00"),
        (duty(1, 1, excused=3), False, "-"),
    ],
)
def test_the_share_of_duty_days_is_paid_and_a_day_for_another_counts_as_ones_own(
    measures: Measures, excuses: bool, points: str
) -> None:
    assert value(duty_share(measures, ALONE, DutyShare(substitute_excuses=excuses))) == points


def test_duty_says_its_sum_and_what_was_missed() -> None:
    points = duty_share(duty(4, 3), ALONE, DutyShare())
    assert said(points.because) == "3 of 4 duty days served: 0.7500 x 10 = 7.50"
    assert said(points.next_step) == "1 duty day was missed."
    assert duty_share(duty(4, 4), ALONE, DutyShare()).next_step is None


def test_a_day_that_a_substitute_served_is_missed_unless_the_commune_excuses_it() -> None:
    assert value(duty_share(duty(4, 3, given_away=1), ALONE, DutyShare())) == "7.50"


def test_duty_says_how_many_days_fell_on_absences() -> None:
    assert said(duty_share(duty(4, 3, excused=2), ALONE, DutyShare()).because) == (
        "3 of 4 duty days served, not counting 2 on recorded absences: 0.7500 x 10 = 7.50"
    )
    assert said(duty_share(duty(1, 1, excused=2), ALONE, DutyShare()).because) == (
        "1 duty day, not counting 2 on recorded absences; too few to judge by (at least 2)"
    )


def test_too_few_duty_days_are_said_so() -> None:
    assert said(duty_share(duty(1, 1), ALONE, DutyShare()).because) == ("1 duty day, too few to judge by (at least 2)")


# Training


@pytest.mark.parametrize(
    ("measures", "points", "missing"),
    [
        (training("40", "1"), "10.00", None),
        (training("20", "0.5"), "10.00", None),  # half of the year has passed, or was worked
        (training("10", "0.5"), "5.00", "10.0 more hours would give all points."),
        (training("10", "1"), "2.50", "30.0 more hours would give all points."),
        (training("0", "0.25"), "0.00", "10.0 more hours would give all points."),
        (training("90", "0.5"), "10.00", None),
        (training("8", "0"), "-", None),
    ],
)
def test_training_is_expected_in_proportion_to_the_days_present_so_far(
    measures: Measures, points: str, missing: str | None
) -> None:
    given_points = training_hours(measures, ALONE, TrainingHours())
    assert (value(given_points), said(given_points.next_step)) == (points, missing)


def test_training_says_its_sum() -> None:
    because = training_hours(training("12.5", "0.625"), ALONE, TrainingHours()).because
    assert said(because) == ("12.5 training hours since 1 January of 25.0 expected by now (40 a year): 5.00 of 10")


# Files online


@pytest.mark.parametrize(
    ("online", "received", "points"), [(3, 6, "2.50"), (6, 6, "5.00"), (0, 6, "0.00"), (4, 4, "-")]
)
def test_the_share_of_files_received_online_is_paid(online: int, received: int, points: str) -> None:
    measures: Measures = {"files.online": online, "files.received": received}
    assert value(online_share(measures, ALONE, OnlineShare())) == points


# All of them


def test_the_rules_that_are_on_add_up_to_a_hundred_points() -> None:
    rules = enabled_rules(RewardRules())
    assert sum(rule.most for rule in rules) == 100
    assert "reward_rules.online_share" not in [rule.key for rule in rules]


def test_a_rule_can_be_switched_off_and_on() -> None:
    chosen = RewardRules(in_time=InTime(is_on=False), online_share=OnlineShare(is_on=True))
    keys = [rule.key for rule in enabled_rules(chosen)]
    assert "reward_rules.in_time" not in keys
    assert "reward_rules.online_share" in keys


def test_every_rule_reads_the_measures_that_it_names_and_no_other() -> None:
    everything: Measures = {
        **files(early=6, on_time=4, same_day=1, overdue=1, online=3, received=6),
        **saved(6, 12, 60),
        **load("20"),
        **duty(4, 3),
        **training("10", "0.5"),
    }
    for rule in enabled_rules(RewardRules(online_share=OnlineShare(is_on=True))):
        only = {key: everything[key] for key in rule.reads}
        assert rule.score(only, Cohort([only] * 4), rule.settings).value is not None


def test_only_the_workload_looks_at_the_others() -> None:
    rules = enabled_rules(RewardRules(online_share=OnlineShare(is_on=True)))
    assert [rule.key for rule in rules if rule.reads_cohort] == ["reward_rules.workload"]


whatever_the_load = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.integers(0, 300)
amounts = st.decimals(0, 500, places=2)


@st.composite
def everything_of_one(draw: st.DrawFn) -> Measures:
    """Return the measures of one official, as the core can give them."""
    on_time, assigned, received = draw(counts), draw(counts), draw(counts)
    same_day, allowed = draw(st.integers(0, on_time)), draw(counts)
    given_away = draw(st.integers(0, assigned))
    return {
        **files(
            draw(counts), on_time, draw(counts), same_day, online=draw(st.integers(0, received)), received=received
        ),
        "files.allowed_days": allowed,
        "files.saved_days": draw(st.integers(0, allowed)),
        "files.units": draw(amounts),
        "days.present": draw(st.decimals(0, 66, places=2)),
        **duty(assigned, draw(st.integers(0, assigned - given_away)), given_away, draw(counts), draw(counts)),
        **training(str(draw(amounts)), str(draw(st.decimals(0, 1, places=4)))),
    }


def not_fewer(before: Points, after: Points) -> bool:
    """Whether whoever was judged before is judged after too, and has at least as many points."""
    return before.value is None or (after.value is not None and after.value >= before.value)


ALL_ON = enabled_rules(RewardRules(online_share=OnlineShare(is_on=True)))


@whatever_the_load
@given(st.lists(everything_of_one(), min_size=1, max_size=6))
def test_no_rule_gives_less_than_zero_or_more_than_its_most(group: list[Measures]) -> None:
    for rule in ALL_ON:
        points = rule.score(group[0], Cohort(group), rule.settings)
        assert points.value is None or 0 <= points.value <= rule.most
        assert said(points.because)
        assert points.next_step is None or said(points.next_step)


@whatever_the_load
@given(everything_of_one(), st.integers(1, 50))
def test_more_early_files_never_give_fewer_points_for_files(measures: Measures, more: int) -> None:
    better = {**measures, "files.early": int(measures["files.early"] or 0) + more}
    for rule in ALL_ON:
        if rule.score in (in_time, nothing_overdue):
            before, after = (rule.score(one, ALONE, rule.settings) for one in (measures, better))
            assert not_fewer(before, after)


@whatever_the_load
@given(everything_of_one(), st.integers(1, 50))
def test_more_overdue_files_never_give_more_points_to_whoever_was_judged(measures: Measures, more: int) -> None:
    worse = {**measures, "files.overdue": int(measures["files.overdue"] or 0) + more}
    before, after = in_time(measures, ALONE, InTime()), in_time(worse, ALONE, InTime())
    assert before.value is None or not_fewer(after, before)


@whatever_the_load
@given(everything_of_one(), st.integers(1, 20))
def test_serving_for_others_never_costs_points(measures: Measures, days: int) -> None:
    helpful = {**measures, "duty.substituted": int(measures["duty.substituted"] or 0) + days}
    before, after = duty_share(measures, ALONE, DutyShare()), duty_share(helpful, ALONE, DutyShare())
    assert not_fewer(before, after)


@whatever_the_load
@given(everything_of_one(), st.decimals("0.1", 50, places=1))
def test_more_training_never_costs_points(measures: Measures, hours: Decimal) -> None:
    more = {**measures, "training.hours_this_year": D(measures["training.hours_this_year"] or 0) + hours}
    before = training_hours(measures, ALONE, TrainingHours())
    after = training_hours(more, ALONE, TrainingHours())
    assert not_fewer(before, after)


@whatever_the_load
@given(st.lists(everything_of_one(), min_size=4, max_size=6), st.decimals("0.01", 50, places=2))
def test_more_weighted_units_of_ones_own_never_cost_points(group: list[Measures], units: Decimal) -> None:
    more = {**group[0], "files.units": D(group[0]["files.units"] or 0) + units}
    before = workload(group[0], Cohort(group), Workload())
    after = workload(more, Cohort([more, *group[1:]]), Workload())
    assert not_fewer(before, after)


@whatever_the_load
@given(everything_of_one())
def test_whoever_does_what_is_missing_has_all_the_points_for_time_saved(measures: Measures) -> None:
    points = time_saved(measures, ALONE, TimeSaved())
    if points.next_step is not None:
        days = int(str(points.next_step.params["count"]))
        improved = {**measures, "files.saved_days": int(measures["files.saved_days"] or 0) + days}
        assert time_saved(improved, ALONE, TimeSaved()).value == TimeSaved().most


@whatever_the_load
@given(everything_of_one())
def test_whoever_does_what_is_missing_has_all_the_points_for_training(measures: Measures) -> None:
    points = training_hours(measures, ALONE, TrainingHours())
    if points.next_step is not None:
        hours = D(measures["training.hours_this_year"] or 0) + D(str(points.next_step.params["count"]))
        improved = {**measures, "training.hours_this_year": hours}
        assert training_hours(improved, ALONE, TrainingHours()).value == TrainingHours().most


@whatever_the_load
@given(st.lists(everything_of_one(), min_size=4, max_size=6))
def test_whoever_does_what_is_missing_has_all_the_points_for_the_workload(group: list[Measures]) -> None:
    points = workload(group[0], Cohort(group), Workload())
    if points.next_step is not None:
        units = D(group[0]["files.units"] or 0) + D(str(points.next_step.params["count"]))
        improved = {**group[0], "files.units": units}
        assert workload(improved, Cohort(group), Workload()).value == Workload().most
