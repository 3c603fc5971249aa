"""What people read for statuses, relations, confidence and needs, and how a status is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plugins.regulations.cited import Need
from plugins.regulations.models import Confidence
from plugins.regulations.scan import AMBIGUOUS, UNKNOWN
from plugins.regulations.validity import Relation, Status
from tracker.api import Message, sentences

_ = sentences("regulations")


@dataclass(frozen=True, slots=True)
class Shown:
    """A word with the kind and the icon of its tag."""

    word: Message
    kind: str
    icon: str


STATUSES: Mapping[str, Shown] = MappingProxyType(
    {
        Status.IN_FORCE: Shown(_("In force"), "ok", "check"),
        Status.PARTLY_EXPIRED: Shown(_("Partly expired"), "warn", "alert-triangle"),
        Status.EXPIRED: Shown(_("Expired"), "bad", "x"),
        Status.SUSPENDED: Shown(_("Suspended"), "bad", "lock"),
        Status.NOT_YET: Shown(_("Not yet in force"), "info", "clock"),
        AMBIGUOUS: Shown(_("Ambiguous"), "", "help-circle"),
        UNKNOWN: Shown(_("Unknown"), "", "help-circle"),
    }
)
NEEDS: Mapping[Need, Shown] = MappingProxyType(
    {
        Need.MEND: Shown(_("To be mended"), "bad", "alert-circle"),
        Need.SOON: Shown(_("To be mended soon"), "warn", "clock"),
        Need.NONE: Shown(_("Fine"), "ok", "check"),
    }
)
CONFIDENCES: Mapping[Confidence, Message] = MappingProxyType(
    {
        Confidence.HIGH: _("High: read in the document"),
        Confidence.MEDIUM: _("Medium: from another source"),
        Confidence.LOW: _("Low: from memory, to be checked"),
    }
)
DOES: Mapping[Relation, Message] = MappingProxyType(
    {
        Relation.REPLACES: _("Replaces"),
        Relation.ABROGATES: _("Abrogates"),
        Relation.ABROGATES_IN_PART: _("Abrogates in part"),
        Relation.AMENDS: _("Amends"),
        Relation.SUSPENDS: _("Suspends"),
        Relation.CORRECTS: _("Corrects"),
        Relation.CONSOLIDATES: _("Consolidates"),
        Relation.BASED_ON: _("Based on"),
        Relation.GUIDES: _("Guides"),
    }
)
IS_DONE: Mapping[Relation, Message] = MappingProxyType(
    {
        Relation.REPLACES: _("Replaced by"),
        Relation.ABROGATES: _("Abrogated by"),
        Relation.ABROGATES_IN_PART: _("Abrogated in part by"),
        Relation.AMENDS: _("Amended by"),
        Relation.SUSPENDS: _("Suspended by"),
        Relation.CORRECTS: _("Corrected by"),
        Relation.CONSOLIDATES: _("Consolidated in"),
        Relation.BASED_ON: _("Basis of"),
        Relation.GUIDES: _("Guided by"),
    }
)
