"""Sign-ins: who is signed in where, until when. The browser holds a random token, the table only its digest."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.notices import count_unseen
from tracker.records.officials import Official

LASTS = timedelta(days=14)
"""How long a sign-in lasts at most."""
IDLE = timedelta(hours=8)
"""How long it lasts without a page being opened: a working day, not a night."""
SEEN_EVERY = timedelta(minutes=5)
"""How exactly is known when it was last used."""
TOKEN_BYTES = 32
LONGEST_ADDRESS, LONGEST_USER_AGENT = 64, 200
Moment = datetime | sa.BindParameter[datetime]


class SignIn(SQLModel, table=True):
    """One sign-in of one account in one browser."""

    __tablename__ = "tracker_sign_in"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE", index=True)
    token_digest: str = Field(unique=True, max_length=64, repr=False)
    signed_in_at: datetime
    last_seen_at: datetime
    expires_at: datetime = Field(index=True)
    address: str = Field(max_length=LONGEST_ADDRESS)
    user_agent: str = Field(max_length=LONGEST_USER_AGENT)
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request comes from; `is_due` asks for `note_seen` in a writing session.

    `full_name` is that of the account's official, None where the account is for none. `unseen` is how many notices the
    account has not seen.
    """

    account: Account
    sign_in: SignIn
    full_name: str | None
    is_due: bool = False
    unseen: int = 0


def open_sign_in(session: Session, account_id: int, address: str, user_agent: str, now: datetime) -> tuple[str, SignIn]:
    """Sign the account in; returns the token, which is kept nowhere, and the sign-in. Forgets those that expired."""
    forget_expired(session, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sign_in = SignIn(
        account_id=account_id,
        token_digest=_digest(token),
        signed_in_at=now,
        last_seen_at=now,
        expires_at=now + LASTS,
        address=printable(address, LONGEST_ADDRESS),
        user_agent=printable(user_agent, LONGEST_USER_AGENT),
    )
    session.add(sign_in)
    session.flush()
    return token, sign_in


def forget_expired(session: Session, now: datetime) -> int:
    """Remove the sign-ins that have expired; returns how many."""
    return session.connection().execute(sa.delete(SignIn).where(col(SignIn.expires_at) <= now)).rowcount


def account_of(session: Session, token: str, now: datetime, today: date) -> SignedIn | None:
    """Return whose token this is; None when it is nobody's, has expired or was revoked, or the account is closed.

    `today` is the date at the site: an official who left is out from the next day on.
    """
    found = session.execute(_of_token(today), {"digest": _digest(token), "now": now, "idle_since": now - IDLE}).first()
    if found is None:
        return None
    sign_in, account, full_name, unseen = found
    return SignedIn(account, sign_in, full_name, now - sign_in.last_seen_at >= SEEN_EVERY, unseen)


@lru_cache(maxsize=2)
def _of_token(today: date) -> sa.Select[SignIn, Account, str, int]:
    """Return the select of a sign-in, its account, whose it is, and how many notices are unseen there.

    Every request asks for it, and to build it takes longer than to run it. Bound are `digest`, `now` and `idle_since`.
    """
    is_open = _is_open(sa.bindparam("now"), sa.bindparam("idle_since"))
    unseen = count_unseen(col(Account.id)).correlate(Account).scalar_subquery()
    return (
        sa.select(SignIn, Account, col(Official.full_name), unseen)
        .join(Account, col(Account.id) == col(SignIn.account_id))
        .outerjoin(Official, col(Official.id) == col(Account.official_id))
        .where(col(SignIn.token_digest) == sa.bindparam("digest"), is_open, may_sign_in(today))
    )


def note_seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Remember that the sign-in was used just now."""
    seen = sa.update(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.last_seen_at) < now)
    session.connection().execute(seen.values(last_seen_at=now))


def sign_ins_of(session: Session, account_id: int, now: datetime) -> list[SignIn]:
    """Return where the account is signed in, the last used first."""
    wanted = select(SignIn).where(col(SignIn.account_id) == account_id, _is_open(now, now - IDLE))
    return list(session.exec(wanted.order_by(col(SignIn.last_seen_at).desc(), col(SignIn.id).desc())))


def revoke(session: Session, sign_in_id: int, account_id: int, now: datetime) -> None:
    """Sign the account out in one browser; a sign-in of another account stays."""
    one = sa.update(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.account_id) == account_id)
    session.connection().execute(one.where(col(SignIn.revoked_at).is_(None)).values(revoked_at=now))


def revoke_all(session: Session, account_id: int, now: datetime, keep: int | None = None) -> None:
    """Sign the account out everywhere, save for one sign-in."""
    others = sa.update(SignIn).where(col(SignIn.account_id) == account_id, col(SignIn.revoked_at).is_(None))
    if keep is not None:
        others = others.where(col(SignIn.id) != keep)
    session.connection().execute(others.values(revoked_at=now))


def printable(text: str, most: int) -> str:
    """Return what a browser says of itself without what no database takes, cut to `most` characters."""
    return "".join(character for character in text if character.isprintable())[:most]


def _is_open(now: Moment, idle_since: Moment) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(SignIn.revoked_at).is_(None), col(SignIn.expires_at) > now, col(SignIn.last_seen_at) > idle_since
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
