"""Which papers there are about a decision as it stands, and each of them made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tracker.decisions.council import members_of
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState, items_of
from tracker.messages import Message, message
from tracker.papers.certificates import CERTIFICATE, certificates_of
from tracker.papers.contents import AnyPaper, Paper
from tracker.papers.decided_facts import Reading
from tracker.papers.decision_papers import DECISION, REVOCATION, decision_paper, file_name, revoking_paper
from tracker.papers.evidence_pack import PACK
from tracker.papers.kinds import CORE_KINDS
from tracker.papers.minutes import MINUTES, minutes_paper
from tracker.papers.proposals import PROPOSAL, PROPOSAL_ABOVE, proposal_above_paper, proposal_paper
from tracker.papers.wording import say

LIST = "list"
TITLES: Mapping[str, Message] = MappingProxyType(
    {**{one.key: one.title for one in CORE_KINDS}, LIST: message("List of those in it")}
)
MAKERS: Mapping[str, Callable[[Reading, Decision], AnyPaper]] = MappingProxyType(
    {
        PROPOSAL: proposal_paper,
        PROPOSAL_ABOVE: proposal_above_paper,
        MINUTES: minutes_paper,
        DECISION: decision_paper,
        REVOCATION: revoking_paper,
        CERTIFICATE: certificates_of,
    }
)
"""What makes each of them; the evidence pack rests on more than a reading."""


@dataclass(frozen=True, slots=True)
class OfferedPaper:
    """A paper that belongs to a decision, or why it is not there yet."""

    key: str
    why_not: Message | None = None

    @property
    def title(self) -> Message:
        """What it is called."""
        return TITLES[self.key]

    @property
    def kinds(self) -> tuple[str, ...]:
        """As which files it is handed out."""
        return ("xlsx",) if self.key == LIST else ("docx", "pdf")


def papers_of(reading: Reading, decision: Decision, why_no_form: Message | None = None) -> list[OfferedPaper]:
    """Return the papers of a decision in the order of its way; `why_no_form`: why the form of a draft is not known."""
    if decision.kind is DecisionKind.REVOCATION:
        return [OfferedPaper(REVOCATION)]
    chosen = [one for one in items_of(reading.session, decision) if one.is_chosen]
    return [
        OfferedPaper(key, _why_not(reading, decision, key, chosen, why_no_form))
        for key in _keys(reading, decision, chosen)
    ]


def list_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the paper whose list is handed out as a workbook, under a name that says so."""
    is_above = decision.goes_above or not _decided_here(items_of(reading.session, decision))
    paper = proposal_above_paper(reading, decision) if is_above else decision_paper(reading, decision)
    return replace(paper, name=file_name(say(message("List")), paper.name))


def _keys(reading: Reading, decision: Decision, chosen: Sequence[DecisionItem]) -> Iterator[str]:
    if decision.goes_above:
        yield from (MINUTES, PROPOSAL_ABOVE, LIST, PACK)
        return
    yield from (PROPOSAL, MINUTES, DECISION)
    if reading.offered is not None and reading.offered.form.has_certificate:
        yield CERTIFICATE
    if any(one.goes_above for one in chosen):
        yield PROPOSAL_ABOVE
    yield from (LIST, PACK)


def _why_not(
    reading: Reading, decision: Decision, key: str, chosen: Sequence[DecisionItem], why_no_form: Message | None
) -> Message | None:
    if key == MINUTES:
        return None if members_of(reading.session, decision) else _no_council(decision)
    if decision.state is DecisionState.WITHDRAWN:
        return message("The proposal was withdrawn.")
    if decision.is_draft and why_no_form is not None:
        return why_no_form
    if key == CERTIFICATE:
        return _no_certificate(decision)
    if not chosen:
        return message("Nobody is chosen yet.")
    if key in (PROPOSAL, DECISION) and not _decided_here(chosen):
        return message("Everybody in it is proposed to the level above.")
    return None


def _no_council(decision: Decision) -> Message:
    if decision.is_draft:
        return message("Made once a council is asked.")
    return message("No council was asked.")


def _no_certificate(decision: Decision) -> Message | None:
    if decision.is_draft:
        return message("Printed once the decision has its number and date.")
    return message("The decision was revoked.") if decision.state is DecisionState.REVOKED else None


def _decided_here(items: Sequence[DecisionItem]) -> bool:
    return any(one.is_chosen and not one.goes_above for one in items)
