"""Serving the pages of an installation, or of the demo, and saying where they are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from flask import Flask

from tracker.accounts.grants import has_admin
from tracker.accounts.permissions import ROLE_TITLES
from tracker.app import create_app
from tracker.cli.output import Terminal
from tracker.config import Config
from tracker.demo.accounts import DemoAccount
from tracker.demo.installing import DemoInstallation
from tracker.installation import Clock, Tracker
from tracker.jobs.scheduler import Pace, scheduling
from tracker.messages import message
from tracker.web.serving import EVERY_ADDRESS, address_of, listening_socket, next_free_socket, serve

HERE = "127.0.0.1"


def serve_installation(terminal: Terminal, host: str | None, port: int | None, pace: Pace | None) -> None:
    """Serve the pages, and do the jobs at this pace unless it is None, until Ctrl+C.

    Raises InputError for old tables, and for an address that cannot be had.
    """
    web = terminal.config.web
    with _opened(terminal.config, terminal.clock) as (app, tracker):
        tracker.refuse_old_tables()
        host = web.host if host is None else host
        listening = listening_socket(host, web.port if port is None else port)
        _say_what_is_missing(terminal, tracker)
        terminal.say(message("Tracker is at %(address)s. Ctrl+C ends it.", address=address_of(listening)))
        if host in EVERY_ADDRESS:
            name, number = socket.gethostname(), str(listening.getsockname()[1])
            terminal.say(message("In the office network: http://%(name)s:%(port)s", name=name, port=number))
        with scheduling(tracker, pace) if pace is not None else nullcontext():
            serve(app, web, listening)
    terminal.say(message("Ended."))


def serve_demo(terminal: Terminal, made: DemoInstallation, port: int) -> None:
    """Say how to sign in as each kind of user, serve the pages and do the jobs until Ctrl+C."""
    with _opened(made.config, terminal.clock) as (app, tracker):
        listening = next_free_socket(HERE, port)
        address = address_of(listening)
        if listening.getsockname()[1] != port:
            terminal.say(message("Port %(port)s is taken, so another one is used.", port=str(port)))
        _show_accounts(terminal, made.accounts, address)
        terminal.show(message("The demo is at %(address)s. Ctrl+C ends it.", address=address))
        with scheduling(tracker, Pace()):
            serve(app, made.config.web, listening)


@contextmanager
def _opened(config: Config, clock: Clock) -> Iterator[tuple[Flask, Tracker]]:
    """Open the application, and close its database in the end."""
    app = create_app(config, clock)
    tracker: Tracker = app.extensions["tracker"]
    try:
        yield app, tracker
    finally:
        tracker.database.close()


def _say_what_is_missing(terminal: Terminal, tracker: Tracker) -> None:
    for aside in tracker.plugins.set_aside:
        terminal.say(message("Plugin %(name)s was set aside: %(why)s", name=aside.name, why=aside.why))
    with tracker.database.reading() as session:
        if not has_admin(session, tracker.today):
            terminal.say(message("Nobody can sign in as an administrator yet. Run `tracker init`."))


def _show_accounts(terminal: Terminal, accounts: tuple[DemoAccount, ...], address: str) -> None:
    """Print who can sign in, with the passwords of this demo."""
    headings = (
        *(message("Sign-in name"), message("Password"), message("Role"), message("Unit")),
        *(message("Official"), message("Look at")),
    )
    rows = [
        (
            *(one.user.name, one.password, ROLE_TITLES[one.user.role], one.unit_name),
            *(one.full_name, f"{address}{one.user.page}"),
        )
        for one in accounts
    ]
    terminal.show_table(message("Sign in as"), headings, rows)
    terminal.show_blank_line()
