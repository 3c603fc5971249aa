"""`tracker`: opens the installation for its commands and shows what is at fault with the input."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from tracker.cli.output import Terminal
from tracker.cli.own_commands import OWN_COMMANDS, own_command
from tracker.cli.plugin_commands import plugin_commands
from tracker.cli.usage import in_our_words, language_of, speak_the_users_language
from tracker.config import Config, load_config
from tracker.installation import Clock, utc_now
from tracker.messages import LANGUAGES, InputError, message, translate


class TrackerGroup(click.Group):
    """A group whose commands show an InputError as one sentence in the user's language, with exit status 1."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the words given to `tracker` itself."""
        with in_our_words():
            return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands of Tracker, then those of the plugins."""
        return [*sorted(OWN_COMMANDS), *plugin_commands(_terminal(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name: one of Tracker's, else a plugin's."""
        return own_command(cmd_name) or plugin_commands(_terminal(ctx)).get(cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with in_our_words(ctx):
                return super().invoke(ctx)
        except InputError as error:
            told = error.message
        except DBAPIError as error:
            told = message(
                "The database cannot be used: %(what)s. Look at url under [database] in config.toml, and whether the "
                "server runs and its disk has room.",
                what=str(error.orig).strip().partition("\n")[0],
            )
        click.echo(translate(told, language_of(ctx)), err=True)
        return ctx.exit(1)


@click.group(cls=TrackerGroup)
@click.option(
    "--config",
    "config_path",
    type=click.Path(exists=True, dir_okay=False),
    help="Another configuration than config.toml here.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    help="The language of messages; else site.language.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Work as if this were today.")
@click.version_option(package_name="tracker")
@click.pass_context
def tracker(ctx: click.Context, config_path: str | None, language: str | None, today: datetime | None) -> None:
    """Record what officials do at the one-stop desk, and explain what it is worth."""
    ctx.obj = _opened(ctx, config_path, language, today)


def _terminal(ctx: click.Context) -> Terminal:
    """Return the terminal of this call; `--help` asks for it before the options were looked at."""
    if not isinstance(ctx.obj, Terminal):
        ctx.obj = _opened(ctx, ctx.params.get("config_path"), ctx.params.get("language"), None)
    return ctx.obj


def _opened(ctx: click.Context, config_path: str | None, language: str | None, today: datetime | None) -> Terminal:
    named = {"TRACKER_CONFIG": config_path} if config_path else {}
    config = load_config({**os.environ, **named}, Path.cwd())
    given = (("--language", language), ("--today", today and today.date().isoformat()))
    options = tuple(part for name, value in given if value for part in (name, value))
    terminal = Terminal(config, language or config.site.language, clock_of(config, today and today.date()), options)
    ctx.call_on_close(terminal.close)
    return terminal


def clock_of(config: Config, today: date | None) -> Clock:
    """Return the clock to work by: the real one, or noon of a given day at the site."""
    if today is None:
        return utc_now
    noon = datetime.combine(today, time(12), config.site.zone).astimezone(UTC)
    return lambda: noon


speak_the_users_language(tracker)
