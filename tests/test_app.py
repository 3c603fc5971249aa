"""The web application: whoever watches over the server asks it how it is."""

from __future__ import annotations

from pathlib import Path

from tracker.app import create_app
from tracker.config import Config, DatabaseConfig
from tracker.installation import open_tracker


def test_the_server_says_that_its_tables_are_missing_and_then_that_all_is_well(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    config = Config(database=DatabaseConfig(url=url), folder=tmp_path)
    client = create_app(config).test_client()
    before = client.get("/health")
    assert before.status_code == 503
    assert "tracker db upgrade" in before.get_json()["status"]
    open_tracker(config).upgrade()
    after = client.get("/health")
    assert after.status_code == 200
    assert after.get_json() == {"status": "ok", "version": "0.1.0", "plugins_set_aside": []}
