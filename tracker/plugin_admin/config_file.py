"""Changing which plugins config.toml names, and nothing else in it: comments, order and spelling stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from tracker.config import PREFIX
from tracker.file_errors import why_not
from tracker.messages import InputError
from tracker.plugin_manifests import PLUGIN_NAME

VARIABLE = f"{PREFIX}PLUGINS__ENABLED"
NOTED = re.compile(
    rf"""^(?P<indent>[ \t]*)(?P<entry>["'](?P<name>{PLUGIN_NAME.pattern})["'],?)"""
    r"[ \t]*(?P<comment>#[^\r\n]*)(?P<end>\r?\n)",
    re.MULTILINE,
)
"""A name on a line of its own with a comment behind it."""
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""What some editors on Windows write at the beginning of a file."""


def refuse_given_by_environment(environment: Mapping[str, str]) -> None:
    """Raise InputError if the environment says which plugins are installed: config.toml does not count then."""
    name = naming_variable(environment)
    if name is not None:
        raise InputError(
            "The variable %(variable)s says which plugins are installed, so config.toml does not count. Change it "
            "there, or remove the variable.",
            variable=name,
        )


def naming_variable(variables: Iterable[str]) -> str | None:
    """Return the variable of the environment that says which plugins are installed, None where config.toml does."""
    return next((name for name in variables if name.upper() in (VARIABLE, f"{PREFIX}PLUGINS")), None)


@contextmanager
def enabled_in(file: Path, enabled: Sequence[str]) -> Iterator[None]:
    """Let the file name these plugins; if what follows fails, it is as it was before. Raises InputError."""
    before = _read(file)
    _write(file, with_enabled(before or "", enabled))
    try:
        yield
    except BaseException:
        _put_back(file, before)
        raise


def with_enabled(text: str, enabled: Sequence[str]) -> str:
    """Return the text of a configuration with these plugins in `enabled` of `[plugins]`. Raises InputError."""
    mark, body = (MARK, text[1:]) if text.startswith(MARK) else ("", text)
    try:
        document = tomlkit.parse(_with_comments_above(body, enabled))
        section = document.setdefault("plugins", tomlkit.table())
        listed = section.get("enabled")
        if isinstance(listed, Array):
            _change(listed, enabled)
        else:
            section["enabled"] = list(enabled)
        changed = document.as_string()
        fits = tomllib.loads(changed) == _wanted(tomllib.loads(body), enabled)
    except (TOMLKitError, tomllib.TOMLDecodeError):
        fits = False
    if not fits:
        raise InputError(
            "config.toml is written in a way that cannot be changed here. Write into it yourself, under [plugins]: "
            "enabled = %(enabled)s",
            enabled=tomlkit.item(list(enabled)).as_string(),
        )
    return mark + changed


def _with_comments_above(text: str, enabled: Sequence[str]) -> str:
    """Let what is noted behind a name that goes stand on a line above it, where it stays."""

    def moved(line: re.Match[str]) -> str:
        indent, entry, name, comment, end = line.group("indent", "entry", "name", "comment", "end")
        return line.group() if name in enabled else f"{indent}{comment}{end}{indent}{entry}{end}"

    return NOTED.sub(moved, text)


def _change(listed: Array, enabled: Sequence[str]) -> None:
    """Take out and put in single names, so that the others keep their lines and comments."""
    for place in range(len(listed) - 1, -1, -1):
        if listed[place] not in enabled or listed[place] in listed[:place]:
            del listed[place]
    for place, name in enumerate(enabled):
        if listed[place : place + 1] != [name]:
            if name in listed:
                del listed[listed.index(name)]
            listed.insert(place, name)


def _wanted(values: dict[str, object], enabled: Sequence[str]) -> dict[str, object]:
    section = values.get("plugins")
    return {**values, "plugins": {**(section if isinstance(section, dict) else {}), "enabled": list(enabled)}}


def _read(file: Path) -> str | None:
    """Return the text of the file with the ends of its lines as they are; None if there is none."""
    return file.read_bytes().decode("utf-8") if file.exists() else None


def _write(file: Path, text: str) -> None:
    """Write into the file itself: another in its place might belong to somebody else, or be no link any more."""
    try:
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise InputError(
            "%(file)s cannot be written: %(why)s. Give the command as somebody who may.",
            file=file.as_posix(),
            why=why_not(error),
        ) from error


def _put_back(file: Path, before: str | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        _write(file, before)
