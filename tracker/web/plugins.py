"""Rules and plugins: what is installed, whether it works, what each contributes; their settings stand below it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from tracker.fingerprint import refuse_other_plugins
from tracker.messages import InputError, Message, message
from tracker.owners import CORE
from tracker.web import settings_pages
from tracker.web.gate import needs
from tracker.web.installed_plugins import Installed, installed, measures_of_everything
from tracker.web.measures import UNITS
from tracker.web.requests import session, tracker

pages = Blueprint("plugins", __name__, url_prefix="/plugins")
pages.get("/<owner>/settings")(settings_pages.settings)
pages.post("/<owner>/settings")(settings_pages.change_settings)
DIRECTIONS = {
    "more": message("more is better"),
    "less": message("less is better"),
    "neither": message("neither is better"),
}


@pages.get("/")
@pages.get("/<owner>")
@needs("plugins.view")
def index(owner: str = CORE) -> ResponseReturnValue:
    """Show everything installed, and one of them in full."""
    everything = installed()
    if owner not in everything:
        abort(404)
    return render_template(
        "plugins/index.html",
        installed=everything.values(),
        chosen=everything[owner],
        measures=measures_of_everything(everything),
        colours=colours(everything),
        why_not=why_nothing_is_scored(),
        fingerprint=tracker().plugins.fingerprint,
        units=UNITS,
        directions=DIRECTIONS,
        milliseconds=milliseconds,
        config_file=(tracker().config.folder / "config.toml").as_posix(),
    )


def colours(everything: Mapping[str, Installed]) -> dict[str, int]:
    """Return the place of each rule among all of them, by which its colour goes everywhere."""
    keys = [rule.key for each in everything.values() for rule in each.rules]
    return {key: place for place, key in enumerate(keys)}


def why_nothing_is_scored() -> Message | None:
    """Return why this process refuses to score; None if it runs what the database was upgraded for."""
    try:
        refuse_other_plugins(session(), tracker().plugins.fingerprint)
    except InputError as error:
        return error.message
    return None


def milliseconds(seconds: float) -> Decimal:
    """Return a time as milliseconds with two decimals."""
    return Decimal(str(round(seconds * 1000, 2)))
