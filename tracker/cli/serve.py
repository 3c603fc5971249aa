"""`tracker serve`: the pages, for this computer or for the office network."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal

A_PORT = click.IntRange(1, 65_535)


@click.command()
@click.option("--host", help='Where to listen, else host of [web]; "0.0.0.0" is the whole office network.')
@click.option("--port", type=A_PORT, help="Else port of [web].")
@click.pass_obj
def serve(terminal: Terminal, host: str | None, port: int | None) -> None:
    """Serve the pages until Ctrl+C."""
    # The pages take longer to load than most other commands take to run.
    from tracker.cli.serving import serve_installation

    serve_installation(terminal, host, port)
