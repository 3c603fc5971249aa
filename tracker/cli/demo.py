"""`tracker demo`: the main job on data made on the spot."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import click

from tracker.cli.output import Terminal
from tracker.cli.reports import show_table_of_report
from tracker.cli.score import explain, show_ranking
from tracker.config import load_config
from tracker.demo.making import Demo, make_demo
from tracker.demo.years import Scenario
from tracker.installation import Tracker
from tracker.messages import InputError, message
from tracker.periods import Period, period_of
from tracker.records.officials import officials_in_order
from tracker.reports.files import report_files
from tracker.reports.grouping import Grouping
from tracker.reports.tables import FOLLOWS_FROM_OTHERS, files_table
from tracker.scoring.looking import score_and_store

DATABASE = "demo.db"
ENOUGH_DAYS = timedelta(days=14)
CONFIG = """# The configuration of the demo; see the one of the installation for every key.
[site]
name = "Xã Chi Lăng Bắc"

[database]
url = "sqlite:///demo.db"
"""


@click.command()
@click.option("--cli", is_flag=True, help="Show it in the terminal (as long as there are no pages, it always does).")
@click.option("--scenario", type=click.Choice(get_args(Scenario)), default="story", show_default=True)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where to make it; else var/demo.")
@click.pass_obj
def demo(terminal: Terminal, cli: bool, scenario: Scenario, folder: Path | None) -> None:  # noqa: ARG001
    """Make a demo commune, import its workbooks, and show the report, the points and why.

    Chi Lăng Bắc, illustrative, after a 2024 report; every person is invented.
    """
    folder = (folder or Path("var/demo")).resolve()
    terminal = _terminal_of_the_demo(terminal, folder)
    tracker = terminal.tracker_as_it_is
    tracker.upgrade()
    made = make_demo(tracker, folder, scenario, terminal.say)
    show_demo(terminal, tracker, made, folder)


def _terminal_of_the_demo(terminal: Terminal, folder: Path) -> Terminal:
    """Return a view of a new, empty installation in `folder`; a demo made there before is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DATABASE).exists() and any(folder.iterdir()):
        raise InputError(
            "%(folder)s holds other files, which the demo would overwrite. Choose an empty or a new --folder.",
            folder=folder.as_posix(),
        )
    for leftover in (folder / DATABASE, folder / f"{DATABASE}-wal", folder / f"{DATABASE}-shm"):
        try:
            leftover.unlink(missing_ok=True)
        except PermissionError as error:
            raise InputError(
                "%(file)s is in use. End the demo that runs there, or choose another --folder.",
                file=leftover.as_posix(),
            ) from error
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    return terminal.for_installation(load_config({}, folder))


def show_demo(terminal: Terminal, tracker: Tracker, made: Demo, folder: Path) -> None:
    """Print the report of the year so far, the ranking of a quarter and the points of one official explained."""
    today = made.story.today
    so_far = Period(f"{made.story.begins_on}..{today}", made.story.begins_on, today)
    with tracker.database.reading() as session:
        report = report_files(session, so_far, today, Grouping.OFFICIAL)
        officials = officials_in_order(session)
    show_table_of_report(terminal, files_table(report, leave_out=FOLLOWS_FROM_OTHERS))
    quarter = _quarter_to_show(today)
    as_of = quarter.as_of(today)
    cards = {card.official_id: card for card in score_and_store(tracker, terminal.actor, quarter, as_of)}
    shown = [(official, cards[official.id]) for official in officials if official.id in cards]
    show_ranking(terminal, quarter, as_of, shown)
    best = max(shown, key=lambda pair: (pair[1].measures["files.units"] or 0, pair[0].code))
    explain(terminal, *best)
    options = " ".join(["--config", (folder / "config.toml").as_posix(), *terminal.options])
    terminal.show(message("Look further:"))
    for command in (
        f"score {quarter.name}",
        f"score {quarter.name} --official {best[0].code} --evidence files.early",
        f"report files {today.year} --by procedure",
        f"report form-ii06a {today.year}",
        "audit verify",
    ):
        terminal.show(message("  uv run tracker %(options)s %(command)s", options=options, command=command))


def _quarter_to_show(today: date) -> Period:
    """Return the present quarter, or the one before while this one is young."""
    quarter = period_of(today, "quarter")
    return quarter if today - quarter.start >= ENOUGH_DAYS else quarter.previous()
