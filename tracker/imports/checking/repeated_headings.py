"""Two columns under one heading: read is the first, and only where the second says nothing else."""

from __future__ import annotations

from tracker.imports.checking.columns import Columns
from tracker.imports.reading.cells import as_written
from tracker.messages import Message, message


def tell_repeated_headings(columns: Columns) -> list[Message]:
    """Note the rows in which the second column says something else; returns a note for each heading that repeats."""
    layout = columns.layout
    for key, cells in columns.written_again.items():
        first, second = column_letters(layout.columns[key]), column_letters(layout.repeated[key])
        for at, (one, other) in enumerate(zip(columns.written[key], cells, strict=True)):
            if as_written(one) != as_written(other):
                told = message(
                    "Columns %(first)s and %(second)s both have this heading, and say “%(one)s” and “%(other)s”. "
                    "Delete the column that is wrong, or give it another heading.",
                    first=first,
                    second=second,
                    one=as_written(one),
                    other=as_written(other),
                )
                columns.tell(at, key, told)
    return [
        message(
            "Columns %(first)s and %(second)s both have the heading “%(heading)s”; column %(first)s is read.",
            first=column_letters(layout.columns[key]),
            second=column_letters(layout.repeated[key]),
            heading=layout.heading_of(key),
        )
        for key in columns.written_again
    ]


def column_letters(column: int) -> str:
    """Return a column, counted from 0, as the spreadsheet shows it: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
