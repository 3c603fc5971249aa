"""Fetching from a web server on this computer: what is refused, what is bounded, what is asked again."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from plugins.regulations.feed_addresses import hosts_of, usable
from plugins.regulations.fetching import Bounds, Fetched, Fetcher, fetch
from plugins.regulations.tests.feed_server import CERTIFICATE, FeedServer, Page, feed_server
from tracker.api import InputError

PUBLIC = "203.113.1.1"
QUICK = Bounds(most_bytes=1_000_000, seconds=2, redirects=2)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with feed_server() as served:
        yield served


def fetcher(server: FeedServer, *further: str, allow_private: bool = True, bounds: Bounds = QUICK) -> Fetcher:
    return Fetcher(hosts_of([server.address()], further), allow_private, bounds)


def why(server: FeedServer, address: str | None = None, *further: str, allow_private: bool = True) -> str:
    with pytest.raises(InputError) as refused:
        fetch(fetcher(server, *further, allow_private=allow_private), address or server.address())
    return str(refused.value)


def test_a_page_is_fetched_with_what_the_server_says_of_it(server: FeedServer) -> None:
    headers = {"Content-Type": "application/rss+xml", "ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 01:00:00 GMT"}
    server.pages["/feed"] = Page("<rss>Nghị định</rss>".encode(), headers=headers)
    assert fetch(fetcher(server), server.address()) == Fetched(
        server.address(),
        "<rss>Nghị định</rss>".encode(),
        "application/rss+xml",
        '"1"',
        "Mon, 23 Nov 2026 01:00:00 GMT",
    )
    (_path, asked) = server.asked[0]
    assert asked["host"] == f"127.0.0.1:{server.port}"
    assert "if-none-match" not in asked


def test_what_has_not_changed_is_not_sent_again(server: FeedServer) -> None:
    server.pages["/feed"] = Page(b"<rss/>", headers={"ETag": '"1"'})
    assert fetch(fetcher(server), server.address(), '"1"', "Mon, 23 Nov 2026 01:00:00 GMT").content is None
    assert server.asked[0][1]["if-modified-since"] == "Mon, 23 Nov 2026 01:00:00 GMT"


def test_this_computer_and_private_networks_are_refused_unless_they_are_allowed(server: FeedServer) -> None:
    server.pages["/feed"] = Page(b"<rss/>")
    assert "stands in a private network (127.0.0.1)" in why(server, allow_private=False)
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::"),
    ],
)
def test_no_address_of_a_private_network_can_be_used_in_any_way_to_write_it(address: str) -> None:
    with pytest.raises(InputError, match="private network"):
        usable("noi-bo.vn", [address], allow_private=False)


def test_of_several_addresses_only_those_of_the_internet_are_used() -> None:
    found = ["10.0.0.1", "203.113.1.1", "2405:4800::1"]
    assert usable("x.vn", found, allow_private=False) == ["203.113.1.1", "2405:4800::1"]
    assert usable("x.vn", ["10.0.0.1", "0.0.0.0"], allow_private=True) == ["10.0.0.1"]


@pytest.mark.parametrize("number", ["2130706433", "0x7f000001", "017700000001", "127.1"])
def test_another_way_to_write_the_address_of_this_computer_is_refused_too(server: FeedServer, number: str) -> None:
    server.pages["/feed"] = Page(b"<rss/>")
    address = server.address(host=number)
    with pytest.raises(InputError):
        fetch(Fetcher(hosts_of([address]), False, QUICK), address)
    assert server.asked == []


def test_a_host_that_nobody_named_is_refused(server: FeedServer) -> None:
    told = why(server, "http://la.example.vn/feed")
    assert "la.example.vn is not among the hosts" in told
    assert "further hosts" in told
    other_port = f"http://127.0.0.1:{server.port + 1}/feed"
    assert f"127.0.0.1:{server.port + 1} is not among the hosts" in why(server, other_port)


def test_a_redirect_is_followed_to_a_host_that_was_named(server: FeedServer) -> None:
    with feed_server() as other:
        other.pages["/real"] = Page(b"<rss/>")
        server.pages["/feed"] = Page(status=302, headers={"Location": other.address("/real")})
        found = fetch(fetcher(server, f"127.0.0.1:{other.port}"), server.address())
        assert (found.address, found.content) == (other.address("/real"), b"<rss/>")
        assert "is not among the hosts" in why(server)


def test_a_relative_redirect_is_followed(server: FeedServer) -> None:
    server.pages["/feed"] = Page(status=308, headers={"Location": "/new?x=1"})
    server.pages["/new?x=1"] = Page(b"<rss/>")
    assert fetch(fetcher(server), server.address()).address == server.address("/new?x=1")


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://localhost/", "localhost is not among the hosts"),
        ("http://[::1]/", "::1 is not among the hosts"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not among the hosts"),
        ("file:///etc/passwd", "is no address of a page"),
        ("gopher://127.0.0.1/", "is no address of a page"),
        ("http://user:secret@127.0.0.1/", "holds a password"),
        ("http://127.0.0.1:99999/", "is no address of a page"),
        ("", "without saying where"),
    ],
)
def test_a_redirect_anywhere_else_is_refused(server: FeedServer, location: str, told: str) -> None:
    server.pages["/feed"] = Page(status=301, headers={"Location": location} if location else {})
    assert told in why(server)
    assert len(server.asked) == 1


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An internet in which congbao.example.vn stands at a public address; returns the names that are looked up."""
    looked_up: list[str] = []
    look_up, connect = socket.getaddrinfo, socket.create_connection

    def named(host: str, port: int, *rest: Any, **further: Any) -> Any:
        looked_up.append(host)
        is_first = looked_up.count(host) == 1
        found = {"congbao.example.vn": PUBLIC, "hai-mat.example.vn": PUBLIC if is_first else "127.0.0.1"}
        return look_up(found.get(host, host), port, *rest, **further)

    def lead_there(address: tuple[str, int], *rest: Any) -> socket.socket:
        host, port = address
        return connect(("127.0.0.1" if host == PUBLIC else host, port), *rest)

    monkeypatch.setattr(socket, "getaddrinfo", named)
    monkeypatch.setattr(socket, "create_connection", lead_there)
    return looked_up


@pytest.mark.usefixtures("internet")
def test_a_redirect_to_a_named_host_that_stands_in_a_private_network_is_refused(server: FeedServer) -> None:
    address = server.address(host="congbao.example.vn")
    server.pages["/feed"] = Page(status=301, headers={"Location": server.address("/inside", "localhost")})
    server.pages["/inside"] = Page(b"secret")
    hosts = hosts_of([address], [f"localhost:{server.port}"])
    with pytest.raises(InputError, match="localhost stands in a private network"):
        fetch(Fetcher(hosts, False, QUICK), address)
    assert [path for path, _ in server.asked] == ["/feed"]
    assert fetch(Fetcher(hosts, True, QUICK), address).content == b"secret"


def test_a_name_that_means_another_address_at_the_next_look_up_leads_nowhere_else(
    server: FeedServer, internet: list[str]
) -> None:
    server.pages["/feed"] = Page(b"<rss/>")
    address = server.address(host="hai-mat.example.vn")
    assert fetch(Fetcher(hosts_of([address]), False, QUICK), address).content == b"<rss/>"
    assert internet.count("hai-mat.example.vn") == 1


def test_too_many_redirects_end(server: FeedServer) -> None:
    server.pages["/feed"] = Page(status=302, headers={"Location": "/feed"})
    assert "leads on and on" in why(server)
    assert len(server.asked) == QUICK.redirects + 1


def test_a_secured_address_leads_to_no_unsecured_one() -> None:
    from plugins.regulations.fetching import _followed

    with pytest.raises(InputError, match="from a secured page to one that is not"):
        _followed("https://congbao.vn/rss", "http://congbao.vn/rss")


def test_an_endless_body_is_left(server: FeedServer) -> None:
    server.pages["/feed"] = Page(b"x" * 65536, is_endless=True)
    assert "more than 1 MB" in why(server)


def test_a_small_body_that_unpacks_to_a_large_one_is_left(server: FeedServer) -> None:
    packed = gzip.compress(b"\0" * 30_000_000)
    assert len(packed) < 100_000
    server.pages["/feed"] = Page(packed, headers={"Content-Encoding": "gzip"})
    assert "more than 1 MB" in why(server)


def test_a_packed_body_is_unpacked(server: FeedServer) -> None:
    server.pages["/feed"] = Page(gzip.compress(b"<rss/>"), headers={"Content-Encoding": "gzip"})
    assert fetch(fetcher(server), server.address()).content == b"<rss/>"


@pytest.mark.parametrize("drip", [0.02, 10])
def test_a_slow_body_ends_after_the_seconds_in_all(server: FeedServer, drip: float) -> None:
    server.pages["/feed"] = Page(b"x" * 1000, drip=drip)
    begun = time.monotonic()
    assert "did not answer within 2 seconds" in why(server)
    assert time.monotonic() - begun < 4


def test_a_slow_head_ends_after_the_seconds_in_all() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(InputError, match="did not answer within 2 seconds"):
            fetch(Fetcher(hosts_of([address]), True, QUICK), address)
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(status=404), "answers 404"),
        (Page(status=500), "answers 500"),
        (Page(b"x" * 10, headers={"Content-Length": "1000"}), "ended too soon, or"),
        (Page(b"no gzip", headers={"Content-Encoding": "gzip"}), "ended too soon, or is none"),
        (Page(gzip.compress(b"x" * 100)[:-6], headers={"Content-Encoding": "gzip"}), "ended too soon, or"),
        (Page(b"x", headers={"Content-Encoding": "br"}), "cannot be read (br)"),
        (Page(b"zz\r\n", headers={"Transfer-Encoding": "chunked"}), "ended too soon, or is none"),
        (Page(status=304), "answers 304"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(server: FeedServer, page: Page, told: str) -> None:
    server.pages["/feed"] = page
    assert told in why(server)


def test_who_does_not_listen_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/feed"
    with pytest.raises(InputError, match="cannot be reached"):
        fetch(Fetcher(hosts_of([address]), True, QUICK), address)


def test_a_host_that_is_not_there_is_told() -> None:
    address = "http://khong-co-may-nay.invalid/feed"
    with pytest.raises(InputError, match="there is no host of that name"):
        fetch(Fetcher(hosts_of([address]), True, QUICK), address)


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with feed_server(is_secured=True) as served:
        served.pages["/feed"] = Page(b"<rss/>")
        address = served.address(host="localhost").replace("http:", "https:")
        with pytest.raises(InputError, match="cannot be trusted"):
            fetch(Fetcher(hosts_of([address]), True, QUICK), address)
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        assert fetch(Fetcher(hosts_of([address]), True, QUICK, trusting), address).content == b"<rss/>"
        other = address.replace("localhost", "127.0.0.1")
        with pytest.raises(InputError, match="cannot be trusted"):
            fetch(Fetcher(hosts_of([other]), True, QUICK, trusting), other)


def test_an_address_of_the_new_kind_is_fetched_where_there_is_one() -> None:
    if not socket.has_ipv6:
        pytest.skip("this computer has no IPv6")
    with feed_server(socket.AF_INET6) as served:
        served.pages["/feed"] = Page(b"<rss/>")
        address = served.address(host="[::1]")
        assert fetch(Fetcher(hosts_of([address]), True, QUICK), address).content == b"<rss/>"
        with pytest.raises(InputError, match="private network"):
            fetch(Fetcher(hosts_of([address]), False, QUICK), address)


def test_letters_of_a_path_are_encoded(server: FeedServer) -> None:
    server.pages["/v%C4%83n-b%E1%BA%A3n?t=a%20b"] = Page(b"<rss/>")
    address = server.address("/văn-bản?t=a%20b")
    assert fetch(fetcher(server), address).content == b"<rss/>"
