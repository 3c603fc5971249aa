"""The area of the start page: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import home, overview

(pages,) = {module.pages for module in (home, overview)}
