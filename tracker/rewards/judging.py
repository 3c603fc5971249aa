"""What a form says of somebody, or of a unit: each condition, reached or missed by how much, and what excludes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.award_forms import AwardForm, Condition, Judged, JudgedUnit
from tracker.messages import InputError, Message
from tracker.plugin_errors import PluginError, isolated

FILES, OVERDUE = "files.finished", "files.overdue"
SHOWN = (FILES, OVERDUE)
"""The measures that are shown of everybody, whatever the form reads."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody with a card, or a unit whose members have some: what is judged, and what it is called and listed by.

    `unit` is where he works, of a unit the one above it.
    """

    judged: Judged | JudgedUnit
    full_name: str
    name_order: str
    unit: str | None

    @property
    def id(self) -> int:
        """The official, or the unit."""
        return self.judged.unit_id if isinstance(self.judged, JudgedUnit) else self.judged.official_id

    @property
    def people(self) -> Sequence[Judged]:
        """Himself, or the members of the unit."""
        return self.judged.members if isinstance(self.judged, JudgedUnit) else [self.judged]

    @property
    def members(self) -> int | None:
        """How many members the unit has; None of an official."""
        return len(self.judged.members) if isinstance(self.judged, JudgedUnit) else None

    def count(self, key: str) -> int:
        """Return a measure that is shown, of a unit the sum over its members."""
        return sum(int(one.measures.get(key) or 0) for one in self.people)


@dataclass(frozen=True, slots=True)
class Reached:
    """What somebody has of a condition; `short` is by how much he misses it, None where nothing can be judged."""

    condition: Condition
    value: Decimal | None
    is_met: bool
    short: Decimal | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a form says of somebody: each condition, and why he is excluded, if he is."""

    recipient: Recipient
    reached: Sequence[Reached]
    excluded: Message | None

    @property
    def missed(self) -> list[Reached]:
        """The conditions that he misses."""
        return [one for one in self.reached if not one.is_met]

    @property
    def meets(self) -> bool:
        """Whether he may be rewarded by the form, as far as there are places."""
        return self.excluded is None and all(one.is_met for one in self.reached)


def judge(form: AwardForm, recipients: Iterable[Recipient]) -> list[Verdict]:
    """Return what the form says of these. Raises InputError, naming the plugin, if a condition of it fails."""
    try:
        return isolated(lambda: [_verdict(form, one) for one in recipients])
    except PluginError as fault:
        raise InputError(
            "No candidates can be listed: the form %(form)s of the plugin %(plugin)s failed with %(error)s. "
            "Mend or disable it.",
            form=form.title,
            plugin=form.plugin,
            error=str(fault),
        ) from fault


def _verdict(form: AwardForm, recipient: Recipient) -> Verdict:
    judged = recipient.judged
    # A form for units is asked about units, any other about officials.
    excluded = next((one.title for one in form.exclusions if one.concerns(judged)), None)  # type: ignore[arg-type]
    return Verdict(recipient, [_reached(one, judged) for one in form.conditions], excluded)


def _reached(condition: Condition, judged: Judged | JudgedUnit) -> Reached:
    given = condition.value(judged)  # type: ignore[arg-type]
    if given is None:
        return Reached(condition, None, is_met=False, short=None)
    value = Decimal(given)
    gap = condition.gap(value)
    return Reached(condition, value, gap <= 0, max(gap, Decimal(0)))
