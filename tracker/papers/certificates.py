"""Certificates of merit: one for each whom a decision rewards, on a page of its own."""

from __future__ import annotations

from tracker.decisions.decisions import Decision
from tracker.messages import message
from tracker.papers.contents import Certificate, Certificates, Person
from tracker.papers.decided_facts import Decided, Reading, decided_for_papers
from tracker.papers.decision_papers import file_name, merit
from tracker.papers.office import signed_by
from tracker.papers.wording import count, say

CERTIFICATE = "certificate"


def certificates_of(reading: Reading, decision: Decision) -> Certificates:
    """Return the certificates that go with a decision, in the order of its list."""
    decided = decided_for_papers(reading, decision)
    office = decided.office
    title = say(message("Certificate of merit")).upper()
    return Certificates(
        kind=CERTIFICATE,
        name=file_name(title, decision.number or "", decided.period),
        head=office.head("", decided.on, is_open=decided.is_open),
        authority=office.chairman.upper(),
        enacts=say(message("Awards")).upper(),
        title=title,
        decided=decided.called,
        dated_on=decided.on,
        pages=tuple(_certificate(decided, person) for person in decided.people),
        signature=signed_by(reading.session, decided.on, decision.signer_id, decision.signs_for_id),
    )


def _certificate(decided: Decided, person: Person) -> Certificate:
    belongs = ", ".join(one for one in (person.position, person.unit) if one)
    because = say(merit(decided))
    book = "" if decided.is_open else count(int(person.order))
    return Certificate(person.name, belongs, f"{because[:1].upper()}{because[1:]}", person.amount, book)
