"""Signing in, what a sign-in lasts, and who is locked out."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import col, select

from tests.accounts.conftest import HOME, SECRET, People
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import disable, enable
from tracker.accounts.passwords import AccountPassword, Passwords, set_password, stored_hash
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import (
    IDLE,
    LASTS,
    SEEN_EVERY,
    SignedIn,
    SignIn,
    account_of,
    note_seen,
    revoke,
    revoke_all,
    sign_ins_of,
)
from tracker.accounts.signing_in import Credentials, SignInError, change_own_password, sign_in
from tracker.audit import AuditEntry, verify
from tracker.messages import InputError
from tracker.records.postings import Posting
from tracker.testing import Office

MINUTE = timedelta(minutes=1)


def who(people: People, token: str) -> SignedIn | None:
    with people.database.reading() as session:
        return account_of(session, token, people.now, people.today)


def test_whoever_signed_in_is_known_by_the_token(people: People) -> None:
    token = people.sign_in().token
    found = who(people, token)
    assert found is not None
    assert found.account.name == "ha"
    assert (found.sign_in.address, found.sign_in.user_agent) == (HOME, "Firefox")
    assert who(people, token + "x") is None
    assert who(people, "") is None
    assert who(people, "\ud800") is None


def test_capitals_in_the_name_do_not_matter(people: People) -> None:
    assert people.sign_in(" HA ").account.name == "ha"


def test_only_a_digest_of_the_token_is_stored(people: People) -> None:
    token = people.sign_in().token
    with people.database.reading() as session:
        rows = session.connection().execute(sa.select(SignIn.__table__)).all()  # type: ignore[attr-defined]
    assert len(rows) == 1
    assert token not in str(rows)


@pytest.mark.parametrize("name", ["nobody", "hà", "ha\x00", "\ud800", "", "x" * 10_000])
def test_an_unknown_name_and_a_wrong_password_read_the_same(people: People, name: str) -> None:
    with pytest.raises(SignInError) as wrong:
        people.sign_in(password="wrong")
    with pytest.raises(SignInError) as unknown:
        people.sign_in(name)
    assert str(wrong.value) == str(unknown.value)


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password() -> None:
    hasher = Counting(time_cost=1, memory_cost=1024, parallelism=1)
    passwords = Passwords(hasher)
    for stored in (passwords.hash(SECRET), None):
        assert not passwords.check("wrong", stored)
    known, unknown = hasher.checked
    assert known.rsplit("$", 2)[0] == unknown.rsplit("$", 2)[0]  # version and costs; the salt and the digest follow


class Counting(Argon2Hasher):
    """Notes each hash that a password was checked against."""

    def __init__(self, **costs: int) -> None:
        super().__init__(**costs)
        self.checked: list[str] = []

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.checked.append(str(hash))
        return super().verify(password, hash)


@pytest.mark.parametrize("password", ["", "wrong", SECRET + " ", SECRET.upper(), SECRET * 100, "\x00", "\ud800"])
def test_a_wrong_password_signs_nobody_in(people: People, password: str) -> None:
    with pytest.raises(SignInError):
        people.sign_in(password=password)


def test_a_password_is_the_same_however_the_keyboard_composes_it(people: People) -> None:
    composed, decomposed = (unicodedata.normalize(form, SECRET) for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert people.sign_in(password=decomposed).account.name == "ha"


def test_a_sign_in_ends_after_a_working_day_without_a_page(people: People) -> None:
    token = people.sign_in().token
    people.later(IDLE - MINUTE)
    assert who(people, token) is not None
    people.later(MINUTE)
    assert who(people, token) is None


def test_a_sign_in_that_is_used_lasts_two_weeks_and_no_longer(people: People) -> None:
    token, begun = people.sign_in().token, people.now
    while people.now + IDLE / 2 < begun + LASTS:
        people.later(IDLE / 2)
        found = who(people, token)
        assert found is not None
        assert found.is_due
        with people.database.writing("ha") as session:
            note_seen(session, found.sign_in.id or 0, people.now)
    people.now = begun + LASTS
    assert who(people, token) is None


def test_it_is_asked_to_note_the_use_only_every_few_minutes(people: People) -> None:
    token = people.sign_in().token
    people.later(SEEN_EVERY - MINUTE)
    found = who(people, token)
    assert found is not None
    assert not found.is_due
    people.later(MINUTE)
    found = who(people, token)
    assert found is not None
    assert found.is_due


def test_signing_out_in_one_browser_leaves_the_others(people: People) -> None:
    first, second = people.sign_in(), people.sign_in()
    with people.database.writing("ha") as session:
        revoke(session, first.sign_in.id or 0, first.account.id or 0, people.now)
    assert who(people, first.token) is None
    assert who(people, second.token) is not None
    with people.database.reading() as session:
        assert [one.id for one in sign_ins_of(session, first.account.id or 0, people.now)] == [second.sign_in.id]


def test_nobody_signs_another_account_out(people: People) -> None:
    other, mine = people.add("lan"), people.sign_in()
    with people.database.writing("lan") as session:
        revoke(session, mine.sign_in.id or 0, other, people.now)
    assert who(people, mine.token) is not None


def test_signing_out_everywhere_else_keeps_this_browser(people: People) -> None:
    first, second = people.sign_in(), people.sign_in()
    with people.database.writing("ha") as session:
        revoke_all(session, first.account.id or 0, people.now, keep=second.sign_in.id)
    assert who(people, first.token) is None
    assert who(people, second.token) is not None


def test_sign_ins_that_expired_are_forgotten(people: People) -> None:
    people.sign_in()
    people.later(LASTS)
    people.sign_in()
    with people.database.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


def test_a_disabled_account_is_locked_out_at_once_and_learns_why_only_with_the_right_password(people: People) -> None:
    people.add("boss", Role.ADMIN)
    token = people.sign_in().token
    with people.database.writing("boss") as session:
        disable(session, account_by_name(session, "ha"), people.today)
    assert who(people, token) is None
    with pytest.raises(SignInError, match="account ha is closed"):
        people.sign_in()
    with pytest.raises(SignInError, match="name or the password is wrong"):
        people.sign_in(password="wrong")


def test_an_enabled_account_signs_in_again_but_its_old_sign_ins_stay_ended(people: People) -> None:
    token = people.sign_in().token
    with people.database.writing("boss") as session:
        disable(session, account_by_name(session, "ha"), people.today)
    with people.database.writing("boss") as session:
        enable(session, account_by_name(session, "ha"))
    assert who(people, token) is None
    assert who(people, people.sign_in().token) is not None


def test_an_official_who_left_is_locked_out_from_the_next_day_at_the_site(people: People) -> None:
    with people.database.writing("test") as session:
        official_id = Office(session).official(until=people.today).id
    people.add("leaver", official_id=official_id)
    token = people.sign_in("leaver").token
    assert who(people, token) is not None
    people.later(timedelta(days=1) - IDLE / 4)
    with people.database.writing("test") as session:
        session.connection().execute(sa.update(SignIn).values(last_seen_at=people.now))
    assert people.now.date() == people.today
    assert who(people, token) is None
    with pytest.raises(SignInError, match="closed"):
        people.sign_in("leaver")


def test_an_official_who_moves_or_comes_back_has_not_left(people: People) -> None:
    with people.database.writing("test") as session:
        office = Office(session)
        official = office.official(until=people.today - timedelta(days=30))
        session.add(Posting(official_id=official.id, unit_id=office.unit.id, valid_from=people.today))
    people.add("mover", official_id=official.id)
    assert people.sign_in("mover").account.official_id == official.id


def test_an_official_who_was_never_posted_has_not_left(people: People) -> None:
    with people.database.writing("test") as session:
        official = Office(session).official()
        session.connection().execute(sa.delete(Posting))
    people.add("new", official_id=official.id)
    assert people.sign_in("new").account.official_id == official.id


def test_a_password_that_was_reset_meanwhile_signs_nobody_in(people: People) -> None:
    token = people.sign_in().token
    generated = people.passwords.generate()
    with people.database.writing("boss") as session:
        set_password(session, account_by_name(session, "ha"), generated.hash, must_change=True)
    assert who(people, token) is None
    with pytest.raises(SignInError):
        people.sign_in()
    assert people.sign_in(password=generated.text).account.must_change_password


def test_changing_ones_password_signs_out_everywhere_but_here(people: People) -> None:
    elsewhere, here = people.sign_in(), people.sign_in()
    signed_in = who(people, here.token)
    assert signed_in is not None
    change_own_password(people.door, signed_in, SECRET, "một mật khẩu khác")
    assert who(people, elsewhere.token) is None
    assert who(people, here.token) is not None
    assert not people.sign_in(password="một mật khẩu khác").account.must_change_password


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [("wrong", "một mật khẩu khác", "wrong"), (SECRET, "short", "10 to 200"), (SECRET, SECRET, "present one")],
)
def test_a_password_is_not_changed_by_whoever_cannot_give_it_nor_to_a_weak_one(
    people: People, present: str, new: str, told: str
) -> None:
    signed_in = who(people, people.sign_in().token)
    assert signed_in is not None
    with pytest.raises(InputError, match=told):
        change_own_password(people.door, signed_in, present, new)
    assert people.sign_in().account.name == "ha"


def test_a_hash_of_older_parameters_is_renewed_when_its_owner_signs_in(people: People) -> None:
    stronger = Passwords(Argon2Hasher(time_cost=2, memory_cost=16, parallelism=1))
    with people.database.reading() as session:
        before = stored_hash(session, people.account().id or 0)
    people.passwords = stronger
    people.sign_in()
    with people.database.reading() as session:
        after = stored_hash(session, people.account().id or 0)
    assert after != before
    assert "m=16,t=2" in (after or "")
    people.sign_in()
    with people.database.reading() as session:
        assert stored_hash(session, people.account().id or 0) == after


def test_no_hash_stands_in_the_audit_log_which_tells_of_every_change(people: People) -> None:
    signed_in = who(people, people.sign_in().token)
    assert signed_in is not None
    change_own_password(people.door, signed_in, SECRET, "một mật khẩu khác")
    with people.database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.position))).all()
        hashes = session.exec(select(AccountPassword.hash)).all()
        assert verify(session) is None
    log = "\n".join(f"{entry.before} {entry.after}" for entry in entries)
    assert "argon2" not in log
    assert not any(hash in log for hash in hashes)
    assert [(entry.actor, entry.action) for entry in entries if "password" in entry.action] == [
        ("test", "password set"),
        ("ha", "password changed"),
    ]
    assert not any(entry.subject in ("tracker_sign_in", "tracker_sign_in_attempt") for entry in entries)


def test_a_hash_is_not_shown_where_a_row_is_printed(people: People) -> None:
    people.sign_in()
    with people.database.reading() as session:
        stored = session.exec(select(AccountPassword)).one()
        opened = session.exec(select(SignIn)).one()
    assert stored.hash not in repr(stored)
    assert opened.token_digest not in repr(opened)


def test_what_a_browser_says_of_itself_is_kept_as_far_as_it_can_be_read(people: People) -> None:
    given = Credentials("ha", SECRET, "192.0.2.1", "Fire\x00fox\ud800\n" + "x" * 500)
    opened = sign_in(people.door, given).sign_in
    assert opened.user_agent.startswith("Firefoxxx")
    assert len(opened.user_agent) == 200
