"""Fetching a feed: only from hosts that were named, only so much and so long, and only from where the name was checked.

The name of a host is looked up once, its addresses are checked, and the connection goes to one of these: a name that
means another address a moment later leads nowhere else. Each redirect is checked like the first address.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin

from plugins.regulations.bounded_lines import BoundedLine, Deadline, connected, looked_up, whole_body
from plugins.regulations.feed_addresses import Hosts, parts_of, refuse_other_host, usable
from tracker.api import InputError, Message, sentences

_ = sentences("regulations")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, NOT_MODIFIED = 200, 304
LONGEST_TAG = 300
HEADERS_BESIDE = 1_000_000
"""Bytes that may come beside the content."""
ACCEPTED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_LEFT_AS_WRITTEN = "/%:=&?~+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a feed may be: bytes once unpacked, seconds in all with every redirect, and how many of these."""

    most_bytes: int = 2_000_000
    seconds: float = 30
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Fetcher:
    """From where feeds may be fetched; `trusted` says whose certificates are trusted."""

    hosts: Hosts
    allow_private: bool = False
    bounds: Bounds = Bounds()
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: `content` is None where nothing changed since `etag` and `last_modified`."""

    address: str
    content: bytes | None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


def fetch(fetcher: Fetcher, address: str, etag: str = "", last_modified: str = "") -> Fetched:
    """Return what stands at an address. Raises InputError that says why it could not be fetched."""
    first, deadline = address, Deadline(fetcher.bounds.seconds)
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    asked = {name: value for name, value in known.items() if value}
    try:
        for _hop in range(fetcher.bounds.redirects + 1):
            answer = _ask(fetcher, address, asked, deadline)
            if isinstance(answer, Fetched):
                return answer
            address = _followed(address, answer)
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise InputError.of(_why(address, error, fetcher.bounds)) from error
    raise InputError.of(_("%(address)s leads on and on. Enter the address at which the feed stands.", address=first))


def _ask(fetcher: Fetcher, address: str, asked: Mapping[str, str], deadline: Deadline) -> Fetched | str:
    """Return the answer, or where it sends us."""
    parts = parts_of(address)
    path = quote(parts.path or "/", _LEFT_AS_WRITTEN)
    query = f"?{quote(parts.query, _LEFT_AS_WRITTEN)}" if parts.query else ""
    beside = {"Accept": ACCEPTED, "Accept-Encoding": "gzip", "User-Agent": "Tracker", "Connection": "close"}
    with _connection(fetcher, parts, deadline) as connection:
        connection.request("GET", path + query, headers={**beside, **asked})
        answer = connection.getresponse()
        if answer.status in REDIRECTS:
            return answer.headers.get("Location") or ""
        if answer.status == NOT_MODIFIED and asked:
            return Fetched(address, None)
        if answer.status != OK:
            status = str(answer.status)
            told = _("%(address)s answers %(status)s. Look whether the feed has moved.", address=address, status=status)
            raise InputError.of(told)
        return _fetched(answer, address, fetcher.bounds)


@contextmanager
def _connection(fetcher: Fetcher, parts: SplitResult, deadline: Deadline) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to a checked address; the name is not looked up again."""
    host, port = refuse_other_host(parts, fetcher.hosts)
    addresses = usable(host, looked_up(host, port, deadline), allow_private=fetcher.allow_private)
    line = connected(addresses, port, deadline)
    connection = http.client.HTTPConnection(host, port)
    if parts.scheme == "https":
        line.settimeout(deadline.left())
        line = _secured(line, host, fetcher.trusted)
        connection = http.client.HTTPSConnection(host, port, context=fetcher.trusted)
    # What has a socket already opens none.
    connection.sock = BoundedLine(line, deadline, fetcher.bounds.most_bytes + HEADERS_BESIDE)
    with closing(line):
        yield connection


def _secured(line: socket.socket, host: str, trusted: ssl.SSLContext) -> ssl.SSLSocket:
    try:
        return trusted.wrap_socket(line, server_hostname=host)
    except OSError:
        line.close()
        raise


def _fetched(answer: http.client.HTTPResponse, address: str, bounds: Bounds) -> Fetched:
    content = whole_body(answer, address, bounds.most_bytes)
    tags = [answer.headers.get(name) or "" for name in ("ETag", "Last-Modified")]
    etag, last_modified = (tag if len(tag) <= LONGEST_TAG and tag.isascii() else "" for tag in tags)
    return Fetched(address, content, answer.headers.get("Content-Type") or "", etag, last_modified)


def _followed(address: str, location: str) -> str:
    """Return where a redirect leads."""
    wanted = urljoin(address, location)
    if not location:
        raise InputError.of(
            _("%(address)s leads on without saying where. Enter the address at which the feed stands.", address=address)
        )
    if address.startswith("https:") and not wanted.startswith("https:"):
        told = _(
            "%(address)s leads from a secured page to one that is not, %(other)s. Name that one if you trust it.",
            address=address,
            other=wanted,
        )
        raise InputError.of(told)
    return wanted


def _why(address: str, error: Exception, bounds: Bounds) -> Message:
    """Return in words why an address could not be fetched."""
    match error:
        case TimeoutError():
            return _(
                "%(address)s did not answer within %(seconds)s seconds. It is tried again by itself.",
                address=address,
                seconds=f"{bounds.seconds:g}",
            )
        case ssl.SSLCertVerificationError():
            why = error.verify_message
            return _(
                "The certificate of %(address)s cannot be trusted: %(why)s. Ask whoever runs that page.",
                address=address,
                why=why,
            )
        case socket.gaierror():
            return _(
                "%(address)s: there is no host of that name, or no connection to the internet. Check both.",
                address=address,
            )
        case http.client.HTTPException() | zlib.error() | ValueError():
            return _(
                "The answer of %(address)s ended too soon, or is none of a web server. Check the address.",
                address=address,
            )
    return _(
        "%(address)s cannot be reached: %(why)s. Check the address and the connection.",
        address=address,
        why=getattr(error, "strerror", None) or str(error),
    )
