"""The catalogues: which sentences the code says to people, and what is missing in their translations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(["_", "message", "InputError", "SignInError", "marked"]),
    "counted": (1, 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wrong with the translation of one sentence."""

    kind: Literal["not translated", "other placeholders", "no longer used"]
    sentence: str


def messages_in(folder: Path) -> Catalog:
    """Return the messages that the code in `folder` marks; a plugin's tests have none."""
    found = Catalog(project="Tracker", fuzzy=False)
    extracted = extract_from_dir(folder, METHODS, keywords=KEYWORDS)
    for filename, _line, text, comments, context in extracted:
        if text and not filename.startswith("tests/"):
            found.add(text, None, [(filename, 0)], auto_comments=comments, context=context)
    for sentence in manifest_sentences(folder):
        found.add(sentence)
    return found


def manifest_sentences(folder: Path) -> list[str]:
    """Return what a plugin's manifest says of it to people."""
    manifest = folder / "plugin.toml"
    if not manifest.exists():
        return []
    values = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return [values["title"], values["summary"]]


def catalogue_path(folder: Path, language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return folder / "locale" / language / "LC_MESSAGES" / "messages.po"


def gaps(folder: Path, language: str) -> Iterator[Gap]:
    """Yield what is wrong with one catalogue."""
    path, wanted = catalogue_path(folder, language), messages_in(folder)
    stored = read(path, language)
    for message in wanted:
        translated = stored.get(message.id) if message.id else None
        if message.id and (translated is None or not is_translated(message, translated, stored.num_plurals)):
            yield Gap("not translated", sentence_of(message))
        elif message.id and translated and placeholders(message.id) != placeholders(translated.string):
            yield Gap("other placeholders", sentence_of(message))
    for message in stored:
        if message.id and message.id not in wanted:
            yield Gap("no longer used", sentence_of(message))


def sentence_of(message: Message) -> str:
    """Return the English sentence of a message, the first where it counts."""
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def is_translated(wanted: Message, stored: Message, forms: int) -> bool:
    """Whether a message has its translation; one that counts in each of the language's forms."""
    strings = sentences(stored)
    return (
        stored.id == wanted.id
        and len(strings) == (forms if wanted.pluralizable else 1)
        and all(strings)
        and not stored.fuzzy
    )


def sentences(stored: Message) -> tuple[str, ...]:
    """Return the translation of a message: one sentence, or one for each form."""
    return tuple(stored.string or ()) if isinstance(stored.string, (tuple, list)) else (stored.string or "",)


def placeholders(sentence: object) -> set[str]:
    """Return the names of the placeholders in a sentence."""
    return set(PLACEHOLDER.findall(str(sentence)))


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue at `path`, an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)
