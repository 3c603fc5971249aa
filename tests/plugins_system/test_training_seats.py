"""Seats, whatever happens in whatever order: the first of the queue have them, and nobody loses one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from plugins.training.answers import approve, refuse
from plugins.training.kinds import Approval
from plugins.training.models import Registration
from plugins.training.registrations import withdraw
from plugins.training.seats import Seats, is_active, seats_of, stands_in_queue
from plugins.training.sessions import change_session
from tests.conftest import FilledBy
from tests.plugins_system.training_school import TWO_DAYS, School, fill_school
from tracker.messages import InputError
from tracker.notices import Notice
from tracker.records.officials import Official

Step = tuple[str, str, int]
CODES = ("CB01", "CB02", "CB03", "CB04", "CB05")
DEEDS = ("register", "nominate", "withdraw", "approve", "refuse", "places")
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(CODES), st.integers(1, 4)), max_size=25)


class ForgetItError(Exception):
    """Takes back what an example did."""


@contextmanager
def forgetting(school: School) -> Iterator[None]:
    """Take back whatever is done here."""
    with suppress(ForgetItError), school.writing():
        yield
        raise ForgetItError


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune without courses."""
    return School(filled_by(fill_school))


def do(school: School, queue: list[str], deed: str, code: str, number: int) -> list[str]:
    """Do something; returns the queue as it stands then."""
    held, leader = school.the_session(), school.viewer("leader")
    rest = [one for one in queue if one != code]
    match deed:
        case "register":
            school.registers(code)
            return [*queue, code]
        case "nominate":
            school.nominates(code)
            return [*queue, code]
        case "approve":
            approve(school.session, [registration(school, code)], leader)
            return queue if code in queue else [*queue, code]
        case "withdraw":
            withdraw(school.session, registration(school, code), "Ill", school.viewer(code))
            return rest
        case "refuse":
            refuse(school.session, [registration(school, code)], "Not now", leader)
            return rest
        case _:
            change_session(school.session, held, {"places": number}, TWO_DAYS, school.viewer("admin"))
            return queue


def registration(school: School, code: str) -> Registration:
    """Return a registration. Raises InputError if there is none, as a page answers that it is not found."""
    wanted = select(Registration).join(Official).where(Official.code == code)
    found = school.session.exec(wanted.where(Registration.session_id == school.the_session().id)).first()
    if found is None:
        raise InputError("There is none.")
    return found


def moved_up(school: School) -> Counter[tuple[int, str]]:
    """Return how often each was told that he has a place now, for each time that he stood in the queue."""
    wanted = select(Notice.account_id, Notice.key).where(col(Notice.key).like("training.seat.%"))
    return Counter((account, key) for account, key in school.session.exec(wanted))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example([("register", code, 1) for code in CODES[:3]] + [("withdraw", "CB01", 1), ("register", "CB01", 1)])
@example([("nominate", code, 1) for code in CODES[:4]] + [("refuse", "CB01", 1), ("places", "CB01", 3)])
def test_the_first_of_the_queue_have_the_seats_and_nobody_loses_one_but_by_leaving(
    school: School, steps: list[Step]
) -> None:
    with forgetting(school):
        held, rose = school.held(2), 0
        queue: list[str] = []
        for deed, code, number in steps:
            before, waited = school.seated(), school.waiting()
            with suppress(InputError):
                queue = do(school, queue, deed, code, number)
            assert school.seated() == queue[: held.places]
            assert school.waiting() == queue[len(school.seated()) :]
            assert set(before) & set(queue) <= set(school.seated())
            rose += len(set(waited) & set(school.seated()))
        told = moved_up(school)
        assert set(told.values()) <= {1}
        assert told.total() == rose


def test_the_seats_of_a_session_count_who_sits_who_waits_and_what_is_free(school: School) -> None:
    with school.writing():
        held = school.held(4)
        school.registers("CB01", "CB02", "CB03")
        assert held.id is not None
        assert seats_of(school.session, [held.id]) == {held.id: Seats(4, 3, 0)}
        assert Seats(4, 3, 0).free == 1
        school.registers("CB04", "CB05")
        assert seats_of(school.session, [held.id]) == {held.id: Seats(4, 4, 1)}
        assert Seats(None, 5, 0).free is None


def test_a_refused_a_withdrawn_and_a_waiting_one_stand_alike_in_python_and_in_the_database(school: School) -> None:
    with school.writing():
        school.held(1)
        school.registers("CB01", "CB02", "CB03")
        refuse(school.session, [school.registration("CB01")], "No", school.viewer("leader"))
        withdraw(school.session, school.registration("CB02"), "", school.viewer("CB02"))
        active = set(school.session.exec(select(Registration.id).where(is_active())))
        everybody = school.session.exec(select(Registration)).all()
        assert active == {school.registration("CB03").id}
        assert active == {one.id for one in everybody if stands_in_queue(school.session, one)}
        assert {one.approval for one in everybody} == {Approval.REFUSED, Approval.PENDING}
