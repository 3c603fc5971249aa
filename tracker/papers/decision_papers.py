"""The decision itself, and the one that revokes another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.decisions.decisions import Decision, DecisionKind
from tracker.messages import Message, message
from tracker.papers.contents import Annex, Block, Paper, Paragraph, Run
from tracker.papers.decided_facts import Decided, Reading, called, decided_for_papers
from tracker.papers.legal_lines import legal_lines
from tracker.papers.listed import list_of
from tracker.papers.office import signed_by
from tracker.papers.wording import day, dong_in_words, number, say
from tracker.scoring.closings import closing_of
from tracker.text import fold

DECISION, REVOCATION = "decision", "revocation"


def decision_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the decision that rewards people or units: as it was issued, or as a draft with room for what is open."""
    if decision.kind is DecisionKind.REVOCATION:
        return revoking_paper(reading, decision)
    decided = decided_for_papers(reading, decision)
    table = list_of(decided.people, decided.total)
    is_enclosed = len(decided.people) >= decided.office.settings.listed_from
    first: list[Block] = [paragraph_of(_award(decided, is_enclosed))]
    articles: list[list[Block]] = [first if is_enclosed else [*first, table], *_money(decided)]
    articles.append([paragraph_of(_in_force(decided))])
    annexes = (_annex(decided, table),) if is_enclosed else ()
    return _paper(reading, decided, DECISION, about(decided), articles, annexes)


def revoking_paper(reading: Reading, decision: Decision) -> Paper:
    """Return the decision that revokes another one."""
    assert decision.revokes_id is not None
    wrong = reading.session.get_one(Decision, decision.revokes_id)
    rewarded = decided_for_papers(reading, wrong)
    decided = decided_for_papers(reading, decision)
    told = message(
        "Revoke %(decision)s of %(who)s to award %(form)s. Reason: %(reason)s",
        decision=called(wrong),
        who=decided.office.chairman,
        form=rewarded.form,
        reason=_ended(decision.reason or ""),
    )
    of_those = paragraph_of(message("It concerns %(recipients)s as follows:", recipients=rewarded.recipients))
    ends = message(
        "%(who)s and those whom Article 2 names carry this decision out from the day of its signature./.",
        who=decided.office.settings.implementers,
    )
    articles: list[list[Block]] = [
        [paragraph_of(told)],
        [of_those, list_of(rewarded.people, None)],
        [paragraph_of(ends)],
    ]
    summary = say(message("On revoking %(decision)s", decision=called(wrong)))
    return _paper(reading, decided, REVOCATION, summary, articles, ())


def about(decided: Decided) -> str:
    """Return in a line what is awarded, for what."""
    whom = message("collectives") if decided.is_about_units else message("individuals")
    return say(
        message("On awarding %(form)s to %(whom)s %(merit)s", form=decided.form, whom=whom, merit=merit(decided))
    )


def merit(decided: Decided) -> Message:
    """Return for what the reward is."""
    if decided.period:
        return message("for achievements in %(period)s", period=decided.period)
    return message("for initiatives that are practised with effect")


def paragraph_of(told: Message) -> Paragraph:
    """Return a sentence as a paragraph."""
    return Paragraph((Run(say(told)),))


def numbered(articles: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Yield the blocks of articles, the first paragraph of each with its number."""
    for order, blocks in enumerate(articles, 1):
        first, *rest = blocks
        assert isinstance(first, Paragraph)
        label = Run(say(message("Article %(number)s.", number=str(order))), is_bold=True)
        yield Paragraph((label, Run(" "), *first.runs))
        yield from rest


def file_name(*words: str) -> str:
    """Return a name of a file of these words, in letters that every computer knows."""
    return fold(" ".join(words)).replace(" ", "-")


def reviewed(reading: Reading, decided: Decided) -> list[str]:
    """Return the line on the closed points that it rests on, if its period is closed."""
    period = decided.decision.about
    closing = closing_of(reading.session, period) if period else None
    if closing is None:
        return []
    told = message(
        "Having regard to the points of %(period)s, closed on %(day)s",
        period=decided.period,
        day=day(closing.closed_at.astimezone(reading.zone).date()),
    )
    return [say(told)]


def _paper(
    reading: Reading,
    decided: Decided,
    kind: str,
    summary: str,
    articles: Sequence[Sequence[Block]],
    annexes: tuple[Annex, ...],
) -> Paper:
    decision, office, session = decided.decision, decided.office, reading.session
    title = say(message("Decision")).upper()
    given = say(message("No.: %(number)s", number=decision.number)) if decision.number else office.open_number("QĐ")
    proposed = say(message("At the proposal of %(who)s", who=office.council))
    last = [*reviewed(reading, decided), proposed]
    return Paper(
        kind=kind,
        name=file_name(title, decision.number or "", decided.period),
        head=office.head(given, decided.on, is_open=decided.is_open),
        title=title,
        dated_on=decided.on,
        summary=summary,
        authority=office.chairman.upper(),
        bases=legal_lines(session, reading.plugins, office, decided.bases, decided.on, last),
        enacts=f"{title}:",
        body=tuple(numbered(articles)),
        recipients=office.recipients(say(message("As Article %(number)s", number=str(len(articles))))),
        signatures=(signed_by(session, decided.on, decision.signer_id, decision.signs_for_id),),
        annexes=annexes,
        facts=decided.facts,
        people=decided.people,
    )


def _award(decided: Decided, is_enclosed: bool) -> Message:
    words: dict[str, object] = {
        "form": decided.form,
        "recipients": decided.recipients,
        "merit": merit(decided),
        "where": message("(list enclosed).") if is_enclosed else message("named below:"),
    }
    if decided.amount is None:
        return message("Award %(form)s to %(recipients)s %(merit)s %(where)s", **words)
    each = message("collective") if decided.is_about_units else message("individual")
    return message(
        "Award %(form)s with %(amount)s đồng for each %(one)s to %(recipients)s %(merit)s %(where)s",
        amount=number(decided.amount),
        one=each,
        **words,
    )


def _money(decided: Decided) -> Iterator[list[Block]]:
    if decided.total is None:
        return
    told = message(
        "The money is paid from %(fund)s of %(year)s of %(body)s, %(total)s đồng in all (in words: %(words)s).",
        fund=decided.fund,
        year=str(decided.on.year),
        body=decided.office.body,
        total=number(decided.total),
        words=dong_in_words(decided.total),
    )
    yield [paragraph_of(told)]


def _in_force(decided: Decided) -> Message:
    whom = message("collectives") if decided.is_about_units else message("individuals")
    return message(
        "%(who)s and the %(whom)s whom Article 1 names carry this decision out from the day of its signature./.",
        who=decided.office.settings.implementers,
        whom=whom,
    )


def _annex(decided: Decided, table: Block) -> Annex:
    return Annex(
        title=say(message("List")).upper(),
        blocks=(table,),
        summary=say(
            message(
                "%(recipients)s awarded %(form)s %(merit)s",
                recipients=decided.recipients,
                form=decided.form,
                merit=merit(decided),
            )
        ),
        enclosed_with=enclosed_with(decided),
    )


def enclosed_with(decided: Decided) -> str:
    """Return with which decision a list is enclosed."""
    told = message("(Enclosed with %(decision)s of %(who)s)", decision=decided.called, who=decided.office.chairman)
    return say(told)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
