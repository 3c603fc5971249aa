"""For every variable part of an address: a record that the people of another unit may not see."""

from __future__ import annotations

from tests.web.conftest import Site

NOT_OF_A_RECORD = frozenset({"language", "theme", "filename", "period", "period_name", "year", "month", "day", "owner"})
"""Parts of addresses that name no record."""


def strangers_ids(site: Site) -> dict[str, object]:
    """Return a value for each variable part; add one here when an address has a new one."""
    return {
        "language": "en",
        "theme": "dark",
        "filename": "app.css",
        "file_id": site.files["early"],
        "official_id": site.officials["CB01"],
        "sign_in_id": 999_999,
    }
