from __future__ import annotations

import re
from collections import Counter
from datetime import date, time, timedelta

import pytest

from tracker.demo.delays import is_late
from tracker.demo.files import DemoFile
from tracker.demo.people import DESK, MOVED_TO_DESK, ON_MATERNITY_LEAVE
from tracker.demo.procedures import PROCEDURE_BY_CODE
from tracker.demo.story import Story, make_story
from tracker.demo.years import Scenario
from tracker.records.absences import AbsenceKind
from tracker.records.lifecycle import PAUSED, Channel, FileStatus
from tracker.records.postings import RankingGroup
from tracker.workdays import Calendar


def finished_this_year(story: Story) -> list[DemoFile]:
    return [file for file in story.files if file.finished and file.finished.date() >= story.begins_on]


def finished_the_year_before(story: Story) -> list[DemoFile]:
    return [file for file in story.files if file.finished and file.finished.date() < story.begins_on]


def finished_on(file: DemoFile) -> date:
    assert file.finished is not None
    return file.finished.date()


def first_seen_on(file: DemoFile, calendar: Calendar) -> date:
    """Return the working day on which somebody can first look at the file."""
    day = file.received.date()
    is_too_late = file.received.time() > time(16, 30)
    return calendar.add(day, 1) if is_too_late or not calendar.is_working(day) else day


def days_away(story: Story) -> dict[tuple[str, date], AbsenceKind]:
    return {
        (absence.official, absence.from_on + timedelta(days=number)): absence.kind
        for absence in story.absences
        for number in range((absence.to_on - absence.from_on).days + 1)
    }


def test_a_thousand_files_were_finished_999_of_them_early_and_one_on_its_due_day(story: Story) -> None:
    finished = finished_this_year(story)
    assert len(finished) == 1000
    assert sum(finished_on(file) < file.due_on for file in finished) == 999
    assert sum(finished_on(file) == file.due_on for file in finished) == 1


def test_912_of_the_thousand_came_online(story: Story) -> None:
    assert sum(file.channel is Channel.ONLINE for file in finished_this_year(story)) == 912


def test_whoever_counts_the_received_files_finds_912_online_too(story: Story) -> None:
    received = [file for file in story.files if file.received.date() >= story.begins_on]
    assert sum(file.channel is Channel.ONLINE for file in received) == 912


def test_the_thousand_came_in_within_the_year_so_far(story: Story) -> None:
    for file in finished_this_year(story):
        assert story.begins_on <= file.received.date() <= finished_on(file) <= story.today


def test_the_year_so_far_begins_in_january_or_is_twelve_months_long(story: Story) -> None:
    if story.today < date(story.today.year, 1, 20):
        assert story.begins_on == story.today.replace(year=story.today.year - 1) + timedelta(days=1)
    else:
        assert story.begins_on == date(story.today.year, 1, 1)


def test_a_dozen_are_open_paused_or_withdrawn_and_none_is_overdue(story: Story) -> None:
    dozen = [file for file in story.files if not file.finished]
    assert len(dozen) == 12
    assert sum(file.status in PAUSED for file in dozen) == 3
    assert sum(file.status is FileStatus.WITHDRAWN for file in dozen) == 2
    assert not any(is_late(file, story.today) for file in dozen)


def test_the_year_before_had_950_files_some_of_them_late_with_a_decided_cause(story: Story) -> None:
    before = finished_the_year_before(story)
    late = {file.code for file in before if is_late(file, story.today)}
    assert len(before) == 950
    assert len(late) == 24
    assert {cause.file for cause in story.delay_causes} == late
    assert {cause.is_objective for cause in story.delay_causes if cause.decided_on} == {True, False}


def test_one_refused_cause_was_followed_by_another_that_waits(story: Story) -> None:
    (waiting,) = [cause for cause in story.delay_causes if cause.is_objective is None]
    earlier = [cause for cause in story.delay_causes if cause.file == waiting.file and cause is not waiting]
    assert [cause.is_objective for cause in earlier] == [False]
    assert (story.today - waiting.said_on).days < 20


def test_an_extension_was_recorded_before_the_first_due_date_passed(story: Story) -> None:
    extended = [file for file in story.files if file.extended_due_on]
    assert len(extended) == 8
    for file in extended:
        assert file.extension_recorded_on is not None
        assert file.extended_due_on is not None
        assert file.received.date() < file.extension_recorded_on < file.due_on < file.extended_due_on


def test_the_hard_year_is_late_with_65_of_its_thousand_files(hard_story: Story) -> None:
    finished = finished_this_year(hard_story)
    assert len(finished) == 1000
    assert sum(is_late(file, hard_story.today) for file in finished) == 65


def test_the_hard_year_has_open_files_that_are_overdue(hard_story: Story) -> None:
    overdue = [file for file in hard_story.files if not file.finished and is_late(file, hard_story.today)]
    assert len(overdue) == 4


def test_the_hard_year_has_causes_answered_decided_and_missing(hard_november: Story) -> None:
    late = {file.code for file in hard_november.files if is_late(file, hard_november.today)}
    causes = [cause for cause in hard_november.delay_causes if cause.file.split("-")[1].startswith("26")]
    assert {cause.is_objective for cause in causes} == {True, False, None}
    assert len(late - {cause.file for cause in hard_november.delay_causes}) > 10


def test_nobody_decides_about_a_delay_of_his_own(hard_story: Story) -> None:
    assert all(cause.said_by != cause.decided_by for cause in hard_story.delay_causes)


def test_what_is_said_of_a_delay_is_said_after_the_deadline_and_not_in_the_future(hard_story: Story) -> None:
    files = {file.code: file for file in hard_story.files}
    for cause in hard_story.delay_causes:
        assert files[cause.file].deadline_on < cause.said_on <= hard_story.today
        assert cause.decided_on is None or cause.said_on < cause.decided_on <= hard_story.today


def test_the_hard_export_holds_one_row_of_each_fault(hard_story: Story, november: Story) -> None:
    codes = {file.code for file in hard_story.files}
    faults = {odd.fault: odd for odd in hard_story.odd_rows}
    assert list(faults) == ["code_twice", "impossible_date", "unknown_official", "ambiguous_namesake"]
    assert [odd.file.code in codes for odd in hard_story.odd_rows] == [True, False, False, False]
    assert faults["unknown_official"].cells["handler"] not in {official.full_name for official in hard_story.officials}
    assert november.odd_rows == ()


def test_no_file_is_finished_on_a_day_off_or_outside_office_hours(hard_story: Story, calendar: Calendar) -> None:
    for file in hard_story.files:
        if file.finished:
            assert calendar.is_working(file.finished.date())
            assert time(7, 30) <= file.finished.time() <= time(17, 0)
            assert not time(11, 30) < file.finished.time() < time(13, 30)


def test_only_online_files_come_in_on_days_off(story: Story, calendar: Calendar) -> None:
    on_days_off = [file for file in story.files if not calendar.is_working(file.received.date())]
    assert on_days_off
    assert {file.channel for file in on_days_off} == {Channel.ONLINE}


def test_every_file_is_finished_after_its_receipt_and_returned_after_its_finish(hard_story: Story) -> None:
    for file in hard_story.files:
        assert file.finished is None or file.received < file.finished
        assert file.returned is None or (file.finished is not None and file.finished < file.returned)
        assert file.returned is None or file.returned.date() <= hard_story.today


def test_nobody_finishes_a_file_while_away(hard_story: Story) -> None:
    away = days_away(hard_story)
    assert AbsenceKind.MATERNITY in away.values()
    assert not any((file.handler, finished_on(file)) in away for file in hard_story.files if file.finished)


def test_nobody_gets_a_file_on_maternity_leave(story: Story, calendar: Calendar) -> None:
    leave = next(absence for absence in story.absences if absence.kind is AbsenceKind.MATERNITY)
    hers = [file for file in story.files if leave.official in (file.receiver, file.first_handler, file.handler)]
    assert hers
    assert not any(leave.from_on <= first_seen_on(file, calendar) <= leave.to_on for file in hers)


def test_files_are_handed_over_when_the_maternity_leave_begins(story: Story) -> None:
    leave = next(absence for absence in story.absences if absence.kind is AbsenceKind.MATERNITY)
    files = {file.code: file for file in story.files}
    assert len(story.hand_overs) == 3
    for hand_over in story.hand_overs:
        file = files[hand_over.file]
        assert (hand_over.from_official, hand_over.to_official) == (ON_MATERNITY_LEAVE, MOVED_TO_DESK)
        assert file.received.date() < hand_over.on == leave.from_on <= finished_on(file) < file.due_on


def test_the_successor_works_at_the_desk_from_the_new_posting_on(story: Story, calendar: Calendar) -> None:
    moved = next(official for official in story.officials if official.code == MOVED_TO_DESK)
    leave = next(absence for absence in story.absences if absence.kind is AbsenceKind.MATERNITY)
    before, now = moved.postings
    assert before.to_on == now.from_on - timedelta(days=1)
    assert now.unit == DESK
    assert now.from_on < leave.from_on
    taken = [file for file in story.files if MOVED_TO_DESK in (file.receiver, file.first_handler)]
    assert now.from_on <= min(first_seen_on(file, calendar) for file in taken)


def test_twenty_officials_of_whom_seven_handle_files(november: Story) -> None:
    assert len({official.code for official in november.officials}) == 20
    assert len({file.handler for file in november.files}) == 7


def test_every_ranking_group_is_large_enough_to_rank(november: Story) -> None:
    groups = Counter(official.postings[-1].ranking_group for official in november.officials)
    assert set(groups) == set(RankingGroup)
    assert min(groups.values()) >= 4


def test_the_desk_has_university_degrees(november: Story) -> None:
    desk = [official for official in november.officials if official.postings[-1].unit == DESK]
    assert len(desk) == 6
    assert {official.degree for official in desk} == {"Đại học"}


def test_two_people_bear_one_name_and_both_handle_files(november: Story) -> None:
    names = Counter(official.full_name for official in november.officials)
    namesakes = [official for official in november.officials if names[official.full_name] == 2]
    assert len(namesakes) == 2
    assert len({official.code for official in namesakes}) == len({official.login for official in namesakes}) == 2
    assert {official.code for official in namesakes} <= {file.handler for file in november.files}


def test_an_alias_means_one_official(november: Story) -> None:
    names = [alias.name for alias in november.aliases]
    assert len(names) == len(set(names)) == 40


def test_two_key_officials_are_on_duty_every_working_day_and_two_weeks_ahead(story: Story, calendar: Calendar) -> None:
    key = {official.code for official in story.officials if official.postings[-1].is_key_official}
    last = story.today + timedelta(days=14)
    days = [story.begins_on + timedelta(days=number) for number in range((last - story.begins_on).days + 1)]
    on_duty = {day: {duty.official for duty in story.duty_days if duty.on == day} for day in days}
    for day in days:
        assert len(on_duty[day]) == (2 if calendar.is_working(day) else 0)
        assert on_duty[day] <= key


def test_duty_is_not_planned_for_who_is_away(story: Story) -> None:
    away = days_away(story)
    for duty in story.duty_days:
        assert (duty.official, duty.on) not in away
        assert (duty.substitute, duty.on) not in away


def test_duty_is_planned_from_today_on_and_a_few_days_before_were_substituted_or_missed(story: Story) -> None:
    assert all((duty.state == "planned") == (duty.on >= story.today) for duty in story.duty_days)
    assert sum(duty.state == "absent" for duty in story.duty_days) == 2
    assert sum(duty.substitute is not None for duty in story.duty_days) == 4


def test_a_substitute_is_not_on_duty_himself(story: Story) -> None:
    assigned = {(duty.official, duty.on) for duty in story.duty_days}
    assert not any((duty.substitute, duty.on) in assigned for duty in story.duty_days)


def test_courses_last_8_to_80_hours_and_cover_the_five_content_groups(november: Story) -> None:
    assert {record.hours for record in november.training_records} <= set(range(8, 81))
    assert len({record.content_group for record in november.training_records}) == 5
    assert all(record.from_on <= record.to_on <= november.today for record in november.training_records)


def test_file_codes_are_unique_and_count_anew_each_day(story: Story) -> None:
    by_day: dict[str, list[int]] = {}
    for file in story.files:
        matched = re.fullmatch(r"H23\.14-(\d{6})-(\d{4})", file.code)
        assert matched is not None
        assert matched[1] == f"{file.received:%y%m%d}"
        by_day.setdefault(matched[1], []).append(int(matched[2]))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_day.values())


def test_there_are_thirty_procedures_and_most_files_are_civil_status_and_certification(november: Story) -> None:
    fields = Counter(PROCEDURE_BY_CODE[file.procedure].field for file in november.files)
    assert len(november.procedures) == 30
    assert fields["Hộ tịch"] + fields["Chứng thực"] > 0.8 * len(november.files)
    assert 20 < fields["Đất đai"] < 100


def test_mondays_are_full_and_the_weeks_around_tet_are_quiet(november: Story) -> None:
    received = Counter(file.received.date() for file in finished_this_year(november))
    weekdays = Counter[int]()
    for day, files in received.items():
        weekdays[day.weekday()] += files
    around_tet = sum(files for day, files in received.items() if date(2026, 2, 9) <= day <= date(2026, 2, 28))
    in_march = sum(files for day, files in received.items() if date(2026, 3, 9) <= day <= date(2026, 3, 28))
    assert weekdays[0] == max(weekdays.values())
    assert around_tet < 0.5 * in_march


def test_the_loads_of_the_handlers_are_uneven(november: Story) -> None:
    loads = Counter(file.handler for file in finished_this_year(november))
    assert max(loads.values()) > 4 * min(loads.values())


@pytest.mark.parametrize("scenario", ["story", "hard"])
def test_the_same_day_tells_the_same_story(scenario: Scenario, calendar: Calendar) -> None:
    today = date(2026, 11, 23)
    assert make_story(today, scenario, calendar) == make_story(today, scenario, calendar)


def test_some_contests_wait_and_some_were_answered(story: Story) -> None:
    answers = [contest.answer and contest.answer.is_accepted for contest in story.contests]
    assert answers.count(None) >= 2
    assert {True, False} <= set(answers)


def test_the_hard_year_has_contests_of_its_own_asked_together_and_taken_back(hard_november: Story) -> None:
    this_year = [one for one in hard_november.contests if one.files and one.files[0].split("-")[1].startswith("26")]
    assert {one.answer and one.answer.is_accepted for one in this_year} == {True, False, None}
    assert any(len(one.files) == 3 for one in this_year)
    assert any(one.answer and one.answer.is_accepted is None for one in this_year)


def test_nobody_answers_a_contest_of_his_own_and_none_before_it_was_asked(hard_story: Story) -> None:
    for contest in hard_story.contests:
        assert contest.said_on <= hard_story.today
        if contest.answer is not None:
            assert contest.said_on <= contest.answer.on <= hard_story.today
            assert contest.answer.by != contest.said_by
