"""The area of imports: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import import_columns, import_uploads, import_wizard, imports

(pages,) = {module.pages for module in (imports, import_uploads, import_columns, import_wizard)}
