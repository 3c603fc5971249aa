"""Written rules as TOML, and back: what is read again is equal, and decimals stay exact."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

import tomlkit
from pydantic import ValidationError
from tomlkit import TOMLDocument
from tomlkit.items import Item, Table

from plugins.expression_rules.faults import Fault, FaultyRuleError, faults_of
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tokens import Place
from plugins.expression_rules.toml_faults import in_plain_words
from plugins.expression_rules.written_rules import NOTHING, Example, WrittenRule
from tracker.api import sentences

_ = sentences("expression_rules")
MOST_CHARACTERS = 300_000
LONGEST_LINE = 5_000
BYTE_ORDER_MARK, NO_BREAK_SPACE = "\ufeff", "\xa0"
CURLED = ("“", "”", "„", "‘", "’")
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def rule_to_toml(rule: WrittenRule) -> str:
    """Return one rule as TOML."""
    return _document(_of_rule(rule))


def rules_to_toml(rules: WrittenRules) -> str:
    """Return all rules as TOML, each under [[rules]]: the file that `tracker settings set` takes."""
    return _document({"rules": [_of_rule(rule) for rule in rules.rules]})


def rule_from_toml(text: str) -> WrittenRule:
    """Return the rule that a text has; its examples need not come out. Raises FaultyRuleError, with every fault."""
    try:
        return WrittenRule.model_validate(table_in(text))
    except ValidationError as error:
        raise FaultyRuleError(faults_of(error)) from error


def pasted(text: str) -> str:
    """Return a text as a form sends it: with the ends of lines that places count, without the mark of an editor."""
    return text.replace("\r\n", "\n").removeprefix(BYTE_ORDER_MARK)


def table_in(text: str) -> dict[str, object]:
    """Return what a text says as TOML, with exact decimals. Raises FaultyRuleError, with the place."""
    _refuse_too_long(text)
    try:
        return tomllib.loads(text.replace(NO_BREAK_SPACE, " "), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise FaultyRuleError([_not_toml(text, str(error))]) from error
    except RecursionError as error:
        raise FaultyRuleError([Fault("", _("The text is nested too deeply. Remove brackets."))]) from error


def _refuse_too_long(text: str) -> None:
    """Raise FaultyRuleError for what no rules are; a long key is read in the square of its length."""
    if len(text) > MOST_CHARACTERS:
        why = _("The text has more than %(most)d characters. Read the rules in parts.", most=MOST_CHARACTERS)
        raise FaultyRuleError([Fault("", why)])
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            why = _("The line has more than %(most)d characters. Write it on several.", most=LONGEST_LINE)
            raise FaultyRuleError([Fault("", why, Place(number, LONGEST_LINE + 1, len(line) - LONGEST_LINE))])


def _not_toml(text: str, told: str) -> Fault:
    """Return the fault with its place, which tomllib has in its sentence; at the end it is the last line."""
    found = _PLACE.search(told)
    lines = text.split("\n")
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(lines), len(lines[-1]) + 1)
    here = lines[line - 1][column - 1 : column]
    if here in CURLED:
        why = _('TOML has straight quotation marks. Write " instead of %(mark)s.', mark=here)
    elif here == "," and _DECIMAL_COMMA.match(lines[line - 1], max(column - 2, 0)):
        why = _("Write decimals with a point, not with a comma.")
    else:
        why = _(
            "This is not TOML: %(what)s. Correct it here.",
            what=in_plain_words(told[: found.start()] if found else told),
        )
    return Fault("", why, Place(line, column, 1))


def _document(tables: Mapping[str, object]) -> str:
    document = tomlkit.document()
    _fill(document, tables)
    return tomlkit.dumps(document).strip() + "\n"


def _of_rule(rule: WrittenRule) -> dict[str, object]:
    """Return what a rule says, without what is not set; no value of an example is a dash."""
    said = {key: value for key, value in rule.model_dump(exclude={"examples"}).items() if value not in (None, {})}
    return {**said, "examples": [_of_example(example) for example in rule.examples]}


def _of_example(example: Example) -> dict[str, object]:
    measures = tomlkit.inline_table()
    for key, value in example.measures.items():
        measures.append(tomlkit.key([key]), _plain(value))
    return {"name": example.name, "measures": measures, "points": _plain(example.points)}


def _fill(table: Table | TOMLDocument, said: Mapping[str, object]) -> None:
    """Put values into a table, those that are no table first, as TOML wants it."""
    for key, value in sorted(said.items(), key=lambda one: _is_table(one[1])):
        match value:
            case Item():
                table.append(key, value)
            case list():
                tables = tomlkit.aot()
                for one in value:
                    tables.append(_filled(one))
                table.append(key, tables)
            case dict():
                table.append(key, _filled(value))
            case _:
                table.append(key, _plain(value))


def _filled(said: Mapping[str, object]) -> Table:
    table = tomlkit.table()
    _fill(table, said)
    return table


def _is_table(value: object) -> bool:
    return isinstance(value, (list, dict)) and not isinstance(value, Item)


def _plain(value: object) -> Item:
    """Return one value as TOML: decimals digit for digit, a text of several lines on several, a dash for none."""
    if isinstance(value, Decimal):
        return tomlkit.value(f"{value:f}")
    text = NOTHING if value is None else str(value)
    return tomlkit.string(text, multiline="\n" in text)
