"""The catalogues of messages: `check` that each is complete, or `update` them from the code.

uv run python tools/catalogues.py check|update
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(["_", "message", "InputError", "SignInError", "marked"]),
    "counted": (1, 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
TRANSLATED = ("vi",)
FIRST_DAY = datetime(2026, 11, 23, tzinfo=UTC)
"""A fixed date in the header, so that collecting messages changes nothing but messages."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def owners() -> Iterator[tuple[Path, str]]:
    """Yield each folder that has a catalogue of its own, with the catalogue's name."""
    yield ROOT / "tracker", "tracker"
    for manifest in sorted(ROOT.glob("plugins/*/plugin.toml")):
        yield manifest.parent, manifest.parent.name


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


def faults(folder: Path, name: str, language: str) -> Iterator[str]:
    """Yield what is wrong with one catalogue."""
    path, wanted = catalogue_path(folder, language), messages_in(folder)
    stored = read(path, language)
    for message in wanted:
        translated = stored.get(message.id) if message.id else None
        if message.id and (translated is None or not is_translated(message, translated, stored.num_plurals)):
            yield f"{name}, {language}: not translated: {message.id}"
        elif message.id and translated and placeholders(message.id) != placeholders(translated.string):
            yield f"{name}, {language}: other placeholders than: {message.id}"
    for message in stored:
        if message.id and message.id not in wanted:
            yield f"{name}, {language}: no longer used: {message.id}"


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


def update(folder: Path, language: str) -> None:
    """Bring one catalogue to the messages of the code, keeping its translations."""
    path, wanted = catalogue_path(folder, language), messages_in(folder)
    if not list(wanted)[1:]:
        return
    stored = read(path, language)
    merged = Catalog(locale=language, project="Tracker", fuzzy=False, header_comment="# Tracker, Apache-2.0")
    merged.creation_date = merged.revision_date = FIRST_DAY
    merged.last_translator = merged.language_team = merged.msgid_bugs_address = "Tracker"
    for message in sorted(wanted, key=lambda one: str(one.id)):
        if message.id:
            known = stored.get(message.id)
            merged.add(message.id, kept(message, known, merged.num_plurals), locations=())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, merged, width=120, omit_header=False, no_location=True)


def kept(wanted: Message, known: Message | None, forms: int) -> str | tuple[str, ...]:
    """Return the translation that a message keeps; one that begins or ends to count keeps none."""
    if known is None or known.pluralizable != wanted.pluralizable:
        return ("",) * forms if wanted.pluralizable else ""
    return sentences(known) if wanted.pluralizable else sentences(known)[0]


def main() -> int:
    """Check or update every catalogue."""
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what == "update":
        for folder, _name in owners():
            for language in TRANSLATED:
                update(folder, language)
        return 0
    if what != "check":
        print(__doc__, file=sys.stderr)
        return 2
    found = [fault for folder, name in owners() for language in TRANSLATED for fault in faults(folder, name, language)]
    print("\n".join(found) or "Every catalogue is complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
