"""Scope: who sees and changes which rows, over the tree of units and over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import SQLModel, select

from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import CORE_PERMISSIONS, Permission, Role
from tracker.audit import AuditEntry, AuditHead
from tracker.database import Database, RecordSession
from tracker.digests import Digest
from tracker.fingerprint import PluginFingerprint
from tracker.imports.batches import ImportBatch
from tracker.imports.sources import ImportSource
from tracker.messages import message
from tracker.notices import Notice
from tracker.records.absences import Absence
from tracker.records.corrections import Claim, Correction, contest
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay, assign
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.scope import Scope, scope_of
from tracker.scoring.scorecards import Scorecard, ScoredPeriod
from tracker.staleness import StaleMark
from tracker.tables import CORE_TABLES
from tracker.testing import Office
from tracker.visible_rows import VISIBLE_ROWS

TODAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)
numbers = count()
NOT_ON_PAGES = {AuditHead, Digest, HeldField, ImportSource, PluginFingerprint, ScoredPeriod, StaleMark}
NOT_BY_A_SCOPE = {Notice}
"""An account sees its own rows and no others, whatever its roles."""


@dataclass
class Commune:
    """A commune with the divisions Land (and its Desk) and Culture, an official in each, and records of each."""

    session: RecordSession
    office: Office = field(init=False)
    units: dict[str, int] = field(default_factory=dict)
    officials: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.office = Office(self.session)
        commune_id = self.office.unit.parent_id
        assert commune_id is not None
        self.units["commune"] = commune_id
        self.units["land"] = self.unit("land", commune_id)
        self.units["desk"] = self.unit("land-desk", self.units["land"])
        self.units["culture"] = self.unit("culture", commune_id)
        for place in ("land", "desk", "culture"):
            self.officials[place] = self.official(place, (self.units[place], LONG_AGO, None))

    def unit(self, code: str, parent_id: int | None) -> int:
        unit = Unit(code=code, name=code, parent_id=parent_id)
        self.session.add(unit)
        self.session.flush()
        assert unit.id is not None
        return unit.id

    def official(self, code: str, *postings: tuple[int, date, date | None]) -> int:
        official = Official(code=code, full_name=code)
        self.session.add(official)
        self.session.flush()
        assert official.id is not None
        for unit_id, start, end in postings:
            self.session.add(Posting(official_id=official.id, unit_id=unit_id, valid_from=start, valid_to=end))
        self.session.flush()
        return official.id

    def scope(
        self, role: Role, unit: str | None = None, official: str | None = None, *more: tuple[Role, str | None]
    ) -> Scope:
        name = "-".join(part for part in (role.value, unit, official, str(len(more))) if part)
        account = add_account(self.session, name, self.officials[official] if official else None)
        for one, place in ((role, unit), *more):
            give_role(self.session, account, one, self.units[place] if place else None, TODAY)
        return scope_of(self.session, account, TODAY)

    def seen(self, scope: Scope, table: type[SQLModel], permission: str | None = None) -> set[int]:
        rows = self.session.exec(scope.narrow(select(table), table, permission)).all()
        return {row.id for row in rows}  # type: ignore[attr-defined]

    def seen_officials(self, scope: Scope, permission: str | None = None) -> set[str]:
        return {self.session.get_one(Official, id).code for id in self.seen(scope, Official, permission)}

    def file(self, place: str | None, unit: str | None = None, **values: object) -> int:
        official = self.session.get(Official, self.officials[place]) if place else None
        unit_id = self.units[unit] if unit else None
        file = self.office.file(official, date(2026, 7, 6), date(2026, 7, 10), unit_id=unit_id, **values)
        assert file.id is not None
        return file.id


@pytest.fixture
def commune(database: Database):  # type: ignore[no-untyped-def]
    with database.writing("test") as session:
        yield Commune(session)


def test_an_account_without_a_role_may_do_nothing(commune: Commune) -> None:
    account = add_account(commune.session, "nobody", commune.officials["land"])
    scope = scope_of(commune.session, account, TODAY)
    assert not any(scope.may(permission.key) for permission in CORE_PERMISSIONS)
    commune.file("land")
    for table in VISIBLE_ROWS:
        assert commune.session.exec(scope.narrow(select(table), table)).all() == []


def test_staff_see_themselves_only(commune: Commune) -> None:
    scope = commune.scope(Role.STAFF, official="land")
    assert commune.seen_officials(scope) == {"land"}
    assert commune.seen(scope, Unit) == {commune.units["land"]}
    assert scope.fetch(commune.session, Official, commune.officials["desk"]) is None
    assert scope.fetch(commune.session, Official, commune.officials["land"]) is not None


def test_staff_see_the_files_that_they_hold_took_in_or_held(commune: Commune) -> None:
    holds, took_in, other = commune.file("land"), commune.file("desk"), commune.file("desk", unit="land")
    handed_over = commune.file("desk")
    commune.session.get_one(HandledFile, took_in).receiver_id = commune.officials["land"]
    commune.session.add(
        HandOver(
            file_id=handed_over,
            from_official_id=commune.officials["land"],
            to_official_id=commune.officials["desk"],
            on=TODAY,
        )
    )
    commune.session.add(DelayCause(file_id=holds, cause="rain", said_on=TODAY))
    commune.session.add(DelayCause(file_id=other, cause="rain", said_on=TODAY))
    commune.session.flush()
    scope = commune.scope(Role.STAFF, official="land")
    assert commune.seen(scope, HandledFile) == {holds, took_in, handed_over}
    assert len(commune.seen(scope, HandOver)) == 1
    assert len(commune.seen(scope, DelayCause)) == 1
    assert commune.seen(scope, HandledFile, "causes.state") == {holds, took_in, handed_over}
    assert commune.seen(scope, HandledFile, "files.edit") == set()


def test_a_leader_sees_his_unit_and_all_below_and_nothing_beside(commune: Commune) -> None:
    scope = commune.scope(Role.LEADER, "land", "culture")
    assert commune.seen(scope, Unit, "units.view") >= {commune.units["land"], commune.units["desk"]}
    assert commune.seen_officials(scope, "corrections.answer") == {"land", "desk"}
    assert commune.seen_officials(scope) == {"land", "desk", "culture"}, "and himself, wherever he is posted"
    assert commune.seen_officials(commune.scope(Role.LEADER, "desk")) == {"desk"}
    assert commune.seen_officials(commune.scope(Role.LEADER, "commune")) == {"land", "desk", "culture"}


def test_a_leader_sees_files_of_his_units_whoever_holds_them_and_of_his_officials_wherever(commune: Commune) -> None:
    in_unit, of_official = commune.file(None, unit="land"), commune.file("desk", unit="culture")
    elsewhere, of_nobody = commune.file("culture", unit="culture"), commune.file(None)
    scope = commune.scope(Role.LEADER, "land")
    assert commune.seen(scope, HandledFile) == {in_unit, of_official}
    assert scope.fetch(commune.session, HandledFile, elsewhere) is None
    assert scope.fetch(commune.session, HandledFile, of_nobody) is None
    assert commune.seen(scope, HandledFile, "files.edit") == {in_unit, of_official}


def test_who_moved_takes_his_later_records_with_him_and_leaves_the_earlier_ones(commune: Commune) -> None:
    moved_on = date(2026, 9, 1)
    land, culture = commune.units["land"], commune.units["culture"]
    mover = commune.official("mover", (land, LONG_AGO, moved_on - ONE_DAY), (culture, moved_on, None))
    days = {"before": date(2026, 3, 2), "after": date(2026, 10, 5)}
    absences = {name: Absence(official_id=mover, starts_on=day, ends_on=day) for name, day in days.items()}
    commune.session.add_all(absences.values())
    commune.session.flush()
    old, new = commune.scope(Role.LEADER, "land"), commune.scope(Role.LEADER, "culture")
    assert commune.seen(old, Absence) == {absences["before"].id}
    assert commune.seen(new, Absence) == {one.id for one in absences.values()}
    assert "mover" in commune.seen_officials(old)
    assert "mover" not in commune.seen_officials(old, "duty.plan")
    assert "mover" in commune.seen_officials(new, "duty.plan")


@pytest.mark.parametrize(("left_on", "is_seen"), [(date(2025, 1, 1), True), (date(2024, 12, 31), False)])
def test_who_left_is_seen_to_the_end_of_the_next_year(commune: Commune, left_on: date, is_seen: bool) -> None:
    commune.official("left", (commune.units["land"], LONG_AGO, left_on))
    assert ("left" in commune.seen_officials(commune.scope(Role.LEADER, "land"))) == is_seen


def test_whoever_comes_next_week_can_be_planned_but_his_past_is_not_yet_seen(commune: Commune) -> None:
    land, culture = commune.units["land"], commune.units["culture"]
    coming = commune.official("coming", (culture, LONG_AGO, TODAY + 6 * ONE_DAY), (land, TODAY + 7 * ONE_DAY, None))
    commune.session.add(Absence(official_id=coming, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2)))
    scope = commune.scope(Role.LEADER, "land")
    assert "coming" in commune.seen_officials(scope, "duty.plan")
    assert commune.seen(scope, Absence) == set()


def test_everybody_sees_the_duty_calendar_and_only_leaders_plan_for_their_own(commune: Commune) -> None:
    days = {place: assign(commune.session, id, TODAY).id for place, id in commune.officials.items()}
    staff = commune.scope(Role.STAFF, official="land")
    assert commune.seen(staff, DutyDay) == commune.seen(staff, DutyDay, "duty.view") == set(days.values())
    assert commune.seen(staff, DutyDay, "duty.plan") == set()
    leader = commune.scope(Role.LEADER, "land")
    assert commune.seen(leader, DutyDay) == set(days.values())
    assert commune.seen(leader, DutyDay, "duty.plan") == {days["land"], days["desk"]}


@pytest.mark.parametrize("table", [TrainingRecord, Absence])
def test_training_and_absences_are_for_the_official_and_his_leader(
    commune: Commune, table: type[TrainingRecord] | type[Absence]
) -> None:
    ids = {}
    for place, official_id in commune.officials.items():
        values = {"official_id": official_id, "starts_on": TODAY, "ends_on": TODAY, "title": "Land law"}
        row = table(**{name: value for name, value in values.items() if name in table.model_fields})
        commune.session.add(row)
        commune.session.flush()
        ids[place] = row.id
    assert commune.seen(commune.scope(Role.STAFF, official="land"), table) == {ids["land"]}
    assert commune.seen(commune.scope(Role.LEADER, "land"), table) == {ids["land"], ids["desk"]}


def test_a_correction_is_for_who_asked_who_answered_and_the_leader(commune: Commune) -> None:
    asked = {
        place: contest(commune.session, "tracker_duty_day", None, Claim({}, "missing", id, TODAY)).id
        for place, id in commune.officials.items()
    }
    scope = commune.scope(Role.STAFF, official="land")
    answered = commune.session.get_one(Correction, asked["culture"])
    answered.state, answered.answer = type(answered.state).REFUSED, "no"
    answered.answered_by, answered.answered_on = scope.viewer.account_name, TODAY
    commune.session.flush()
    assert commune.seen(scope, Correction) == {asked["land"], asked["culture"]}
    assert commune.seen(commune.scope(Role.LEADER, "desk"), Correction) == {asked["desk"]}
    assert commune.seen(commune.scope(Role.ADMIN), Correction) == set(asked.values())
    assert not commune.scope(Role.ADMIN, None, "desk").may("corrections.answer")


def test_a_scorecard_is_for_the_official_and_the_leaders_of_then_and_now(commune: Commune) -> None:
    land, culture = commune.units["land"], commune.units["culture"]
    mover = commune.official("mover", (land, LONG_AGO, date(2026, 9, 30)), (culture, date(2026, 10, 1), None))
    in_land = select(Posting.id).where(Posting.official_id == mover, Posting.unit_id == land)
    card = Scorecard(
        official_id=mover,
        posting_id=commune.session.exec(in_land).one(),
        period="2026-Q3",
        as_of=date(2026, 9, 30),
        measures="{}",
        lines="[]",
        scored_at=datetime(2026, 10, 1, tzinfo=UTC),
        audit_position=1,
    )
    commune.session.add(card)
    commune.session.flush()
    commune.officials["mover"] = mover
    for role, unit, official in (
        (Role.LEADER, "land", None),
        (Role.LEADER, "culture", None),
        (Role.STAFF, None, "mover"),
    ):
        assert commune.seen(commune.scope(role, unit, official), Scorecard) == {card.id}
    assert commune.seen(commune.scope(Role.LEADER, "desk"), Scorecard) == set()
    assert commune.seen(commune.scope(Role.STAFF, None, "land"), Scorecard) == set()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_of_everything_see_every_row(commune: Commune, role: Role) -> None:
    commune.file(None)
    commune.file("land")
    commune.official("unposted")
    scope = commune.scope(role)
    for table in VISIBLE_ROWS:
        wanted = commune.session.exec(sa.select(sa.func.count()).select_from(table)).scalar_one()
        narrowed = scope.narrow(sa.select(sa.func.count()).select_from(table), table)
        assert commune.session.exec(narrowed).scalar_one() == wanted, table


def test_who_leads_every_unit_sees_what_stands_in_none(commune: Commune) -> None:
    of_nobody = commune.file(None)
    leader = commune.scope(Role.LEADER, "commune")
    assert leader.reach("files.view").everywhere
    assert of_nobody in commune.seen(leader, HandledFile)
    commune.unit("beside", None)
    later = scope_of(commune.session, commune.session.get_one(Account, leader.viewer.account_id), TODAY)
    assert not later.reach("files.view").everywhere
    assert of_nobody not in commune.seen(later, HandledFile)


def test_an_auditor_changes_nothing_and_a_leader_only_in_his_units_even_if_he_audits_all(commune: Commune) -> None:
    mine, other = commune.file("land"), commune.file("culture")
    both = commune.scope(Role.LEADER, "land", None, (Role.AUDITOR, None))
    assert commune.seen(both, HandledFile) == {mine, other}
    assert commune.seen(both, HandledFile, "files.edit") == {mine}
    assert both.fetch(commune.session, HandledFile, other, "files.edit") is None
    assert commune.seen(commune.scope(Role.AUDITOR), HandledFile, "files.edit") == set()


def test_the_audit_log_accounts_and_imports_are_not_for_leaders(commune: Commune) -> None:
    leader = commune.scope(Role.LEADER, "commune", "land")
    own = leader.viewer.account_id
    commune.scope(Role.STAFF)
    for key in ("audit.view", "accounts.view", "imports.view"):
        assert not leader.may(key)
    assert commune.seen(leader, Account) == {own}
    assert commune.seen(leader, ImportBatch) == set()
    assert commune.session.exec(leader.narrow(select(AuditEntry), AuditEntry)).all() == []


def test_a_role_that_is_not_yet_or_no_longer_held_gives_nothing(commune: Commune) -> None:
    account = add_account(commune.session, "substitute")
    give_role(commune.session, account, Role.LEADER, commune.units["land"], TODAY + ONE_DAY, TODAY + 2 * ONE_DAY)
    seen = [commune.seen_officials(scope_of(commune.session, account, TODAY + number * ONE_DAY)) for number in range(4)]
    assert seen == [set(), {"land", "desk"}, {"land", "desk"}, set()]


def test_units_that_stand_above_each_other_end_the_search(commune: Commune) -> None:
    commune.session.get_one(Unit, commune.units["land"]).parent_id = commune.units["desk"]
    commune.session.flush()
    assert commune.seen_officials(commune.scope(Role.LEADER, "desk")) == {"land", "desk"}


def test_a_permission_that_nobody_declared_is_an_error_and_not_a_no(commune: Commune) -> None:
    with pytest.raises(KeyError):
        commune.scope(Role.ADMIN).may("file.edit")


def test_a_permission_of_somebody_else_is_held_by_the_roles_that_it_names(commune: Commune) -> None:
    more = Permission("regulations.view", message("See handled files"), frozenset({Role.LEADER}))
    scope = commune.scope(Role.LEADER, "land")
    account = commune.session.get_one(Account, scope.viewer.account_id)
    extended = scope_of(commune.session, account, TODAY, (*CORE_PERMISSIONS, more))
    assert extended.reach("regulations.view").units == {commune.units["land"], commune.units["desk"]}


def test_a_scope_is_made_with_one_statement(commune: Commune) -> None:
    account = commune.session.get_one(Account, commune.scope(Role.LEADER, "land").viewer.account_id)
    statements: list[str] = []
    engine = commune.session.connection().engine
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: statements.append(statement))
    scope_of(commune.session, account, TODAY)
    assert len(statements) == 1


def test_every_table_of_the_core_says_who_sees_it_or_stands_on_no_page() -> None:
    missing = {table for table in CORE_TABLES if table not in VISIBLE_ROWS} - NOT_ON_PAGES - NOT_BY_A_SCOPE
    assert {table.__name__ for table in missing} == {"AccountPassword"}
    declared = {permission.key for permission in CORE_PERMISSIONS}
    assert {rows.permission for rows in VISIBLE_ROWS.values()} <= declared


def test_a_procedure_is_for_everybody_with_a_role(commune: Commune) -> None:
    procedure = commune.office.procedure()
    assert commune.seen(commune.scope(Role.STAFF), Procedure) == {procedure.id}


def add_tree(session: RecordSession, parents: list[int]) -> tuple[list[int], list[int | None]]:
    """Add a tree of units; returns their ids, and which of them stands above each."""
    ids: list[int] = []
    above: list[int | None] = []
    for number, parent in enumerate([0, *parents]):
        above.append(parent % number if number else None)
        unit = Unit(code=f"u{next(numbers)}", name="x", parent_id=ids[parent % number] if number else None)
        session.add(unit)
        session.flush()
        ids.append(unit.id or 0)
    return ids, above


def is_at_or_below(place: int, led: int, above: list[int | None]) -> bool:
    """Whether one unit is another or stands below it, found by walking up."""
    up: int | None = place
    while up is not None and up != led:
        up = above[up]
    return up == led


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.lists(st.integers(0, 9), min_size=1, max_size=8),
    led=st.integers(0, 8),
    posted=st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=8),
)
def test_a_leader_sees_exactly_who_is_posted_at_or_below_his_unit(
    database: Database, parents: list[int], led: int, posted: list[tuple[int, bool]]
) -> None:
    with database.writing("test") as session:
        ids, above = add_tree(session, parents)
        add_tree(session, [])
        led, expected = led % len(ids), set()
        for place, has_ended in posted:
            official = Official(code=f"o{next(numbers)}", full_name="x")
            session.add(official)
            session.flush()
            end = TODAY - ONE_DAY if has_ended else None
            unit_id = ids[place % len(ids)]
            session.add(Posting(official_id=official.id, unit_id=unit_id, valid_from=LONG_AGO, valid_to=end))
            if not has_ended and is_at_or_below(place % len(ids), led, above):
                expected.add(official.id)
        account = add_account(session, f"leader{next(numbers)}")
        give_role(session, account, Role.LEADER, ids[led], TODAY)
        scope = scope_of(session, account, TODAY)
        assert set(session.exec(scope.narrow(select(Official.id), Official, "duty.plan"))) == expected
