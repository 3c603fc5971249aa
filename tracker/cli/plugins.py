"""`tracker plugins`: what is installed, and what was set aside."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal
from tracker.messages import Message, message


@click.group()
def plugins() -> None:
    """See the plugins."""


@plugins.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the plugins of config.toml: loaded, or set aside and why."""
    found = terminal.tracker_as_it_is.plugins
    if as_json:
        loaded = [{"name": p.info.name, "version": p.info.version, "scores": p.info.scores} for p in found.loaded]
        aside = [{"name": a.name, "why": terminal.text(a.why), "scores": a.scores} for a in found.set_aside]
        terminal.show_json({"loaded": loaded, "set_aside": aside})
        return
    rows: list[tuple[object, ...]] = [
        (p.info.name, p.info.version, message("loaded"), Message(p.info.summary, catalogue=p.info.name))
        for p in found.loaded
    ]
    rows += [(aside.name, None, message("set aside"), aside.why) for aside in found.set_aside]
    headings = (message("Plugin"), message("Version"), message("State"), message("What it does, or why it is out"))
    terminal.show_table(None, headings, rows)
