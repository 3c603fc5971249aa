"""Behind proxies: whom the site believes about the browser's address and https."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from tests.conftest import NOW
from tracker.app import create_app
from tracker.config import Config, DatabaseConfig, WebConfig
from tracker.installation import Tracker
from tracker.web.gate import public

TOLD = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}


def seen(database_url: str, folder: Path, trusted_proxies: int) -> tuple[str | None, str, str]:
    """Return the address, scheme and host of a request as the pages see it."""
    web = WebConfig(trusted_proxies=trusted_proxies)
    app: Flask = create_app(Config(database=DatabaseConfig(url=database_url), web=web, folder=folder), lambda: NOW)
    app.add_url_rule("/seen", "seen", public(lambda: [request.remote_addr, request.scheme, request.host]))
    address, scheme, host = app.test_client().get("/seen", headers=TOLD).get_json()
    tracker: Tracker = app.extensions["tracker"]
    tracker.database.close()
    return address, scheme, host


@pytest.mark.parametrize(
    ("trusted_proxies", "expected"),
    [(0, ("127.0.0.1", "http", "localhost")), (1, ("203.0.113.9", "https", "localhost"))],
    ids=["without a proxy", "with one"],
)
def test_only_trusted_proxies_are_believed(
    database_url: str, tmp_path: Path, trusted_proxies: int, expected: tuple[str, str, str]
) -> None:
    assert seen(database_url, tmp_path, trusted_proxies) == expected
