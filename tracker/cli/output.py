"""What commands share: the opened installation, the language, tables on the screen, JSON and progress."""

from __future__ import annotations

import getpass
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import click
from rich.console import Console
from rich.table import Table

from tracker.config import Config
from tracker.file_errors import why_not
from tracker.installation import Clock, Tracker, open_tracker
from tracker.messages import InputError, Message, in_language, message, translate

WIDTH_OF_A_FILE = 160


@dataclass
class Terminal:
    """One command's view: its configuration, language and clock, and the installation, opened when first used.

    `options` are those of `tracker` itself that were given, for showing further commands.
    """

    config: Config
    language: str
    clock: Clock
    options: tuple[str, ...] = ()
    _opened: list[Tracker] = field(default_factory=list)

    @cached_property
    def tracker(self) -> Tracker:
        """The installation, with its tables at the version of this program."""
        tracker = self.tracker_as_it_is
        tracker.refuse_old_tables()
        return tracker

    @cached_property
    def tracker_as_it_is(self) -> Tracker:
        """The installation, whatever the version of its tables."""
        self._opened.append(open_tracker(self.config, self.clock))
        return self._opened[-1]

    def for_installation(self, config: Config) -> Terminal:
        """Return the same view of another installation; it is closed with this one."""
        return Terminal(config, self.language, self.clock, self.options, self._opened)

    @property
    def actor(self) -> str:
        """Who gives the command, for the audit log."""
        return f"{getpass.getuser()} (command line)"

    def close(self) -> None:
        """Close what was opened."""
        for tracker in self._opened:
            tracker.database.close()

    def text(self, told: Message) -> str:
        """Return the message in the user's language."""
        return translate(told, self.language)

    def say(self, told: Message) -> None:
        """Print a message on standard error, where everything stands that is not the result."""
        click.echo(self.text(told), err=True)

    def agrees(self, question: Message) -> bool:
        """Ask somebody, and return whether he says yes; nobody there to answer does not."""
        try:
            return click.confirm(self.text(question), err=True)
        except click.Abort:
            return False

    def show(self, told: Message) -> None:
        """Print a message on standard output."""
        _print(self.text(told))

    def show_blank_line(self) -> None:
        """Print an empty line on standard output."""
        _print("")

    def show_json(self, value: object) -> None:
        """Print one JSON object on standard output."""
        _print(json.dumps(value, ensure_ascii=False, indent=2))

    def show_table(self, title: Message | None, headings: Sequence[Message], rows: Sequence[Sequence[object]]) -> None:
        """Print a table on standard output; numbers stand on the right, None as a dash."""
        table = Table(title=self.text(title) if title else None, title_justify="left", box=None, pad_edge=False)
        for number, heading in enumerate(headings):
            numeric = any(isinstance(row[number], (int, Decimal)) for row in rows)
            table.add_column(self.text(heading), justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(self.cell(value) for value in row))
        printed, is_screen = io.StringIO(), sys.stdout.isatty()
        width = None if is_screen else WIDTH_OF_A_FILE
        Console(file=printed, force_terminal=is_screen, width=width, highlight=False, markup=False).print(table)
        _print(printed.getvalue().removesuffix("\n"))

    def cell(self, value: object) -> str:
        """Return a value as it stands in a table."""
        return "–" if value is None else str(in_language(value, self.language))


def _print(text: str) -> None:
    """Print a line on standard output. Raises InputError if nobody takes it: the pipe is closed, or the disk full."""
    try:
        click.echo(text)
    except OSError as error:
        # What is left in the buffer would fail once more when the process ends.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        why = message("nobody reads it any more") if isinstance(error, BrokenPipeError) else why_not(error)
        raise InputError("The command is done, but its result cannot be printed: %(why)s.", why=why) from error


def yes_or_no(value: bool) -> Message:
    """Return yes or no as a message."""
    return message("yes") if value else message("no")
