"""What stands in addresses: ids of records, none longer than the database keeps, and what a page was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
PLAIN_ADDRESSES_KEPT = 512


class RecordNumber(IntegerConverter):
    """A record's number; a longer one is the address of nothing."""

    regex = r"\d{1,10}"

    def __init__(self, map: Map) -> None:
        """Bound what `<int:...>` of an address takes."""
        super().__init__(map, max=LARGEST_ID)


def bound_numbers(app: Flask) -> None:
    """Let every `<int:...>` of the addresses that are added from now on be a record's number."""
    app.url_map.converters["int"] = RecordNumber


def made_once(app: Flask) -> Callable[..., str]:
    """Return `url_for` for templates: the addresses without values, of which a menu has many, are made once."""

    @lru_cache(maxsize=PLAIN_ADDRESSES_KEPT)
    def plain(endpoint: str, _below: str) -> str:
        return app.url_for(endpoint)

    def address(endpoint: str, **values: Any) -> str:
        if values or endpoint.startswith(".") or app.url_default_functions:
            return app.url_for(endpoint, **values)
        return plain(endpoint, request.root_path)

    return address


def numbered(endpoint: str, number: str, **values: str) -> str:
    """Return the address of a record's page with `%d` for its number, for a list of many: `address % row.id`."""
    given: dict[str, Any] = {**values, number: LARGEST_ID}
    before, _, after = url_for(endpoint, **given).rpartition(str(LARGEST_ID))
    return f"{before.replace('%', '%%')}%d{after.replace('%', '%%')}"


def this_page(asked: Mapping[str, object]) -> str:
    """Return the address of the page that is being shown, asked other things; what is empty is left out.

    `url_for` takes its own orders, such as `_scheme`, from among the values: what people send never goes there.
    """
    kept = {key: value for key, value in asked.items() if value not in (None, "")}
    page = url_for(str(request.endpoint), **(request.view_args or {}))
    return f"{page}?{urlencode(kept)}" if kept else page
