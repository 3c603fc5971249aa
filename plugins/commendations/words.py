"""What people call the choices of this plugin."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from plugins.commendations.kinds import Confidence, DisciplineKind, FundKind, Grants, Needs, Rounding
from tracker.api import Fund, Message, sentences

_ = sentences("commendations")

WORDS: Mapping[type[enum.Enum], Mapping[enum.Enum, Message]] = {
    Confidence: {
        Confidence.HIGH: _("certain"),
        Confidence.MEDIUM: _("probable"),
        Confidence.LOW: _("not confirmed"),
    },
    Grants: {
        Grants.BY_LAW: _("as the law says"),
        Grants.DECIDES: _("the commune grants it"),
        Grants.PROPOSES: _("the commune proposes it"),
        Grants.NOT_OFFERED: _("not offered"),
    },
    Needs: {
        Needs.BY_LAW: _("as the law says"),
        Needs.EITHER: _("rated excellent, or an initiative"),
        Needs.BOTH: _("rated excellent, and an initiative"),
    },
    Rounding: {
        Rounding.NONE: _("not rounded"),
        Rounding.THOUSAND: _("up to whole thousands"),
        Rounding.TEN_THOUSAND: _("up to whole ten thousands"),
    },
    FundKind: {
        FundKind.EMULATION: _("Emulation and commendation fund"),
        FundKind.BONUS: _("Bonus fund"),
    },
    DisciplineKind: {
        DisciplineKind.REPRIMAND: _("Reprimand"),
        DisciplineKind.WARNING: _("Warning"),
        DisciplineKind.LOWER_PAY: _("Lower pay grade"),
        DisciplineKind.DEMOTION: _("Demotion"),
        DisciplineKind.REMOVAL: _("Removal from office"),
        DisciplineKind.DISMISSAL: _("Dismissal"),
    },
}


def word(value: enum.Enum) -> Message:
    """Return the word for a value of one of the plugin's choices."""
    return WORDS[type(value)][value]


def choices_of(kind: type[enum.Enum]) -> list[tuple[str, Message]]:
    """Return the values of a choice with their words, as forms offer them."""
    return [(str(value.value), told) for value, told in WORDS[kind].items()]


def fund_of(kind: FundKind) -> Fund:
    """Return a fund as award forms name it."""
    return Fund(kind.value, word(kind))
