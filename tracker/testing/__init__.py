"""The kit for tests of Tracker and of plugins: an app with chosen plugins, records in a few lines, a fake month.

with make_app(["courses"]) as app:
    cards = score(app, fake_month(app))
assert cards["CB01"].lines["courses.passed"].points == 5
"""

from tracker.testing.apps import App, find_plugins, make_app
from tracker.testing.months import fake_month
from tracker.testing.office import BEGINNING, Office
from tracker.testing.running import run_command, run_job
from tracker.testing.scores import Scorecard, ScoredLine, cards_by_code, said, score

__all__ = [
    "BEGINNING",
    "App",
    "Office",
    "Scorecard",
    "ScoredLine",
    "cards_by_code",
    "fake_month",
    "find_plugins",
    "make_app",
    "run_command",
    "run_job",
    "said",
    "score",
]
