"""What a person reads when a page cannot be shown: never a traceback."""

from __future__ import annotations

from flask import Flask, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tracker.messages import InputError, Message, message
from tracker.web import typed
from tracker.web.leading_back import address_on_this_site, page_above
from tracker.web.passed_on import told_whose_now
from tracker.web.requests import OnlyShownError, OutOfReachError, signed_in, told

TITLES: dict[int, Message] = {
    400: message("This request was not understood"),
    403: message("You cannot see this yet"),
    404: message("There is no such page"),
    405: message("This address does not take that"),
    413: message("The upload is too large"),
    500: message("Something went wrong"),
    503: message("The records cannot be reached"),
}
CURES: dict[int, Message] = {
    400: message("Go back and try again."),
    403: message("Ask the administrator for the permission, if your work needs it."),
    404: message(
        "It may have been removed, may have passed to somebody else, or is outside your unit. Check the address, or "
        "start anew."
    ),
    405: message("Go back and use the buttons of the page."),
    413: message("Split the file, or ask the administrator to raise max_megabytes in config.toml."),
    500: message("Nothing was stored. Try again; if it happens again, tell the administrator the time."),
    503: message("Nothing was stored. Try again in a minute, or ask the administrator."),
}


def explain(app: Flask) -> None:
    """Show every error as a page of this site."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OutOfReachError, _out_of_reach)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OnlyShownError, _only_shown)
    app.register_error_handler(InputError, _input)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(500, _unexpected)


def _page(status: int, why: str | None = None) -> ResponseReturnValue:
    known = status if status in TITLES else 400
    return render_template("error.html", title=TITLES[known], why=why, cure=CURES[known]), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, MethodNotAllowed) and signed_in() is not None and request.method in ("GET", "HEAD"):
        return redirect(page_above(request.path), 303)
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _out_of_reach(error: OutOfReachError) -> ResponseReturnValue:
    why = told_whose_now(error.table, error.id)
    return _page(404, told(why) if why else None)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, told(message("The form was open for too long, or came from another page.")))


def _only_shown(error: OnlyShownError) -> ResponseReturnValue:
    return typed.show_to_send_again(error.why)


def _input(error: InputError) -> ResponseReturnValue:
    """Take a person back to the form whose button did not work; a page that cannot be shown says why."""
    back = address_on_this_site(request.referrer)
    if request.method == "POST" and back is not None:
        flash(told(error.message), "bad")
        return redirect(back)
    return _page(400, told(error.message))


def _database(error: DBAPIError) -> ResponseReturnValue:
    g.is_broken = True
    g.pop("menu", None)
    if error.connection_invalidated or "locked" in str(error.orig):
        return _page(503)
    current_app.logger.error("The database refused a statement of %s", request.path, exc_info=error)
    return _page(500)


def _unexpected(_error: Exception) -> ResponseReturnValue:
    return _page(500)
