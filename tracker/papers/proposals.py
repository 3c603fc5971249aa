"""The proposal: of the council to the chairman, or of the commune to the level above."""

from __future__ import annotations

from tracker.decisions.decisions import Decision
from tracker.messages import InputError, message
from tracker.papers.contents import Annex, Block, Column, Head, Paper, Signature
from tracker.papers.decided_facts import Decided, Reading, decided_for_papers
from tracker.papers.decision_papers import about, file_name, merit, paragraph_of, reviewed
from tracker.papers.legal_lines import legal_lines
from tracker.papers.listed import table_of
from tracker.papers.office import CHAIRMAN, in_lines, signed_by
from tracker.papers.wording import dong_in_words, number, say

PROPOSAL, PROPOSAL_ABOVE = "proposal", "proposal_above"


def proposal_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the proposal of the council to the chairman, who decides."""
    decided = decided_for_papers(reading, decision)
    office = decided.office
    head = office.council_head(office.open_council_number("TTr"), decision.dossier_on)
    signature = Signature((*in_lines(f"TM. {office.settings.council.upper()}"), CHAIRMAN.upper()))
    return _paper(reading, decided, PROPOSAL, head, office.chairman, signature)


def proposal_above_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the proposal of the commune to the level above. Raises InputError if nobody in it goes there."""
    decided = decided_for_papers(reading, decision, goes_above=True)
    if not decided.people:
        raise InputError("Nobody in this decision is proposed to the level above, so there is no paper for that.")
    office, session = decided.office, reading.session
    is_this = decision.goes_above and decision.number is not None
    given = say(message("No.: %(number)s", number=decision.number)) if is_this else office.open_number("TTr")
    head = office.head(given, decided.on, is_open=not is_this)
    signed = signed_by(session, decided.on, decision.signer_id, decision.signs_for_id)
    return _paper(reading, decided, PROPOSAL_ABOVE, head, office.settings.above, signed)


def _paper(reading: Reading, decided: Decided, kind: str, head: Head, addressed_to: str, signature: Signature) -> Paper:
    title = say(message("Submission to the decision-maker")).upper()
    office = decided.office
    return Paper(
        kind=kind,
        name=file_name(title, (decided.decision.number or "") if kind == PROPOSAL_ABOVE else "", decided.period),
        head=head,
        title=title,
        dated_on=decided.on,
        summary=about(decided),
        addressed_to=(addressed_to,),
        bases=legal_lines(
            reading.session, reading.plugins, office, decided.bases, decided.on, reviewed(reading, decided)
        ),
        body=_body(decided, addressed_to, by_council=kind == PROPOSAL),
        recipients=office.recipients(say(message("As above"))),
        signatures=(signature,),
        annexes=(_list(decided),),
        facts=decided.facts,
        people=decided.people,
    )


def _body(decided: Decided, addressed_to: str, *, by_council: bool) -> tuple[Block, ...]:
    asks = message(
        "%(who)s respectfully asks %(whom)s to consider awarding %(form)s to %(recipients)s %(merit)s (list enclosed).",
        who=decided.office.council if by_council else decided.office.body,
        whom=addressed_to,
        form=decided.form,
        recipients=decided.recipients,
        merit=merit(decided),
    )
    blocks: list[Block] = [paragraph_of(asks)]
    if decided.total is not None and decided.amount is not None:
        costs = message(
            "Money: %(amount)s đồng each, %(total)s đồng in all (in words: %(words)s), paid from %(fund)s of %(year)s.",
            amount=number(decided.amount),
            total=number(decided.total),
            words=dong_in_words(decided.total),
            fund=decided.fund,
            year=str(decided.on.year),
        )
        blocks.append(paragraph_of(costs))
    return (*blocks, paragraph_of(message("Respectfully submitted for consideration and decision./.")))


def _list(decided: Decided) -> Annex:
    columns = {
        "order": Column(say(message("No.")), 7, "center"),
        "name": Column(say(message("Full name or collective")), 20),
        "position": Column(say(message("Position")), 18),
        "unit": Column(say(message("Unit")), 17),
        "points": Column(say(message("Points")), 12, "center"),
        "merit": Column(say(message("Summary of achievements")), 30),
    }
    return Annex(
        title=say(message("List")).upper(),
        blocks=(table_of(decided.people, columns),),
        summary=about(decided),
        enclosed_with=say(message("(Enclosed with the proposal)")),
    )
