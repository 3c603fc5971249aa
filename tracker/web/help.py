"""Help: what a word means, how an outcome is decided, how points come about, what somebody can do here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.messages import Message, message
from tracker.records.outcomes import Outcome
from tracker.web.gate import public

pages = Blueprint("help", __name__, url_prefix="/help")


@dataclass(frozen=True, slots=True)
class Case:
    """One example of an outcome, for a file that was due on `DUE`."""

    happened: Message
    outcome: Outcome
    why: Message


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the pages and what it means."""

    word: Message
    meaning: Message


DUE, BEFORE, AFTER, LATER = date(2026, 10, 12), date(2026, 10, 8), date(2026, 10, 14), date(2026, 10, 19)
TAGS = {
    Outcome.EARLY: ("ok", "check"),
    Outcome.ON_TIME: ("ok", "check"),
    Outcome.OVERDUE: ("bad", "alert-circle"),
    Outcome.OPEN: ("info", "circle-dot"),
    Outcome.NO_DEADLINE: ("", "point"),
    Outcome.NONE: ("", "point"),
}
CASES = (
    Case(
        message("Result ready on %(before)s, handed over on %(after)s", before=BEFORE, after=AFTER),
        Outcome.EARLY,
        message("The day on which the result is ready counts, not the day on which it is fetched."),
    ),
    Case(
        message("Result ready on %(due)s", due=DUE),
        Outcome.ON_TIME,
        message("The due date itself is in time, whatever the hour."),
    ),
    Case(message("Result ready on %(after)s", after=AFTER), Outcome.OVERDUE, message("Finished after the due date.")),
    Case(
        message("Still in work on %(after)s", after=AFTER),
        Outcome.OVERDUE,
        message("Not finished and past its due date. It counts once, in the period of its first overdue day."),
    ),
    Case(
        message(
            "On %(before)s extended to %(later)s, result ready on %(after)s", before=BEFORE, later=LATER, after=AFTER
        ),
        Outcome.EARLY,
        message("One extension counts, if it was recorded before the first due date had passed."),
    ),
    Case(
        message("On %(after)s extended to %(later)s, result ready the same day", after=AFTER, later=LATER),
        Outcome.OVERDUE,
        message("The extension was recorded too late, so the first due date stands."),
    ),
    Case(
        message("Sent back for supplements on %(before)s, nothing came yet", before=BEFORE),
        Outcome.OPEN,
        message("While the office waits for the applicant the clock stands still."),
    ),
    Case(
        message("Withdrawn on %(before)s", before=BEFORE),
        Outcome.NONE,
        message("It ended in time without a result. Withdrawn after its due date it would be overdue."),
    ),
)
WORDS = (
    Word(message("Handled file"), message("One request of a citizen or firm, from its receipt to its result.")),
    Word(
        message("Due date"),
        message("The day that the receipt slip names; without one, the day that follows from the published time."),
    ),
    Word(
        message("As-of date"),
        message("The day up to which the records are looked at: the last day of the period, or today while it runs."),
    ),
    Word(
        message("Objective cause"),
        message("A delay that the office could not help, confirmed by a leader. The file then counts for nobody."),
    ),
    Word(
        message("Hand-over"),
        message(
            "A file passes to a colleague: its finish counts for the new holder, a delay for who held it when due."
        ),
    ),
    Word(message("Measure"), message("A number counted from the records, such as files finished or duty days served.")),
    Word(
        message("Rule"),
        message("What a measure is worth in points. The commune sets it, from a day on and with a reason."),
    ),
    Word(
        message("Scorecard"),
        message("All points of one official in one period, line by line, with the reason of each."),
    ),
    Word(
        message("Ranking group"),
        message(
            "Those who do like work and are compared: desk, specialists, leaders, organisations. At least four people."
        ),
    ),
    Word(
        message("Lesson period"),
        message("How training is counted: the lesson periods that the certificate names."),
    ),
    Word(message("Key official"), message("Leaders and heads of organisations, who take turns on duty at the desk.")),
    Word(message("Held field"), message("A value that somebody set by hand; later imports leave it as it is.")),
    Word(
        message("Correction"),
        message(
            "A request to correct a record that is wrong, missing or somebody else's. A leader answers, with a reason."
        ),
    ),
    Word(
        message("Reward decision"),
        message(
            "Who is rewarded, proposed from the candidates. A leader adds or drops somebody with a reason, a council "
            "may vote; with number, date and signer it is issued and never changes: a mistake is revoked by another "
            "decision."
        ),
    ),
    Word(
        message("Audit log"),
        message("Who changed what, when and why. Nothing in it can be changed without being seen."),
    ),
)


@pages.get("/")
@public
def index() -> ResponseReturnValue:
    """Explain the words and the outcomes."""
    return render_template("help/index.html", cases=CASES, tags=TAGS, due=DUE, words=WORDS)
