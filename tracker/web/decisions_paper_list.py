"""The papers of a decision as its page lists them, and for whom they are.

They name everybody in the decision with his points, so they are for whoever sees all of it: who may see everywhere who
is rewarded, and the members of its council. The evidence pack holds scorecards and files besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.decisions.checks import Check, Topic, Weight
from tracker.decisions.decisions import Decision
from tracker.messages import InputError, Message
from tracker.papers.evidence_pack import PACK
from tracker.papers.of_decisions import OfferedPaper, papers_of
from tracker.rewards.forms import Offered
from tracker.web.decisions_candidates import form_of
from tracker.web.decisions_seen import VIEW, is_asked
from tracker.web.paper_answers import reading
from tracker.web.people import may_everywhere
from tracker.web.requests import session

IN_THE_PACK = (VIEW, "scores.view", "files.view")


@dataclass(frozen=True, slots=True)
class PaperList:
    """The papers that the account may have; `doubts` are what was found about the legal bases that they cite.

    Where `is_partial`, the account sees some of those in the decision alone, and may have none.
    """

    papers: Sequence[OfferedPaper] = ()
    doubts: Sequence[Message] = ()
    is_partial: bool = False


def paper_list(
    decided: Decision, offered: Offered | None, checks: Sequence[Check], why_no_form: Message | None
) -> PaperList:
    """Return the papers of a decision as the account may have them; `offered` is the form of a draft."""
    if not sees_all_of(decided):
        return PaperList(is_partial=True)
    found = papers_of(reading(offered or form_on_paper(decided)), decided, why_no_form)
    doubts = [one.told for one in checks if one.topic is Topic.BASES and one.weight is not Weight.FINE]
    return PaperList([one for one in found if one.key != PACK or may_have_the_pack()], doubts)


def sees_all_of(decided: Decision) -> bool:
    """Whether the account sees everybody in the decision with his points."""
    return may_everywhere(VIEW) or is_asked(decided)


def may_have_the_pack() -> bool:
    """Whether the account may see everything that an evidence pack holds, of everybody."""
    return all(may_everywhere(permission) for permission in IN_THE_PACK)


def form_on_paper(decided: Decision) -> Offered | None:
    """Return the form of a decision as it was on the day of its paper, None where no plugin offers it any more."""
    try:
        return form_of(session(), decided, decided.decided_on)
    except InputError:
        return None
