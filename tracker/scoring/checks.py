"""What plugins hand over to scoring is checked before it counts: an unfit number or sentence stops the run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches

import orjson

from tracker.contributions import AnyRule, MeasureSet, MeasureValues, Points
from tracker.messages import SOURCE_LANGUAGE, InputError, Message, dump_with_messages, translate
from tracker.plugin_errors import PluginError, isolated
from tracker.scoring.lines import Line, Sentence, sentence_of

Shape = tuple[object, ...]
"""What decides whether a sentence can be shown: it, and the names and types of its parameters."""
NOTHING = Decimal(0)


def refuse_unfit_set(one: MeasureSet) -> None:
    """Raise InputError, naming the plugin, if a measure has a default or a title that cannot be used."""
    for measure in one.measures:
        if not _is_value(measure.default):
            raise _not_a_value(one, measure.key, measure.default)
        _refuse_unfit_sentence(one.key, one.plugin, measure.title)


def fitting_values(one: MeasureSet, values: object) -> MeasureValues:
    """Return what a plugin measured, by declared key and official: ints, Decimals or None. Raises InputError."""
    declared = {measure.key for measure in one.measures}
    if not isinstance(values, Mapping) or not all(isinstance(by_official, Mapping) for by_official in values.values()):
        raise InputError(
            "Nothing was scored: the measures %(key)s of the plugin %(plugin)s must be values by measure and official. "
            "Mend it.",
            key=one.key,
            plugin=one.plugin,
        )
    if not declared.issuperset(values):
        raise InputError(
            "Nothing was scored: the measures %(key)s of the plugin %(plugin)s give %(unknown)s, which they do not "
            "declare. Mend it.",
            key=one.key,
            plugin=one.plugin,
            unknown=sorted(set(values) - declared),
        )
    for key, by_official in values.items():
        for official_id, value in by_official.items():
            if not isinstance(official_id, int):
                raise InputError(
                    "Nothing was scored: %(key)s of the plugin %(plugin)s measures %(who)s, which is no official's id. "
                    "Mend it.",
                    key=key,
                    plugin=one.plugin,
                    who=repr(official_id),
                )
            if not _is_value(value):
                raise _not_a_value(one, key, value)
    return values


def _is_value(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return value is None or type(value) is int


def _not_a_value(one: MeasureSet, key: str, value: object) -> InputError:
    return InputError(
        "Nothing was scored: %(key)s of the plugin %(plugin)s gives %(value)s; a measure is an int, a finite Decimal "
        "or None. Mend it.",
        key=key,
        plugin=one.plugin,
        value=repr(value),
    )


def refuse_unknown_measures(rules: Iterable[AnyRule], known: Collection[str]) -> None:
    """Raise InputError, naming the nearest measure that there is, if a rule reads one that there is not."""
    for rule in rules:
        for key in rule.reads:
            if key not in known:
                raise _unknown_measure(rule, key, known)


def _unknown_measure(rule: AnyRule, key: str, known: Collection[str]) -> InputError:
    nearest = get_close_matches(key, known, n=1)
    if not nearest:
        return InputError(
            "Nothing was scored: rule %(rule)s of the plugin %(plugin)s reads the measure %(key)s, which no "
            "plugin gives. Enable the plugin that gives it, or correct the rule.",
            rule=rule.title,
            plugin=rule.plugin,
            key=key,
        )
    return InputError(
        "Nothing was scored: rule %(rule)s of the plugin %(plugin)s reads the measure %(key)s, which no plugin gives; "
        "the nearest that there is is %(nearest)s. Enable the plugin that gives it, or correct the rule.",
        rule=rule.title,
        plugin=rule.plugin,
        key=key,
        nearest=nearest[0],
    )


def refuse_unfit_rule(rule: AnyRule) -> None:
    """Raise InputError, naming the plugin, if the most points or the title of a rule cannot be used."""
    if not isinstance(rule.most, Decimal) or not rule.most.is_finite() or rule.most < 0:
        raise InputError(
            "Nothing was scored: rule %(rule)s of the plugin %(plugin)s gives at most %(most)s points; it must be a "
            "Decimal from 0 up. Change it in the plugin's settings, or mend it.",
            rule=rule.key,
            plugin=rule.plugin,
            most=repr(rule.most),
        )
    _refuse_unfit_sentence(rule.key, rule.plugin, rule.title)


def fitting_lines(rule: AnyRule, given: Iterable[object], known: dict[Shape, Sentence]) -> list[Line]:
    """Return the lines of what a rule gave: points from 0 to its most, and sentences that can be stored and shown.

    `known` holds the sentences of the run that were tried before. Raises InputError.
    """
    lines, most = [], rule.most
    for points in given:
        if not isinstance(points, Points):
            raise _no_points(rule)
        value, next_step = points.value, None
        if value is not None and not (value.is_finite() and NOTHING <= value <= most):
            raise _out_of_bounds(rule, value)
        because = _fitting_sentence(rule, points.because, known)
        if points.next_step is not None:
            next_step = _fitting_sentence(rule, points.next_step, known)
        lines.append(Line(rule, points, because, next_step))
    return lines


def _no_points(rule: AnyRule) -> InputError:
    return InputError(
        "Nothing was scored: rule %(rule)s of the plugin %(plugin)s gave no Points. Mend it.",
        rule=rule.title,
        plugin=rule.plugin,
    )


def _out_of_bounds(rule: AnyRule, value: Decimal) -> InputError:
    return InputError(
        "Nothing was scored: rule %(rule)s of the plugin %(plugin)s gave %(points)s points; they must lie between 0 "
        "and %(most)s. Change the plugin's settings, or mend it.",
        rule=rule.title,
        plugin=rule.plugin,
        points=str(value),
        most=rule.most,
    )


def _fitting_sentence(rule: AnyRule, told: object, known: dict[Shape, Sentence]) -> Sentence | None:
    """Return the sentence, None for one that may hold others. Raises InputError if it cannot be stored and shown.

    One of a shape that was tried before can; but the type of what may hold another does not tell whether that one can.
    """
    if not isinstance(told, Message):
        _refuse_unfit_sentence(rule.key, rule.plugin, told)
        return None
    texts = () if told.texts is None else tuple(told.texts.items())
    shape = (told.id, told.catalogue, told.plural, texts, *told.params, *map(type, told.params.values()))
    sentence = known.get(shape)
    if sentence is None:
        _refuse_unfit_sentence(rule.key, rule.plugin, told)
        sentence = sentence_of(told)
        if sentence is not None:
            known[shape] = sentence
    return sentence


def _refuse_unfit_sentence(key: str, plugin: str, told: object) -> None:
    try:
        isolated(_store_and_show, told)
    except PluginError as fault:
        raise InputError(
            "Nothing was scored: %(key)s of the plugin %(plugin)s says what cannot be shown: %(sentence)s (%(error)s). "
            "Mend it.",
            key=key,
            plugin=plugin,
            sentence=told.id if isinstance(told, Message) else repr(told),
            error=str(fault),
        ) from fault


def _store_and_show(told: object) -> None:
    """Show the sentence as it is shown after it was stored, in each language in which it was typed."""
    if not isinstance(told, Message):
        raise TypeError("not a message")
    texts = {SOURCE_LANGUAGE: told.id} if told.texts is None else told.texts
    if not told.params and any("%(" in text.replace("%%", "") for text in texts.values()):
        raise KeyError("it has no parameters")
    stored = Message.from_json(orjson.loads(dump_with_messages(told)))
    for language in texts:
        translate(stored, language)
