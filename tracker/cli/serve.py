"""`tracker serve`: the pages, for this computer or for the office network."""

from __future__ import annotations

import socket

import click

from tracker.accounts.grants import has_admin
from tracker.app import create_app
from tracker.cli.output import Terminal
from tracker.installation import Tracker
from tracker.messages import message
from tracker.web.serving import EVERY_ADDRESS, address_of, listening_socket
from tracker.web.serving import serve as serve_pages

A_PORT = click.IntRange(1, 65_535)


@click.command()
@click.option("--host", help='Where to listen, else host of [web]; "0.0.0.0" is the whole office network.')
@click.option("--port", type=A_PORT, help="Else port of [web].")
@click.pass_obj
def serve(terminal: Terminal, host: str | None, port: int | None) -> None:
    """Serve the pages until Ctrl+C."""
    web = terminal.config.web
    app = create_app(terminal.config, terminal.clock)
    tracker: Tracker = app.extensions["tracker"]
    try:
        tracker.refuse_old_tables()
        host = web.host if host is None else host
        listening = listening_socket(host, web.port if port is None else port)
        _say_what_is_missing(terminal, tracker)
        _say_where(terminal, host, listening)
        serve_pages(app, web, listening)
    finally:
        tracker.database.close()
    terminal.say(message("Ended."))


def _say_where(terminal: Terminal, host: str, listening: socket.socket) -> None:
    terminal.say(message("Tracker is at %(address)s. Ctrl+C ends it.", address=address_of(listening)))
    if host in EVERY_ADDRESS:
        name, port = socket.gethostname(), str(listening.getsockname()[1])
        terminal.say(message("In the office network: http://%(name)s:%(port)s", name=name, port=port))


def _say_what_is_missing(terminal: Terminal, tracker: Tracker) -> None:
    for aside in tracker.plugins.set_aside:
        terminal.say(message("Plugin %(name)s was set aside: %(why)s", name=aside.name, why=aside.why))
    with tracker.database.reading() as session:
        if not has_admin(session, tracker.today):
            terminal.say(message("Nobody can sign in as an administrator yet. Run `tracker init`."))
