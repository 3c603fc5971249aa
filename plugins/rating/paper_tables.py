"""The tables of the rating form: marks of both sides by criterion, products and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from plugins.rating.kinds import Source
from plugins.rating.models import RatingMark, RatingProduct
from tracker.api import Column, Message, Row, Table, paper_number, paper_words, sentences

_ = sentences("rating")
NONE_YET = "–"


def points_table(marks: Sequence[RatingMark]) -> Table:
    """Return the general criteria with the points of both sides, and their sums."""
    most = sum(one.most_hundredths for one in marks)
    own, given = [one.own_hundredths for one in marks], [one.given_hundredths for one in marks]
    sums = Row(
        ("", paper_words(_("Sum")), number_of(most), number_of(_whole(own)), number_of(_whole(given))), is_bold=True
    )
    return Table(_columns(_("Most")), (*_rows(marks), sums))


def percents_table(marks: Sequence[RatingMark]) -> Table:
    """Return the criteria for leaders, each in percent of its own."""
    return Table(_columns(_("Most (%)")), tuple(_rows(marks)))


def products_table(products: Sequence[RatingProduct]) -> Table:
    """Return what was assigned and done, and what went wrong."""
    headings = (
        (_("Factor"), 10),
        (_("Assigned"), 11),
        (_("Done"), 11),
        (_("Checks failed"), 15),
        (_("Delays"), 15),
    )
    columns = (
        Column("TT", 6, "center"),
        Column(paper_words(_("Product or task")), 32),
        *(Column(paper_words(told), width, "right") for told, width in headings),
    )
    return Table(columns, tuple(_product(place, one) for place, one in enumerate(products, 1)))


def number_of(hundredths: int | None) -> str:
    """Return a number kept in hundredths as a paper writes it, a dash where there is none."""
    return NONE_YET if hundredths is None else paper_number(Decimal(hundredths) / 100)


def _columns(most: Message) -> tuple[Column, ...]:
    return (
        Column("TT", 6, "center"),
        Column(paper_words(_("Criterion")), 54),
        Column(paper_words(most), 12, "right"),
        Column(paper_words(_("Official")), 14, "right"),
        Column(paper_words(_("Leader")), 14, "right"),
    )


def _rows(marks: Sequence[RatingMark]) -> list[Row]:
    return [
        Row(
            (
                str(place),
                _with_notes(one),
                number_of(one.most_hundredths),
                number_of(one.own_hundredths),
                number_of(one.given_hundredths),
            )
        )
        for place, one in enumerate(marks, 1)
    ]


def _with_notes(mark: RatingMark) -> str:
    notes = "; ".join(note for note in (mark.own_note, mark.given_note) if note)
    told = paper_words(mark.told)
    return f"{told} ({notes})" if notes else told


def _whole(marks: Sequence[int | None]) -> int | None:
    known = [one for one in marks if one is not None]
    return sum(known) if known and len(known) == len(marks) else None


def _product(place: int, row: RatingProduct) -> Row:
    is_counted = row.source is Source.FILES
    title = paper_words(_("Files handled, counted from the records")) if is_counted else row.title
    return Row(
        (
            str(place),
            f"{title} ({row.excused_because})" if row.excused_because else title,
            NONE_YET if is_counted else number_of(row.factor_hundredths),
            paper_number(row.assigned),
            paper_number(row.done),
            _counted(row.failures, row.failures_excused),
            _counted(row.delays, row.delays_excused),
        )
    )


def _counted(number: int, excused: int) -> str:
    if not excused:
        return paper_number(number)
    return paper_words(_("%(number)s, of them excused %(excused)s", number=number, excused=excused))
