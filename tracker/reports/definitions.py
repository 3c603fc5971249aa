"""What each column of a report counts, in one sentence; the same for the screen, the workbook and JSON."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.messages import Message, message

FIGURES: Mapping[str, Message] = {
    "files": message("The files received in the period and those carried over into it; each is counted once."),
    "received": message("The files received in the period, up to the as-of date."),
    "carried_over": message("The files received before the period that had not ended when it began."),
    "early": message("Finished in the period before their due date."),
    "on_time": message("Finished in the period on their due date."),
    "overdue": message("Ended late in the period, or in work and past their due date on the as-of date."),
    "overdue_finished": message(
        "Ended in the period after their due date: finished, or withdrawn or refused after it had passed."
    ),
    "overdue_open": message("In work on the as-of date, and past their due date."),
    "open": message("In work on the as-of date and not past their due date; those waiting for the applicant too."),
    "no_deadline": message(
        "Finished or in work, without a due date and without a published duration to derive one from."
    ),
    "withdrawn": message("Withdrawn or refused on or before their due date: without an outcome."),
    "online": message("Received online in the period."),
    "online_share": message("Received online, of all files received in the period; – if none was received."),
    "on_time_share": message("Early and on time, of those early, on time or overdue; – if there was none of them."),
    "overdue_share": message("Overdue, of the files received and carried over, as portals publish it."),
}
"""What the columns of a report of files count, by their names."""

FORM_COLUMNS: Mapping[int, Message] = {
    3: message("The files received in the period and those carried over into it: (4) + (5) + (6), and (7) + (11)."),
    4: message("Received online in the period."),
    5: message("Received at the counter or by post in the period."),
    6: message("Received before the period and not ended when it began."),
    7: message("Resolved: (8) + (9) + (10)."),
    8: message("Finished before their due date."),
    9: message(
        "Finished on their due date or without one; also those that wait for the applicant's supplement and those "
        "withdrawn or refused, whatever their due date."
    ),
    10: message("Finished after their due date."),
    11: message("In work: (12) + (13)."),
    12: message("In work and not past their due date, or without one."),
    13: message("In work and past their due date."),
}
"""What the columns of form II.06a count, by their numbers."""
