"""What a command says about an import, as a page says it: it has buttons where a command has options."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tracker.messages import InputError, Message, counted, message

_ON_PAGES: Mapping[str, Message] = MappingProxyType(
    {
        'Nobody is known as “%(name)s”. Say who it is with --alias "%(name)s=CODE", '
        "or let the import add the officials that it names with --create-officials.": message(
            "Nobody is known as “%(name)s”. Say who it is, or that it is a new official."
        ),
        '“%(name)s” may be %(codes)s. Say who it is with --alias "%(name)s=CODE".': message(
            "“%(name)s” may be %(codes)s. Say who it is."
        ),
        '--alias "%(name)s=%(code)s": there is no official with the code %(code)s. The codes are: %(codes)s.': message(
            "There is no official with the code %(code)s, who was chosen for “%(name)s”. Choose another one."
        ),
        '--alias "%(name)s…": a name has at most %(most)d characters. Correct it in the list, or shorten it.': message(
            "“%(name)s…”: a name has at most %(most)d characters. Correct it in the list."
        ),
        "Column “%(heading)s”: some dates are text and have days after the 12th, those that the spreadsheet made "
        "dates of have none. It may have exchanged day and month, so that %(shown)s was %(other)s. Import the list "
        "as it was exported, or say it with --spreadsheet-dates as-shown or --spreadsheet-dates exchanged.": message(
            "Column “%(heading)s”: some dates are text and have days after the 12th, those that the spreadsheet made "
            "dates of have none. It may have exchanged day and month, so that %(shown)s was %(other)s. Say which it "
            "is, or import the list as it was exported."
        ),
        "Column “%(heading)s”: “%(example)s” can be read two ways, and nothing in the list tells which part is "
        "the day. Say it with --date-order day-first or --date-order month-first.": message(
            "Column “%(heading)s”: “%(example)s” can be read two ways, and nothing in the list tells which part is "
            "the day."
        ),
        "Sheet “%(sheet)s”: no row of headings was found in its first %(rows)d rows. A list needs at least the "
        "headings: %(needed)s. Choose another sheet with --sheet, or name a heading with --map FIELD=HEADING.": message(
            "Sheet “%(sheet)s”: no row of headings was found in its first %(rows)d rows. A list needs at least the "
            "headings: %(needed)s. Choose another sheet, or choose the columns by hand."
        ),
        "--map %(field)s: there is no such field. The fields of this import are: %(fields)s.": message(
            "There is no field %(field)s. The fields of this import are: %(fields)s."
        ),
        "Sheet “%(sheet)s”: no column holds %(titles)s. The headings are: %(headings)s. Say which one it is, with "
        "--map %(field)s=HEADING.": message(
            "Sheet “%(sheet)s”: no column holds %(titles)s. The headings are: %(headings)s. Say which one it is."
        ),
        "For %(count)s file the day of the hand-over stands for the finish, which the list does not give. "
        "If it does not, import again with --returned-is-finish no.": counted(
            "For %(count)s file the day of the hand-over stands for the finish, which the list does not give.",
            "For %(count)s files the day of the hand-over stands for the finish, which the list does not give.",
            count=1,
        ),
        "%(count)s file was extended on a day that the list does not give; its extension does not "
        "count. Name the column with that day by --map extended_on=HEADING.": counted(
            "%(count)s file was extended on a day that the list does not give; its extension does not count. "
            "Choose the column with that day, if there is one.",
            "%(count)s files were extended on a day that the list does not give; their extension does not count. "
            "Choose the column with that day, if there is one.",
            count=1,
        ),
        "%(file)s: below the headings of the sheet “%(sheet)s” stands no record. Export the list again, or choose "
        "another sheet with --sheet.": message(
            "%(file)s: below the headings of the sheet “%(sheet)s” stands no record. Export the list again, or choose "
            "another sheet."
        ),
        "Read was the sheet “%(sheet)s”; %(others)s look like lists too. Choose one with --sheet.": message(
            "Read was the sheet “%(sheet)s”; %(others)s look like lists too."
        ),
        "Batch %(batch)d was undone already; `tracker import list` says when.": message(
            "Batch %(batch)d was undone already."
        ),
        "There is no import batch %(batch)d. `tracker import list` shows them.": message(
            "There is no import batch %(batch)d."
        ),
    }
)
HAND_OVER_STANDS = "For %(count)s file the day of the hand-over stands for the finish, which the list does not give."
"""The note that goes with a question: whether the hand-over stands for the finish."""


def on_page(told: Message) -> Message:
    """Return a message as a page says it."""
    known = _ON_PAGES.get(told.id)
    params = {name: on_page(value) if isinstance(value, Message) else value for name, value in told.params.items()}
    return (known or told)._replace(params=params)


def error_on_page(error: InputError) -> InputError:
    """Return an error as a page says it."""
    return InputError.of(on_page(error.message))
