"""Whom a source means by a code, a login or a name: a match is certain, or it is a question, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from tracker.imports.checking.checked import Answer
from tracker.messages import InputError, Message, message
from tracker.records.aliases import Alias, add_alias, aliases_of
from tracker.records.officials import Official
from tracker.text import fold, name_key, normalise

_NAME_AND_LOGIN = re.compile(r"(?P<name>[^()]+)\((?P<login>[^()]+)\)")

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that names nobody for certain: what to ask, and the officials who bear the name."""

    told: Message
    choices: tuple[Answer, ...] = ()


class Names:
    """The officials, and how one source writes them; `told` is what a person answered just now."""

    def __init__(
        self, officials: Sequence[Official], aliases: Mapping[str, Sequence[Alias]], told: Mapping[str, int]
    ) -> None:
        self._aliases = aliases
        self._told = told
        self._codes = {name_key(official.code): _id(official) for official in officials}
        self._officials = {_id(official): official for official in officials}
        self._by_name = _grouped(officials, name_key)
        self._by_bare_name = _grouped(officials, fold)
        self._known: dict[str, int | Unmatched] = {}

    def find(self, text: str, on: date) -> int | Unmatched:
        """Return the id of the official whom the source called `text` on that day, or what to ask."""
        found = self._known.get(text)
        return self._find(text, on) if found is None else found

    def official(self, official_id: int) -> Official:
        """Return an official by id."""
        return self._officials[official_id]

    def named_instead(self, official_id: int, text: str, on: date) -> int | None:
        """Return whom a name means, where it cannot mean this official; None where it may, or where nobody bears it."""
        whole, name, login = _parts(text)
        meant = [id for key in (whole, login) if key and (id := self._by_code_or_alias(key, on)) is not None]
        meant += self._by_name.get(name_key(name), [])
        meant = meant or self._by_bare_name.get(fold(name), [])
        return None if official_id in meant or not meant else meant[0]

    def login_in(self, text: str, on: date) -> int | None:
        """Return whose login stands in “name (login)”; None where nobody knows it, or the whole text is known."""
        whole, _, login = _parts(text)
        if not login or self._by_code_or_alias(whole, on) is not None:
            return None
        return self._by_code_or_alias(login, on)

    def _find(self, text: str, on: date) -> int | Unmatched:
        whole, name, login = _parts(text)
        keys = [key for key in (whole, login) if key]
        found = next((id for key in keys if (id := self._by_code_or_alias(key, on)) is not None), None)
        result = self._by_the_name(text, name) if found is None else found
        if not any(key in self._aliases for key in keys):
            self._known[text] = result
        return result

    def _by_code_or_alias(self, key: str, on: date) -> int | None:
        if key in self._told:
            return self._told[key]
        if key in self._codes:
            return self._codes[key]
        return next((alias.official_id for alias in self._aliases.get(key, ()) if alias.holds_on(on)), None)

    def _by_the_name(self, text: str, name: str) -> int | Unmatched:
        bearers = self._by_name.get(name_key(name), [])
        if not bearers and name.isascii():
            bearers = self._by_bare_name.get(fold(name), [])
        if len(bearers) == 1:
            return bearers[0]
        if not bearers:
            return Unmatched(
                message(
                    'Nobody is known as “%(name)s”. Say who it is with --alias "%(name)s=CODE", '
                    "or let the import add the officials that it names with --create-officials.",
                    name=text,
                )
            )
        return several_bearers(text, sorted(self._officials[bearer].code for bearer in bearers))


def several_bearers(text: str, codes: Sequence[str]) -> Unmatched:
    """Return the question which of the officials with these codes is meant."""
    told = message('“%(name)s” may be %(codes)s. Say who it is with --alias "%(name)s=CODE".', name=text, codes=codes)
    return Unmatched(told, tuple(Answer(code, message("the official %(code)s", code=code)) for code in codes))


def load_names(session: Session, source: str, answers: Mapping[str, str]) -> Names:
    """Return the officials as `source` writes them; `answers` (name to official code) win. Raises InputError."""
    officials = session.exec(select(Official)).all()
    codes = {name_key(official.code): _id(official) for official in officials}
    told: dict[str, int] = {}
    for name, code in answers.items():
        if len(name_key(name)) > _LONGEST_NAME:
            raise InputError(
                '--alias "%(name)s…": a name has at most %(most)d characters. Correct it in the list, or shorten it.',
                name=name[:40],
                most=_LONGEST_NAME,
            )
        if name_key(code) not in codes:
            raise InputError(
                '--alias "%(name)s=%(code)s": there is no official with the code %(code)s. The codes are: %(codes)s.',
                name=name,
                code=code,
                codes=sorted(official.code for official in officials)[:50],
            )
        told[name_key(name)] = codes[name_key(code)]
    return Names(officials, aliases_of(session, source), told)


def remember_answers(session: Session, source: str, answers: Mapping[str, str], since: date) -> None:
    """Keep the answers as aliases of the source; one that takes a name over from another official holds since a day."""
    names = load_names(session, source, answers)
    known = aliases_of(session, source)
    for name in answers:
        official_id = names.find(normalise(name), since)
        assert isinstance(official_id, int)
        earlier = known.get(name_key(name), [])
        if not any(alias.official_id == official_id and alias.holds_on(since) for alias in earlier):
            add_alias(session, source, name, official_id, since if earlier else date.min)


def name_in(text: str) -> str:
    """Return the person's name in “name (login)”, or the whole text."""
    return _parts(text)[1]


def _parts(text: str) -> tuple[str, str, str]:
    """Return the key of the whole text, the name in it, and the key of the login in it, if there is one."""
    match = _NAME_AND_LOGIN.fullmatch(text)
    if match is None:
        return name_key(text), text, ""
    return name_key(text), normalise(match["name"]), name_key(match["login"])


def _grouped(officials: Sequence[Official], key: Callable[[str], str]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for official in officials:
        grouped.setdefault(key(official.full_name), []).append(_id(official))
    return grouped


def _id(official: Official) -> int:
    assert official.id is not None
    return official.id
