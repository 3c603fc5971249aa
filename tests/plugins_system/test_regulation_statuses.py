"""How documents stand as the database says it, against the rule that says it of one document."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.register import load_register
from plugins.regulations.scan import UNKNOWN
from plugins.regulations.status_columns import standings
from plugins.regulations.validity import Relation, Status, end_of, validity_on
from tests.conftest import FilledBy
from tests.plugins_system.conftest import fill_register
from tracker.database import Database, RecordSession

TODAY = date(2026, 11, 23)
DAYS = [None, *(TODAY + timedelta(days=days) for days in (-400, -1, 0, 1, 30))]


@pytest.fixture
def register(filled_by: FilledBy) -> Database:
    """A database with the tables of the plugin."""
    return filled_by(fill_register)


def made_up(session: RecordSession, seed: int, count: int) -> None:
    """Add documents with dates, portals' words and relations in every combination that chance gives."""
    chance = random.Random(seed)
    documents = []
    for number in range(1, count + 1):
        begins, ends = chance.choice(DAYS), chance.choice([None, None, *DAYS])
        documents.append(
            Document(
                number=f"{number}/2026/NĐ-CP",
                title=chance.choice(["", "Về việc thử"]),
                issued_on=chance.choice(DAYS),
                in_force_from=begins,
                expires_on=ends,
                portal_status=chance.choice([None, None, *Status]),
                checked_on=chance.choice(DAYS),
            )
        )
    session.add_all(documents)
    session.flush()
    pairs = {tuple(chance.sample([one.id for one in documents], 2)) for _ in range(count)}
    for first, second in sorted(pairs):
        part = chance.choice(["", "", "khoản 1 Điều 2"])
        session.add(DocumentRelation(kind=chance.choice(list(Relation)), from_id=first, to_id=second, part=part))


def test_the_database_and_the_rule_say_the_same_of_every_document_on_every_day(register: Database) -> None:
    met: Counter[str] = Counter()
    with register.writing("admin", "sổ") as session:
        made_up(session, 20, 600)
    for day in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=365)):
        with register.reading() as session:
            entries = load_register(session).entries
            found = standings(day)
            rows = session.connection().execute(sa.select(found.c.id, found.c.status, found.c.ends)).all()
        assert {id for id, _, _ in rows} == set(entries)
        for id, status, ends in rows:
            validity = validity_on(entries[id], day)
            assert (status, ends) == (validity.status if validity else UNKNOWN, end_of(entries[id])[0]), entries[id]
            met[status] += 1
    assert set(met) == {*Status, UNKNOWN}
