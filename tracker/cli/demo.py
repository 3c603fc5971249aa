"""`tracker demo`: the main job on data made on the spot, in the browser or in the terminal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import click

from tracker.cli.output import Terminal
from tracker.cli.reports import show_table_of_report
from tracker.cli.score import explain, show_ranking
from tracker.cli.serve import A_PORT
from tracker.config import Config
from tracker.demo.installing import make_demo_installation
from tracker.demo.making import Demo
from tracker.demo.years import Scenario
from tracker.installation import Tracker
from tracker.messages import message
from tracker.periods import Period, period_of
from tracker.records.officials import officials_in_order
from tracker.reports.files import report_files
from tracker.reports.grouping import Grouping
from tracker.reports.tables import FOLLOWS_FROM_OTHERS, files_table
from tracker.scoring.looking import score_and_store

ENOUGH_DAYS = timedelta(days=14)


@click.command()
@click.option("--cli", is_flag=True, help="Show it in the terminal and end, instead of serving the pages.")
@click.option("--scenario", type=click.Choice(get_args(Scenario)), default="story", show_default=True)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where to make it; else var/demo.")
@click.option("--port", type=A_PORT, default=8080, show_default=True, help="If it is taken, the next free one is used.")
@click.pass_obj
def demo(terminal: Terminal, cli: bool, scenario: Scenario, folder: Path | None, port: int) -> None:
    """Make a demo commune from workbooks, and serve its pages until Ctrl+C.

    Chi Lăng Bắc, illustrative, after a 2024 report; every person is invented.
    """
    made = make_demo_installation(
        folder or Path("var/demo"),
        scenario,
        terminal.clock,
        language=terminal.language,
        tell=terminal.say,
        enabled=terminal.config.plugins.enabled,
    )
    if cli:
        there = terminal.for_installation(made.config)
        show_demo(there, there.tracker, made.demo, made.config)
    else:
        # The pages take longer to load than most other commands take to run.
        from tracker.cli.serving import serve_demo

        serve_demo(terminal, made, port)


def show_demo(terminal: Terminal, tracker: Tracker, made: Demo, config: Config) -> None:
    """Print the report of the year so far, the ranking of a quarter and the points of one official explained."""
    today = made.story.today
    so_far = Period(f"{made.story.begins_on}..{today}", made.story.begins_on, today)
    with tracker.database.reading() as session:
        report = report_files(session, so_far, today, Grouping.OFFICIAL)
        officials = officials_in_order(session)
    show_table_of_report(terminal, files_table(report, leave_out=FOLLOWS_FROM_OTHERS))
    quarter = period_of(today, "quarter")
    if today - quarter.start < ENOUGH_DAYS:
        quarter = quarter.previous()
    as_of = quarter.as_of(today)
    cards = {card.official_id: card for card in score_and_store(tracker, terminal.actor, quarter, as_of)}
    shown = [(official, cards[official.id]) for official in officials if official.id in cards]
    show_ranking(terminal, quarter, as_of, shown)
    best = max(shown, key=lambda pair: (pair[1].measures["files.units"] or 0, pair[0].code))
    explain(terminal, *best)
    options = " ".join(["--config", (config.folder / "config.toml").as_posix(), *terminal.options])
    terminal.show(message("Look further:"))
    for command in (
        f"score {quarter.name}",
        f"score {quarter.name} --official {best[0].code} --evidence files.early",
        f"report files {today.year} --by procedure",
        f"report form-ii06a {today.year}",
        "audit verify",
    ):
        terminal.show(message("  uv run tracker %(options)s %(command)s", options=options, command=command))
