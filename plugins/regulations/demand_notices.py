"""Telling officials what they are newly asked to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plugins.regulations.late_readings import TO_READ_PAGE
from plugins.regulations.news import accounts_by_official, cut
from plugins.regulations.watch_models import ReadingDemand
from tracker.api import Message, RecordSession, counting, tell

counted = counting("regulations")


def tell_of_demands(session: RecordSession, demands: Sequence[ReadingDemand], today: date) -> int:
    """Tell officials what they are newly asked to read; returns how many notices there are."""
    by_official: dict[int, list[ReadingDemand]] = {}
    for demand in sorted(demands, key=lambda one: (one.due_on, one.document)):
        by_official.setdefault(demand.official_id, []).append(demand)
    accounts = accounts_by_official(session, list(by_official), today)
    number = 0
    for official, mine in by_official.items():
        if official in accounts:
            key = f"regulations.to_read.{today}.{mine[0].id}"
            number += len(tell(session, [accounts[official]], key, _asked(mine), TO_READ_PAGE))
    return number


def _asked(demands: Sequence[ReadingDemand]) -> Message:
    return counted(
        "Please read %(documents)s by %(day)s, and say that you have.",
        "Please read %(count)s documents, the first by %(day)s, and say that you have: %(documents)s.",
        count=len(demands),
        documents=cut([one.document for one in demands]),
        day=demands[0].due_on,
    )
