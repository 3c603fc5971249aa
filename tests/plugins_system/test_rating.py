"""Rating sheets from the opening to the final year, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from plugins.rating.files import files_behind, files_handled
from plugins.rating.finishing import make_final, quota_of_year, reopen_final, warnings_of
from plugins.rating.grounds import DecidedPaper, add_ground, enter_from_above
from plugins.rating.kinds import Ground, Level, State
from plugins.rating.leader_rating import give_marks, lower_level, return_sheet, sign_rating, uphold
from plugins.rating.measures import measure_monitored, measure_year
from plugins.rating.models import RatingSheet
from plugins.rating.opening import open_sheets
from plugins.rating.products import add_product, change_product, rows_of
from plugins.rating.raters import why_not
from plugins.rating.scores import score_of, year_score
from plugins.rating.self_rating import contest, give_own_marks, sign_self_rating
from plugins.rating.sheets import marks_of, sheets_of_official
from plugins.rating.steps import OvertakenError, steps_of
from plugins.rating.unit_results import proposed_unit_result
from tests.conftest import FilledBy
from tests.plugins_system.training_school import why
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.messages import translate
from tracker.migrate import downgrade, missing_changes
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.testing.office import BEGINNING, Office

TODAY = date(2026, 12, 20)
QUARTER, YEAR = parse_period("2026-Q3"), parse_period("2026")
PAPER = DecidedPaper("12/QĐ-UBND", date(2026, 12, 18))


@dataclass
class Desk:
    """Six officials of a desk, their head (CB07), and the chairman (CB08) who leads the commune."""

    database: Database
    session: RecordSession = field(init=False)

    def id(self, code: str) -> int:
        found = self.session.exec(select(Official.id).where(Official.code == code)).one()
        assert found is not None
        return found

    def viewer(self, code: str) -> Viewer:
        account = self.session.exec(select(Account).where(Account.name == code.lower())).one()
        assert account.id is not None
        return Viewer(account.id, account.name, account.official_id, TODAY)

    def sheet(self, code: str, period: Period = QUARTER) -> RatingSheet:
        wanted = select(RatingSheet).where(RatingSheet.official_id == self.id(code), RatingSheet.period == period.name)
        return self.session.exec(wanted).one()

    def self_rates(self, code: str, period: Period = QUARTER, level: Level | None = None) -> RatingSheet:
        sheet, viewer = self.sheet(code, period), self.viewer(code)
        assert sheet.id is not None
        if not sheet.is_of_year:
            add_product(self.session, sheet.id, sheet.version, {"title": "Reports", "assigned": 10, "done": 10}, viewer)
            give_own_marks(self.session, sheet.id, sheet.version, self.full(sheet), {}, viewer)
        return sign_self_rating(self.session, sheet.id, sheet.version, "As agreed", level, viewer)

    def rates(
        self, code: str, by: str = "CB07", period: Period = QUARTER, level: Level | None = None, because: str = ""
    ) -> RatingSheet:
        sheet, viewer = self.sheet(code, period), self.viewer(by)
        assert sheet.id is not None
        if not sheet.is_of_year:
            give_marks(self.session, sheet.id, sheet.version, self.full(sheet), {}, viewer)
        return sign_rating(self.session, sheet.id, sheet.version, "Agreed", level, because, viewer)

    def full(self, sheet: RatingSheet) -> dict[str, Decimal | None]:
        return {one.key: Decimal(one.most_hundredths) / 100 for one in marks_of(self.session, sheet)}

    def whole_year(self, code: str, level: Level = Level.EXCELLENT) -> RatingSheet:
        self.self_rates(code)
        self.rates(code)
        self.self_rates(code, YEAR, level)
        return self.rates(code, "CB07", YEAR, level)

    def makes_final(self, *codes: str, by: str = "CB08") -> list[RatingSheet]:
        sheets = [self.sheet(code, YEAR) for code in codes]
        return make_final(self.session, 2026, {one.id or 0: one.version for one in sheets}, PAPER, self.viewer(by))


def fill_desk(database: Database) -> None:
    Tracker(Config(), database, Plugins(["rating"]), database.clock).upgrade()
    with database.writing("test") as session:
        office = Office(session)
        for number in range(1, 9):
            code = f"CB{number:02d}"
            group = RankingGroup.LEADER if number > 6 else RankingGroup.DESK
            account = add_account(session, code.lower(), office.official(code, f"Phạm Thị {number}", group).id)
            give_role(session, account, Role.STAFF, None, BEGINNING)
            if code == "CB07":
                give_role(session, account, Role.LEADER, office.unit.id, BEGINNING)
            if code == "CB08":
                give_role(session, account, Role.LEADER, office.commune.id, BEGINNING)
        open_sheets(session, QUARTER, TODAY)
        open_sheets(session, YEAR, TODAY)


@pytest.fixture
def filled(filled_by: FilledBy) -> Database:
    return filled_by(fill_desk)


@pytest.fixture
def desk(filled: Database) -> Iterator[Desk]:
    desk = Desk(filled)
    with filled.writing("test") as desk.session:
        yield desk


def test_the_tables_are_those_of_the_models_and_go_without_a_trace(database: Database) -> None:
    tracker = Tracker(Config(), database, Plugins(["rating"]), database.clock)
    tracker.upgrade()
    (owner,) = (one for one in tracker.owners if one.name == "rating")
    assert list(missing_changes(database, owner)) == []
    downgrade(database, owner, "base")
    tracker.upgrade()
    assert list(missing_changes(database, owner)) == []


def test_a_sheet_goes_from_the_official_to_his_leader_and_keeps_both_signatures(desk: Desk) -> None:
    desk.self_rates("CB01")
    sheet = desk.rates("CB01")
    assert (sheet.state, sheet.own_hundredths, sheet.score) == (State.RATED, 10000, Decimal(100))
    signed = [step.account for step in steps_of(desk.session, sheet) if step.signed]
    assert len(signed) == 2


def test_a_sheet_opens_once_with_thirty_points_of_criteria_and_three_more_for_leaders(desk: Desk) -> None:
    assert open_sheets(desk.session, QUARTER, TODAY).sheets == ()
    assert sum(one.most_hundredths for one in marks_of(desk.session, desk.sheet("CB01"))) == 3000
    assert len(marks_of(desk.session, desk.sheet("CB07"))) == len(marks_of(desk.session, desk.sheet("CB01"))) + 3


def test_nobody_rates_himself_and_a_head_is_rated_by_who_leads_above_him(desk: Desk) -> None:
    head = desk.sheet("CB07")
    assert why_not(desk.session, head, desk.viewer("CB07")) is not None
    assert why_not(desk.session, head, desk.viewer("CB08")) is None
    assert "CB01" not in why(lambda: desk.rates("CB01", by="CB02"))
    desk.self_rates("CB07")
    assert "your own record" in why(lambda: desk.rates("CB07", by="CB07"))


def test_the_head_of_the_commune_is_rated_by_the_level_above_with_its_paper(desk: Desk) -> None:
    sheet = desk.sheet("CB08", YEAR)
    enter = lambda by: enter_from_above(  # noqa: E731
        desk.session, sheet.id or 0, sheet.version, Level.GOOD, None, "", PAPER, desk.viewer(by)
    )
    assert "own record" in why(lambda: enter("CB08"))
    enter("CB07")
    assert (sheet.state, sheet.given_level, sheet.paper_number) == (State.FINAL, Level.GOOD, PAPER.number)


def test_who_somebody_here_rates_is_not_entered_from_above(desk: Desk) -> None:
    sheet = desk.sheet("CB01", YEAR)
    assert "rates this official" in why(
        lambda: enter_from_above(
            desk.session, sheet.id or 0, sheet.version, Level.GOOD, None, "", PAPER, desk.viewer("CB08")
        )
    )


def test_a_signature_needs_every_mark_and_something_assigned(desk: Desk) -> None:
    sheet, viewer = desk.sheet("CB01"), desk.viewer("CB01")
    sign = lambda: sign_self_rating(desk.session, sheet.id or 0, sheet.version, "", None, viewer)  # noqa: E731
    assert "Not every criterion has a mark" in why(sign)
    give_own_marks(desk.session, sheet.id or 0, sheet.version, desk.full(sheet), {}, viewer)
    assert "Nothing was assigned" in why(sign)


def test_a_leader_who_changes_a_signed_figure_says_why(desk: Desk) -> None:
    sheet = desk.self_rates("CB01")
    (row,) = rows_of(desk.session, sheet, TODAY)
    change = lambda because: change_product(  # noqa: E731
        desk.session, sheet.id or 0, sheet.version, row.product.id, {"delays": 2}, because, desk.viewer("CB07")
    )
    assert "Say why" in why(lambda: change(""))
    change("Two reports came late")
    assert steps_of(desk.session, sheet)[-1].because == "Two reports came late"
    desk.rates("CB01")
    assert sheet.score == Decimal("98.83")


def test_excused_delays_say_which_cause_it_was(desk: Desk) -> None:
    sheet, viewer = desk.sheet("CB01"), desk.viewer("CB01")
    values = {"title": "Reports", "assigned": 4, "done": 4, "delays": 1, "delays_excused": 1}
    assert "objective cause" in why(lambda: add_product(desk.session, sheet.id or 0, sheet.version, values, viewer))
    assert "More was done" in why(
        lambda: add_product(desk.session, sheet.id or 0, sheet.version, {**values, "done": 5}, viewer)
    )


def test_files_are_counted_from_the_records_until_the_leader_signs(desk: Desk) -> None:
    office = Office(desk.session)
    who = office.official_with("CB01")
    for _number in range(3):
        office.early_file(who, date(2026, 7, 6))
    office.overdue_file(who, date(2026, 7, 6))
    office.open_file(who, date(2026, 7, 13))
    counted = files_handled(desk.session, [desk.id("CB01")], QUARTER, QUARTER.end)[desk.id("CB01")]
    assert (counted.assigned, counted.done, counted.delays, counted.late_units) == (5, 4, 1, 100)
    assert len(desk.session.execute(files_behind(desk.id("CB01"), QUARTER, QUARTER.end)).all()) == 5
    desk.self_rates("CB01")
    sheet = desk.rates("CB01")
    stored = score_of(desk.session, sheet, TODAY).total
    office.overdue_file(who, date(2026, 7, 20))
    assert score_of(desk.session, sheet, TODAY).total == stored == sheet.score


def test_a_file_late_in_one_quarter_and_finished_in_the_next_is_late_once(desk: Desk) -> None:
    office, who = Office(desk.session), desk.id("CB01")
    office.overdue_file(office.official_with("CB01"), date(2026, 9, 18), days_late=10)
    third = files_handled(desk.session, [who], QUARTER, QUARTER.end)[who]
    fourth = files_handled(desk.session, [who], parse_period("2026-Q4"), TODAY)[who]
    assert (third.assigned, third.done, third.delays) == (1, 0, 0)
    assert (fourth.assigned, fourth.done, fourth.delays) == (1, 1, 0)


def test_a_returned_and_a_contested_sheet_come_back(desk: Desk) -> None:
    sheet = desk.self_rates("CB01")
    return_sheet(desk.session, sheet.id or 0, sheet.version, "Reports are missing", desk.viewer("CB07"))
    assert sheet.state is State.OPEN
    sign_self_rating(desk.session, sheet.id or 0, sheet.version, "", None, desk.viewer("CB01"))
    desk.rates("CB01")
    contest(desk.session, sheet.id or 0, sheet.version, "The delay was excused", desk.viewer("CB01"))
    uphold(desk.session, sheet.id or 0, sheet.version, "It was not confirmed", desk.viewer("CB07"))
    assert sheet.state is State.RATED


def test_a_level_is_never_above_the_score_and_below_it_only_with_a_reason(desk: Desk) -> None:
    desk.self_rates("CB01")
    desk.rates("CB01")
    desk.self_rates("CB01", YEAR, Level.EXCELLENT)
    assert year_score(desk.session, desk.sheet("CB01", YEAR)).score == Decimal(100)
    assert "Say why" in why(lambda: desk.rates("CB01", "CB07", YEAR, Level.GOOD))
    desk.rates("CB01", "CB07", YEAR, Level.GOOD, "No place is left")


def test_discipline_rules_out_every_level_but_the_lowest(desk: Desk) -> None:
    desk.self_rates("CB01")
    desk.rates("CB01")
    add_ground(desk.session, desk.id("CB01"), 2026, Ground.DISCIPLINE, "Khiển trách", PAPER, desk.viewer("CB08"))
    desk.self_rates("CB01", YEAR, Level.GOOD)
    assert "rules out" in why(lambda: desk.rates("CB01", "CB07", YEAR, Level.GOOD))
    assert desk.rates("CB01", "CB07", YEAR, Level.NOT_COMPLETED).level == 0


def test_more_excellent_than_the_quota_cannot_become_final(desk: Desk) -> None:
    for number in range(1, 6):
        desk.whole_year(f"CB0{number}")
    assert "Too many are excellent" in why(lambda: desk.makes_final("CB01"))
    for number in range(2, 6):
        sheet = desk.sheet(f"CB0{number}", YEAR)
        lower_level(desk.session, sheet.id or 0, sheet.version, Level.GOOD, "Quota", desk.viewer("CB07"))
    desk.makes_final("CB01", "CB02", "CB03", "CB04", "CB05")
    levels = measure_year(desk.session, None, YEAR, TODAY)["rating.level"]
    assert [levels[desk.id(f"CB0{number}")] for number in range(1, 6)] == [3, 2, 2, 2, 2]
    assert desk.sheet("CB01").state is State.FINAL


def test_a_group_without_a_place_is_warned_of(desk: Desk) -> None:
    desk.whole_year("CB01", Level.EXCELLENT)
    sheet = desk.sheet("CB01", YEAR)
    lower_level(desk.session, sheet.id or 0, sheet.version, Level.GOOD, "Quota", desk.viewer("CB07"))
    told = [translate(one, "en") for one in warnings_of(desk.session, quota_of_year(desk.session, 2026))]
    assert any("Nobody may be excellent" in one for one in told)


def test_only_final_years_and_signed_periods_are_measured(desk: Desk) -> None:
    desk.whole_year("CB01")
    assert measure_year(desk.session, None, YEAR, TODAY)["rating.level"] == {}
    assert measure_year(desk.session, None, QUARTER, TODAY)["rating.level"] == {}
    who = desk.id("CB01")
    assert measure_monitored(desk.session, [who], QUARTER, TODAY) == {"rating.monitored": {who: Decimal(100)}}
    assert measure_monitored(desk.session, None, parse_period("2026-07"), TODAY) == {"rating.monitored": {}}


def test_a_final_rating_is_taken_back_by_another_paper_and_then_counts_no_more(desk: Desk) -> None:
    sheet = desk.whole_year("CB01")
    lower_level(desk.session, sheet.id or 0, sheet.version, Level.GOOD, "Quota", desk.viewer("CB07"))
    desk.makes_final("CB01")
    reopen_final(desk.session, sheet.id or 0, sheet.version, "A fault was found", PAPER, desk.viewer("CB08"))
    assert measure_year(desk.session, None, YEAR, TODAY)["rating.level"] == {}
    assert [one.state for one in sheets_of_official(desk.session, sheet.official_id)] == [State.CONTESTED] * 2


def test_years_before_are_rated_by_levels_that_people_choose(desk: Desk) -> None:
    earlier = parse_period("2025")
    open_sheets(desk.session, earlier, TODAY)
    desk.self_rates("CB01", earlier, Level.GOOD)
    assert desk.rates("CB01", "CB07", earlier, Level.EXCELLENT).given_level is Level.EXCELLENT


def test_who_served_less_than_six_months_gets_no_sheet_of_the_year(desk: Desk) -> None:
    office = Office(desk.session)
    office.official("CB20", "Vũ Thị Mới", since=date(2026, 7, 3))
    office.official("CB21", "Vũ Thị Cũ", since=date(2026, 7, 2))
    opened = open_sheets(desk.session, YEAR, TODAY)
    assert [one.who.code for one in opened.left_out] == ["CB20"]
    assert [one.official_id for one in opened.sheets] == [desk.id("CB21")]


def test_of_two_steps_at_once_one_is_stored_and_the_other_told_of_it(filled: Database) -> None:
    desk = Desk(filled)
    with filled.writing("test") as desk.session:
        sheet = desk.self_rates("CB01")
        id, version, viewer = sheet.id or 0, sheet.version, desk.viewer("CB07")
    gate = threading.Barrier(2)

    def act(step: Callable[[RecordSession], object]) -> bool:
        gate.wait()
        try:
            with filled.writing("cb07") as session:
                step(session)
        except OvertakenError as error:
            return len(error.steps) == 1
        return False

    steps = [
        lambda session: return_sheet(session, id, version, "Reports are missing", viewer),
        lambda session: give_marks(session, id, version, {"general.1": Decimal(1)}, {}, viewer),
    ]
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(act, steps)) == [False, True]


def test_the_result_of_a_unit_is_half_where_somebody_in_it_did_not_complete(desk: Desk) -> None:
    head = desk.sheet("CB07")
    assert proposed_unit_result(desk.session, head, TODAY) is None
    desk.self_rates("CB01")
    desk.rates("CB01")
    assert proposed_unit_result(desk.session, head, TODAY) == Decimal(100)
    other = desk.self_rates("CB02")
    nothing: dict[str, Decimal | None] = {key: Decimal(0) for key in desk.full(other)}
    (row,) = rows_of(desk.session, other, TODAY)
    values = {"assigned": 10, "done": 0}
    change_product(desk.session, other.id or 0, other.version, row.product.id, values, "None came", desk.viewer("CB07"))
    give_marks(desk.session, other.id or 0, other.version, nothing, {}, desk.viewer("CB07"))
    sign_rating(desk.session, other.id or 0, other.version, "", None, "", desk.viewer("CB07"))
    assert proposed_unit_result(desk.session, head, TODAY) == Decimal(50)
