"""Making a plugin to begin with: a small rule that works, with its settings, its Vietnamese and its tests."""

from __future__ import annotations

from collections.abc import Collection
from keyword import iskeyword
from pathlib import Path

from packaging.version import Version

from tracker import __version__
from tracker.file_errors import why_not
from tracker.messages import InputError
from tracker.owners import CORE
from tracker.plugin_manifests import PLUGIN_NAME
from tracker.plugins import shares_tables

START = Path(__file__).parent / "new_plugin"
"""What a new plugin begins as; the files end in .txt so that nothing takes them for a plugin that is there."""
ENDING = ".txt"
NAME_OF_START, TITLE_OF_START, VERSIONS_OF_START = "new_plugin", "New plugin", "TRACKER_VERSIONS"
LONGEST_NAME = 30
DEVICES = frozenset({"aux", "con", "nul", "prn", *(f"{port}{place}" for port in ("com", "lpt") for place in range(10))})
"""What Windows lets no folder be called."""


def make_plugin(folder: Path, name: str, plugins: Collection[str], words: Collection[str]) -> Path:
    """Make the folder of a plugin that works; returns its path. Raises InputError.

    `plugins` are those that there are, `words` what Tracker calls commands and pages of its own.
    """
    _refuse_unfit_name(name)
    place = folder / name
    if place.exists():
        raise InputError("%(folder)s exists. Choose another name, or remove it.", folder=place.as_posix())
    _refuse_taken_name(name, plugins, words)
    try:
        for start in sorted(START.rglob(f"*{ENDING}")):
            path = place / _named(start.relative_to(START).as_posix().removesuffix(ENDING), name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_named(start.read_text(encoding="utf-8"), name), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            "The folder %(folder)s cannot be written: %(why)s. Choose another with --folder.",
            folder=place.as_posix(),
            why=why_not(error),
        ) from error
    return place


def title_of(name: str) -> str:
    """Return what people call a new plugin until its author says it better: `late_files` is `Late files`."""
    return name.replace("_", " ").strip().capitalize()


def _named(text: str, name: str) -> str:
    here = Version(__version__)
    versions = f">={here.major}.{here.minor},<{here.major + 1}"
    with_title = text.replace(TITLE_OF_START, title_of(name)).replace(VERSIONS_OF_START, versions)
    return with_title.replace(NAME_OF_START, name)


def _refuse_unfit_name(name: str) -> None:
    is_reserved = iskeyword(name) or name in DEVICES
    if not PLUGIN_NAME.fullmatch(name) or len(name) > LONGEST_NAME or name.endswith("_") or is_reserved:
        raise InputError(
            "A plugin cannot be called %(name)s: write at most %(most)d small letters without accents, digits and _, "
            "begin with a letter, do not end with _, and choose no word of Python or Windows.",
            name=name,
            most=LONGEST_NAME,
        )


def _refuse_taken_name(name: str, plugins: Collection[str], words: Collection[str]) -> None:
    if name in words:
        raise InputError(
            "A plugin cannot be called %(name)s, which is a command or a page of Tracker. Choose another name.",
            name=name,
        )
    if name in plugins:
        raise InputError("A plugin %(name)s is there already. Choose another name.", name=name)
    for other in sorted({*plugins, CORE}):
        if shares_tables(name, other):
            raise InputError(
                "A plugin cannot be called %(name)s: %(other)s is there already, and tables of names that begin alike "
                "would be mixed up. Choose another name.",
                name=name,
                other=other,
            )
