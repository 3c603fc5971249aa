"""The tables of training registration on both databases."""

from __future__ import annotations

import sqlalchemy as sa

from tests.plugins_system.training_school import open_school
from tracker.config import Config
from tracker.database import Database
from tracker.installation import Tracker
from tracker.migrate import downgrade, missing_changes
from tracker.plugins import Plugins


def test_the_tables_are_those_of_the_models_and_go_without_a_trace(database: Database) -> None:
    open_school(database)
    tracker = Tracker(Config(), database, Plugins(["training"]), database.clock)
    (owner,) = (one for one in tracker.owners if one.name == "training")
    assert list(missing_changes(database, owner)) == []
    downgrade(database, owner, "base")
    left = [name for name in sa.inspect(database.engine).get_table_names() if name.startswith("training_")]
    assert [name for name in left if "version" not in name] == []
    tracker.upgrade()
    assert list(missing_changes(database, owner)) == []
