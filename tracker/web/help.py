"""Help: what a word means, how an outcome is decided, what somebody can do here."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.web.gate import public

pages = Blueprint("help", __name__, url_prefix="/help")


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Explain the words and the outcomes."""
    return render_template("help/index.html")
