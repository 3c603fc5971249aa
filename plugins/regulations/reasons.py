"""Why a citation must be looked at, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from plugins.regulations.register import called
from plugins.regulations.resolution import Register
from plugins.regulations.scan import AMBIGUOUS, UNKNOWN, Finding
from plugins.regulations.validity import Entry, Status, Validity
from tracker.api import Message, sentences

_ = sentences("regulations")
STATUSES: Mapping[str, Message] = MappingProxyType(
    {
        Status.NOT_YET: _("not yet in force"),
        Status.IN_FORCE: _("in force"),
        Status.PARTLY_EXPIRED: _("partly expired"),
        Status.EXPIRED: _("expired"),
        Status.SUSPENDED: _("suspended"),
        AMBIGUOUS: _("ambiguous"),
        UNKNOWN: _("unknown"),
    }
)


def reason_of(finding: Finding, register: Register) -> Message:
    """Return why a cited document stands as it does."""
    if len(finding.meant) > 1:
        return _("%(count)d documents have this number; its date would tell which", count=len(finding.meant))
    if not finding.meant:
        return _("not in the register")
    issued_on = finding.issued_otherwise
    if issued_on is not None:
        reason = reason_for(finding.meant[0], finding.validity, register)
        return _("%(reason)s; it was issued on %(day)s, not on the date cited", reason=reason, day=issued_on)
    return reason_for(finding.meant[0], finding.validity, register)


def reason_for(entry: Entry, validity: Validity | None, register: Register) -> Message:
    """Return why a registered document stands as it does."""
    if validity is None:
        return _("the register has nothing but its number")
    if validity.status is Status.NOT_YET:
        return _not_yet(validity)
    if validity.status in (Status.IN_FORCE, Status.PARTLY_EXPIRED) and validity.ends_on is not None:
        return _("in force until before %(day)s", day=validity.ends_on)
    by = [called(register.entries[one]) for one in validity.by if one in register.entries]
    if validity.since is None:
        said = entry.portal_status
        return _("as the portal says") if said is validity.status else _("nothing is known to the contrary")
    if by:
        return _("since %(day)s, by %(documents)s", day=validity.since, documents=by)
    return _("since %(day)s", day=validity.since)


def _not_yet(validity: Validity) -> Message:
    if validity.since is None:
        return _("issued on a later day")
    return _("enters into force on %(day)s", day=validity.since)
