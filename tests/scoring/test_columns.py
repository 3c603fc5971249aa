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
from tracker.scoring.columns import Column, Reading, fetch_columns
from tracker.scoring.folding import counts_by_official, medians_by_official, sums_by_official
from tracker.scoring.whose import bound, is_held

AMOUNTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 1000)), max_size=60)
FILES = sa.select(HandledFile)


def test_packed_columns_are_those_of_a_plain_select(database: Database) -> None:
    in_random_offices(database, _are_those_of_a_plain_select, sqlite=8, postgresql=2)


def _are_those_of_a_plain_select(session: RecordSession, chance: random.Random) -> None:
    holder = col(HandledFile.handler_id)
    columns = (
        Column("paused", col(HandledFile.paused_days), 1000),
        Column("weight", col(HandledFile.weight_hundredths), 10_000),
        Column("day", sa.func.length(HandledFile.code), 31),
    )
    reading = Reading(holder, columns, FILES, chunk=col(HandledFile.received_on))
    for officials in (None, chance.sample(range(1, 13), chance.randint(0, 12)), [chance.randint(1, 12)]):
        held = FILES.where(is_held(holder, by_anybody=officials is None))
        plain = held.with_only_columns(holder, *(column.expression for column in columns))
        wanted = Counter(tuple(row) for row in session.connection().execute(plain, bound(officials)))
        found = fetch_columns(session, reading, officials)
        assert list(found) == ["official", "paused", "weight", "day"]
        assert Counter(zip(*(numbers.tolist() for numbers in found.values()), strict=True)) == wanted


@pytest.mark.parametrize("officials", [None, [1]], ids=["packed", "plain"])
@pytest.mark.parametrize("largest", [1, 2, 3, 1000, 1023, 1024, 2**31, 2**40])
def test_a_column_holds_every_number_from_0_to_its_largest(
    database: Database, largest: int, officials: list[int] | None
) -> None:
    numbers = [0, 1, largest - 1, largest]
    rows = sa.union_all(
        *(
            sa.select(sa.literal_column("1").label("who"), sa.cast(number, sa.BigInteger).label("number"))
            for number in numbers
        )
    ).subquery()
    columns = [Column("before", rows.c.number, largest), Column("flag", sa.literal_column("1"), 1)]
    if 1 + 2 * columns[0].bits + 1 <= 63:
        columns.append(Column("after", rows.c.number, largest))
    with database.reading() as session:
        found = fetch_columns(session, Reading(rows.c.who, tuple(columns), sa.select(rows), rows.c.who), officials)
    assert sorted(found["before"].tolist()) == sorted(numbers)
    assert found["official"].tolist() == found["flag"].tolist() == [1, 1, 1, 1]
    assert found.get("after", found["before"]).tolist() == found["before"].tolist()


def test_sixty_three_bits_are_read_exactly_and_sixty_four_are_refused(database: Database) -> None:
    one = sa.select(sa.literal_column("1").label("who")).subquery()
    large = Column("large", sa.literal_column(str(2**61 - 1)), 2**61 - 1)
    flag = Column("flag", one.c.who, 1)
    with database.reading() as session:
        found = fetch_columns(session, Reading(one.c.who, (large, flag), sa.select(one), one.c.who), None)
        assert [numbers.tolist() for numbers in found.values()] == [[1], [2**61 - 1], [1]]
        with pytest.raises(ValueError, match="more than 63 bits"):
            fetch_columns(session, Reading(one.c.who, (large, flag, flag), sa.select(one), one.c.who), None)


def test_no_rows_give_empty_columns(database: Database) -> None:
    columns = (Column("paused", col(HandledFile.paused_days), 1000),)
    reading = Reading(col(HandledFile.handler_id), columns, FILES, col(HandledFile.received_on))
    with database.reading() as session:
        for officials in (None, [], [1]):
            assert [numbers.size for numbers in fetch_columns(session, reading, officials).values()] == [0, 0]
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


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=60))
def test_counts_of_each_kind_are_the_exact_ones(files: list[tuple[int, int]]) -> None:
    found = counts_by_official(*_columns(files), 4)
    present = {who for who, _ in files}
    assert found == [{who: files.count((who, kind)) for who in present} for kind in range(4)]


def _columns(amounts: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(amounts, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
