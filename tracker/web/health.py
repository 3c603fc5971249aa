"""For whoever watches over the server: whether the records can be read, and stand at this version."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from tracker import __version__
from tracker.messages import InputError
from tracker.web.gate import public
from tracker.web.requests import tracker

pages = Blueprint("health", __name__)


@pages.get("/health")
@public
def show() -> ResponseReturnValue:
    """Say whether the database can be read and stands at this version, and which plugins were set aside."""
    aside = [one.name for one in tracker().plugins.set_aside]
    answer = {"status": "ok", "version": __version__, "plugins_set_aside": aside}
    try:
        tracker().refuse_old_tables()
    except (InputError, DBAPIError) as error:
        return {**answer, "status": str(error)}, 503
    return answer
