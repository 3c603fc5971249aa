"""The area of decisions: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import (
    decisions_answers,
    decisions_council,
    decisions_downloads,
    decisions_list,
    decisions_papers,
    decisions_proposing,
    decisions_steps,
)

_MODULES = (
    decisions_list,
    decisions_proposing,
    decisions_steps,
    decisions_council,
    decisions_papers,
    decisions_answers,
    decisions_downloads,
)
(pages,) = {module.pages for module in _MODULES}
