"""The area of initiatives: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import initiatives, initiatives_changing, initiatives_rewarding

_MODULES = (initiatives, initiatives_changing, initiatives_rewarding)
(pages,) = {module.pages for module in _MODULES}
