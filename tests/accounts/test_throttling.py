"""Throttling: counted over all processes, growing, bounded, and not to be used against the owner of an account."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from tests.accounts.conftest import HOME, SECRET, People, quick_passwords
from tracker.accounts.signing_in import SignInError, TooManyAttemptsError
from tracker.accounts.throttling import (
    FIRST_WAIT,
    KEPT,
    LONGEST_WAIT,
    OF_ONE_ADDRESS,
    OF_ONE_NAME,
    OF_ONE_NAME_AT_ONE_ADDRESS,
    SignInAttempt,
    attempts_since,
    network_of,
    wait_after,
)

SECOND = timedelta(seconds=1)
PROCESSES, ATTEMPTS = 4, 6


def fail(people: People, name: str = "ha", address: str = HOME) -> bool:
    """Fail to sign in; returns whether a password was looked at."""
    try:
        people.sign_in(name, "wrong", address)
    except TooManyAttemptsError:
        return False
    except SignInError:
        return True
    raise AssertionError("a wrong password signs somebody in")


def fail_often(people: People, times: int, name: str = "ha", address: str = HOME) -> None:
    assert all(fail(people, name, address) for _ in range(times))


def fail_in_another_process(url: str) -> None:
    people = People(url, quick_passwords())
    for _ in range(ATTEMPTS):
        fail(people)
    people.database.close()


def test_after_five_failures_the_right_password_has_to_wait_too(people: People) -> None:
    fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS)
    with pytest.raises(TooManyAttemptsError, match="Wait until 09:01 23/11/2026") as refused:
        people.sign_in()
    assert refused.value.until == people.now + FIRST_WAIT
    people.later(FIRST_WAIT - SECOND)
    with pytest.raises(TooManyAttemptsError):
        people.sign_in()
    people.later(SECOND)
    assert people.sign_in().account.name == "ha"


def test_the_right_password_makes_the_failures_before_it_forgotten(people: People) -> None:
    for _ in range(3):
        fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS - 1)
        people.sign_in()
    fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS)
    assert not fail(people)


def test_each_further_failure_doubles_the_wait_up_to_its_bound(people: People) -> None:
    fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS)
    waits = []
    for _ in range(4):
        with pytest.raises(TooManyAttemptsError) as refused:
            people.sign_in()
        waits.append(refused.value.until - people.now)
        people.later(waits[-1])
        fail_often(people, 1)
    assert waits == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4, FIRST_WAIT * 8]


@given(failures=st.integers(0, 10_000), free=st.integers(1, 100))
def test_no_wait_is_longer_than_the_bound_nor_shorter_after_more_failures(failures: int, free: int) -> None:
    wait = wait_after(failures, free)
    assert timedelta(0) <= wait <= wait_after(failures + 1, free) <= LONGEST_WAIT
    assert (wait == timedelta(0)) == (failures < free)


def test_attempts_while_waiting_do_not_prolong_the_wait(people: People) -> None:
    fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS)
    assert not any(fail(people) for _ in range(50))
    people.later(FIRST_WAIT)
    assert people.sign_in().account.name == "ha"


def test_a_name_that_does_not_exist_waits_like_one_that_does(people: People) -> None:
    fail_often(people, OF_ONE_NAME_AT_ONE_ADDRESS, name="nobody")
    assert not fail(people, name="NoBody")
    assert fail(people, name="ha")


def test_an_address_that_tries_one_name_after_the_other_must_wait(people: People) -> None:
    for number in range(OF_ONE_ADDRESS):
        fail_often(people, 1, name=f"name{number}")
    assert not fail(people, name="another")
    assert fail(people, name="another", address="192.0.2.99")


def test_a_name_that_is_tried_from_many_addresses_must_wait_at_a_new_one(people: People) -> None:
    for number in range(OF_ONE_NAME):
        fail_often(people, 1, address=f"198.51.100.{number}")
    assert not fail(people, address="203.0.113.1")


def test_the_owner_is_not_kept_out_by_strangers_where_he_signed_in_before(people: People) -> None:
    people.sign_in()
    for number in range(OF_ONE_NAME):
        fail_often(people, 1, address=f"198.51.100.{number}")
    for number in range(OF_ONE_ADDRESS):
        fail(people, name=f"name{number}")
    assert people.sign_in().account.name == "ha"


def test_a_computer_gets_no_further_by_changing_its_ipv6_address(people: People) -> None:
    for number in range(OF_ONE_NAME_AT_ONE_ADDRESS):
        fail_often(people, 1, address=f"2001:db8::{number + 1:x}")
    assert not fail(people, address="2001:db8::ffff:1")
    assert fail(people, address="2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a\x00b", "ab"),
    ],
)
def test_a_network_is_what_one_house_has(address: str, network: str) -> None:
    assert network_of(address) == network


def test_attempts_of_several_processes_count_together(people: People) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=fail_in_another_process, args=(people.url,)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    with people.database.reading() as session:
        attempts = session.exec(select(SignInAttempt)).all()
    assert len(attempts) == OF_ONE_NAME_AT_ONE_ADDRESS


def test_who_signed_in_and_who_failed_is_kept_for_a_while(people: People) -> None:
    fail(people)
    fail(people, name=SECRET)
    people.sign_in()
    account_id = people.account().id
    with people.database.reading() as session:
        kept = attempts_since(session, people.now - KEPT)
        assert [(one.account_id, one.is_right) for one in kept] == [
            (account_id, True),
            (None, False),
            (account_id, False),
        ]
        assert len(attempts_since(session, people.now - KEPT, account_id)) == 2
    assert SECRET not in str([one.model_dump() for one in kept])
    people.later(KEPT)
    people.sign_in()
    with people.database.reading() as session:
        assert len(session.exec(select(SignInAttempt)).all()) == 1
