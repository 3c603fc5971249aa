"""What stands in addresses: ids of records, none longer than the database keeps, and what a page was asked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, request, url_for
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


def this_page(asked: Mapping[str, object]) -> str:
    """Return the address of the page that is being shown, asked other things; what is empty is left out.

    `url_for` takes its own orders, such as `_scheme`, from among the values: what people send never goes there.
    """
    kept = {key: value for key, value in asked.items() if value not in (None, "")}
    page = url_for(str(request.endpoint), **(request.view_args or {}))
    return f"{page}?{urlencode(kept)}" if kept else page
