"""The commune whose decisions become papers."""

from __future__ import annotations

import pytest

from tests.decisions.praise import Commune
from tracker.database import Database


@pytest.fixture
def commune(database: Database) -> Commune:
    """The commune, its quarter closed."""
    made = Commune(database)
    made.close()
    return made
