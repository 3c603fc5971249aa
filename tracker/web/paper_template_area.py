"""The area of templates: its modules add their pages to one blueprint."""

from __future__ import annotations

from tracker.web import paper_template_files, paper_templates

(pages,) = {module.pages for module in (paper_templates, paper_template_files)}
