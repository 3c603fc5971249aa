"""The catalogue: what one can register for, all sessions, and all courses."""

from __future__ import annotations

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from plugins.training.models import Registration
from plugins.training.pages_shared import VIEW, called, me, own_registrations, standings
from plugins.training.seats import Standing
from plugins.training.session_lists import all_sessions, coming_sessions, courses
from plugins.training.sessions import last_day
from tracker.api.web import Listing, needs, show_list, today


@needs(VIEW)
def index() -> ResponseReturnValue:
    """List the sessions that are to come, with where the official who asks stands in each."""
    return _shown(coming_sessions(today(), me().official_id), "coming")


@needs(VIEW)
def sessions() -> ResponseReturnValue:
    """List all sessions, also those that are over."""
    return _shown(all_sessions(today()), "sessions")


@needs(VIEW)
def catalogue() -> ResponseReturnValue:
    """List all courses."""
    return show_list(courses(), "training/courses.html", called=called)


def _shown(listing: Listing, current: str) -> ResponseReturnValue:
    own = own_registrations(me().official_id)
    return show_list(
        listing, "training/index.html", current=current, own=own, standing=_own_standings(own), last_day=last_day
    )


def _own_standings(own: Mapping[int, Registration]) -> Mapping[int, Standing]:
    """Return where the official stands in the sessions for which he is registered."""
    return standings(list(own))
