"""All processes must run the plugins for which the database was upgraded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.plugins_system.conftest import PluginFolder
from tracker import __version__
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.scoring.basis import load_basis
from tracker.staleness import StaleMark

QUARTER = parse_period("2026-Q3")


def load(database: Database, plugins: Plugins) -> None:
    """Load what a period is scored with, as a process with these plugins does."""
    with database.reading() as session:
        load_basis(session, plugins, QUARTER, QUARTER.end)


def upgrade_for(database: Database, plugins: Plugins) -> None:
    """Note the plugins in the database, as an upgrade does."""
    with database.writing("test") as session:
        store_fingerprint(session, plugins.fingerprint)


@pytest.mark.parametrize(
    "others",
    [
        lambda ours, _third: ours[:1],
        lambda ours, _third: ours[::-1],
        lambda ours, third: [*ours, third],
        lambda _ours, _third: [],
    ],
    ids=["one less", "another order", "one more", "none"],
)
def test_a_process_with_other_plugins_refuses_to_score_and_says_which(
    database: Database, folder: PluginFolder, others: Callable[[list[str], str], list[str]]
) -> None:
    names = [folder.add("first"), folder.add("second")]
    ours = folder.load(*names)
    upgrade_for(database, ours)
    load(database, ours)
    theirs = folder.load(*others(names, folder.add("third")))
    with pytest.raises(InputError) as refused:
        load(database, theirs)
    told = f"scores with {theirs.fingerprint}, the database was upgraded for {ours.fingerprint}"
    assert told in str(refused.value)
    assert "tracker db upgrade" in str(refused.value)


def test_a_new_version_of_a_plugin_is_another_plugin(database: Database, folder: PluginFolder) -> None:
    name = folder.add("dated", version="1.0")
    upgrade_for(database, folder.load(name))
    toml = folder.path / name / "plugin.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"1.0"', '"1.1"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"1\.1.*1\.0"):
        load(database, folder.load(name))


def test_a_database_that_was_never_upgraded_for_plugins_is_refused(database: Database) -> None:
    with pytest.raises(InputError, match="was upgraded for -"):
        load(database, Plugins(["reward_rules"]))


def test_other_plugins_make_every_score_stale_and_stand_in_the_audit_log(
    database: Database, folder: PluginFolder
) -> None:
    upgrade_for(database, Plugins(["reward_rules"]))
    with database.writing("test") as session:
        for mark in session.exec(select(StaleMark)).all():
            session.delete(mark)
    upgrade_for(database, Plugins(["reward_rules"]))
    with database.reading() as session:
        assert session.exec(select(StaleMark)).all() == []
    more = folder.load("reward_rules", folder.add("more"))
    upgrade_for(database, more)
    with database.reading() as session:
        (mark,) = session.exec(select(StaleMark)).all()
        entry = session.exec(select(AuditEntry).where(AuditEntry.position == mark.audit_position)).one()
    assert (mark.official_id, mark.month) == (None, None)
    before = Plugins(["reward_rules"]).fingerprint
    assert (entry.before, entry.after) == (f'"{before}"', f'"{more.fingerprint}"')


def test_storing_the_fingerprint_says_whether_it_changed(database: Database) -> None:
    with database.writing("test") as session:
        assert store_fingerprint(session, "tracker 1.0, reward_rules 1.0")
        assert not store_fingerprint(session, "tracker 1.0, reward_rules 1.0")
        assert store_fingerprint(session, "tracker 1.1, reward_rules 1.0")


def test_the_fingerprint_begins_with_the_version_of_tracker() -> None:
    assert Plugins([]).fingerprint == f"tracker {__version__}"
    assert Plugins(["reward_rules"]).fingerprint == f"tracker {__version__}, reward_rules 1.0"


def test_another_version_of_tracker_refuses_to_score(database: Database) -> None:
    plugins = Plugins(["reward_rules"])
    with database.writing("test") as session:
        store_fingerprint(session, plugins.fingerprint.replace(f"tracker {__version__}", "tracker 0.0.1"))
    with pytest.raises(InputError, match=r"upgraded for tracker 0\.0\.1, reward_rules"):
        load(database, plugins)


def test_a_plugin_that_does_not_score_makes_no_difference_loaded_or_set_aside(
    database: Database, folder: PluginFolder
) -> None:
    panel = folder.add("panel", scores=False)
    upgrade_for(database, folder.load("reward_rules", panel))
    load(database, Plugins(["reward_rules"]))
    broken = folder.add("broken", "raise RuntimeError('half a module')", scores=False)
    load(database, folder.load(broken, "reward_rules"))
