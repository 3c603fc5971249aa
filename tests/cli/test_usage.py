"""A command given wrongly: told in the user's language, with its usage and exit status 2."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

CLICKS_OWN = ("Error", "Try '", "Missing", "No such", "Invalid", "unexpected", "Got ", "requires")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bogus",), "--bogus"),
        (("--today", "soon", "score"), "--today"),
        (("--config", "nowhere.toml", "score"), "--config"),
        (("scor",), "scor"),
        (("score",), "PERIOD"),
        (("score", "2026-Q3", "x"), "x"),
        (("score", "2026-Q3", "--oficial=CB01"), "--official"),
        (("score", "2026-Q3", "--official"), "--official"),
        (("score", "2026-Q3", "--evidence", "files.early"), "--evidence"),
        (("score", "2026-Q3", "--json=5"), "--json"),
        (("import", "undo", "five"), "BATCH"),
        (("import", "files", "a.xlsx", "--date-order", "sideways"), "day-first"),
        (("import", "files", "a.xlsx", "--map", "due"), "FIELD=HEADING"),
        (("report", "files", "2026", "--by", "colour"), "procedure"),
        (("settings", "set", "reward_rules", "nowhere.toml", "--from", "2026-01-01", "--because", "x"), "PATH"),
    ],
)
def test_wrong_use_is_told_in_our_own_words_with_status_2(
    run: Run, language: str, words: tuple[str, ...], told: str
) -> None:
    result = run("--language", language, *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    last = result.stderr.strip().splitlines()[-1]
    assert told in last
    assert not any(english in result.stderr for english in CLICKS_OWN)


def test_the_fixed_words_of_help_are_ours_and_the_page_stays_whole(run: Run) -> None:
    shown = run("--language", "en", "import", "--help").stdout
    assert shown.startswith("Usage: ")
    assert "\nOptions:\n  --help  Show this message and exit.\n" in shown
    assert "\nCommands:\n  absences" in shown
