"""The area of the duty roster: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import duty, duty_planning

(pages,) = {module.pages for module in (duty, duty_planning)}
