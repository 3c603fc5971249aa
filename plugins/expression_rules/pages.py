"""The pages of written rules, as a table of contents."""

from __future__ import annotations

from flask import Blueprint

from plugins.expression_rules import pages_editor, pages_files, pages_list, pages_publishing, pages_rule, pages_trial
from plugins.expression_rules.rules import OWNER

pages = Blueprint(OWNER, __name__, url_prefix="/expression-rules", template_folder="templates", static_folder="static")

pages.get("/")(pages_list.index)
pages.get("/export")(pages_files.export)
pages.get("/new")(pages_editor.new)
pages.post("/new")(pages_editor.add)
pages.post("/check")(pages_editor.check)
pages.get("/measures")(pages_editor.measures)
pages.get("/drafts/<int:draft_id>")(pages_editor.draft)
pages.post("/drafts/<int:draft_id>")(pages_editor.keep)
pages.get("/drafts/<int:draft_id>/export")(pages_files.export_draft)
pages.route("/drafts/<int:draft_id>/try", methods=["GET", "POST"])(pages_trial.trial)
pages.route("/drafts/<int:draft_id>/publish", methods=["GET", "POST"])(pages_publishing.publish)
pages.route("/drafts/<int:draft_id>/discard", methods=["GET", "POST"])(pages_publishing.discard)
pages.get("/rules/<rule_key>")(pages_rule.rule)
pages.post("/rules/<rule_key>/edit")(pages_rule.edit)
pages.get("/rules/<rule_key>/export")(pages_files.export_rule)
pages.route("/rules/<rule_key>/switch-off", methods=["GET", "POST"])(pages_publishing.switch_off)
pages.route("/import", methods=["GET", "POST"])(pages_files.import_rules)
