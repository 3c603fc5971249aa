"""Every area of the site, in one list."""

from __future__ import annotations

from flask import Flask

from tracker.web import files, health, help, import_area, overview, preferences, ranking, record, reports, signing_in

AREAS = (
    health.pages,
    signing_in.pages,
    preferences.pages,
    overview.pages,
    record.my_record,
    record.record,
    ranking.pages,
    reports.pages,
    help.pages,
    files.pages,
    import_area.pages,
)


def register(app: Flask) -> None:
    """Add every area."""
    for pages in AREAS:
        app.register_blueprint(pages)
