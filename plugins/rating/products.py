"""The products and tasks of a sheet: rows typed by people, and the files of the records as one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import Session, col, select

from plugins.rating.arithmetic import Work
from plugins.rating.files import FilesHandled, files_handled
from plugins.rating.kinds import Source, State
from plugins.rating.models import RatingProduct, RatingSheet
from plugins.rating.raters import refuse_other_raters
from plugins.rating.steps import needed, note_step, seen_sheet
from tracker.api import InputError, RecordSession, Viewer, sentences

_ = sentences("rating")
OF_OFFICIAL, OF_LEADER = (State.OPEN,), (State.SELF_RATED, State.CONTESTED)
TYPED = ("title", "factor_hundredths", "assigned", "done", "failures", "failures_excused", "delays", "delays_excused")
TYPED_OF_FILES = ("failures", "failures_excused")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, and what it is in the common unit."""

    product: RatingProduct
    work: Work


def rows_of(session: Session, sheet: RatingSheet, today: date) -> list[Row]:
    """Return the rows of a sheet, the files first: counted from the records of that day until a leader has signed."""
    wanted = select(RatingProduct).where(RatingProduct.sheet_id == sheet.id).order_by(col(RatingProduct.id))
    products = list(session.exec(wanted))
    stored = next((one for one in products if one.source is Source.FILES), None)
    files = stored if sheet.is_signed else _live(session, sheet, stored, today)
    typed = [one for one in products if one.source is Source.HAND]
    return [Row(one, work_of(one)) for one in ([files] if files else []) + typed]


def work_of(product: RatingProduct) -> Work:
    """Return a row in the common unit. A failed check of a file counts with the mean weight of the finished ones."""
    failures = product.failures - product.failures_excused
    if product.source is Source.FILES:
        assigned, done, late = product.assigned_units or 0, product.done_units or 0, product.late_units or 0
        mean = Fraction(done, product.done) if product.done else Fraction(0)
        return Work(Fraction(assigned, 100), Fraction(done, 100), mean * failures / 100, Fraction(late, 100))
    factor = Fraction(product.factor_hundredths, 100)
    delays = product.delays - product.delays_excused
    return Work(factor * product.assigned, factor * product.done, factor * failures, factor * delays)


def _live(session: Session, sheet: RatingSheet, stored: RatingProduct | None, today: date) -> RatingProduct | None:
    """Return the row of files as the records are, without storing it; None where there is none."""
    as_of = min(sheet.ends_on, today)
    if as_of < sheet.starts_on or sheet.is_of_year:
        return None
    counted = files_handled(session, [sheet.official_id], sheet.about, as_of).get(sheet.official_id)
    if counted is None and stored is None:
        return None
    assert sheet.id is not None
    typed = {name: getattr(stored, name) for name in (*TYPED_OF_FILES, "excused_because")} if stored else {}
    live = RatingProduct(sheet_id=sheet.id, source=Source.FILES, **typed)
    _take_over(live, counted or FilesHandled())
    return live


def _take_over(row: RatingProduct, counted: FilesHandled) -> None:
    row.assigned, row.done, row.delays = counted.assigned, counted.done, counted.delays
    row.delays_excused = counted.delays_excused
    row.assigned_units, row.done_units, row.late_units = (
        counted.assigned_units,
        counted.done_units,
        counted.late_units,
    )


def freeze_files(session: RecordSession, sheet: RatingSheet, today: date) -> None:
    """Keep the row of files as the records are now: the one that a leader signs."""
    wanted = select(RatingProduct).where(RatingProduct.sheet_id == sheet.id, RatingProduct.source == Source.FILES)
    stored = session.exec(wanted).first()
    live = _live(session, sheet, stored, today)
    if live is None:
        return
    if stored is None:
        session.add(live)
    else:
        for name in ("assigned", "done", "delays", "delays_excused", "assigned_units", "done_units", "late_units"):
            setattr(stored, name, getattr(live, name))
        session.add(stored)
    session.flush()


def add_product(
    session: RecordSession, sheet_id: int, version: int, values: Mapping[str, object], viewer: Viewer
) -> RatingProduct:
    """Add a row that somebody typed: `values` are columns of `RatingProduct`, such as title, assigned and done.

    Raises InputError if the figures cannot be, and for whoever may not change the sheet now.
    """
    sheet = seen_for_products(session, sheet_id, version, viewer)
    row = RatingProduct(sheet_id=sheet_id)
    for name in TYPED:
        setattr(row, name, values.get(name, getattr(row, name)))
    row.excused_because = str(values.get("excused_because", "")).strip()
    _refuse_impossible(row)
    session.add(row)
    note_step(session, sheet, _("Added: %(title)s", title=row.title))
    return row


def change_product(
    session: RecordSession,
    sheet_id: int,
    version: int,
    product_id: int | None,
    values: Mapping[str, object],
    because: str,
    viewer: Viewer,
) -> RatingProduct:
    """Change a row, None for that of files, of which only failed checks are typed; a leader says why.

    Raises InputError as `add_product` does, and where the row is not of this sheet.
    """
    sheet = seen_for_products(session, sheet_id, version, viewer)
    reason = _reason(sheet, because, viewer)
    row = _files_row(session, sheet, viewer) if product_id is None else _row(session, sheet, product_id)
    allowed = TYPED_OF_FILES if row.source is Source.FILES else TYPED
    for name in allowed:
        setattr(row, name, values.get(name, getattr(row, name)))
    row.excused_because = str(values.get("excused_because", row.excused_because)).strip()
    _refuse_impossible(row)
    session.add(row)
    title = row.title if row.source is Source.HAND else _("Files handled")
    note_step(session, sheet, _("Changed: %(title)s", title=title), reason)
    return row


def remove_product(
    session: RecordSession, sheet_id: int, version: int, product_id: int, because: str, viewer: Viewer
) -> None:
    """Take a typed row away; a leader says why."""
    sheet = seen_for_products(session, sheet_id, version, viewer)
    reason = _reason(sheet, because, viewer)
    row = _row(session, sheet, product_id)
    session.delete(row)
    note_step(session, sheet, _("Removed: %(title)s", title=row.title), reason)


def seen_for_products(session: RecordSession, sheet_id: int, version: int, viewer: Viewer) -> RatingSheet:
    """Return the sheet for whoever may change its rows now: the official while it is open, then his leader."""
    sheet = seen_sheet(session, sheet_id, version, *OF_OFFICIAL, *OF_LEADER)
    if sheet.is_of_year or not sheet.rules.is_by_points:
        raise InputError.of(_("This sheet has no products: enter them for the monitored periods."))
    if sheet.state in OF_LEADER:
        refuse_other_raters(session, sheet, viewer)
    elif viewer.official_id != sheet.official_id:
        raise InputError.of(_("Only the official fills in the sheet before he has signed it."))
    return sheet


def _reason(sheet: RatingSheet, because: str, viewer: Viewer) -> str | None:
    if viewer.official_id == sheet.official_id:
        return because.strip() or None
    return needed(because, _("Say why the figures that the official signed are changed: he reads it."))


def _row(session: Session, sheet: RatingSheet, product_id: int) -> RatingProduct:
    row = session.get(RatingProduct, product_id)
    if row is None or row.sheet_id != sheet.id or row.source is not Source.HAND:
        raise InputError.of(_("This row is not on the sheet any more. Look at it again."))
    return row


def _files_row(session: RecordSession, sheet: RatingSheet, viewer: Viewer) -> RatingProduct:
    freeze_files(session, sheet, viewer.today)
    wanted = select(RatingProduct).where(RatingProduct.sheet_id == sheet.id, RatingProduct.source == Source.FILES)
    row = session.exec(wanted).first()
    if row is None:
        raise InputError.of(_("There are no files in this period, so no check of one can have failed."))
    return row


def _refuse_impossible(row: RatingProduct) -> None:
    if row.source is Source.HAND and not row.title.strip():
        raise InputError.of(_("Say what the product or task is."))
    counts = (row.assigned, row.done, row.failures, row.failures_excused, row.delays, row.delays_excused)
    if min(counts) < 0 or row.factor_hundredths <= 0:
        raise InputError.of(_("Numbers of products are 0 or more, and the factor is more than 0."))
    if row.done > row.assigned:
        raise InputError.of(
            _(
                "More was done (%(done)s) than assigned (%(assigned)s). Enter extra work as assigned, too.",
                done=row.done,
                assigned=row.assigned,
            )
        )
    if row.failures_excused > row.failures or (row.source is Source.HAND and row.delays_excused > row.delays):
        raise InputError.of(_("More causes are confirmed as objective than there were failures or delays."))
    if (row.failures_excused or (row.source is Source.HAND and row.delays_excused)) and not row.excused_because:
        raise InputError.of(_("Say which objective cause it was, and who confirmed it."))
