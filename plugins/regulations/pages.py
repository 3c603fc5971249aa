"""The pages of the regulation watch, as a table of contents."""

from __future__ import annotations

from flask import Blueprint

from plugins.regulations import (
    pages_citations,
    pages_document,
    pages_editing,
    pages_feeds,
    pages_import,
    pages_own,
    pages_own_document,
    pages_reading,
    pages_register,
    pages_relations,
    pages_repairs,
)
from plugins.regulations.settings import OWNER

pages = Blueprint(OWNER, __name__, url_prefix="/regulations", template_folder="templates", static_folder="static")
BOTH = ["GET", "POST"]

pages.get("/")(pages_register.index)
pages.get("/printed")(pages_register.printed)
pages.route("/documents/new", methods=BOTH)(pages_editing.new)
pages.get("/documents/<int:document_id>")(pages_document.document)
pages.route("/documents/<int:document_id>/edit", methods=BOTH)(pages_editing.edit)
pages.route("/documents/<int:document_id>/remove", methods=BOTH)(pages_editing.remove)
pages.route("/documents/<int:document_id>/relate", methods=BOTH)(pages_relations.relate)
pages.route("/documents/<int:document_id>/concerns", methods=BOTH)(pages_relations.concerns)
pages.route("/relations/<int:relation_id>/remove", methods=BOTH)(pages_relations.unrelate)

pages.get("/own")(pages_own.own)
pages.route("/own/scan", methods=BOTH)(pages_own.scan)
pages.get("/own/<int:local_document_id>")(pages_own_document.own_document)
pages.route("/own/<int:local_document_id>/edit", methods=BOTH)(pages_own_document.edit_own)
pages.route("/own/<int:local_document_id>/remove", methods=BOTH)(pages_own_document.remove_own)
pages.route("/own/<int:local_document_id>/repair", methods=BOTH)(pages_repairs.repair)
pages.route("/own/<int:local_document_id>/repaired", methods=BOTH)(pages_repairs.repaired)
pages.route("/citations/<int:citation_id>/stays", methods=BOTH)(pages_citations.stays)

pages.route("/import", methods=BOTH)(pages_import.upload)
pages.route("/import/<int:list_id>", methods=BOTH)(pages_import.try_out)

pages.get("/feeds")(pages_feeds.candidates)
pages.post("/feeds/<int:entry_id>/dismiss")(pages_feeds.dismiss)
pages.post("/feeds/<int:entry_id>/take-back")(pages_feeds.take_back)

pages.get("/to-read")(pages_reading.to_read)
pages.post("/to-read/<int:document_id>")(pages_reading.confirm)
pages.get("/readings")(pages_reading.readings)
