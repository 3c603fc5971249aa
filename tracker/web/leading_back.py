"""Where a page leads when it has done its work: never to another site, nor to an address that shows nothing."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def address_on_this_site(address: str | None) -> str | None:
    """Return the path of an address of this site; None for one that leads elsewhere."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != request.host:
        return None
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith(("//", "/\\")) else None
    if path is None or "\\" in path:
        return None
    return f"{path}?{parts.query}" if parts.query else path


def page_above(path: str) -> str:
    """Return the page to show for an address that only takes a form: the nearest one above it of the same record.

    Above /accounts/3/roles/5/take that is /accounts/3.
    """
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None
    _, named = addresses.match(path, method="POST")
    while path:
        path = path.rpartition("/")[0]
        for page in (f"{path}/", path):
            with suppress(HTTPException):
                _, shown = addresses.match(page, method="GET")
                if shown.items() <= named.items():
                    return page
    return "/"
