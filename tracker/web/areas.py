"""Every area of the site, in one list."""

from __future__ import annotations

from flask import Flask

from tracker.web import (
    absences,
    accounts,
    audit_log,
    calendar,
    card_reviews,
    causes,
    correction_area,
    duty_area,
    file_changes,
    files,
    health,
    help,
    home_area,
    import_area,
    inbox,
    jobs,
    notices,
    officials,
    periods,
    plugin_pages,
    plugins,
    preferences,
    procedures,
    ranking,
    record,
    reports,
    rewards,
    signing_in,
    training_records,
    units,
)

AREAS = (
    health.pages,
    signing_in.pages,
    preferences.pages,
    home_area.pages,
    record.my_record,
    record.record,
    card_reviews.pages,
    ranking.pages,
    periods.pages,
    rewards.pages,
    reports.pages,
    help.pages,
    files.pages,
    file_changes.pages,
    correction_area.pages,
    causes.pages,
    inbox.pages,
    notices.pages,
    officials.pages,
    units.pages,
    procedures.pages,
    import_area.pages,
    duty_area.pages,
    training_records.pages,
    absences.pages,
    calendar.pages,
    accounts.pages,
    plugins.pages,
    jobs.pages,
    audit_log.pages,
)


def register(app: Flask) -> None:
    """Add every area, then the pages of the plugins."""
    for pages in AREAS:
        app.register_blueprint(pages)
    plugin_pages.register(app)
