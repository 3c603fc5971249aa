"""Accounts and their roles: names, officials, units, and the administrator who must not be the last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.accounts.conftest import TODAY, People
from tracker.accounts.accounts import (
    Account,
    Language,
    account_by_name,
    accounts_in_order,
    add_account,
    choose_language,
    link_official,
    open_accounts,
)
from tracker.accounts.grants import (
    Grant,
    disable,
    enable,
    give_role,
    grants_of,
    grants_on,
    has_admin,
    is_admin,
    take_role,
)
from tracker.accounts.permissions import CORE_PERMISSIONS, Role
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.messages import InputError
from tracker.testing import Office

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "name", ["", "a", "hà", "ha pt", "-ha", "ha\x00", "x" * 61, "ha\u200b", "tracker", "root (command line)", "һа"]
)
def test_a_name_that_could_be_mistaken_is_refused(database: Database, name: str) -> None:
    with database.writing("test") as session, pytest.raises(InputError, match="cannot be a sign-in name"):
        add_account(session, name)


@pytest.mark.parametrize("name", ["ha", "ha.pt", "HA.PT@commune", "01", "x" * 60])
def test_a_name_is_kept_in_small_letters_and_found_in_any(database: Database, name: str) -> None:
    with database.writing("test") as session:
        added = add_account(session, name)
        assert added.name == name.lower()
        assert account_by_name(session, f" {name.upper()} ").id == added.id


def test_two_accounts_have_two_names_whatever_the_capitals(database: Database) -> None:
    with database.writing("test") as session:
        add_account(session, "ha")
        with pytest.raises(InputError, match="an account ha already"):
            add_account(session, "HA")


@pytest.mark.parametrize("name", ["nobody", "\x00", ""])
def test_an_account_that_does_not_exist_is_named_with_the_cure(database: Database, name: str) -> None:
    with database.reading() as session, pytest.raises(InputError, match="tracker account list"):
        account_by_name(session, name)


def test_an_official_has_one_account(database: Database) -> None:
    with database.writing("test") as session:
        official_id = Office(session).official("CB01").id
        first, second = add_account(session, "ha", official_id), add_account(session, "ha2")
        with pytest.raises(InputError, match=r"Phạm Thị Hà \(CB01\) has the account ha already"):
            add_account(session, "ha3", official_id)
        with pytest.raises(InputError, match="has the account ha already"):
            link_official(session, second, official_id)
        link_official(session, first, official_id)
        link_official(session, first, None)
        link_official(session, second, official_id)
        assert [one.official_id for one in accounts_in_order(session)] == [None, official_id]


def test_a_language_is_remembered_until_the_account_reads_as_the_site_does(database: Database) -> None:
    for chosen in (Language.ENGLISH, None):
        with database.writing("test") as session:
            account = session.exec(select(Account)).first() or add_account(session, "ha")
            choose_language(session, account, chosen)
        with database.reading() as session:
            assert account_by_name(session, "ha").language == chosen


def test_every_change_of_an_account_is_audited_with_who_made_it(database: Database) -> None:
    with database.writing("boss") as session:
        account = add_account(session, "ha")
        take_role(session, give_role(session, account, Role.STAFF, None, TODAY), TODAY)
        disable(session, account, TODAY)
        enable(session, account)
    with database.reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    told = [(entry.actor, entry.subject, entry.action) for entry in entries]
    assert told == [
        ("boss", "tracker_account", "added"),
        ("boss", "tracker_grant", "added"),
        ("boss", "tracker_grant", "removed"),
        ("boss", "tracker_account", "changed"),
        ("boss", "tracker_account", "changed"),
    ]


def test_a_role_needs_the_unit_that_it_is_for(database: Database) -> None:
    with database.writing("test") as session:
        account, unit_id = add_account(session, "ha"), Office(session).unit.id
        with pytest.raises(InputError, match="Name the unit"):
            give_role(session, account, Role.LEADER, None, TODAY)
        for role in (Role.ADMIN, Role.STAFF):
            with pytest.raises(InputError, match="Leave the unit out"):
                give_role(session, account, role, unit_id, TODAY)
        with pytest.raises(InputError, match="no unit with the number 999"):
            give_role(session, account, Role.AUDITOR, 999, TODAY)
        for role, unit in ((Role.LEADER, unit_id), (Role.ADMIN, None), (Role.STAFF, None), (Role.AUDITOR, unit_id)):
            assert give_role(session, account, role, unit, TODAY).id is not None


@pytest.mark.parametrize(("role", "has_unit"), [("leader", False), ("admin", True), ("staff", True)])
def test_the_database_refuses_such_a_role_too(database: Database, role: str, has_unit: bool) -> None:
    with database.writing("test") as session:
        account_id, unit_id = add_account(session, "ha").id, Office(session).unit.id
    values = {"account_id": account_id, "role": Role(role), "unit_id": unit_id if has_unit else None}
    with pytest.raises(sa.exc.IntegrityError), database.writing("test") as session:
        session.connection().execute(sa.insert(Grant).values(valid_from=TODAY, **values))


def test_a_role_that_overlaps_the_same_one_is_refused_and_one_after_it_is_not(database: Database) -> None:
    with database.writing("test") as session:
        account = add_account(session, "ha")
        give_role(session, account, Role.STAFF, None, TODAY, TODAY + ONE_DAY)
        with pytest.raises(InputError, match="from 23/11/2026 already"):
            give_role(session, account, Role.STAFF, None, TODAY + ONE_DAY)
        with pytest.raises(InputError, match="before it begins"):
            give_role(session, account, Role.AUDITOR, None, TODAY, TODAY - ONE_DAY)
        give_role(session, account, Role.STAFF, None, TODAY + 2 * ONE_DAY)
        assert len(grants_of(session, account.id or 0)) == 2


def held(session_database: Database, day: date) -> list[Role]:
    with session_database.reading() as session:
        return [grant.role for grants in grants_on(session, day).values() for grant in grants]


def test_the_role_of_a_substitute_holds_on_its_days_only(database: Database) -> None:
    with database.writing("test") as session:
        unit_id = Office(session).unit.id
        give_role(session, add_account(session, "ha"), Role.LEADER, unit_id, TODAY, TODAY + ONE_DAY)
    days = [TODAY + number * ONE_DAY for number in (-1, 0, 1, 2)]
    assert [held(database, day) for day in days] == [[], [Role.LEADER], [Role.LEADER], []]


def test_a_role_that_is_taken_away_ends_yesterday_and_stays_on_record(database: Database) -> None:
    with database.writing("test") as session:
        grant = give_role(session, add_account(session, "ha"), Role.STAFF, None, TODAY - 9 * ONE_DAY)
        take_role(session, grant, TODAY)
    assert held(database, TODAY) == []
    assert held(database, TODAY - ONE_DAY) == [Role.STAFF]


def test_the_last_administrator_is_neither_disabled_nor_demoted(people: People) -> None:
    boss = people.add("boss", Role.ADMIN)
    with people.database.writing("boss") as session:
        (grant,) = grants_of(session, boss)
        with pytest.raises(InputError, match="last administrator"):
            take_role(session, grant, TODAY)
        with pytest.raises(InputError, match="last administrator"):
            disable(session, account_by_name(session, "boss"), TODAY)
        assert is_admin(session, boss, TODAY)
    people.add("second", Role.ADMIN)
    with people.database.writing("boss") as session:
        disable(session, account_by_name(session, "second"), TODAY)
        with pytest.raises(InputError, match="last administrator"):
            take_role(session, session.get_one(Grant, grant.id), TODAY)
        enable(session, account_by_name(session, "second"))
        take_role(session, session.get_one(Grant, grant.id), TODAY)
        assert not is_admin(session, boss, TODAY)
        assert has_admin(session, TODAY)


def test_an_administrator_for_a_time_does_not_replace_the_last_one(people: People) -> None:
    boss = people.add("boss", Role.ADMIN)
    with people.database.writing("boss") as session:
        give_role(session, account_by_name(session, "ha"), Role.ADMIN, None, TODAY, TODAY + ONE_DAY)
        with pytest.raises(InputError, match="last administrator"):
            disable(session, session.get_one(Account, boss), TODAY)


def test_a_role_for_later_can_be_taken_from_the_last_administrator(people: People) -> None:
    boss = people.add("boss", Role.ADMIN)
    with people.database.writing("boss") as session:
        account = account_by_name(session, "ha")
        take_role(session, give_role(session, account, Role.ADMIN, None, TODAY + ONE_DAY), TODAY)
        assert is_admin(session, boss, TODAY)
        assert [grant.role for grant in grants_of(session, account.id or 0)] == [Role.STAFF]


def test_an_administrator_who_left_is_none(people: People) -> None:
    with people.database.writing("test") as session:
        official_id = Office(session).official(until=TODAY - ONE_DAY).id
    boss = people.add("boss", Role.ADMIN, official_id)
    with people.database.reading() as session:
        assert not is_admin(session, boss, TODAY)
        assert not has_admin(session, TODAY)
        assert boss not in open_accounts(session, TODAY)


def test_a_disabled_account_is_not_disabled_twice(people: People) -> None:
    with people.database.writing("boss") as session:
        account = account_by_name(session, "ha")
        disable(session, account, TODAY)
        assert (account.disabled_by, account.disabled_at) == ("boss", people.now)
        with pytest.raises(InputError, match="disabled already"):
            disable(session, account, TODAY)


def test_no_permission_is_declared_twice_or_for_nobody() -> None:
    keys = [permission.key for permission in CORE_PERMISSIONS]
    assert len(keys) == len(set(keys))
    assert all(permission.roles for permission in CORE_PERMISSIONS)


def test_an_auditor_reads_and_changes_nothing() -> None:
    allowed = {permission.key for permission in CORE_PERMISSIONS if Role.AUDITOR in permission.roles}
    assert all(key.endswith((".view", ".view_own")) for key in allowed)
    assert {permission.key for permission in CORE_PERMISSIONS if permission.key.endswith(".view")} <= allowed


def test_an_administrator_judges_nobody() -> None:
    judging = {"corrections.answer", "causes.confirm"}
    assert all(Role.ADMIN not in permission.roles for permission in CORE_PERMISSIONS if permission.key in judging)
