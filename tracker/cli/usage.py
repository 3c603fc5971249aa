"""What click says by itself (a command given wrongly, the fixed words of --help), said in the user's language.

click translates through the gettext of the whole process, which takes its language from the environment and compiled
catalogues from a folder; its exceptions and its formatter say all that is needed to use the catalogue of messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from tracker.cli.output import Terminal
from tracker.messages import LANGUAGES, Message, message, translate

_EXTRA_ARGUMENTS = re.compile(r"Got unexpected extra arguments? \((.*)\)")
_FIXED_WORDS: Mapping[str, Message] = MappingProxyType(
    {
        "Options": message("Options"),
        "Commands": message("Commands"),
        "Show this message and exit.": message("Show this message and exit."),
        "Show the version and exit.": message("Show the version and exit."),
    }
)


class WrongUseError(click.UsageError):
    """A command was given wrongly: says it in one sentence below its usage, with exit status 2."""

    def __init__(self, told: Message, ctx: click.Context | None = None) -> None:
        super().__init__(told.id, ctx)
        self.told = told

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on standard error."""
        language = language_of(self.ctx)
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=file is None)
            hint = message("`%(command)s --help` says more.", command=self.ctx.command_path)
            click.echo(translate(hint, language), file=file, err=file is None)
        click.echo(translate(self.told, language), file=file, err=file is None)


@contextmanager
def in_our_words(ctx: click.Context | None = None) -> Iterator[None]:
    """Turn a usage error of click into one that is told in the user's language, that of `ctx` if it has no other."""
    try:
        yield
    except (WrongUseError, NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        raise WrongUseError(_told(error), error.ctx or ctx) from error


def language_of(ctx: click.Context | None) -> str:
    """Return the language to speak even where the configuration could not be read."""
    if ctx is None:
        return LANGUAGES[0]
    root = ctx.find_root()
    if isinstance(root.obj, Terminal):
        return root.obj.language
    given = root.params.get("language")
    return given if given in LANGUAGES else LANGUAGES[0]


def speak_the_users_language(command: click.Command) -> None:
    """Let a command and those below it show their help and usage in the user's language."""
    command.context_class = _Context
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        speak_the_users_language(below)


class _Formatter(click.HelpFormatter):
    """Writes the fixed words of help pages in one language."""

    language = LANGUAGES[0]

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{translate(message('Usage:'), self.language)} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._said(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, self._said(text)) for name, text in rows], col_max, col_spacing)

    def _said(self, words: str) -> str:
        return translate(_FIXED_WORDS[words], self.language) if words in _FIXED_WORDS else words


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        formatter = _Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.language = language_of(self)
        return formatter


def _told(error: click.UsageError) -> Message:
    match error:
        case click.NoSuchOption():
            return _no_such_option(error)
        case NoSuchCommand():
            told = message("There is no command %(name)s.", name=error.command_name)
        case click.MissingParameter():
            told = message("%(name)s is missing.", name=_name(error))
        case click.BadParameter():
            told = _bad_value(error)
        case click.BadOptionUsage():
            told = message("%(name)s has no value, or one that it does not take.", name=error.option_name)
        case _ if extra := _EXTRA_ARGUMENTS.match(error.message):
            told = message("This is too much: %(words)s.", words=extra[1])
        case _:
            told = message("The command is not complete, or cannot be understood.")
    return told


def _no_such_option(error: click.NoSuchOption) -> Message:
    if not error.possibilities:
        return message("There is no option %(name)s.", name=error.option_name)
    return message(
        "There is no option %(name)s. Did you mean %(close)s?", name=error.option_name, close=error.possibilities
    )


def _bad_value(error: click.BadParameter) -> Message:
    """Return what the value of an option or argument must be; click has put the value itself into its sentence."""
    kind, name = error.param.type if error.param else None, _name(error)
    if isinstance(kind, click.Choice):
        return message("%(name)s must be one of: %(choices)s.", name=name, choices=list(kind.choices))
    if isinstance(kind, click.DateTime):
        return message("%(name)s must be a day such as 2026-11-23.", name=name)
    if kind is click.INT:
        return message("%(name)s must be a whole number.", name=name)
    if isinstance(kind, click.Path):
        return message("%(name)s must be the path of something that is there and of the right kind.", name=name)
    return message("%(name)s cannot be used as it is written.", name=name)


def _name(error: click.BadParameter) -> str:
    """Return the option or argument as it is written in the usage."""
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx or click.Context(click.Command("")))
