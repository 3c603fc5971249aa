"""Who owns tables: the core and every plugin, each with revision files of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CORE = "tracker"


@dataclass(frozen=True, slots=True)
class Owner:
    """The core or a plugin: the prefix of its tables, and the folder of its revision files."""

    name: str
    versions: Path
