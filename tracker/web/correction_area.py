"""The area of corrections: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import correction_answers, correction_requests, corrections

(pages,) = {module.pages for module in (corrections, correction_requests, correction_answers)}
