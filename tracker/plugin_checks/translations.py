"""A plugin's sentences: each can be collected, and stands in its catalogue in every language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tracker.messages import CORE_CATALOGUE, LANGUAGES, SOURCE_LANGUAGE, Message, message
from tracker.plugin_checks.catalogues import Gap, catalogue_path, gaps, read, sentence_of
from tracker.plugin_checks.findings import Finding
from tracker.plugins import Plugin

CORE_FOLDER = Path(__file__).parents[1]


def translation_findings(plugin: Plugin) -> list[Finding]:
    """Return what is missing in the catalogues of the plugin; what Tracker itself says is translated there."""
    found = []
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            of_core = {sentence_of(one) for one in read(catalogue_path(CORE_FOLDER, language), language)}
            for gap in gaps(plugin.folder, language):
                if gap.kind != "not translated" or gap.sentence not in of_core:
                    found.append(_finding(gap, language))
    return found


def _finding(gap: Gap, language: str) -> Finding:
    file = f"locale/{language}/LC_MESSAGES/messages.po"
    if gap.kind == "not translated":
        return Finding(
            message("“%(sentence)s” has no translation (%(language)s).", sentence=gap.sentence, language=language),
            message("Write it into %(file)s, as msgid and msgstr.", file=file),
        )
    if gap.kind == "other placeholders":
        return Finding(
            message(
                "“%(sentence)s” is translated with other placeholders (%(language)s).",
                sentence=gap.sentence,
                language=language,
            ),
            message("Give both the same ones in %(file)s.", file=file),
        )
    return Finding(
        message(
            "“%(sentence)s” is translated (%(language)s), but nothing says it.",
            sentence=gap.sentence,
            language=language,
        ),
        message("Remove it from %(file)s.", file=file),
    )


def unmarked(told: Iterable[Message], plugin: Plugin, marked: Collection[str]) -> Iterator[Finding]:
    """Yield the messages that no catalogue can translate: made outside of it, or from text put together."""
    name, known = plugin.info.name, {CORE_CATALOGUE, *plugin.info.requires}
    for one in {(one.catalogue, one.id): one for each in told for one in _with_inner(each)}.values():
        if one.texts is not None or one.catalogue in known:
            continue
        if one.catalogue != name:
            yield Finding(
                message(
                    "“%(sentence)s” is looked up in the catalogue %(catalogue)s.",
                    sentence=one.id,
                    catalogue=one.catalogue,
                ),
                message('Make it with _ = sentences("%(name)s").', name=name),
            )
        elif one.id not in marked:
            yield Finding(
                message("“%(sentence)s” cannot be collected for translation.", sentence=one.id),
                message('Write the sentence itself into _("..."), with %%(name)s for what varies.'),
            )


def _with_inner(told: Message) -> Iterator[Message]:
    """Yield the message and those that fill its placeholders."""
    yield told
    for value in told.params.values():
        if isinstance(value, Message):
            yield from _with_inner(value)
