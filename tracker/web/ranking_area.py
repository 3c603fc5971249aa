"""The area of rankings: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import published_ranking, ranking

(pages,) = {module.pages for module in (ranking, published_ranking)}
