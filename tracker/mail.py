"""Sending one e-mail by SMTP, and saying what is in the way: the server, or this one address."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from tracker.config import MailConfig
from tracker.messages import Message, message

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail; `id` is the same whenever it is sent again, so that a mail program can tell."""

    to: str
    subject: str
    text: str
    id: str


class NotSentError(Exception):
    """An e-mail was not sent.

    `is_final`: trying again is of no use. `is_server`: the server takes none now, so the next one need not be tried.
    """

    def __init__(self, told: Message, *, is_final: bool = False, is_server: bool = False) -> None:
        super().__init__(told.id, told.params)
        self.message = told
        self.is_final = is_final
        self.is_server = is_server


def send(config: MailConfig, mail: Mail) -> None:
    """Hand the mail to the server. Raises NotSentError; what the server took before an error is then sent twice."""
    if not ADDRESS.fullmatch(mail.to) or not mail.to.isascii():
        raise NotSentError(message("%(address)s is no e-mail address. Correct it.", address=mail.to), is_final=True)
    try:
        with _connected(config) as server:
            server.send_message(_letter(config, mail), config.sender, [mail.to])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(mail, code, said) from error
    except smtplib.SMTPDataError as error:
        raise _refused(mail, error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSentError(_why_not(config, error), is_server=True) from error


def _connected(config: MailConfig) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if config.security == "tls":
        return _signed_in(
            config, smtplib.SMTP_SSL(config.host, config.port, timeout=config.timeout_seconds, context=secure)
        )
    server = smtplib.SMTP(config.host, config.port, timeout=config.timeout_seconds)
    return _signed_in(config, server, secure if config.security == "starttls" else None)


def _signed_in(config: MailConfig, server: smtplib.SMTP, secure: ssl.SSLContext | None = None) -> smtplib.SMTP:
    try:
        if secure is not None:
            server.starttls(context=secure)
        if config.user:
            server.login(config.user, config.password)
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def _letter(config: MailConfig, mail: Mail) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = config.sender, mail.to, " ".join(mail.subject.split())
    letter["Message-ID"] = f"<{mail.id}@{parseaddr(config.sender)[1].rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    return letter


def _refused(mail: Mail, code: int, said: bytes | str) -> NotSentError:
    told = message(
        "the mail server does not take it for %(address)s (%(code)d %(said)s)",
        address=mail.to,
        code=code,
        said=_text(said),
    )
    return NotSentError(told, is_final=code >= 500)


def _why_not(config: MailConfig, error: smtplib.SMTPException | OSError) -> Message:
    where = f"{config.host}:{config.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return message("%(server)s refuses user and password. Correct them under [mail] in config.toml", server=where)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return message(
            "%(server)s refuses the sender %(sender)s (%(said)s). Correct sender under [mail] in config.toml",
            server=where,
            sender=error.sender,
            said=_text(error.smtp_error),
        )
    if isinstance(error, (smtplib.SMTPNotSupportedError, ssl.SSLError)):
        return message("%(server)s offers no such TLS. Correct security under [mail] in config.toml", server=where)
    return message(
        "%(server)s does not answer as a mail server (%(what)s). Look whether it runs, and at host and port under "
        "[mail] in config.toml",
        server=where,
        what=str(error) or type(error).__name__,
    )


def _text(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())
