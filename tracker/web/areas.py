"""Every area of the site, in one list."""

from __future__ import annotations

from flask import Flask

from tracker.web import files, health, help, home, preferences, signing_in

AREAS = (health.pages, signing_in.pages, preferences.pages, home.pages, help.pages, files.pages)


def register(app: Flask) -> None:
    """Add every area."""
    for pages in AREAS:
        app.register_blueprint(pages)
