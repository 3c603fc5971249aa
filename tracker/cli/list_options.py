"""How a command asks about the list that it reads: which sheet, which columns, how its dates are to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from tracker.cli.usage import WrongUseError
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.own_lists import ListAnswers
from tracker.messages import message


def pairs(context: click.Context, option: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Return options such as FIELD=HEADING as a dict; the callback of an option that may be given several times."""
    found: dict[str, str] = {}
    for value in values:
        name, mark, meaning = value.partition("=")
        if not mark or not name.strip():
            told = message("“%(value)s” is not of the form %(form)s.", value=value, form=option.metavar)
            raise WrongUseError(told, context)
        found[name.strip()] = meaning.strip()
    return found


def _date_order(_context: click.Context, _option: click.Parameter, value: str | None) -> DateOrder | None:
    return DateOrder(value.replace("-", "_")) if value else None


def _spreadsheet_dates(_context: click.Context, _option: click.Parameter, value: str | None) -> SpreadsheetDates | None:
    return SpreadsheetDates(value.replace("-", "_")) if value else None


SHEET = click.option("--sheet", help="The sheet to read; else the first that holds such a list.")
MAP = click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=HEADING", callback=pairs, help="Which column a field is in."
)
DATE_ORDER = click.option(
    "--date-order",
    type=click.Choice(["day-first", "month-first"]),
    callback=_date_order,
    help="How 03/04/2026 is to be read.",
)
SPREADSHEET_DATES = click.option(
    "--spreadsheet-dates",
    type=click.Choice(["as-shown", "exchanged"]),
    callback=_spreadsheet_dates,
    help="Whether the spreadsheet exchanged day and month of the dates that it understood.",
)


def list_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the options --sheet, --map, --date-order and --spreadsheet-dates, and the argument `answers`.

    It stands between the other options and above `@click.pass_obj`; `answers` are `ListAnswers`, for `read_list`.
    """

    @wraps(command)
    def run(
        *arguments: Any,
        sheet: str | None,
        mapping: dict[str, str],
        date_order: DateOrder | None,
        spreadsheet_dates: SpreadsheetDates | None,
        **others: Any,
    ) -> object:
        return command(*arguments, answers=ListAnswers(sheet, mapping, date_order, spreadsheet_dates), **others)

    with_options: Callable[..., object] = run
    for option in (SPREADSHEET_DATES, DATE_ORDER, MAP, SHEET):
        with_options = option(with_options)
    return with_options
