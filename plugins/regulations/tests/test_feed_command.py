"""`tracker regulations feeds`: what is said of each feed, and with which exit status it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from click.testing import Result

from plugins.regulations.tests.feed_server import FeedServer, Page, feed_server
from tracker.testing import make_app, run_command

RSS = (
    '<rss version="2.0"><channel><title>Công báo</title><item><title>Quyết định 5/QĐ-TTg</title></item></channel></rss>'
)


@dataclass(frozen=True)
class Desk:
    """A server with feeds, and the command on an installation that names them."""

    server: FeedServer

    def __call__(self, *words: str, feeds: str | None = None, language: str = "en") -> list[Result]:
        """Run the command twice with these feeds of the server."""
        named = f"Công báo | {self.server.address()}" if feeds is None else feeds
        settings = {"regulations": {"feeds": named, "allow_private_addresses": True}}
        with make_app(["regulations"], settings, today=date(2026, 11, 23)) as app:
            return [run_command(app, "regulations", "feeds", *words, language=language) for _ in range(2)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with feed_server() as server:
        server.pages["/feed"] = Page(RSS.encode(), headers={"ETag": '"1"'})
        yield Desk(server)


def test_the_command_says_what_came_of_each_feed(desk: Desk) -> None:
    first, second = desk()
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "Công báo: 1 entry, 1 of them new\n"
    assert second.stdout == "Công báo: unchanged\n"


def test_one_json_object_says_it_to_programs(desk: Desk) -> None:
    first, second = desk("--json")
    told = {"title": "Công báo", "address": desk.server.address(), "left_out": 0, "error": None}
    assert json.loads(first.stdout) == {"feeds": [{**told, "outcome": "read", "entries": 1, "new": 1}]}
    assert json.loads(second.stdout) == {"feeds": [{**told, "outcome": "unchanged", "entries": 0, "new": 0}]}


def test_a_feed_that_fails_is_said_and_ends_the_command_with_1(desk: Desk) -> None:
    feeds = f"Mất | {desk.server.address('/gone')}\nCông báo | {desk.server.address()}"
    first, _second = desk(feeds=feeds)
    assert first.exit_code == 1
    assert "Mất: " in first.stdout
    assert "answers 404. Look whether the feed has moved." in first.stdout
    assert "Công báo: 1 entry" in first.stdout
    assert "1 feed could not be read." in first.stderr
    in_json, _ = desk("--json", feeds=feeds)
    assert in_json.exit_code == 1
    failed = json.loads(in_json.stdout)["feeds"][0]
    assert failed["outcome"] == "failed"
    assert "answers 404" in failed["error"]


def test_without_a_feed_nothing_is_fetched(desk: Desk) -> None:
    first, _ = desk(feeds="")
    assert first.exit_code == 0
    assert "nothing was fetched" in first.stderr
    assert desk.server.asked == []
    assert json.loads(desk("--json", feeds="")[0].stdout) == {"feeds": []}
