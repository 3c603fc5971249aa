"""Who leads whom, for what must be told to somebody's leaders."""

from __future__ import annotations

from datetime import date

from tracker.accounts.accounts import accounts_of, add_account
from tracker.accounts.grants import disable, give_role
from tracker.accounts.leading import leaders_of
from tracker.accounts.permissions import Role
from tracker.database import Database
from tracker.testing import Office

TODAY, SINCE = date(2026, 11, 23), date(2024, 1, 1)


def test_leaders_are_those_of_the_unit_and_of_units_above_and_nobody_leads_himself(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        admin = add_account(session, "admin")
        give_role(session, admin, Role.ADMIN, None, SINCE)
        land = office.unit = office.division()
        clerk, head = office.official("CB01"), office.official("CB02")
        office.unit = office.commune
        chairman = office.official("CB03")
        accounts = {}
        for name, official, unit in (
            ("head", head, land.id),
            ("chair", chairman, office.commune.id),
            ("was", None, office.commune.id),
            ("closed", None, office.commune.id),
        ):
            accounts[name] = add_account(session, name, official.id if official else None)
            give_role(session, accounts[name], Role.LEADER, unit, SINCE, date(2026, 1, 1) if name == "was" else None)
        disable(session, accounts["closed"], TODAY)
        ids = {one.id or 0: code for code, one in (("clerk", clerk), ("head", head), ("chairman", chairman))}
        found = leaders_of(session, ids, TODAY)
        assert {ids[official]: [one.name for one in leaders] for official, leaders in found.items()} == {
            "clerk": ["head", "chair"],
            "head": ["chair"],
        }
        assert {ids[one]: account.name for one, account in accounts_of(session, ids, TODAY).items()} == {
            "head": "head",
            "chairman": "chair",
        }
