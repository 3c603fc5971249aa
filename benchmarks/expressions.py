"""What a rule costs that is written as an expression, against the same rule in Python.

uv run python -m benchmarks.expressions [--officials N] [--rounds N]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel

from benchmarks.measuring import in_rounds, paired_ratio, show, verdict
from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.toml_text import rule_from_toml
from tracker.contributions import EMPTY_COHORT, AnyRule, Cohort, Measures, Points, Rule, round_points
from tracker.messages import sentences
from tracker.scoring.asking import Asked, ask_rules

_ = sentences("benchmark")
FOUR_PLACES = Decimal("0.0001")
MOST, FEWEST, CREDIT = Decimal(40), 5, Decimal("0.5")
READS = ("files.finished", "files.early", "files.on_time", "files.overdue", "files.same_day")
WRITTEN = """
key = "in_time"
most = 40
condition = "files.overdue <= 3"
points = "most * share"

[title]
vi = "Hồ sơ trước hạn, đúng hạn"
en = "Files early or on time"

[parts]
judged = "files.early + files.on_time + files.overdue"
credited = "files.early + files.same_day + (files.on_time - files.same_day) * 0.5"
share = "credited / judged if judged > 0 else 0"

[minimum]
measure = "files.finished"
at_least = 5

[because]
vi = "{credited}/{judged} hồ sơ trước hạn, đúng hạn: {share} × {most} = {points}"
en = "{credited} of {judged} files early or on time: {share} x {most} = {points}"

[[examples]]
name = "All early"
measures = { "files.finished" = 9, "files.early" = 9, "files.on_time" = 0, "files.overdue" = 0, "files.same_day" = 0 }
points = 40
"""


class NoSettings(BaseModel):
    """The rule in Python has its numbers in its code."""


def in_time(measures: Measures, _cohort: Cohort, _settings: NoSettings) -> Points:
    """Pay what WRITTEN pays, as a programmer would write it."""
    finished, early, on_time, overdue, same_day = (int(measures[key] or 0) for key in READS)
    if finished < FEWEST:
        return Points.none(
            _("%(files)d files, too few to judge by (at least %(fewest)d)", files=finished, fewest=FEWEST)
        )
    if overdue > 3:
        return Points(Decimal(0), _("%(overdue)d files became overdue: 0", overdue=overdue))
    judged, credited = early + on_time + overdue, early + same_day + (on_time - same_day) * CREDIT
    share = credited / judged if judged else Decimal(0)
    points = round_points(MOST * share)
    because = _(
        "%(credited)s of %(judged)d files early or on time: %(share)s x %(most)s = %(points)s",
        credited=credited,
        judged=judged,
        share=share.quantize(FOUR_PLACES),
        most=MOST,
        points=points,
    )
    return Points(points, because)


def officials(count: int) -> list[Asked]:
    """Return the measures of invented officials."""
    chance, found = random.Random(1), []
    for _number in range(count):
        early, on_time, overdue = chance.randrange(60), chance.randrange(30), chance.choice((0, 0, 0, 1, 2, 5))
        values = (early + on_time, early, on_time, overdue, chance.randrange(on_time + 1))
        found.append(Asked(dict(zip(READS, values, strict=True)), EMPTY_COHORT))
    return found


def points_of(rule: AnyRule, asked: Sequence[Asked]) -> list[Decimal | None]:
    """Return the points that a rule gives each."""
    return [rule.score(measures, cohort, rule.settings).value for measures, cohort in asked]


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officials", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    asked, written = officials(options.officials), rule_from_toml(WRITTEN)
    expression = rule_of(written, {})
    python: AnyRule = Rule("in_time", expression.title, NoSettings(), READS, MOST, in_time)
    assert points_of(python, asked) == points_of(expression, asked)
    times = in_rounds(
        {
            "python": lambda: points_of(python, asked),
            "expression": lambda: points_of(expression, asked),
            "python in a run": lambda: list(ask_rules([python], asked)),
            "expression in a run": lambda: list(ask_rules([expression], asked)),
            "read": lambda: rule_of(written, {}),
        },
        options.rounds,
    )
    alone = paired_ratio(times["expression"], times["python"])
    in_a_run = paired_ratio(times["expression in a run"], times["python in a run"])
    show(
        f"One rule for {options.officials:,} officials",
        [
            ("in Python", f"{times['python'].median * 1000:.1f} ms", "", ""),
            (
                "as an expression",
                f"{times['expression'].median * 1000:.1f} ms = {alone:.2f} x",
                "<= 10 x",
                verdict(alone, most=10),
            ),
            (
                "as an expression, in a run that checks what it says",
                f"{times['expression in a run'].median * 1000:.1f} ms = {in_a_run:.2f} x",
                "<= 10 x",
                verdict(in_a_run, most=10),
            ),
            ("reading the rule, once a run", f"{times['read'].median * 1000:.2f} ms", "", ""),
        ],
    )


if __name__ == "__main__":
    main()
