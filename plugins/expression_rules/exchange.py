"""Rules in a file: for another installation, for a colleague, or from a text editor. What comes in becomes drafts."""

from __future__ import annotations

import codecs
import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import ValidationError

from plugins.expression_rules.drafts import Draft, change_draft, drafts_with_key, new_draft_of, read_draft
from plugins.expression_rules.faults import Fault, FaultyRuleError, faults_of
from plugins.expression_rules.settings import MOST_RULES
from plugins.expression_rules.standings import Standing, State, standings
from plugins.expression_rules.toml_places import place_in_toml
from plugins.expression_rules.toml_text import table_in
from plugins.expression_rules.typed_rules import typed_of
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import InputError, RecordSession, sentences

_ = sentences("expression_rules")
RULES, VALID_FROM, SWITCHED_OFF = "rules", "valid_from", "switched_off"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class News(enum.StrEnum):
    """What a rule in a file is against those that count."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class DraftFate(enum.StrEnum):
    """What becomes of the draft of a rule that comes in."""

    NEEDLESS = "needless"
    """The rule counts already as it stands in the file."""
    SAME = "same"
    """There is a draft that says the same."""
    MADE = "made"
    REPLACED = "replaced"
    KEPT = "kept"
    """There is a draft that says something else, and nobody asked to overwrite it."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A rule in a file, and the day from which it is meant to count, where the file says one."""

    rule: WrittenRule
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A rule in a file against the version that counts, or will, and the draft that somebody has begun of it."""

    filed: Filed
    news: News
    published: Standing | None
    draft: Draft | None

    def fate(self, overwrite: Collection[str] = ()) -> DraftFate:
        """Return what becomes of its draft, where drafts of the keys to `overwrite` are replaced."""
        if self.news is News.SAME:
            return DraftFate.NEEDLESS
        if self.draft is None:
            return DraftFate.MADE
        if _says(self.draft, self.filed.rule):
            return DraftFate.SAME
        return DraftFate.REPLACED if self.filed.rule.key in overwrite else DraftFate.KEPT


def text_of(content: bytes) -> str:
    """Return the text of a file as editors write it: UTF-8, or UTF-16 by its mark. Raises InputError for another."""
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        return content.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError.of(
            _("The file is no text in UTF-8. In the editor, choose Save as, and the encoding UTF-8.")
        ) from error


def filed_rules(text: str) -> list[Filed]:
    """Return the rules of a file: several below [[rules]], or one. Raises FaultyRuleError, with every fault of all."""
    found: list[Filed] = []
    faults: list[Fault] = []
    for place, table in _tables(table_in(text)):
        try:
            found.append(_filed(table))
        except FaultyRuleError as error:
            faults += [_in_file(fault, text, place, table.get("key")) for fault in error.faults]
    seen: set[str] = set()
    for one in found:
        if one.rule.key in seen:
            faults.append(Fault(one.rule.key, _("stands there twice. Give one of the two rules another key.")))
        seen.add(one.rule.key)
    if faults:
        raise FaultyRuleError(faults)
    return found


def compared(session: RecordSession, filed: Sequence[Filed], today: date) -> list[Incoming]:
    """Return each rule of a file against those that count or will, and the drafts that there are."""
    published: dict[str, Standing] = {}
    for standing in standings(session, today):
        if standing.state is not State.ENDED:
            published.setdefault(standing.rule.key, standing)
    return [_incoming(session, one, published.get(one.rule.key)) for one in filed]


def import_rules(session: RecordSession, incoming: Sequence[Incoming], overwrite: Collection[str] = ()) -> list[Draft]:
    """Make a draft of each rule that is new or changed; returns them.

    A draft that somebody has begun stays as it is, unless the key is one to `overwrite`.
    """
    drafts = []
    for one in incoming:
        fate, filed = one.fate(overwrite), one.filed
        begun_from = None if one.published is None else one.published.print
        if fate is DraftFate.MADE:
            drafts.append(new_draft_of(session, filed.rule, begun_from, filed.valid_from))
        elif fate is DraftFate.REPLACED:
            assert one.draft is not None
            one.draft.begun_from, one.draft.valid_from = begun_from, filed.valid_from or one.draft.valid_from
            change_draft(session, one.draft, typed_of(filed.rule).model_dump_json(), "form")
            drafts.append(one.draft)
    return drafts


def _says(draft: Draft, rule: WrittenRule) -> bool:
    try:
        return read_draft(draft) == rule
    except FaultyRuleError:
        return False


def _tables(read: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the table of each rule with what stands before its fields in the file: nothing for one alone."""
    rules = read.get(RULES)
    if rules is None:
        yield "", read
        return
    unknown = read.keys() - {RULES, SWITCHED_OFF}
    if unknown:
        why = _("stands above [[rules]]. Write it into one of the rules, below its [[rules]].")
        raise FaultyRuleError([Fault(key, why) for key in sorted(unknown)])
    if not rules or not isinstance(rules, list) or not all(isinstance(one, Mapping) for one in rules):
        raise FaultyRuleError([Fault(RULES, _("holds no rules. Write each below [[rules]]."))])
    if len(rules) > MOST_RULES:
        raise FaultyRuleError([Fault(RULES, _("holds more than %(most)d rules.", most=MOST_RULES))])
    for number, table in enumerate(rules):
        yield f"{RULES}.{number}.", table


def _in_file(fault: Fault, text: str, place: str, key: object) -> Fault:
    """Return the fault of a rule as one of the file: with its place there, and the rule where there are several."""
    named = place and (f"{key}." if isinstance(key, str) and key.isidentifier() else _numbered(place))
    there = place_in_toml(text, replace(fault, field=f"{place}{fault.field}"))
    return Fault(f"{named}{fault.field}", fault.why, there)


def _numbered(place: str) -> str:
    number = int(place.split(".")[1])
    return f"{RULES} {number + 1}."


def _filed(table: Mapping[str, object]) -> Filed:
    faults = []
    valid_from = table.get(VALID_FROM)
    if valid_from is not None and (not isinstance(valid_from, date) or isinstance(valid_from, datetime)):
        faults.append(Fault(VALID_FROM, _("is not a day. Write it as 2027-01-01, without quotation marks.")))
    try:
        rule = WrittenRule.model_validate({name: value for name, value in table.items() if name != VALID_FROM})
    except ValidationError as error:
        faults += faults_of(error)
    if faults:
        raise FaultyRuleError(faults)
    assert valid_from is None or isinstance(valid_from, date)
    return Filed(rule, valid_from)


def _incoming(session: RecordSession, filed: Filed, published: Standing | None) -> Incoming:
    drafts = drafts_with_key(session, filed.rule.key)
    news = News.NEW if published is None else News.SAME if published.rule == filed.rule else News.CHANGED
    return Incoming(filed, news, published, drafts[-1] if drafts else None)
