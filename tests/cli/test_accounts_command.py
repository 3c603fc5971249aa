"""`tracker init` and `tracker account`: the first administrator, and whoever comes after."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from tests.conftest import NOW
from tracker.accounts.passwords import Passwords
from tracker.accounts.signing_in import Credentials, Door, SignInError, sign_in
from tracker.cli.main import tracker
from tracker.database import Database

PASSWORD = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}")


def can_sign_in(url: str, name: str, password: str) -> bool:
    database = Database(url, lambda: NOW)
    door = Door(database, Passwords(), ZoneInfo("Asia/Ho_Chi_Minh"))
    try:
        assert sign_in(door, Credentials(name, password, "127.0.0.1")).account.must_change_password
    except SignInError:
        return False
    finally:
        database.close()
    return True


def test_init_makes_the_tables_and_the_first_administrator(run: Run, empty_database_url: str) -> None:
    made = run("--today", "2026-11-23", "init", "--name", "Ha")
    assert made.exit_code == 0, made.output
    assert PASSWORD.fullmatch(made.stdout.strip())
    assert run("db", "check").exit_code == 0
    assert can_sign_in(empty_database_url, "ha", made.stdout.strip())
    listed = json.loads(run("--today", "2026-11-23", "account", "list", "--json").stdout)
    roles = [{"role": "admin", "unit": None}]
    assert listed == {"accounts": [{"name": "ha", "official": None, "roles": roles, "may_sign_in": True}]}
    assert json.loads(run("audit", "verify", "--json").stdout)["broken"] is None


def test_init_refuses_where_there_is_an_administrator(run: Run) -> None:
    run("init", "--name", "ha")
    again = run("init", "--name", "lan")
    assert again.exit_code == 1
    assert "tracker account password" in again.stderr
    assert again.stdout == ""
    assert len(json.loads(run("account", "list", "--json").stdout)["accounts"]) == 1


def test_init_refuses_a_name_that_cannot_be_used_and_can_be_run_again(run: Run) -> None:
    refused = run("init", "--name", "Hà")
    assert refused.exit_code == 1
    assert "Hà cannot be a sign-in name" in refused.stderr
    made = json.loads(run("init", "--name", "ha", "--json").stdout)
    assert made["name"] == "ha"
    assert PASSWORD.fullmatch(made["password"])


def test_init_asks_for_the_name_on_standard_error(empty_database_url: str) -> None:
    made = CliRunner().invoke(
        tracker, ["--language", "en", "init"], input="ha\n", env={"TRACKER_DATABASE__URL": empty_database_url}
    )
    assert made.exit_code == 0, made.output
    assert "Sign-in name of the administrator" in made.stderr
    assert PASSWORD.fullmatch(made.stdout.strip().splitlines()[-1])


def test_an_account_is_added_given_a_new_password_and_closed(run: Run, empty_database_url: str) -> None:
    run("init", "--name", "boss")
    added = json.loads(run("account", "add", "lan", "--role", "staff", "--json").stdout)
    assert can_sign_in(empty_database_url, "lan", added["password"])
    reset = run("account", "password", "LAN").stdout.strip()
    assert not can_sign_in(empty_database_url, "lan", added["password"])
    assert can_sign_in(empty_database_url, "lan", reset)
    assert run("account", "disable", "lan").exit_code == 0
    assert not can_sign_in(empty_database_url, "lan", reset)
    assert run("account", "enable", "lan").exit_code == 0
    assert can_sign_in(empty_database_url, "lan", reset)


def test_the_list_names_accounts_roles_and_who_may_sign_in(run: Run) -> None:
    run("init", "--name", "boss")
    run("account", "add", "kiemtra", "--role", "auditor")
    run("account", "disable", "kiemtra")
    lines = [line.split() for line in run("account", "list").stdout.splitlines()]
    assert ["boss", "–", "Administrator", "yes"] in lines
    assert ["kiemtra", "–", "Auditor", "no"] in lines


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["add", "lan", "--role", "leader"], "Name the unit"),
        (["add", "lan", "--role", "leader", "--unit", "X9"], "X9"),
        (["add", "lan", "--role", "staff", "--official", "CB99"], "CB99"),
        (["add", "boss", "--role", "staff"], "an account boss already"),
        (["add", "l n", "--role", "staff"], "l n"),
        (["password", "nobody"], "no account nobody"),
        (["disable", "nobody"], "no account nobody"),
        (["disable", "boss"], "last administrator"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_input_at_fault_is_named_and_leaves_no_account(run: Run, words: list[str], named: str) -> None:
    run("init", "--name", "boss")
    refused = run("account", *words)
    assert refused.exit_code == 1
    assert named in refused.stderr
    assert refused.stdout == ""
    assert [one["name"] for one in json.loads(run("account", "list", "--json").stdout)["accounts"]] == ["boss"]
