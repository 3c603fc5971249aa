"""The command line."""

from __future__ import annotations

import sys

from tracker.cli.main import tracker
from tracker.cli.memory import collect_rarely


def main() -> None:
    """Run `tracker` with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    collect_rarely()
    tracker.main(prog_name="tracker")
