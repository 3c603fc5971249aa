"""The pages of commendations, as a table of contents."""

from __future__ import annotations

from flask import Blueprint

from plugins.commendations import pages_discipline, pages_entries, pages_funds, pages_past_titles, pages_titles
from plugins.commendations.settings import OWNER
from plugins.commendations.words import word

pages = Blueprint(OWNER, __name__, url_prefix="/commendations", template_folder="templates", static_folder="static")
BOTH = ["GET", "POST"]


@pages.context_processor
def _in_templates() -> dict[str, object]:
    """What every page of commendations can use."""
    return {"called": word}


pages.get("/")(pages_titles.index)
pages.get("/authority")(pages_titles.authority)
pages.get("/funds")(pages_funds.funds)
pages.route("/funds/<fund>/<int:year>", methods=BOTH)(pages_funds.set_fund_of_year)
pages.route("/entries/new", methods=BOTH)(pages_entries.new_entry)
pages.route("/entries/<int:payment_id>", methods=BOTH)(pages_entries.edit_entry)
pages.route("/entries/<int:payment_id>/remove", methods=BOTH, endpoint="remove_entry")(pages_entries.remove)
pages.get("/discipline")(pages_discipline.discipline)
pages.route("/discipline/new", methods=BOTH)(pages_discipline.new_discipline)
pages.route("/discipline/<int:discipline_id>", methods=BOTH)(pages_discipline.edit_discipline)
pages.route("/discipline/<int:discipline_id>/remove", methods=BOTH, endpoint="remove_discipline")(
    pages_discipline.remove
)
pages.get("/titles", endpoint="past_titles")(pages_past_titles.past_titles)
pages.route("/titles/new", methods=BOTH)(pages_past_titles.new_past_title)
pages.route("/titles/<int:past_title_id>", methods=BOTH)(pages_past_titles.edit_past_title)
pages.route("/titles/<int:past_title_id>/remove", methods=BOTH, endpoint="remove_past_title")(pages_past_titles.remove)
