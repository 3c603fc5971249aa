"""`tracker serve`: the pages, for this computer or for the office network."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal

A_PORT = click.IntRange(1, 65_535)


@click.command()
@click.option("--host", help='Where to listen, else host of [web]; "0.0.0.0" is the whole office network.')
@click.option("--port", type=A_PORT, help="Else port of [web].")
@click.option("--no-scheduler", is_flag=True, help="Leave the jobs to `tracker scheduler`.")
@click.pass_obj
def serve(terminal: Terminal, host: str | None, port: int | None, no_scheduler: bool) -> None:
    """Serve the pages, and do the jobs at their times, until Ctrl+C."""
    # The pages take longer to load than most other commands take to run.
    from tracker.cli.serving import serve_installation
    from tracker.jobs.scheduler import Pace

    serve_installation(terminal, host, port, None if no_scheduler else Pace())
