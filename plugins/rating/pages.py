"""The pages of ratings, as a table of contents."""

from __future__ import annotations

import enum

from flask import Blueprint

from plugins.rating import pages_grounds, pages_marks, pages_periods, pages_products, pages_quota, pages_sheet
from plugins.rating.regimes import REGIMES
from plugins.rating.settings import OWNER
from plugins.rating.words import word
from tracker.api import Message
from tracker.api.web import in_words

pages = Blueprint(OWNER, __name__, url_prefix="/rating", template_folder="templates", static_folder="static")
BOTH = ["GET", "POST"]


@pages.context_processor
def _in_templates() -> dict[str, object]:
    """What every page of ratings can use."""
    return {"called": word, "rules_called": lambda key: REGIMES[key].title, "in_rating": _in_rating}


def _in_rating(choice: enum.StrEnum) -> str:
    """Return the word of a choice of the settings."""
    return in_words(Message(choice.value, catalogue=OWNER))


pages.get("/", endpoint="mine")(pages_sheet.mine)
pages.get("/sheets")(pages_periods.sheets)
pages.route("/open", methods=BOTH)(pages_periods.open_period)
pages.get("/<int:sheet_id>")(pages_sheet.show)
pages.get("/<int:sheet_id>/form.docx")(pages_sheet.form_docx)
pages.get("/<int:sheet_id>/form.pdf")(pages_sheet.form_pdf)
pages.get("/<int:sheet_id>/files")(pages_sheet.files)
pages.route("/<int:sheet_id>/marks", methods=BOTH)(pages_marks.marks)
pages.route("/<int:sheet_id>/products/new", methods=BOTH)(pages_products.new_product)
pages.route("/<int:sheet_id>/products/files", methods=BOTH)(pages_products.edit_files)
pages.route("/<int:sheet_id>/products/<int:product_id>", methods=BOTH)(pages_products.edit_product)
pages.route("/<int:sheet_id>/products/<int:product_id>/remove", methods=BOTH, endpoint="remove_product")(
    pages_products.remove
)
pages.route("/<int:sheet_id>/steps/<to_take>", methods=BOTH)(pages_sheet.step)
pages.get("/quota")(pages_quota.quota)
pages.route("/quota/<int:year>/wider", methods=BOTH)(pages_quota.widen)
pages.route("/quota/wider/<int:wider_id>/remove", methods=BOTH)(pages_quota.narrow)
pages.route("/quota/<int:year>/final", methods=BOTH)(pages_quota.finish)
pages.get("/grounds")(pages_grounds.grounds)
pages.route("/grounds/new", methods=BOTH)(pages_grounds.new_ground)
pages.route("/grounds/<int:ground_id>/remove", methods=BOTH)(pages_grounds.take_ground_back)
