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
    decisions_area,
    duty_area,
    file_changes,
    files,
    health,
    help,
    home_area,
    import_area,
    inbox,
    initiatives_area,
    jobs,
    notices,
    officials,
    paper_template_area,
    periods,
    plugin_pages,
    plugins,
    preferences,
    procedures,
    ranking_area,
    record_area,
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
    record_area.of_oneself,
    record_area.of_others,
    card_reviews.pages,
    ranking_area.pages,
    periods.pages,
    rewards.pages,
    decisions_area.pages,
    initiatives_area.pages,
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
    paper_template_area.pages,
    jobs.pages,
    audit_log.pages,
)


def register(app: Flask) -> None:
    """Add every area, then the pages of the plugins."""
    for pages in AREAS:
        app.register_blueprint(pages)
    plugin_pages.register(app)
