"""Registering for a course on both databases: seats and the waiting list, approval, withdrawal, who is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlmodel import select

from plugins.training.answers import approve, refuse
from plugins.training.audiences import Audience
from plugins.training.kinds import Approval
from plugins.training.models import Registration
from plugins.training.registrations import nominate, register, withdraw
from plugins.training.sessions import Sitting, cancel_session, change_session
from plugins.training.settings import Training
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, TWO_DAYS, School, fill_school, why
from tracker.accounts.accounts import Account
from tracker.accounts.grants import give_role, grants_of, take_role
from tracker.accounts.permissions import Role
from tracker.audit import AuditEntry, verify
from tracker.settings import change_settings
from tracker.testing.office import BEGINNING, Office

DAY_BEFORE = date(2026, 8, 19)


@pytest.fixture
def school(filled_by: FilledBy) -> Iterator[School]:
    """A commune with a session of two places on 20 and 21 August, open for registration."""
    school = School(filled_by(fill_school))
    with school.writing():
        school.held(2)
    yield school
    with school.database.reading() as session:
        assert verify(session) is None


def setting(school: School, **values: object) -> None:
    change_settings(school.session, "training", Training.model_validate(values), BEGINNING, "for a test")


def test_who_comes_first_has_a_seat_and_who_comes_later_waits_in_order(school: School) -> None:
    with school.writing():
        registered = school.registers("CB03", "CB01", "CB02", "CB04")
        assert [(one.standing.seated, one.standing.place) for one in registered] == [
            (True, 1),
            (True, 2),
            (False, 1),
            (False, 2),
        ]
        assert (school.seated(), school.waiting()) == (["CB03", "CB01"], ["CB02", "CB04"])


def test_whoever_registers_himself_waits_for_a_leader_who_is_told(school: School) -> None:
    with school.writing():
        (registered,) = school.registers("CB01")
        assert registered.registration.approval is Approval.PENDING
        assert school.told("leader") == ["Phạm Thị 1 asks to register for Land law on 20/08/2026"]
        assert school.told("admin") == []
        assert school.on_the_sheet() == []
        school.approved("CB01")
        assert school.on_the_sheet() == ["CB01"]
        assert school.told("CB01") == ["You are registered: Land law on 20/08/2026"]


def test_a_nomination_is_approved_and_the_official_is_told(school: School) -> None:
    with school.writing():
        school.nominates("CB01", "CB02", "CB03")
        registration = school.registration("CB03")
        assert registration.approval is Approval.APPROVED
        assert registration.nominated_by == registration.answered_by == school.viewer("leader").account_id
        assert school.told("CB01") == ["You are registered: Land law on 20/08/2026"]
        assert school.told("CB03") == ["You are on the waiting list as number 1: Land law on 20/08/2026"]


def test_where_the_settings_ask_for_no_approval_registering_is_enough(school: School) -> None:
    with school.writing():
        setting(school, needs_approval=False)
        school.registers("CB01")
        assert school.on_the_sheet() == ["CB01"]
        assert school.told("leader") == []


def give_leader(school: School, code: str) -> None:
    """Let an official lead the commune."""
    account = school.session.get_one(Account, school.viewer(code).account_id)
    give_role(school.session, account, Role.LEADER, Office(school.session).commune.id, BEGINNING)


def test_nobody_approves_or_nominates_himself_not_even_a_leader(school: School) -> None:
    with school.writing():
        leader = school.viewer("CB01")
        give_leader(school, "CB01")
        school.registers("CB01")
        own = school.registration("CB01")
        assert "nobody decides his own case" in why(lambda: approve(school.session, [own], leader))
        officials = [school.official("CB02"), school.official("CB01")]
        told = why(lambda: nominate(school.session, school.the_session(), officials, leader))
        assert "nobody decides his own case" in told
        assert school.seated() == ["CB01"]
        school.approved("CB01")
        assert own.answered_by == school.viewer("leader").account_id


def test_an_administrator_answers_only_where_no_leader_can(school: School) -> None:
    with school.writing():
        school.registers("CB01")
        one, admin = school.registration("CB01"), school.viewer("admin")
        assert "the leaders of the unit answer" in why(lambda: approve(school.session, [one], admin))
    with school.writing():
        for grant in grants_of(school.session, school.viewer("leader").account_id):
            take_role(school.session, grant, school.today)
        approve(school.session, [school.registration("CB01")], school.viewer("admin"))
        assert school.on_the_sheet() == ["CB01"]


def test_who_waits_moves_up_when_somebody_withdraws_and_is_told_once(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03", "CB04")
        moves = withdraw(school.session, school.registration("CB01"), "", school.viewer("CB01"))
        assert moves.up == (school.registration("CB03").id,)
        assert (school.seated(), school.waiting()) == (["CB02", "CB03"], ["CB04"])
        assert school.told("CB03") == ["You have a place now: Land law on 20/08/2026"]
        assert school.told("CB04") == []


def test_who_was_refused_leaves_his_seat_and_reads_why(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        one, leader = school.registration("CB01"), school.viewer("leader")
        assert "Say why" in why(lambda: refuse(school.session, [one], " ", leader))
        refuse(school.session, [one], "The desk is short of people", leader)
        assert school.seated() == ["CB02", "CB03"]
        told = "Your registration is not approved: Land law on 20/08/2026. The desk is short of people"
        assert school.told("CB01") == [told]
        again = why(lambda: school.registers("CB01"))
        assert (
            again == "Your registration was not accepted: The desk is short of people. Ask your leader to register you."
        )


def test_who_was_refused_and_is_approved_after_all_goes_to_the_end_of_the_queue(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        refuse(school.session, [school.registration("CB01")], "Not now", school.viewer("leader"))
        school.approved("CB01")
        assert (school.seated(), school.waiting()) == (["CB02", "CB03"], ["CB01"])


def test_who_registers_again_after_withdrawing_goes_to_the_end_and_is_asked_for_anew(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        withdraw(school.session, school.registration("CB01"), "", school.viewer("CB01"))
        school.registers("CB01")
        assert (school.seated(), school.waiting()) == (["CB02", "CB03"], ["CB01"])
        assert school.told("leader").count("Phạm Thị 1 asks to register for Land law on 20/08/2026") == 2


def test_a_withdrawal_of_somebody_else_needs_a_reason_and_is_told_him(school: School) -> None:
    with school.writing():
        school.nominates("CB01")
        one, leader = school.registration("CB01"), school.viewer("leader")
        assert why(lambda: withdraw(school.session, one, "", leader)) == "Say why: Phạm Thị 1 reads it."
        withdraw(school.session, one, "Needed at the desk", leader)
        told = "Your registration was withdrawn: Land law on 20/08/2026. Needed at the desk"
        assert school.told("CB01")[0] == told
        assert "no longer registered" in why(lambda: withdraw(school.session, one, "Again", leader))


def test_the_leader_who_nominated_hears_of_a_withdrawal(school: School) -> None:
    with school.writing():
        school.nominates("CB01")
        withdraw(school.session, school.registration("CB01"), "", school.viewer("CB01"))
        assert school.told("leader") == ["Phạm Thị 1 withdrew, whom you registered: Land law on 20/08/2026"]


def test_more_places_let_those_who_wait_move_up(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03", "CB04")
        held, admin = school.the_session(), school.viewer("admin")
        moves = change_session(school.session, held, {"places": 3}, TWO_DAYS, admin)
        assert moves.up == (school.registration("CB03").id,)
        change_session(school.session, held, {"places": None}, TWO_DAYS, admin)
        assert (len(school.seated()), school.waiting()) == (4, [])
        assert school.told("CB04") == ["You have a place now: Land law on 20/08/2026"]


def test_places_cannot_be_fewer_than_those_who_have_one(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        held, admin = school.the_session(), school.viewer("admin")
        told = why(lambda: change_session(school.session, held, {"places": 1}, TWO_DAYS, admin))
        assert told.startswith("2 people have a place, so there cannot be only 1.")
        assert held.places == 2


def test_changed_days_and_a_cancelled_session_are_told_to_everybody_in_the_queue(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        held, admin = school.the_session(), school.viewer("admin")
        later = [Sitting(date(2026, 8, 25), time(8), time(11))]
        change_session(school.session, held, {"place": "Hall 2"}, later, admin)
        changed = "Changed: Land law is from 25/08/2026 to 25/08/2026 now, at Hall 2"
        assert school.told("CB03") == school.told("CB01") == [changed]
        cancel_session(school.session, held, "The teacher is ill.", admin)
        assert school.told("CB03")[0] == "Cancelled: Land law on 25/08/2026. The teacher is ill."
        assert "is cancelled" in why(lambda: school.registers("CB04"))


def test_registration_ends_with_its_last_day_and_an_organiser_may_still_add_somebody(school: School) -> None:
    with school.writing():
        held = school.the_session()
        change_session(school.session, held, {"register_until": date(2026, 8, 10)}, TWO_DAYS, school.viewer("admin"))
    with school.writing(date(2026, 8, 11)):
        assert "ended on 10/08/2026" in why(lambda: school.registers("CB01"))
        register(school.session, school.the_session(), school.official("CB01"), school.viewer("admin"), late=True)
        assert school.on_the_sheet() == ["CB01"]


def test_without_a_last_day_people_register_until_the_day_before(school: School) -> None:
    with school.writing(DAY_BEFORE):
        school.registers("CB01")
    with school.writing(FIRST):
        assert "ended on 19/08/2026" in why(lambda: school.registers("CB02"))


def test_once_the_course_began_nobody_leaves_the_queue(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
    with school.writing(FIRST):
        one = school.registration("CB01")
        began = "The course began on 20/08/2026. Note on the attendance sheet who is not there."
        assert why(lambda: withdraw(school.session, one, "", school.viewer("CB01"))) == began
        assert why(lambda: refuse(school.session, [one], "Late", school.viewer("leader"))) == began
        school.approved("CB01")
        assert school.on_the_sheet() == ["CB01"]


def test_a_course_for_some_is_refused_to_others(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        land = office.division()
        office.unit = land
        inside = office.official("CB08", "Lê Văn Tám")
        assert land.id is not None
        assert inside.id is not None
        held = school.held(5, course=school.course(Audience(units=frozenset({land.id})), title="Surveys"))
        register(school.session, held, inside.id, school.viewer("leader"))
        outside = school.official("CB01")
        told = why(lambda: register(school.session, held, outside, school.viewer("CB01")))
        assert told.startswith("Surveys is not for Phạm Thị 1 on 20/08/2026.")


def test_who_has_left_by_then_cannot_be_registered(school: School) -> None:
    with school.writing():
        leaves = Office(school.session).official("CB07", "Lê Thị Bảy", until=date(2026, 8, 10))
        assert leaves.id is not None
        told = why(lambda: register(school.session, school.the_session(), leaves.id or 0, school.viewer("leader")))
        assert "is not for Lê Thị Bảy" in told


def test_if_one_of_several_cannot_be_nominated_nobody_is(school: School) -> None:
    with school.writing():
        school.registers("CB02")
    with pytest.raises(Exception, match="Phạm Thị 2 is registered for this session already"), school.writing():
        school.nominates("CB01", "CB02")
    with school.writing():
        assert school.seated() == ["CB02"]


def test_clashes_are_said_and_block_only_where_the_settings_say_so(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        office.absence(office.official_with("CB01"), FIRST)
        (registered,) = school.registers("CB01")
        assert [one.kind for one in registered.clashes] == ["absence"]
        setting(school, clash_blocks=True)
        office.absence(office.official_with("CB02"), FIRST)
        told = why(lambda: school.registers("CB02"))
        assert told.startswith("Phạm Thị 2 cannot take part: Away on 20/08/2026.")


def test_every_change_stands_in_the_audit_log(school: School) -> None:
    with school.writing():
        school.registers("CB01")
        school.approved("CB01")
    with school.writing():
        withdraw(school.session, school.registration("CB01"), "", school.viewer("CB01"))
        wanted = select(AuditEntry.action).where(AuditEntry.subject == "training_registration")
        assert school.session.exec(wanted).all() == ["added", "changed", "changed"]
        assert len(school.session.exec(select(Registration)).all()) == 1
