"""Connections that end: after so many seconds in all, whatever the other side does, and after so many bytes."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from tracker.api import InputError, sentences

_ = sentences("regulations")
_PIECE = 1 << 16
_GZIP = 31
_PACKED = frozenset({"gzip", "x-gzip"})
_PLAIN = frozenset({"", "identity"})


class Deadline:
    """A moment after which nothing is waited for any more."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError when they are over."""
        left = self._ends - self._clock()
        if left <= 0:
            raise TimeoutError
        return left


class BoundedLine:
    """What `http.client` needs of a socket, within a deadline and up to a number of bytes."""

    def __init__(self, line: socket.socket, deadline: Deadline, most_bytes: int) -> None:
        self._line, self._deadline, self._most = line, deadline, most_bytes

    def sendall(self, data: bytes) -> None:
        """Send it all."""
        self._line.settimeout(self._deadline.left())
        self._line.sendall(data)

    def makefile(self, *_mode: object) -> io.BufferedReader:
        """Return the file from which the answer is read."""
        return io.BufferedReader(_Reading(self._line, self._deadline, self._most))

    def close(self) -> None:
        """Leave the line open: the answer is still read from it. Whoever opened it closes it."""


class _Reading(io.RawIOBase):
    """Reads a line; each wait is for what is left of the seconds in all."""

    def __init__(self, line: socket.socket, deadline: Deadline, most_bytes: int) -> None:
        self._line, self._deadline, self._left = line, deadline, most_bytes

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come, at least one byte unless it is the end."""
        if self._left <= 0:
            raise http.client.HTTPException("too many bytes")
        self._line.settimeout(self._deadline.left())
        number = self._line.recv_into(memoryview(buffer)[: self._left])
        self._left -= number
        return number


def looked_up(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the addresses of a host. Raises OSError if it has none, TimeoutError if nobody says so in time."""
    found: list[str] = []
    faults: list[OSError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            faults.append(error)
        else:
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    # The system's own look-up knows no deadline.
    looking = threading.Thread(target=look_up, name=f"look up {host}", daemon=True)
    looking.start()
    looking.join(deadline.left())
    if faults:
        raise faults[0]
    if not found:
        raise TimeoutError
    return found


def connected(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """Return a line to the first of the addresses that answers. Raises OSError if none does."""
    fault: OSError = OSError()
    for place, address in enumerate(addresses):
        try:
            # One that does not answer leaves time for the next.
            return socket.create_connection((address, port), deadline.left() / (len(addresses) - place))
        except OSError as error:
            fault = error
    raise fault


def whole_body(answer: http.client.HTTPResponse, address: str, most_bytes: int) -> bytes:
    """Return the body of an answer, unpacked. Raises InputError for one that is too long, or packed in another way."""
    packing = (answer.headers.get("Content-Encoding") or "").strip().lower()
    if packing not in _PACKED | _PLAIN:
        raise InputError.of(
            _(
                "%(address)s answers in a form that cannot be read (%(form)s). Use another feed.",
                address=address,
                form=packing,
            )
        )
    unpacking = zlib.decompressobj(_GZIP) if packing in _PACKED else None
    body = bytearray()
    while piece := answer.read(_PIECE):
        room = most_bytes + 1 - len(body)
        body += piece[:room] if unpacking is None else unpacking.decompress(piece, room)
        if len(body) > most_bytes:
            raise InputError.of(
                _(
                    "%(address)s sends more than %(most)d MB. Use a feed of the latest documents only.",
                    address=address,
                    most=most_bytes // 1_000_000,
                )
            )
    if answer.length or (unpacking is not None and not unpacking.eof):
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)
