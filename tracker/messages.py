"""Sentences for people: written once in English, shown in the reader's language.

A message travels as its English sentence and its parameters, so the same stored explanation reads in
Vietnamese and in English. Only the edge (a page, a command) turns it into text.
"""

from __future__ import annotations

import gettext
import io
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import orjson
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
SOURCE_LANGUAGE = "en"

Parameter = object


CORE_CATALOGUE = "tracker"
"""The catalogue of Tracker itself, in which those of the plugins look for what they do not have."""
NO_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({})


class Message(NamedTuple):
    """An English sentence with `%(name)s` placeholders, its parameters, and the catalogue that translates it.

    One that counts has the sentence for one as its id, and `plural` for every other `count`. One that people typed has
    `texts`, the sentence in each language, and needs no catalogue.
    """

    id: str
    params: Mapping[str, Parameter] = NO_PARAMETERS
    catalogue: str = CORE_CATALOGUE
    plural: str | None = None
    texts: Mapping[str, str] | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Message:
        """Return the message that `dump_with_messages` stored."""
        told = stored["message"]
        assert isinstance(told, Mapping)
        params = {name: _from_json(value) for name, value in told["params"].items()}
        return cls(str(told["id"]), params, str(told["catalogue"]), told.get("plural"), told.get("texts"))


def message(id: str, /, **params: Parameter) -> Message:
    """Return a message of the core; the name marks its sentence for the catalogue."""
    return Message(id, params)


def counted(one: str, many: str, /, *, count: int | Decimal, **params: Parameter) -> Message:
    """Return a message of the core that counts: `counted("%(count)s row", "%(count)s rows", count=rows)`."""
    return Message(one, {"count": count, **params}, plural=many)


def marked(text: str) -> str:
    """Mark the title or description of a form's field for the catalogue; it is translated where the form is shown."""
    return text


def sentences(catalogue: str) -> Callable[..., Message]:
    """Return the function with which a plugin marks and makes its messages: `_ = sentences("my_plugin")`."""

    def make(id: str, /, **params: Parameter) -> Message:
        return Message(id, params, catalogue)

    return make


def counting(catalogue: str) -> Callable[..., Message]:
    """Return the function with which a plugin makes its messages that count: `counted = counting("my_plugin")`.

    `counted("%(count)s row", "%(count)s rows", count=rows)` says the first sentence for one, the second for others.
    """

    def make(one: str, many: str, /, *, count: int | Decimal, **params: Parameter) -> Message:
        return Message(one, {"count": count, **params}, catalogue, many)

    return make


def worded(texts: Mapping[str, str], /, **params: Parameter) -> Message:
    """Return a message that people typed in each language, where a catalogue cannot have it.

    `worded({"vi": "%(files)s hồ sơ", "en": "%(files)s files"}, files=Decimal(3))`; beside parameters, a percent sign is
    written %%. In a language without a text it is said in English.
    """
    return Message(texts[SOURCE_LANGUAGE], params, texts=texts)


class InputError(Exception):
    """What a person gave cannot be used: names the thing, the place and the cure. The edge shows it, translated."""

    def __init__(self, id: str, /, **params: Parameter) -> None:
        super().__init__(id, params)
        self.message = Message(id, params)

    @classmethod
    def of(cls, told: Message) -> InputError:
        """Return the error that says `told`."""
        error = cls(told.id, **told.params)
        error.message = told
        return error

    def __str__(self) -> str:
        return translate(self.message, SOURCE_LANGUAGE)


def translate(told: Message, language: str) -> str:
    """Return the sentence in `language` with its parameters filled in as that language writes them."""
    if told.plural is not None:
        return _translate_counted(told, told.plural, language)
    if told.texts is not None:
        sentence = told.texts.get(language, told.id)
    else:
        sentence = _translations(told.catalogue, language).gettext(told.id)
    if not told.params:
        return sentence.replace("%%", "%")
    return sentence % {name: in_language(value, language) for name, value in told.params.items()}


def _translate_counted(told: Message, plural: str, language: str) -> str:
    count = Decimal(str(told.params["count"]))
    sentence = _translations(told.catalogue, language).ngettext(told.id, plural, math.ceil(count))
    params = {name: in_language(value, language) for name, value in told.params.items()}
    return sentence % {**params, "count": _number(count, language)}


def in_language(value: Parameter, language: str) -> object:
    """Return one parameter as `language` writes it: 1,5 or 1.5; 20/11/2026; a message translated."""
    if isinstance(value, Message):
        return translate(value, language)
    if isinstance(value, datetime):
        return value.strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return _number(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(in_language(item, language)) for item in value)
    return value


def _number(value: Decimal, language: str) -> str:
    text = f"{value:,f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


_TYPED: dict[str, Callable[[str], Parameter]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def dump_with_messages(value: object) -> str:
    """Return JSON of values that may hold messages, with decimals and dates exact; `Message.from_json` reads them."""
    return orjson.dumps(value, default=_plain, option=_AS_MESSAGES_HOLD_THEM).decode()


_AS_MESSAGES_HOLD_THEM = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def _plain(value: object) -> object:
    if isinstance(value, Message):
        # The decimals of a sentence are made plain here: a call for each of them would take longer.
        params = {name: {"decimal": str(one)} if type(one) is Decimal else one for name, one in value.params.items()}
        told: dict[str, object] = {"id": value.id, "params": params, "catalogue": value.catalogue}
        if value.plural is not None:
            told["plural"] = value.plural
        if value.texts is not None:
            told["texts"] = dict(value.texts)
        return {"message": told}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    raise TypeError(f"{type(value).__name__} cannot stand in a message")


def _from_json(value: object) -> Parameter:
    if isinstance(value, list):
        return [_from_json(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "message" in value:
        return Message.from_json(value)
    ((kind, inner),) = value.items()
    return _TYPED[kind](str(inner))


_catalogue_folders: dict[str, Path] = {CORE_CATALOGUE: Path(__file__).parent / "locale"}


def add_catalogue(name: str, folder: Path) -> None:
    """Let messages of the catalogue `name` be translated by the `.po` files under `folder`/<language>/LC_MESSAGES."""
    if _catalogue_folders.get(name) != folder:
        _catalogue_folders[name] = folder
        _translations.cache_clear()


@cache
def _translations(catalogue: str, language: str) -> gettext.NullTranslations:
    folder = _catalogue_folders.get(catalogue)
    po = folder / language / "LC_MESSAGES" / "messages.po" if folder else None
    if language == SOURCE_LANGUAGE or po is None or not po.exists():
        translations = gettext.NullTranslations()
    else:
        compiled = io.BytesIO()
        with po.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
    if catalogue != CORE_CATALOGUE:
        translations.add_fallback(_translations(CORE_CATALOGUE, language))
    return translations
