"""How long plugins took, by hook."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep

import pytest

from tests.plugins_system.conftest import PluginFolder
from tracker.database import Database
from tracker.periods import parse_period
from tracker.plugin_times import Times
from tracker.testing import Office, cards_by_code


def test_each_call_is_noted_with_its_time() -> None:
    times = Times()
    slow: Callable[[float], None] = times.timed("meetings", "jobs", sleep)
    slow(0.01)
    slow(0.02)
    spent = times.of("meetings")["jobs"]
    assert (spent.calls, spent.errors, spent.last_error) == (2, 0, None)
    assert spent.seconds >= 0.03
    assert spent.seconds > spent.longest >= 0.02
    assert times.of("others") == {}


def test_an_error_is_noted_and_passes_on() -> None:
    times = Times()

    def fail() -> None:
        raise ValueError("no hall")

    with pytest.raises(ValueError, match="no hall"):
        times.timed("meetings", "jobs", fail)()
    spent = times.of("meetings")["jobs"]
    assert (spent.calls, spent.errors, spent.last_error) == (1, 1, "ValueError: no hall")


def test_no_call_is_lost_when_several_threads_note_at_once() -> None:
    times = Times()

    def note_many(_worker: int) -> None:
        for _ in range(500):
            times.note("meetings", "jobs", perf_counter())

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(note_many, range(8)))
    assert times.of("meetings")["jobs"].calls == 4000


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_scoring_run_notes_what_measuring_and_scoring_took(database: Database, folder: PluginFolder) -> None:
    name = folder.add(
        "timed",
        """
@hookimpl
def measure_sets():
    return [measures("timed.number", lambda *given: {})]


@hookimpl
def rules(settings):
    return [rule("timed.rule", ["timed.number"])]
""",
    )
    plugins = folder.load(name)
    with database.writing("test") as session:
        Office(session).official("CB01")
        cards_by_code(session, plugins, parse_period("2026-Q3"))
    spent = plugins.times.of(name)
    assert {hook: one.calls for hook, one in sorted(spent.items())} == {
        "MeasureSet.measure": 1,
        "Rule.score": 1,
        "measure_sets": 1,
        "rules": 1,
    }
