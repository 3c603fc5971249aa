"""Each paper of a decision as a file."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from tracker.decisions.decisions import Decision, chosen_in
from tracker.messages import InputError
from tracker.papers.contents import AnyPaper
from tracker.papers.decided_facts import Reading
from tracker.papers.evidence_pack import PACK, evidence_pack
from tracker.papers.of_decisions import LIST, MAKERS, list_paper
from tracker.papers.xlsx import make_lists
from tracker.rewards.warnings import warnings_of
from tracker.web.attachments import as_download
from tracker.web.decisions_page import Standing, pages, standing_of
from tracker.web.decisions_paper_list import form_on_paper, paper_list
from tracker.web.decisions_seen import Sight, decision_seen
from tracker.web.decisions_steps import back_to
from tracker.web.file_kinds import FileKind
from tracker.web.gate import for_whoever_signed_in
from tracker.web.paper_answers import paper_answer, reading
from tracker.web.ranking import scored_grain
from tracker.web.requests import session


@pages.get("/<int:decision_id>/papers/<paper>.<any(docx, pdf, xlsx):file_kind>")
@for_whoever_signed_in
def paper(decision_id: int, paper: str, file_kind: str) -> ResponseReturnValue:
    """Hand a paper out; where it is not there yet, the page says why."""
    decided, sight = decision_seen(decision_id)
    if sight is Sight.PUBLIC:
        abort(404)
    standing = standing_of(decided)
    listed = paper_list(decided, standing.offered, standing.checks, standing.why_not)
    if listed.is_partial:
        abort(403)
    found = next((one for one in listed.papers if one.key == paper and file_kind in one.kinds), None) or abort(404)
    if found.why_not is not None:
        return back_to(decided, found.why_not, "warn")
    try:
        return _handed_out(decided, standing, paper, FileKind(file_kind))
    except InputError as error:
        return back_to(decided, error.message, "bad")


def _handed_out(decided: Decision, standing: Standing, key: str, kind: FileKind) -> ResponseReturnValue:
    read = reading(standing.offered or form_on_paper(decided))
    if key == LIST:
        made = list_paper(read, decided)
        return as_download(f"{made.name}.{kind.value}", kind, make_lists(made))
    return paper_answer(_pack(read, decided, standing) if key == PACK else MAKERS[key](read, decided), kind)


def _pack(read: Reading, decided: Decision, standing: Standing) -> AnyPaper:
    period = decided.about
    officials = [one.official_id for one in chosen_in(session(), decided) if one.official_id is not None]
    warned = warnings_of(session(), period, officials, read.zone) if period and officials else {}
    return evidence_pack(read, decided, standing.checks, warned, scored_grain())
