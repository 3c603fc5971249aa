"""The products and tasks of a sheet: entered by the official, put right by his leader with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.rating.kinds import Source
from plugins.rating.models import LONGEST_NOTE, LONGEST_TITLE, MOST_PRODUCTS, RatingProduct, RatingSheet
from plugins.rating.offers import roles_of
from plugins.rating.pages_shared import Tried, sheet_here, try_step
from plugins.rating.pages_sheet import done
from plugins.rating.products import OF_LEADER, OF_OFFICIAL, add_product, change_product, remove_product, rows_of
from tracker.api import Message, Official, RecordSession, marked, sentences
from tracker.api.web import FilledForm, Form, asked_form, for_whoever_signed_in, session, today, viewer

_ = sentences("rating")
MOST_FACTOR = 1000


Failures = Annotated[
    int,
    Field(
        ge=0,
        le=MOST_PRODUCTS,
        title=marked("Checks failed"),
        description=marked("How often the quality of one of them was found wanting."),
    ),
]
Excused = Annotated[int, Field(ge=0, le=MOST_PRODUCTS, title=marked("Failed checks with a confirmed objective cause"))]
Cause = Annotated[str, Field(max_length=LONGEST_NOTE, title=marked("Which objective cause, and who confirmed it"))]


class FilesForm(Form):
    """What is typed of the row of files."""

    failures: Failures = 0
    failures_excused: Excused = 0
    excused_because: Cause = ""


class ProductForm(Form):
    """One product or task, or several equal ones."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE, title=marked("Product or task"))
    factor: Decimal = Field(
        gt=0,
        le=MOST_FACTOR,
        decimal_places=2,
        title=marked("Factor"),
        description=marked("How many units of the common product one of them is worth, by the list of the agency."),
    )
    assigned: int = Field(ge=0, le=MOST_PRODUCTS, title=marked("Assigned"))
    done: int = Field(ge=0, le=MOST_PRODUCTS, title=marked("Done"))
    failures: Failures = 0
    failures_excused: Excused = 0
    delays: int = Field(default=0, ge=0, le=MOST_PRODUCTS, title=marked("Delays"))
    delays_excused: int = Field(
        default=0, ge=0, le=MOST_PRODUCTS, title=marked("Delays with a confirmed objective cause")
    )
    excused_because: Cause = ""


class WhyForm(Form):
    """Why a leader changes what the official signed."""

    because: str = Field(
        default="",
        max_length=LONGEST_NOTE,
        title=marked("Why it is changed"),
        description=marked("A leader who changes what the official signed says why."),
    )


class FilesCorrection(WhyForm, FilesForm):
    """The row of files, put right by a leader."""


class ProductCorrection(WhyForm, ProductForm):
    """A row, put right by a leader."""


USUAL = {"factor": Decimal(1), "assigned": 1, "done": 0}


@for_whoever_signed_in
def new_product(sheet_id: int) -> ResponseReturnValue:
    """Add a row."""
    one = _to_change(sheet_id)
    form = asked_form(ProductForm, USUAL)

    def take(writer: RecordSession, seen: int, given: ProductForm) -> None:
        add_product(writer, one.id or 0, seen, _columns(given), viewer())

    tried = try_step(one, form, take)
    if tried.is_done:
        return done(one, _("The product is added."))
    return _shown(one, form, tried, _("Add a product or task"))


@for_whoever_signed_in
def edit_product(sheet_id: int, product_id: int) -> ResponseReturnValue:
    """Change a row."""
    one = _to_change(sheet_id)
    row = _row(one, product_id)
    model = ProductCorrection if one.state in OF_LEADER else ProductForm
    form = asked_form(model, {**row.model_dump(), "factor": Decimal(row.factor_hundredths) / 100})

    def take(writer: RecordSession, seen: int, given: ProductForm) -> None:
        change_product(writer, one.id or 0, seen, product_id, _columns(given), _why(given), viewer())

    tried = try_step(one, form, take)
    if tried.is_done:
        return done(one, _("The product is changed."))
    return _shown(one, form, tried, _("Change a product or task"), row)


@for_whoever_signed_in
def edit_files(sheet_id: int) -> ResponseReturnValue:
    """Enter what failed in the quality of the files."""
    one = _to_change(sheet_id)
    row = next((row.product for row in rows_of(session(), one, today()) if row.product.source is Source.FILES), None)
    model = FilesCorrection if one.state in OF_LEADER else FilesForm
    form = asked_form(model, {} if row is None else row.model_dump())

    def take(writer: RecordSession, seen: int, given: FilesForm) -> None:
        change_product(writer, one.id or 0, seen, None, given.model_dump(), _why(given), viewer())

    tried = try_step(one, form, take)
    if tried.is_done:
        return done(one, _("The row of files is changed."))
    return _shown(one, form, tried, _("Checks of files"))


@for_whoever_signed_in
def remove(sheet_id: int, product_id: int) -> ResponseReturnValue:
    """Take a row away."""
    one = _to_change(sheet_id)
    row = _row(one, product_id)
    form = asked_form(WhyForm if one.state in OF_LEADER else Form)

    def take(writer: RecordSession, seen: int, given: Form) -> None:
        remove_product(writer, one.id or 0, seen, product_id, _why(given), viewer())

    tried = try_step(one, form, take)
    if tried.is_done:
        return done(one, _("The product is removed."))
    return _shown(one, form, tried, _("Remove a product or task"), row, removes=True)


def _to_change(sheet_id: int) -> RatingSheet:
    """Return a sheet whose rows whoever asks may change now; answers "not allowed" else.

    Who sends what he filled in before somebody else took a step is told what was done: the step itself refuses it.
    """
    one = sheet_here(sheet_id)
    roles = roles_of(session(), one)
    is_sent = request.method == "POST"
    of_official = "official" in roles and (is_sent or one.state in OF_OFFICIAL)
    if not (of_official or ("rater" in roles and (is_sent or one.state in OF_LEADER))):
        abort(403)
    return one


def _row(one: RatingSheet, product_id: int) -> RatingProduct:
    row = session().get(RatingProduct, product_id)
    if row is None or row.sheet_id != one.id or row.source is Source.FILES:
        abort(404)
    return row


def _why(given: Form) -> str:
    """Return the reason of a leader; the official gives none."""
    return given.because if isinstance(given, WhyForm) else ""


def _columns(given: ProductForm) -> dict[str, object]:
    return {**given.model_dump(exclude={"factor", "because"}), "factor_hundredths": int(given.factor * 100)}


def _shown(
    one: RatingSheet,
    form: FilledForm[Any],
    tried: Tried,
    heading: Message,
    row: RatingProduct | None = None,
    *,
    removes: bool = False,
) -> ResponseReturnValue:
    official = session().get_one(Official, one.official_id)
    page = render_template(
        "rating/product.html",
        sheet=one,
        official=official,
        form=form,
        tried=tried,
        heading=heading,
        row=row,
        removes=removes,
    )
    return page, 422 if form.is_wrong else 200
