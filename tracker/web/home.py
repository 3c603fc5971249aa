"""Where a person starts: the overview for those who read reports, else their own record; and the menu on a phone."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.web.gate import for_whoever_signed_in
from tracker.web.navigation import menu

pages = Blueprint("home", __name__)


@pages.get("/")
@for_whoever_signed_in
def start() -> ResponseReturnValue:
    """Lead to the first page that the account may open."""
    first = next((entry for group in menu() for entry in group.entries), None)
    return redirect(url_for(first.endpoint if first else "home.more"))


@pages.get("/more")
@for_whoever_signed_in
def more() -> ResponseReturnValue:
    """Show the whole menu as a page: a phone has no room for it beside the content."""
    return render_template("home/more.html")
