"""Who looks at a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose account looks, and on which day; `official_id` is None for an account that is no official's."""

    account_id: int
    account_name: str
    official_id: int | None
    today: date
