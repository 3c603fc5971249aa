"""The criteria of a sheet: the general ones of each decree, and what leaders are judged by as well. They are data.

Decree 233/2026 has its items in Annex I, and leaves what each is worth to the regulations of the unit. For Decree
335/2025 the pattern 9 x 2 + 4 x 1 + 4 x 2 was seen in the tool of one agency; its items are worded after the topics of
the decree. A commune that has its own writes them into the settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from plugins.rating.kinds import Part
from tracker.api import InputError, Message, plain_number, sentences, worded

_ = sentences("rating")
MOST_ITEMS, LONGEST_ITEM = 40, 400
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion: its key on the sheet, what is asked, and the most that can be given for it."""

    key: str
    text: Message
    most: Decimal
    part: Part = Part.GENERAL


def _shipped(groups: Sequence[tuple[int, Sequence[Message]]]) -> tuple[Item, ...]:
    texts = [(Decimal(most), text) for most, group in groups for text in group]
    return tuple(Item(f"general.{place}", text, most) for place, (most, text) in enumerate(texts, 1))


FOR_CIVIL_SERVANTS = _shipped(
    (
        (
            2,
            (
                _("Follows the line of the Party and the law, and the rules of the agency"),
                _("Stands firm politically, and serves the interest of the Party, the nation and the people"),
                _("Leads an honest and modest life, and sets an example"),
                _("Keeps clear of corruption, waste and advantages for oneself or others"),
                _("Behaves towards colleagues and people as the ethics of the service ask"),
                _("Keeps working time, discipline and the rules of the office"),
                _("Accepts what is assigned, and reports in full and truthfully"),
                _("Keeps unity and works well together with others"),
                _("Criticises oneself and others openly, and mends shortcomings"),
            ),
        ),
        (
            1,
            (
                _("Has the knowledge and skills that the position asks for"),
                _("Meets regular tasks and those that come suddenly"),
                _("Takes responsibility in carrying out tasks"),
                _("Serves people and enterprises politely and without making difficulties"),
            ),
        ),
        (
            2,
            (
                _("Has new ideas that bring results in the work"),
                _("Uses digital tools in the work"),
                _("Dares to think, to act and to answer for it in the common interest"),
                _("Takes the lead in new or difficult tasks, and avoids none"),
            ),
        ),
    )
)
FOR_PUBLIC_EMPLOYEES = _shipped(
    (
        (
            2,
            (
                _("Follows the line of the Party and the law, and the rules of the unit"),
                _("Stands firm politically and leads a healthy life"),
                _("Keeps the ethics of the profession; is honest, objective and fair in the work"),
                _("Keeps clear of corruption, waste and advantages for oneself or others"),
                _("Keeps unity, works together, and takes part in what the unit does together"),
                _("Criticises oneself and others openly, and mends shortcomings"),
                _("Accepts what is assigned, and fulfils all duties"),
                _("Keeps the rules of the unit, and answers for one's part in building it up"),
                _("Declares and publishes property and income as prescribed"),
                _("Reports in full and truthfully to those above when asked"),
            ),
        ),
        (
            1,
            (
                _("Has the knowledge and skills that the position asks for"),
                _("Meets regular tasks and those that come suddenly"),
                _("Takes responsibility in carrying out tasks"),
                _("Serves who uses the service properly, and works well together with colleagues"),
            ),
        ),
        (
            2,
            (
                _("Has new products or solutions that bring results in the work"),
                _("Answers for the results, and mends mistakes plainly"),
                _("Decides within one's competence without avoiding it, and takes the lead in new tasks"),
            ),
        ),
    )
)
UNIT_RESULT = "leading.unit"
FOR_LEADERS = (
    Item(UNIT_RESULT, _("Results of the unit led"), WHOLE, Part.LEADING),
    Item("leading.organising", _("Ability to organise how tasks are carried out"), WHOLE, Part.LEADING),
    Item("leading.uniting", _("Ability to bring people together and keep unity"), WHOLE, Part.LEADING),
)
"""The items d, đ and e, in percent."""


def items_in(written: str) -> tuple[Item, ...]:
    """Return the general criteria that a commune wrote: one in a line, its points, | and what is asked.

    Raises InputError for a line without points or without a text, and for too many.
    """
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) > MOST_ITEMS:
        raise InputError.of(_("These are more than %(most)d criteria. Leave some out.", most=MOST_ITEMS))
    return tuple(_item(place, line) for place, line in enumerate(lines, 1))


def _item(place: int, line: str) -> Item:
    points, _bar, text = (part.strip() for part in line.partition("|"))
    try:
        most = Decimal(plain_number(points))
    except InvalidOperation:
        most = Decimal(0)
    is_mark = most.is_finite() and 0 < most <= WHOLE and most * 100 == int(most * 100)
    if not (text and is_mark) or len(text) > LONGEST_ITEM:
        raise InputError.of(
            _("Write each criterion in a line, as in 2 | Keeps working time. This one is not: %(line)s", line=line)
        )
    return Item(f"general.{place}", worded({"vi": text, "en": text}), most)
