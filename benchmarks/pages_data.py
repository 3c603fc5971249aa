"""A province for the pages: that of benchmarks.province, with names, units, procedures, work in progress, accounts."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col, select

from benchmarks.province import fill
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import open_sign_in
from tracker.app import create_app
from tracker.config import Config, DatabaseConfig, PluginsConfig, SiteConfig, WebConfig
from tracker.database import Database
from tracker.installation import Tracker
from tracker.migrate import upgrade
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.searching import folded, order_of_name
from tracker.records.units import Unit, UnitKind
from tracker.scoring.looking import score_and_store

NOW = datetime(2025, 12, 31, 4, 0, tzinfo=UTC)
"""In the last days of the year, so that the files of the last weeks are still in work."""
TODAY = NOW.date()
UNITS, PROCEDURES = 12, 400
UNIT = 2
"""The unit of the leader of one."""
STAFF = 7
"""The official whose own files and record are looked at as staff."""
LEADER, UNIT_LEADER, STAFF_MEMBER = "leader", "unit.leader", "staff"
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Đức", "Thị Thu", "Quốc", "Minh", "Ngọc", "Hữu")
GIVEN_NAMES = ("An", "Ánh", "Bình", "Châu", "Dũng", "Đào", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Mai", "Nam", "Oanh")
SUBJECTS = ("khai sinh", "kết hôn", "hộ kinh doanh", "quyền sử dụng đất", "giấy phép xây dựng", "bảo trợ xã hội")
ACTS = ("Đăng ký", "Cấp lại", "Điều chỉnh", "Xác nhận", "Cấp bản sao", "Thu hồi")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: the database, and the tokens of those who are signed in."""

    url: str
    tokens: Mapping[str, str]

    def app(self) -> Flask:
        """Return the application; its clock stands still."""
        folder = Path(__file__).parent
        config = Config(
            database=DatabaseConfig(url=self.url),
            site=SiteConfig(name="Xã Thử"),
            plugins=PluginsConfig(enabled=("reward_rules", "three_rules", "commendations")),
            web=WebConfig(secret_key="a benchmark keeps no secret"),
            folder=folder,
        )
        return create_app(config, lambda: NOW)


def site_at(url: str, officials: int, files: int) -> Site:
    """Return the site in this database, made where there is none yet."""
    database = Database(url, lambda: NOW)
    if not sa.inspect(database.engine).has_table("tracker_account"):
        fill(database, officials, files)
        _vary(database, officials)
        tracker: Tracker = Site(url, {}).app().extensions["tracker"]
        upgrade(tracker.database, tracker.owners)
        for quarter in ("2025-Q3", "2025-Q4"):
            period = parse_period(quarter)
            score_and_store(tracker, "benchmark", period, period.as_of(TODAY))
        tracker.database.close()
        _analyse(database)
    with database.writing("benchmark") as session:
        tokens = {name: _signed_in(session, name) for name in (LEADER, UNIT_LEADER, STAFF_MEMBER)}
    database.close()
    return Site(url, tokens)


def _vary(database: Database, officials: int) -> None:
    with database.writing("benchmark") as session:
        _add_units(session)
        _name_officials(session, officials)
        _add_procedures(session)
        for statement in _CHANGES:
            session.connection().exec_driver_sql(statement)
    with database.writing("benchmark") as session:
        of_all, of_unit = add_account(session, LEADER), add_account(session, UNIT_LEADER)
        own = add_account(session, STAFF_MEMBER, STAFF)
        give_role(session, of_all, Role.LEADER, 1, date(2024, 1, 1))
        give_role(session, of_unit, Role.LEADER, UNIT, date(2024, 1, 1))
        give_role(session, own, Role.STAFF, None, date(2024, 1, 1))
        for account in (of_all, of_unit, own):
            account.must_change_password = False


_CHANGES = (
    f"UPDATE tracker_posting SET unit_id = 2 + mod(official_id, {UNITS - 1})",
    f"UPDATE tracker_handled_file SET procedure_id = 1 + mod(mod(id, {PROCEDURES}) * 7919, {PROCEDURES}),"
    f" unit_id = 2 + mod(handler_id, {UNITS - 1}), receiver_id = handler_id",
    # What ends after today is in work; so is every tenth of the late files.
    "UPDATE tracker_handled_file SET finished_on = NULL, ended_on = NULL, finisher_id = NULL, timeliness = NULL,"
    " saved_days = NULL, allowed_days = NULL, status = 'processing', overdue_on = coalesce(overdue_on, deadline_on),"
    f" overdue_holder_id = handler_id WHERE finished_on > '{TODAY}' OR (timeliness = 2 AND mod(id, 10) = 0)",
)
"""SQLite's mod gives a number with decimals, which a column of whole numbers stores as a whole one."""


def _add_units(session: Session) -> None:
    for number in range(2, UNITS + 1):
        session.add(Unit(id=number, code=f"U{number}", name=f"Phòng {number}", kind=UnitKind.DIVISION, parent_id=1))
    session.flush()


def _name_officials(session: Session, officials: int) -> None:
    chance = random.Random(officials)
    for official in session.exec(select(Official).order_by(col(Official.id))):
        parts = (chance.choice(SURNAMES), chance.choice(MIDDLE_NAMES), chance.choice(GIVEN_NAMES))
        official.full_name = " ".join(parts)
        official.search_text = folded(official.code, official.full_name)
        official.name_order = order_of_name(official.full_name)
    session.flush()


def _add_procedures(session: Session) -> None:
    for number in range(1, PROCEDURES + 1):
        name = f"{ACTS[number % len(ACTS)]} {SUBJECTS[number % 7 % len(SUBJECTS)]}, trường hợp {number}"
        session.add(Procedure(id=number, code=f"1.{number:06d}", name=name))
    session.flush()


def _analyse(database: Database) -> None:
    engine = sa.create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")
    engine.dispose()


def _signed_in(session: Session, name: str) -> str:
    account = session.exec(select(Account).where(Account.name == name)).one()
    assert account.id is not None
    token, _ = open_sign_in(session, account.id, "127.0.0.1", "benchmark", NOW)
    return token
