"""A web server on this computer that answers as a feed might: well, badly, endlessly, slowly."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "made_up_certificate.pem"
"""For localhost, and vouched for by nobody; its key is no secret."""


@dataclass(frozen=True)
class Page:
    """What stands at an address: headers and a body; `drip` waits so many seconds before each byte of it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0
    is_endless: bool = False


@dataclass
class FeedServer:
    """The pages by path, and what was asked for."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def address(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        """Return the address of a page."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def feed_server(family: int | None = None, is_secured: bool = False) -> Iterator[FeedServer]:
    """Serve pages at a free port of this computer."""
    served = FeedServer()
    server = _server(served, family)
    if is_secured:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(served: FeedServer, family: int | None) -> ThreadingHTTPServer:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = served.pages.get(self.path, Page(status=404))
            if page.headers.get("ETag") and self.headers.get("If-None-Match") == page.headers["ETag"]:
                page = Page(status=304)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send(page)
            except OSError:
                self.close_connection = True

        def _send(self, page: Page) -> None:
            while page.is_endless:
                self.wfile.write(page.body)
            if not page.drip:
                self.wfile.write(page.body)
                return
            for byte in page.body:
                time.sleep(page.drip)
                self.wfile.write(bytes([byte]))
                self.wfile.flush()

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        address_family = family or ThreadingHTTPServer.address_family
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_arguments: object) -> None:
            """Who hangs up in the middle is no error of the test."""

    return Server(("::1" if family else "127.0.0.1", 0), Answers)
