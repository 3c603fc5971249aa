"""The web server: waitress, the same on Linux and Windows."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask
from waitress.server import create_server

from tracker.config import WebConfig
from tracker.messages import InputError
from tracker.web.turns import TakingTurns

EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})
_HIGHEST_PORT = 65_535
_PORTS_TRIED = 50


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket on that address, for `serve`; who asks meanwhile waits. Raises InputError if it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise InputError("%(host)s is no address of this computer. Correct host under [web].", host=host) from error
    listening = socket.socket(family, kind, protocol)
    try:
        _keep_for_one_server(listening)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise _why_not(error, host, port) from error
    return listening


def next_free_socket(host: str, port: int) -> socket.socket:
    """Return a socket on that port, or on the next one that is free."""
    last = min(port + _PORTS_TRIED, _HIGHEST_PORT)
    for number in range(port, last):
        try:
            return listening_socket(host, number)
        except InputError as error:
            if not _is_taken(error.__cause__):
                raise
    return listening_socket(host, last)


def serve(app: Flask, web: WebConfig, listening: socket.socket) -> None:
    """Serve the pages until Ctrl+C or the end of the service; what is being answered is finished first."""
    # A browser asks for a page's files all at once; that some of them wait a moment is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        TakingTurns(app),
        sockets=[listening],
        threads=web.threads,
        ident=None,
        clear_untrusted_proxy_headers=not web.trusted_proxies,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
    )
    keep_what_is_loaded()
    with ending_with_the_service():
        try:
            server.run()
        finally:
            server.close()


def keep_what_is_loaded() -> None:
    """Let Python look for garbage only among what requests make from now on.

    What is loaded by now stays to the end; to look through all of it takes a tenth of a second, in which nobody is
    answered.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def ending_with_the_service() -> Iterator[None]:
    """End as with Ctrl+C where the system ends the service."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def address_of(listening: socket.socket) -> str:
    """Return the address at which a browser on this computer finds the pages."""
    host, port = listening.getsockname()[:2]
    if host in EVERY_ADDRESS:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _keep_for_one_server(listening: socket.socket) -> None:
    """Let no second server have the port, and let the next one have it right after this one."""
    if os.name == "nt":
        listening.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _is_taken(error: BaseException | None) -> bool:
    # Windows says "access denied" of a port that another program keeps for itself.
    taken = {errno.EADDRINUSE, errno.EACCES} if os.name == "nt" else {errno.EADDRINUSE}
    return isinstance(error, OSError) and error.errno in taken


def _why_not(error: OSError, host: str, port: int) -> InputError:
    if _is_taken(error):
        return InputError(
            "Port %(port)s is taken by another program, perhaps by Tracker itself. End it, or choose another port with "
            "--port.",
            port=str(port),
        )
    if error.errno == errno.EACCES:
        return InputError(
            "Port %(port)s needs the rights of an administrator. Choose one from 1024 on, such as 8080.", port=str(port)
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return InputError("%(host)s is no address of this computer. Correct host under [web].", host=host)
    return InputError("Port %(port)s cannot be opened: %(why)s.", port=str(port), why=error.strerror or str(error))
