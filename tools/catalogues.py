"""The catalogues of messages: `check` that each is complete, or `update` them from the code.

uv run python tools/catalogues.py check|update
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from tracker.plugin_checks.catalogues import catalogue_path, gaps, messages_in, read, sentences

ROOT = Path(__file__).parent.parent
TRANSLATED = ("vi",)
FIRST_DAY = datetime(2026, 11, 23, tzinfo=UTC)
"""A fixed date in the header, so that collecting messages changes nothing but messages."""


def owners() -> Iterator[tuple[Path, str]]:
    """Yield each folder that has a catalogue of its own, with the catalogue's name."""
    yield ROOT / "tracker", "tracker"
    for manifest in sorted(ROOT.glob("plugins/*/plugin.toml")):
        yield manifest.parent, manifest.parent.name


def faults(folder: Path, name: str, language: str) -> Iterator[str]:
    """Yield what is wrong with one catalogue."""
    for gap in gaps(folder, language):
        yield f"{name}, {language}: {gap.kind}: {gap.sentence}"


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
