"""The daily e-mail as the person sees it who gets it: whether, where to, and when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from tracker.installation import Tracker
from tracker.messages import Message, message
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.records.officials import Official
from tracker.settings import settings_on


@dataclass(frozen=True, slots=True)
class OwnMail:
    """Where the e-mail goes, None if there is none, and why; the settings say at which hours."""

    address: str | None
    why_none: Message | None
    settings: NoticeSettings


def own_mail(tracker: Tracker, session: Session, official: Official | None) -> OwnMail:
    """Return how it stands with the daily e-mail of whoever this account belongs to."""
    address = official.email.strip() if official and official.email else ""
    settings = settings_on(session, OWNER, NoticeSettings, tracker.today)
    if not tracker.config.mail.host:
        return OwnMail(None, message("This installation sends no e-mail. What is new stands under Notices."), settings)
    if official is None:
        why = message("Your account is for no official, so there is no address. What is new stands under Notices.")
        return OwnMail(None, why, settings)
    if not address:
        why = message("No e-mail address is noted for you. Ask the administrator to add it to your record.")
        return OwnMail(None, why, settings)
    return OwnMail(address, None, settings)
