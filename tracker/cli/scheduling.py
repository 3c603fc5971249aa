"""Doing the jobs of an installation in a process of its own."""

from __future__ import annotations

import time

from tracker.cli.output import Terminal
from tracker.jobs.scheduler import Pace, scheduling
from tracker.messages import counted, message
from tracker.web.serving import ending_with_the_service

A_SECOND = 1


def do_jobs(terminal: Terminal, pace: Pace) -> None:
    """Do the jobs at their times until Ctrl+C or the end of the service; what runs is finished first."""
    with ending_with_the_service(), scheduling(terminal.tracker, pace) as runner:
        terminal.say(
            counted(
                "Doing %(count)s job at its times. Ctrl+C ends it.",
                "Doing %(count)s jobs at their times. Ctrl+C ends it.",
                count=len(runner.known.jobs),
            )
        )
        try:
            while True:
                time.sleep(A_SECOND)
        except KeyboardInterrupt:
            terminal.say(message("Ending; what runs is finished first."))
    terminal.say(message("Ended."))
