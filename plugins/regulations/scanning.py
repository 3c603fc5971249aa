"""Scanning files: one by one, or every document in a folder. One that cannot be read is told, and the others go on."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.regulations.numbers import composed
from plugins.regulations.resolution import Register
from plugins.regulations.scan import Finding, scan, sentence_around
from plugins.regulations.texts import READERS, text_of
from plugins.regulations.unreadable import MOST_BYTES, too_large
from tracker.api import InputError, Message, sentences

_ = sentences("regulations")
_OF_AN_OPEN_DOCUMENT = ("~$", ".~")
"""With these begin the files that a word processor keeps beside a document while it is open."""


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """One citation of a file, and the sentence in which it stands."""

    finding: Finding
    sentence: str


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """What a file cites; `error` says why it could not be read."""

    path: Path
    digest: str = ""
    found: Sequence[FoundInFile] = ()
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files to be scanned, and by their endings how many others a folder has."""

    files: Sequence[Path]
    others: Counter[str]


def choose_files(paths: Sequence[Path]) -> Chosen:
    """Return the files that are named, and every document in the folders that are named and below them."""
    files: dict[Path, None] = {}
    others: Counter[str] = Counter()
    for path in paths:
        for file in _below(path) if path.is_dir() else (path,):
            if file is path or file.suffix.casefold() in READERS:
                files[file] = None
            else:
                others[file.suffix.casefold() or file.name] += 1
    return Chosen(list(files), others)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names) if not name.startswith(_OF_AN_OPEN_DOCUMENT))


def scan_file(path: Path, register: Register, day: date) -> ScannedFile:
    """Return what a file cites, and how each document stands on that day."""
    try:
        content = _content(path)
    except InputError as error:
        return ScannedFile(path, error=error.message)
    return scan_content(path, content, register, day)


def scan_content(path: Path, content: bytes, register: Register, day: date) -> ScannedFile:
    """Return what a file of this content cites; its name says how it is read."""
    try:
        text = composed(text_of(path.name, content))
    except InputError as error:
        return ScannedFile(path, error=error.message)
    found = [
        FoundInFile(one, sentence_around(text, one.citation.start, one.citation.end))
        for one in scan(text, register, day)
    ]
    return ScannedFile(path, hashlib.sha256(content).hexdigest(), found)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path.name)
        return path.read_bytes()
    except OSError as error:
        told = _(
            "%(file)s cannot be opened: %(why)s. Check the path.", file=str(path), why=error.strerror or str(error)
        )
        raise InputError.of(told) from error
