"""Reading packed columns gives what a plain select gives, to the last bit."""

from __future__ import annotations

import random
import statistics
from collections import Counter

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.slow.offices import in_random_offices
from tracker.database import Database, RecordSession
from tracker.records.handled_files import HandledFile
from tracker.scoring.columns import Column, fetch_columns, of_officials, official_column
from tracker.scoring.folding import medians_by_official, sums_by_official

AMOUNTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 1000)), max_size=60)
FILES = sa.select(HandledFile)


def test_packed_columns_are_those_of_a_plain_select(database: Database) -> None:
    in_random_offices(database, _are_those_of_a_plain_select, sqlite=8, postgresql=2)


def _are_those_of_a_plain_select(session: RecordSession, chance: random.Random) -> None:
    chosen = chance.sample(range(1, 13), chance.randint(0, 12))
    for officials in (None, chosen):
        columns = [
            official_column(session, HandledFile.handler_id, officials),
            Column("paused", col(HandledFile.paused_days), 1000),
            Column("weight", col(HandledFile.weight_hundredths), 10_000),
            Column("day", sa.func.length(HandledFile.code), 31),
        ]
        rows = FILES.where(of_officials(HandledFile.handler_id, officials))
        plain = session.connection().execute(rows.with_only_columns(*(column.expression for column in columns)))
        wanted = Counter(tuple(row) for row in plain)
        for chunk in (col(HandledFile.received_on), None):
            found = fetch_columns(session, columns, rows, chunk)
            assert list(found) == ["official", "paused", "weight", "day"]
            assert Counter(zip(*(numbers.tolist() for numbers in found.values()), strict=True)) == wanted


@pytest.mark.parametrize("largest", [1, 2, 3, 1000, 1023, 1024, 2**31, 2**40])
def test_a_column_holds_every_number_from_0_to_its_largest(database: Database, largest: int) -> None:
    smallest_and_largest = sa.union_all(
        *(sa.select(sa.cast(number, sa.BigInteger).label("number")) for number in (0, 1, largest - 1, largest))
    ).subquery()
    columns = [Column("before", smallest_and_largest.c.number, largest), Column("flag", sa.literal_column("1"), 1)]
    if 2 * columns[0].bits + 1 <= 63:
        columns.append(Column("after", smallest_and_largest.c.number, largest))
    with database.reading() as session:
        found = fetch_columns(session, columns, sa.select(smallest_and_largest), chunk=None)
    assert sorted(found["before"].tolist()) == sorted([0, 1, largest - 1, largest])
    assert found["flag"].tolist() == [1, 1, 1, 1]
    assert found.get("after", found["before"]).tolist() == found["before"].tolist()


def test_sixty_three_bits_are_read_exactly_and_sixty_four_are_refused(database: Database) -> None:
    one = sa.select(sa.literal_column("1").label("one")).subquery()
    large = Column("large", sa.literal_column(str(2**62 - 1)), 2**62 - 1)
    with database.reading() as session:
        found = fetch_columns(session, [large, Column("one", one.c.one, 1)], sa.select(one), chunk=one.c.one)
        assert (found["large"].tolist(), found["one"].tolist()) == ([2**62 - 1], [1])
        with pytest.raises(ValueError, match="more than 63 bits"):
            fetch_columns(session, [large, Column("two", one.c.one, 3)], sa.select(one), chunk=one.c.one)


def test_no_rows_give_empty_columns(database: Database) -> None:
    with database.reading() as session:
        columns = [Column("paused", col(HandledFile.paused_days), 1000)]
        for chunk in (None, col(HandledFile.received_on)):
            assert fetch_columns(session, columns, FILES, chunk)["paused"].size == 0
        assert session.exec(select(HandledFile)).all() == []


@given(AMOUNTS)
def test_medians_are_the_exact_ones(amounts: list[tuple[int, int]]) -> None:
    found = medians_by_official(*_columns(amounts))
    by_official = {who: [value for other, value in amounts if other == who] for who, _ in amounts}
    assert found == {who: statistics.median(values) for who, values in by_official.items()}


@given(AMOUNTS)
def test_sums_and_counts_are_the_exact_ones(amounts: list[tuple[int, int]]) -> None:
    officials, values = _columns(amounts)
    found = sums_by_official(officials, {"count": None, "sum": values})
    present = {who for who, _ in amounts}
    assert found["count"] == {who: sum(other == who for other, _ in amounts) for who in present}
    assert found["sum"] == {who: sum(value for other, value in amounts if other == who) for who in present}


def _columns(amounts: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(amounts, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
