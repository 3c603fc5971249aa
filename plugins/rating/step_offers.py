"""The steps of a sheet: a table of what each is called, by whom and when it is taken, its form and the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from plugins.rating import leader_rating, self_rating
from plugins.rating.finishing import reopen_final
from plugins.rating.grounds import DecidedPaper, enter_from_above
from plugins.rating.kinds import State
from plugins.rating.models import RatingSheet
from plugins.rating.step_forms import (
    AbovePeriodForm,
    AboveYearForm,
    CommentForm,
    LowerForm,
    OwnYearForm,
    ReasonForm,
    ReopenForm,
    TextForm,
    YearForm,
)
from tracker.api import Message, RecordSession, Viewer, sentences
from tracker.api.web import Form

_ = sentences("rating")
Who = Literal["official", "rater", "clerk", "finisher"]
Take = Callable[[RecordSession, int, int, Any, Viewer], object]
"""Gets the session, the id of the sheet, the version that its page showed, the form, and who acts."""
TO_RATE = leader_rating.TO_RATE
NOT_FINAL = (State.OPEN, State.SELF_RATED, State.RATED, State.CONTESTED)


@dataclass(frozen=True)
class Offer:
    """One step: its key in the address, what it is called, who takes it at which states, its form and the service.

    `of_period` is the form for a monitored period, `of_year` that for a year; None where there is no such step.
    """

    key: str
    title: Message
    done: Message
    who: Who
    states: tuple[State, ...]
    of_period: type[Form] | None
    of_year: type[Form] | None
    take: Take
    icon: str = "pencil"
    help: Message | None = None
    is_main: bool = False

    def form_of(self, sheet: RatingSheet) -> type[Form] | None:
        """Return the form of the step for a sheet."""
        return self.of_year if sheet.is_of_year else self.of_period


def _because(service: Callable[[RecordSession, int, int, str, Viewer], object]) -> Take:
    """Return how a step is taken that needs nothing but a reason."""
    return lambda writer, sheet_id, seen, given, viewer: service(writer, sheet_id, seen, given.reason, viewer)


OFFERS = (
    Offer(
        "sign-own",
        _("Sign the self-rating"),
        _("Your self-rating is signed. It waits for the leader now."),
        "official",
        (State.OPEN,),
        TextForm,
        OwnYearForm,
        lambda writer, sheet_id, seen, given, viewer: self_rating.sign_self_rating(
            writer, sheet_id, seen, given.text, getattr(given, "level", None), viewer
        ),
        icon="check",
        help=_("Your marks, products and what you write here are signed as they stand now."),
        is_main=True,
    ),
    Offer(
        "contest",
        _("Contest the rating"),
        _("Your leader answers before the year becomes final."),
        "official",
        (State.RATED,),
        ReasonForm,
        ReasonForm,
        _because(self_rating.contest),
        icon="message-circle-question",
        help=_("Say which mark, product or level is wrong, and what shows it."),
    ),
    Offer(
        "sign",
        _("Sign the rating"),
        _("The rating is signed. The official can read it."),
        "rater",
        TO_RATE,
        TextForm,
        YearForm,
        lambda writer, sheet_id, seen, given, viewer: leader_rating.sign_rating(
            writer,
            sheet_id,
            seen,
            given.text,
            getattr(given, "level", None),
            getattr(given, "level_because", ""),
            viewer,
        ),
        icon="check",
        help=_("Your marks, the products and what you write here are signed as they stand now."),
        is_main=True,
    ),
    Offer(
        "return",
        _("Send back"),
        _("The sheet is open for the official again."),
        "rater",
        (State.SELF_RATED,),
        ReasonForm,
        ReasonForm,
        _because(leader_rating.return_sheet),
        icon="arrow-back-up",
        help=_("The official reads why, mends the self-rating, and signs it again."),
    ),
    Offer(
        "uphold",
        _("Let the rating stand"),
        _("The answer is kept. The official can read it."),
        "rater",
        (State.CONTESTED,),
        ReasonForm,
        ReasonForm,
        _because(leader_rating.uphold),
        icon="scale",
        help=_("Answers what the official contests. To change the rating, sign it again instead."),
    ),
    Offer(
        "lower",
        _("Change the level"),
        _("The level is changed. The official can read why."),
        "rater",
        (State.RATED,),
        None,
        LowerForm,
        lambda writer, sheet_id, seen, given, viewer: leader_rating.lower_level(
            writer, sheet_id, seen, given.level, given.reason, viewer
        ),
        icon="arrow-down",
        help=_("Such as where the quota has no place. A level above the one reached is never given."),
    ),
    Offer(
        "comment",
        _("Enter a comment"),
        _("The comment is kept on the sheet."),
        "rater",
        (State.SELF_RATED, State.RATED, State.CONTESTED),
        CommentForm,
        CommentForm,
        lambda writer, sheet_id, seen, given, viewer: leader_rating.comment(
            writer, sheet_id, seen, given.said_by, given.text, viewer
        ),
        icon="message-circle-question",
    ),
    Offer(
        "leave-out",
        _("Leave unrated"),
        _("The official is not rated for this period."),
        "rater",
        (State.OPEN, *TO_RATE),
        ReasonForm,
        ReasonForm,
        _because(leader_rating.leave_out),
        icon="x",
        help=_("Such as on leave for all of the period. It can be taken back."),
    ),
    Offer(
        "take-in",
        _("Rate after all"),
        _("The sheet is open again."),
        "rater",
        (State.LEFT_OUT,),
        ReasonForm,
        ReasonForm,
        _because(leader_rating.take_in),
        icon="plus",
        is_main=True,
    ),
    Offer(
        "above",
        _("Enter what was decided above"),
        _("What the level above decided is entered."),
        "clerk",
        NOT_FINAL,
        AbovePeriodForm,
        AboveYearForm,
        lambda writer, sheet_id, seen, given, viewer: enter_from_above(
            writer,
            sheet_id,
            seen,
            getattr(given, "level", None),
            given.score,
            given.text,
            DecidedPaper(given.number, given.on),
            viewer,
        ),
        icon="file-text",
        help=_("For whom nobody in the commune rates. Of a year, the rating is final with it."),
        is_main=True,
    ),
    Offer(
        "reopen",
        _("Take the final rating back"),
        _("The rating is open for the leader again."),
        "finisher",
        (State.FINAL,),
        None,
        ReopenForm,
        lambda writer, sheet_id, seen, given, viewer: reopen_final(
            writer, sheet_id, seen, given.reason, DecidedPaper(given.number, given.on), viewer
        ),
        icon="refresh",
        help=_("By a new decision that replaces the old one. The leader rates again, with what was monitored."),
    ),
)
BY_KEY = {one.key: one for one in OFFERS}
