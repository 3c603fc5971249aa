"""What keeps a closed period closed: whoever builds on it says so here, such as a decision that was issued on it."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from tracker.messages import InputError, Message
from tracker.period_titles import period_title
from tracker.periods import Period

Guard = Callable[[Session, Period], Message | None]
"""Says what a closed period carries, as a whole sentence, None while it carries nothing."""
_guards: list[Guard] = []


def keeps_closed(guard: Guard) -> Guard:
    """Ask this function before a period is opened again. It decorates the function, in a module that is always loaded.

    @keeps_closed
    def issued_decision(session: Session, period: Period) -> Message | None:
        number = number_of_decision(session, period)
        return None if number is None else message("Decision %(number)s was issued on it.", number=number)
    """
    if guard not in _guards:
        _guards.append(guard)
    return guard


def let_go(guard: Guard) -> None:
    """Ask a function no more."""
    _guards.remove(guard)


def why_kept_closed(session: Session, period: Period) -> list[Message]:
    """Return what the period carries, so that it must stay closed."""
    answers = (guard(session, period) for guard in _guards)
    return [answer for answer in answers if answer is not None]


def refuse_if_kept_closed(session: Session, period: Period) -> None:
    """Raise InputError if something was built on the closed period."""
    for why in why_kept_closed(session, period):
        raise InputError(
            "%(period)s cannot be opened again. %(why)s What is corrected now stands in the next period.",
            period=period_title(period),
            why=why,
        )
