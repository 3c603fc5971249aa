"""Numbers in addresses: the ids of records, none longer than the database keeps."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class RecordNumber(IntegerConverter):
    """A record's number; a longer one is the address of nothing."""

    regex = r"\d{1,10}"

    def __init__(self, map: Map) -> None:
        """Bound what `<int:...>` of an address takes."""
        super().__init__(map, max=LARGEST_ID)


def bound_numbers(app: Flask) -> None:
    """Let every `<int:...>` of the addresses that are added from now on be a record's number."""
    app.url_map.converters["int"] = RecordNumber
