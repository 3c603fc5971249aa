"""Throttling: after several failures, whoever signs in must wait, the longer the more failures there were.

Three counts of the last minutes: of one name from one address, of one address, and, more loosely, of one name from
wherever. No wait is longer than `LONGEST_WAIT`, and an address from which the account signed in before has only the
first count against it, so a stranger who keeps failing does not keep the owner out.

An attempt is written down before its password is looked at, so processes that try at once count one another. The rows
are the record of who signed in and who failed; they stand outside the audit chain, which is for changes of records.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.accounts.accounts import sign_in_name
from tracker.accounts.sign_ins import LONGEST_ADDRESS, printable

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=30)
"""How long attempts are kept for whoever looks into them."""
OF_ONE_NAME_AT_ONE_ADDRESS, OF_ONE_ADDRESS, OF_ONE_NAME = 5, 20, 50
"""So many failures are free."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
MOST_DOUBLINGS = 5
NETWORK_OF_ONE_HOUSE = 64
"""An IPv6 customer has so long a prefix and all addresses behind it."""


class SignInAttempt(SQLModel, table=True):
    """One attempt; a failed one unless it is noted as right.

    Of the name that was typed only a digest is kept: people sometimes type their password there.
    """

    __tablename__ = "tracker_sign_in_attempt"
    __audited__ = False
    __table_args__ = (
        sa.Index("ix_tracker_sign_in_attempt_name", "name_digest", "at"),
        sa.Index("ix_tracker_sign_in_attempt_address", "address", "at"),
        sa.Index("ix_tracker_sign_in_attempt_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    account_id: int | None = Field(default=None, foreign_key="tracker_account.id", ondelete="CASCADE")
    name_digest: str = Field(max_length=64, repr=False)
    address: str = Field(max_length=LONGEST_ADDRESS)
    is_right: bool = False


def claim_attempt(
    session: Session, name: str, address: str, account_id: int | None, now: datetime
) -> SignInAttempt | datetime:
    """Write an attempt down, as failed until `note_right`; returns until when to wait instead where it is too early."""
    forget_old_attempts(session, now)
    digest, network = _digest(name), network_of(address)
    until = _wait_until(session, digest, network, now)
    if until is not None and until > now:
        return until
    attempt = SignInAttempt(at=now, account_id=account_id, name_digest=digest, address=network)
    session.add(attempt)
    session.flush()
    return attempt


def forget_old_attempts(session: Session, now: datetime) -> int:
    """Remove the attempts that are no longer kept; returns how many."""
    old = sa.delete(SignInAttempt).where(col(SignInAttempt.at) <= now - KEPT)
    return session.connection().execute(old).rowcount


def note_right(session: Session, attempt_id: int) -> None:
    """Note that the password was right; the failures of that name from that address before it no longer count."""
    attempt = session.get_one(SignInAttempt, attempt_id)
    attempt.is_right = True
    session.add(attempt)
    session.flush()


def attempts_since(session: Session, since: datetime, account_id: int | None = None) -> list[SignInAttempt]:
    """Return the attempts since then, of one account or of all, the latest first."""
    wanted = select(SignInAttempt).where(col(SignInAttempt.at) >= since)
    if account_id is not None:
        wanted = wanted.where(col(SignInAttempt.account_id) == account_id)
    return list(session.exec(wanted.order_by(col(SignInAttempt.at).desc(), col(SignInAttempt.id).desc())))


def network_of(address: str) -> str:
    """Return what one house or one person has: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return printable(address, LONGEST_ADDRESS)
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, NETWORK_OF_ONE_HOUSE), strict=False))


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after the last of so many failures, when so many are free."""
    if failures < free:
        return timedelta(0)
    doubled: int = 2 ** min(failures - free, MOST_DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _wait_until(session: Session, digest: str, network: str, now: datetime) -> datetime | None:
    of_name, of_network = col(SignInAttempt.name_digest) == digest, col(SignInAttempt.address) == network
    wanted = select(SignInAttempt).where(col(SignInAttempt.at) > now - WINDOW, sa.or_(of_name, of_network))
    latest_first = session.exec(wanted.order_by(col(SignInAttempt.at).desc(), col(SignInAttempt.id).desc())).all()
    of_both = [one for one in latest_first if one.name_digest == digest and one.address == network]
    since_right = next((place for place, one in enumerate(of_both) if one.is_right), len(of_both))
    waits = [_end_of_wait(of_both[:since_right], OF_ONE_NAME_AT_ONE_ADDRESS)]
    failures = [one for one in latest_first if not one.is_right]
    wider = (
        _end_of_wait([one for one in failures if one.address == network], OF_ONE_ADDRESS),
        _end_of_wait([one for one in failures if one.name_digest == digest], OF_ONE_NAME),
    )
    if any(wider) and not _signed_in_before(session, digest, network):
        waits.extend(wider)
    return max((end for end in waits if end is not None), default=None)


def _end_of_wait(failures_latest_first: list[SignInAttempt], free: int) -> datetime | None:
    wait = wait_after(len(failures_latest_first), free)
    return failures_latest_first[0].at + wait if wait else None


def _signed_in_before(session: Session, digest: str, network: str) -> bool:
    right = select(SignInAttempt.id).where(
        col(SignInAttempt.name_digest) == digest,
        col(SignInAttempt.address) == network,
        col(SignInAttempt.is_right).is_(True),
    )
    return session.exec(right.limit(1)).first() is not None


def _digest(name: str) -> str:
    folded = sign_in_name(name) or name.strip().casefold()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
