"""Rows about people on a plugin's pages: only those that the permission of the account reaches."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from tests.web.conftest import Plugged, Site
from tracker.records.absences import Absence
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.units import Unit

SOURCE = """
import sqlalchemy as sa
from flask import Blueprint
from sqlmodel import col

from tracker.api import Absence, Official, Permission, Role, hookimpl, sentences
from tracker.api.web import (
    actor, fetch_official, for_whoever_signed_in, may_everywhere, may_for, of_people, officials_for, session,
)

_ = sentences("PLUGIN")
pages = Blueprint("PLUGIN", __name__, url_prefix="/PLUGIN")


def codes(wanted):
    rows = session().execute(wanted.join(Official, col(Official.id) == col(Absence.official_id)))
    return ",".join(sorted(row.code for row in rows))


@pages.get("/seen/<permission>")
@for_whoever_signed_in
def seen(permission):
    wanted = sa.select(col(Official.code)).select_from(Absence)
    return codes(of_people(wanted, col(Absence.official_id), f"PLUGIN.{permission}"))


@pages.get("/then/<permission>")
@for_whoever_signed_in
def then(permission):
    wanted = sa.select(col(Official.code)).select_from(Absence)
    return codes(of_people(wanted, col(Absence.official_id), f"PLUGIN.{permission}", col(Absence.starts_on)))


@pages.get("/about/<int:number>/<permission>")
@for_whoever_signed_in
def about(number, permission):
    key = f"PLUGIN.{permission}"
    offered = str(number) in dict(officials_for(key))
    return f"{may_for(number, key)} {offered} {may_everywhere(key)} {actor() == number}"


@pages.get("/of/<int:number>")
@for_whoever_signed_in
def of(number):
    return fetch_official(number, "PLUGIN.lead").code


@hookimpl
def blueprints():
    return [pages]


@hookimpl
def permissions():
    return [
        Permission("PLUGIN.view", _("See"), frozenset(Role)),
        Permission("PLUGIN.lead", _("Lead"), frozenset({Role.LEADER})),
        Permission("PLUGIN.run", _("Run"), frozenset({Role.ADMIN})),
    ]
"""
DAY = date(2026, 10, 5)


@pytest.fixture
def absent(plugged: Plugged) -> tuple[Site, str]:
    """Everybody was absent on one day; CB03 moved from the land division to the commune since, CB06 comes there."""
    site, name = plugged(SOURCE)
    with site.database.writing("test") as session:
        land = session.exec(select(Unit).where(Unit.code == "land")).one()
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        coming = Official(code="CB06", full_name="Lý Thị Mai")
        session.add(coming)
        session.flush()
        posting = session.exec(select(Posting).where(col(Posting.official_id) == site.officials["CB03"])).one()
        posting.valid_to = date(2026, 10, 31)
        session.add(posting)
        for official, unit, since in (
            (site.officials["CB03"], commune.id, date(2026, 11, 1)),
            (coming.id, land.id, date(2027, 1, 1)),
        ):
            session.add(Posting(official_id=official or 0, unit_id=unit or 0, valid_from=since))
        site.officials["CB06"] = coming.id or 0
        for official in site.officials.values():
            session.add(Absence(official_id=official, starts_on=DAY, ends_on=DAY))
    return site, name


ALL = "CB01,CB02,CB03,CB04,CB05,CB06"


@pytest.mark.parametrize(
    ("who", "permission", "seen", "then"),
    [
        ("leader", "lead", ALL, ALL),
        ("other_leader", "lead", "CB04,CB06", "CB03,CB04,CB06"),
        ("other_leader", "view", "CB04,CB06", "CB03,CB04,CB06"),
        ("staff", "view", "CB01", "CB01"),
        ("staff", "lead", "", ""),
        ("auditor", "view", ALL, ALL),
        ("admin", "run", ALL, ALL),
        ("leader", "run", "", ""),
    ],
)
def test_a_permission_reaches_everybody_the_people_of_units_or_oneself(
    absent: tuple[Site, str], who: str, permission: str, seen: str, then: str
) -> None:
    site, name = absent
    assert site.browser(who).get(f"/{name}/seen/{permission}") == seen
    assert site.browser(who).get(f"/{name}/then/{permission}") == then


@pytest.mark.parametrize(
    ("who", "official", "permission", "told"),
    [
        ("leader", "CB01", "lead", "True True True False"),
        ("other_leader", "CB06", "lead", "True True False False"),
        ("other_leader", "CB01", "lead", "False False False False"),
        ("other_leader", "CB04", "lead", "True True False True"),
        ("staff", "CB01", "view", "True True False True"),
        ("staff", "CB02", "view", "False False False False"),
        ("staff", "CB01", "lead", "False False False True"),
        ("admin", "CB01", "run", "True True True False"),
    ],
)
def test_a_form_offers_exactly_those_for_whom_the_account_has_the_permission(
    absent: tuple[Site, str], who: str, official: str, permission: str, told: str
) -> None:
    site, name = absent
    assert site.browser(who).get(f"/{name}/about/{site.officials[official]}/{permission}") == told


def test_an_official_out_of_reach_is_not_found(absent: tuple[Site, str]) -> None:
    site, name = absent
    browser = site.browser("other_leader")
    assert browser.get(f"/{name}/of/{site.officials['CB04']}") == "CB04"
    assert browser.ask(f"/{name}/of/{site.officials['CB01']}").status_code == 404
