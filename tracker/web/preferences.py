"""What a reader chooses for this browser: the language and the colours."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.messages import LANGUAGES
from tracker.web.gate import public
from tracker.web.leading_back import address_on_this_site
from tracker.web.rendering import THEME_COOKIE, THEMES
from tracker.web.requests import LANGUAGE_COOKIE, tracker

pages = Blueprint("preferences", __name__)
A_YEAR = 365 * 24 * 3600


@pages.get("/language/<language>")
@public
def language(language: str) -> ResponseReturnValue:
    """Show the pages in this language from now on."""
    return _remember(LANGUAGE_COOKIE, language, LANGUAGES)


@pages.get("/theme/<theme>")
@public
def theme(theme: str) -> ResponseReturnValue:
    """Show the pages in light or dark colours from now on."""
    return _remember(THEME_COOKIE, theme, THEMES)


def _remember(cookie: str, chosen: str, known: tuple[str, ...]) -> ResponseReturnValue:
    if chosen not in known:
        abort(404)
    answer = redirect(address_on_this_site(request.args.get("next")) or url_for("home.start"))
    answer.set_cookie(cookie, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=tracker().config.web.https)
    return answer
