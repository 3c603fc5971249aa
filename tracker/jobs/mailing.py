"""The job that mails people what is new for them: one digest a day and person, in the hours set for it.

It looks every quarter of an hour. Who has an address is told of his notices by the first digest of the day; a mail
server that cannot be reached is tried again, at growing intervals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.grants import open_admins
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.digests import (
    Digest,
    claim_digest,
    drop_waiting,
    gather,
    note_not_sent,
    note_sent,
    notices_in,
    waiting_digests,
)
from tracker.installation import Tracker
from tracker.mail import Mail, NotSentError, send
from tracker.messages import Message, counted, message, translate
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.notices import Notice, tell
from tracker.records.officials import Official
from tracker.settings import settings_on
from tracker.workdays import load_calendar

ACTOR = "tracker"


@dataclass(slots=True)
class Delivered:
    """How many digests a run sent and how many it could not, and why the server took no more."""

    sent: int = 0
    failed: int = 0
    stopped: Message | None = None


def mail_job(tracker: Tracker) -> Job:
    """Return the job."""
    return Job("mail", message("Mail what is new"), Cron(minute="*/15", hour="*"), partial(mail_digests, tracker))


def mail_digests(tracker: Tracker, context: JobContext) -> JobEnd:
    """Send what may be sent now.

    Each digest is claimed and noted by transactions of its own: what was sent stays sent, whatever becomes of the run.
    """
    told = _gather_and_send(tracker, context)
    return lambda _session: told


def _gather_and_send(tracker: Tracker, context: JobContext) -> Message:
    if not tracker.config.mail.host:
        return message("Nobody is mailed: host under [mail] in config.toml is empty.")
    with context.reading() as session:
        if _is_quiet(tracker, session, context.now):
            return message("It is not the hour for e-mail.")
        addressees = _addressees(session, context)
    with tracker.database.writing(ACTOR) as session:
        gather(session, addressees, context.today, context.now)
        waiting = waiting_digests(session, context.now)
    delivered = Delivered()
    for digest_id in waiting:
        if delivered.stopped is None:
            _deliver(tracker, digest_id, addressees, delivered)
    return _told(delivered)


def _is_quiet(tracker: Tracker, session: Session, now: datetime) -> bool:
    at_site = now.astimezone(tracker.config.site.zone)
    settings = settings_on(session, OWNER, NoticeSettings, at_site.date())
    return settings.is_quiet(at_site.time(), load_calendar(session).is_working(at_site.date()))


def _addressees(session: Session, context: JobContext) -> dict[int, str]:
    """Return the e-mail address of each account that can sign in, wants e-mail, and whose official has an address."""
    joined = sa.select(col(Account.id), col(Official.email)).join(
        Official, col(Official.id) == col(Account.official_id)
    )
    wanted = joined.where(may_sign_in(context.today), col(Account.wants_mail))
    rows = session.connection().execute(wanted)
    return {account_id: email.strip() for account_id, email in rows if account_id and email and email.strip()}


def _deliver(tracker: Tracker, digest_id: int, addressees: Mapping[int, str], delivered: Delivered) -> None:
    with tracker.database.writing(ACTOR) as session:
        digest = claim_digest(session, digest_id, tracker.clock())
        if digest is not None and digest.account_id not in addressees:
            drop_waiting(session, digest.account_id)
            return
        mail = None if digest is None else _mail(tracker, session, digest, addressees[digest.account_id])
    if mail is None:
        return
    try:
        send(tracker.config.mail, mail)
    except NotSentError as error:
        delivered.failed += 1
        delivered.stopped = error.message if error.is_server else None
        with tracker.database.writing(ACTOR) as session:
            if note_not_sent(session, digest_id, error.message, error.is_final):
                _tell_admins(tracker, session, digest_id, mail, error.message)
        return
    delivered.sent += 1
    with tracker.database.writing(ACTOR) as session:
        note_sent(session, digest_id, tracker.clock())


def _mail(tracker: Tracker, session: Session, digest: Digest, address: str) -> Mail:
    account = session.get_one(Account, digest.account_id)
    language = account.language.value if account.language else tracker.config.site.language
    assert digest.id is not None
    notices = notices_in(session, digest.id)
    subject = counted("Tracker: %(count)s notice", "Tracker: %(count)s notices", count=len(notices))
    return Mail(
        to=address,
        subject=translate(subject, language),
        text=_text(tracker, notices, language),
        id=f"digest-{digest.id}",
    )


def _text(tracker: Tracker, notices: Sequence[Notice], language: str) -> str:
    """Return the body of a digest: each notice with the address of the page that shows more."""
    pages = tracker.config.web.address.rstrip("/")
    parts = [translate(message("What is new for you in Tracker:"), language)]
    for notice in notices:
        link = f"\n  {pages}{notice.page}" if pages and notice.page else ""
        parts.append(f"- {translate(notice.message, language)}{link}")
    parts.append(translate(message("You get at most one such e-mail a day. Nobody reads answers to it."), language))
    return "\n\n".join([*parts, tracker.config.site.name]).rstrip() + "\n"


def _tell_admins(tracker: Tracker, session: RecordSession, digest_id: int, mail: Mail, why: Message) -> None:
    told = message("The daily e-mail to %(address)s was given up: %(why)s", address=mail.to, why=why)
    admins = [account.id for account in open_admins(session, tracker.today) if account.id is not None]
    tell(session, admins, f"digest:{digest_id}", told)


def _told(delivered: Delivered) -> Message:
    if delivered.stopped is not None:
        return message("E-mails sent: %(sent)d, the others later: %(why)s.", sent=delivered.sent, why=delivered.stopped)
    return message("E-mails sent: %(sent)d, not sent: %(failed)d.", sent=delivered.sent, failed=delivered.failed)
