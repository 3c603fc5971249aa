"""The daily e-mail, handed to a real SMTP server here: one that takes it, refuses it, is slow or breaks off."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from datetime import time as clock_time
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SMTPSession
from sqlmodel import select

from tests.jobs.conftest import MakeSite, Site, free_port
from tracker.accounts.accounts import Account, Language, account_by_name, add_account, choose_mail
from tracker.accounts.grants import disable, give_role
from tracker.accounts.permissions import Role
from tracker.config import MailConfig
from tracker.digests import MOST_ATTEMPTS, Digest, DigestState
from tracker.mail import Mail, NotSentError, send
from tracker.messages import message, translate
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.notices import notices_of, tell
from tracker.records.officials import Official
from tracker.settings import change_settings
from tracker.testing import Office

TODAY = date(2026, 11, 23)
SENDER = "tracker@commune.vn"
TAKEN = "250 Message accepted for delivery"


@dataclass
class MailServer:
    """A mail server: what it took, and how it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    answers: str = TAKEN
    before_answering: Callable[[SMTP], None] = lambda _server: None

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, _server: SMTP, _session: SMTPSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to an address."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: SMTPSession, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, and answer."""
        assert isinstance(envelope.content, bytes)
        if self.answers == TAKEN:
            letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(letter, EmailMessage)
            self.taken.append(letter)
            self.to += envelope.rcpt_tos
        self.before_answering(server)
        return self.answers


@dataclass
class Post:
    """An installation whose officials have addresses, and the mail server."""

    site: Site
    server: MailServer
    accounts: dict[str, int]

    def tell(self, name: str, what: str, key: str | None = None, page: str | None = None) -> None:
        """Tell an account something."""
        with self.site.tracker.database.writing("test") as session:
            tell(session, [self.accounts[name]], key or what, message("%(what)s", what=what), page)

    def mail(self) -> str:
        """Run the job; returns what came of it."""
        return self.site.run_core("mail")

    def digests(self) -> list[Digest]:
        """Return the digests by id."""
        with self.site.tracker.database.reading() as session:
            return sorted(session.exec(select(Digest)), key=lambda digest: digest.id or 0)

    def told(self, name: str) -> list[str]:
        """Return what an account was told, the newest first."""
        with self.site.tracker.database.reading() as session:
            return [translate(one.message, "en") for one in notices_of(session, self.accounts[name])]


@pytest.fixture
def server() -> MailServer:
    """What the mail server does."""
    return MailServer()


@pytest.fixture
def port(server: MailServer) -> Iterator[int]:
    """The port on which the mail server listens."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def post(make_site: MakeSite, server: MailServer, port: int) -> Post:
    """Two officials with addresses and one without, each with an account, and an administrator who is no official."""
    about = {"language": "en", "name": "Xã Thử"}
    site = make_site(site=about, mail=mail_values(port), web={"address": "http://192.168.1.20:8080/"})
    accounts = {}
    with site.tracker.database.writing("test") as session:
        office = Office(session)
        for code, address in (("CB01", "ha@commune.vn"), ("CB02", "binh@commune.vn"), ("CB03", None)):
            official = office.official(code, f"Người {code}")
            official.email = address
            account = add_account(session, code.lower(), official.id)
            account.language = Language.ENGLISH
            give_role(session, account, Role.STAFF, None, date(2024, 1, 1))
            accounts[code] = account.id or 0
        account = add_account(session, "admin")
        give_role(session, account, Role.ADMIN, None, date(2024, 1, 1))
        accounts["admin"] = account.id or 0
    return Post(site, server, accounts)


def mail_values(port: int, **values: object) -> dict[str, object]:
    """Return the section of the configuration for a server on this computer."""
    return {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, "timeout_seconds": 1, **values}


def text_of(letter: EmailMessage) -> str:
    """Return the body of a mail."""
    return str(letter.get_content()).replace("\r\n", "\n")


def test_everything_new_for_a_person_comes_in_one_mail_with_links_to_the_pages(post: Post) -> None:
    post.tell("CB01", "2 hồ sơ quá hạn", page="/me/")
    post.tell("CB01", "Rules have changed")
    post.tell("CB02", "Something else")
    assert post.mail() == "E-mails sent: 2, not sent: 0."
    assert post.server.to == ["ha@commune.vn", "binh@commune.vn"]
    letter = post.server.taken[0]
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, "ha@commune.vn", "Tracker: 2 notices")
    assert text_of(letter).splitlines()[0] == "What is new for you in Tracker:"
    assert "- 2 hồ sơ quá hạn\n  http://192.168.1.20:8080/me/\n\n- Rules have changed\n" in text_of(letter)
    assert text_of(letter).endswith("\n\nXã Thử\n")
    assert "Something else" not in text_of(letter)


def test_a_person_gets_one_mail_a_day_and_later_news_the_next_day(post: Post) -> None:
    post.tell("CB01", "first")
    post.mail()
    post.tell("CB01", "second")
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    post.site.later(days=2)
    assert post.mail() == "E-mails sent: 1, not sent: 0."
    assert "second" in text_of(post.server.taken[1])
    assert "first" not in text_of(post.server.taken[1])


def test_who_wants_no_mail_gets_none_and_when_he_wants_it_again_no_old_news(post: Post) -> None:
    post.tell("CB01", "old")
    post.server.answers = "451 Try later"
    post.mail()
    want_mail(post, False)
    post.server.answers = TAKEN
    post.site.later(days=1)
    assert post.mail() == "It is not the hour for e-mail."
    post.site.later(days=15)
    post.tell("CB01", "new")
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    want_mail(post, True)
    assert post.mail() == "E-mails sent: 1, not sent: 0."
    assert "new" in text_of(post.server.taken[0])
    assert "old" not in text_of(post.server.taken[0])
    assert post.told("admin") == []


def want_mail(post: Post, wants_mail: bool) -> None:
    """Say for CB01 whether he wants e-mail."""
    with post.site.tracker.database.writing("test") as session:
        choose_mail(session, session.get_one(Account, post.accounts["CB01"]), wants_mail)


def test_a_mail_is_in_the_language_of_its_reader(post: Post) -> None:
    with post.site.tracker.database.writing("test") as session:
        session.get_one(Account, post.accounts["CB01"]).language = Language.VIETNAMESE
        told = message("There is no override for %(day)s.", day=TODAY)
        tell(session, [post.accounts["CB01"]], "k", told)
    post.mail()
    assert translate(told, "vi") in text_of(post.server.taken[0])
    assert translate(told, "vi") != translate(told, "en")


@pytest.mark.parametrize(
    ("hours", "is_sent"), [(-2, False), (-1.5, True), (0, True), (7.9, True), (8, False), (24, False), (48, True)]
)
def test_nobody_is_mailed_outside_the_hours_that_are_set_nor_on_days_off(
    post: Post, hours: float, is_sent: bool
) -> None:
    post.tell("CB01", "x")
    post.site.later(hours=hours)
    told = post.mail()
    assert len(post.server.taken) == int(is_sent), told
    assert is_sent or told == "It is not the hour for e-mail."


def test_the_hours_are_dated_settings(post: Post) -> None:
    hours = NoticeSettings(earliest=clock_time(20), latest=clock_time(21), on_days_off=True)
    with post.site.tracker.database.writing("test") as session:
        change_settings(session, OWNER, hours, TODAY, "shifts")
    post.tell("CB01", "x")
    assert post.mail() == "It is not the hour for e-mail."
    post.site.later(hours=35.5)
    assert post.mail() == "E-mails sent: 1, not sent: 0."


def test_who_has_no_address_is_told_in_the_app_only(post: Post) -> None:
    for name in ("CB03", "admin"):
        post.tell(name, "x")
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    assert post.told("CB03") == post.told("admin") == ["x"]


def test_the_same_is_told_once(post: Post) -> None:
    for _ in range(2):
        post.tell("CB01", "x", key="same")
    post.mail()
    post.tell("CB01", "x", key="same")
    post.site.later(days=2)
    post.mail()
    assert len(post.server.taken) == 1


def test_an_address_that_the_server_refuses_for_good_is_given_up_and_an_administrator_told(post: Post) -> None:
    post.server.refuses = {"ha@commune.vn": "550 5.1.1 no such user"}
    post.tell("CB01", "x")
    post.tell("CB02", "x")
    assert post.mail() == "E-mails sent: 1, not sent: 1."
    assert [digest.state for digest in post.digests()] == [DigestState.FAILED, DigestState.SENT]
    assert post.told("admin") == [
        "The daily e-mail to ha@commune.vn was given up: the mail server does not take it for ha@commune.vn (550 5.1.1 "
        "no such user)"
    ]


@pytest.mark.parametrize("answer", ["451 4.3.0 try later", "554 5.6.0 content refused"])
def test_a_mail_that_is_refused_for_now_is_tried_again_and_one_for_good_is_not(post: Post, answer: str) -> None:
    post.server.answers = answer
    post.tell("CB01", "x")
    assert post.mail() == "E-mails sent: 0, not sent: 1."
    post.server.answers = TAKEN
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    post.site.later(minutes=11)
    is_tried_again = answer.startswith("4")
    assert post.mail() == f"E-mails sent: {int(is_tried_again)}, not sent: 0."


def test_a_server_that_is_gone_is_said_once_a_run_and_everything_is_sent_when_it_is_back(
    post: Post, make_site: MakeSite
) -> None:
    gone = make_site(mail=mail_values(free_port()))
    for name in ("CB01", "CB02"):
        post.tell(name, "x")
    told = gone.run_core("mail")
    assert told.startswith("E-mails sent: 0, the others later: 127.0.0.1:")
    assert "Look whether it runs, and at host and port under [mail]" in told
    assert [digest.attempts for digest in post.digests()] == [1, 0]
    post.site.later(minutes=11)
    assert post.mail() == "E-mails sent: 2, not sent: 0."


def test_news_join_the_mail_that_waits_for_the_server(post: Post, make_site: MakeSite) -> None:
    gone = make_site(mail=mail_values(free_port()))
    post.tell("CB01", "first")
    gone.run_core("mail")
    post.tell("CB01", "second")
    post.site.later(days=2)
    post.mail()
    (letter,) = post.server.taken
    assert "first" in text_of(letter)
    assert "second" in text_of(letter)


def test_a_server_that_stays_gone_is_given_up_in_the_end(post: Post, make_site: MakeSite) -> None:
    gone = make_site(mail=mail_values(free_port()))
    post.tell("CB01", "x")
    gone.run_core("mail")
    for _ in range(MOST_ATTEMPTS):
        gone.later(days=7)
        gone.run_core("mail")
    (digest,) = post.digests()
    assert (digest.state, digest.attempts) == (DigestState.FAILED, MOST_ATTEMPTS)


def test_a_slow_server_holds_up_the_run_for_one_answer_only(post: Post) -> None:
    post.server.before_answering = lambda _server: time.sleep(2)
    for name in ("CB01", "CB02"):
        post.tell(name, "x")
    begun = time.monotonic()
    told = post.mail()
    assert told.startswith("E-mails sent: 0, the others later")
    assert time.monotonic() - begun < 10
    assert [digest.attempts for digest in post.digests()] == [1, 0]


def test_a_server_that_breaks_off_after_it_took_a_mail_gets_it_again_under_the_same_id(post: Post) -> None:
    def break_off(server: SMTP) -> None:
        assert server.transport is not None
        server.transport.abort()

    post.server.before_answering = break_off
    post.tell("CB01", "x")
    assert post.mail().startswith("E-mails sent: 0, the others later")
    post.server.before_answering = lambda _server: None
    post.site.later(minutes=11)
    assert post.mail() == "E-mails sent: 1, not sent: 0."
    assert len({letter["Message-ID"] for letter in post.server.taken}) == 1
    assert len(post.server.taken) == 2


def test_a_process_that_died_after_sending_leaves_a_mail_that_is_sent_again(post: Post) -> None:
    class ProcessKilledError(BaseException):
        """Stands for the end of the process: nothing catches it."""

    def die(_server: SMTP) -> None:
        post.site.tracker.database.clock = killed  # the next look at the clock is that of noting

    def killed() -> object:
        raise ProcessKilledError

    post.tell("CB01", "x")
    clock = post.site.tracker.database.clock
    post.server.before_answering = die
    with pytest.raises(ProcessKilledError):
        post.mail()
    post.site.tracker.database.clock = clock
    post.server.before_answering = lambda _server: None
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    post.site.later(minutes=11)
    assert post.mail() == "E-mails sent: 1, not sent: 0."


@pytest.mark.parametrize("address", ["ha", "ha@commune.vn\r\nBcc: x@y.vn", "hà@commune.vn", "a b@c.vn", "@"])
def test_what_is_no_address_is_given_up_without_asking_the_server(post: Post, address: str) -> None:
    with post.site.tracker.database.writing("test") as session:
        session.get_one(Official, 1).email = address
    post.tell("CB01", "x")
    assert post.mail() == "E-mails sent: 0, not sent: 1."
    assert "is no e-mail address. Correct it." in post.told("admin")[0]
    assert post.server.taken == []


def test_who_was_disabled_meanwhile_is_not_mailed(post: Post) -> None:
    post.tell("CB01", "x")
    with post.site.tracker.database.writing("test") as session:
        disable(session, account_by_name(session, "cb01"), TODAY)
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    assert post.server.taken == []


def test_a_mail_that_waits_for_an_account_that_was_closed_is_dropped_without_alarm(
    post: Post, make_site: MakeSite
) -> None:
    gone = make_site(mail=mail_values(free_port()))
    post.tell("CB01", "x")
    gone.run_core("mail")
    with post.site.tracker.database.writing("test") as session:
        disable(session, account_by_name(session, "cb01"), TODAY)
    post.site.later(minutes=11)
    assert post.mail() == "E-mails sent: 0, not sent: 0."
    assert post.told("admin") == []
    assert post.digests() == []


def test_without_a_host_nobody_is_mailed_and_the_run_says_why(make_site: MakeSite) -> None:
    assert make_site().run_core("mail") == "Nobody is mailed: host under [mail] in config.toml is empty."


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_wants_a_password_gets_it_and_a_wrong_one_names_the_cure() -> None:
    def authenticate(
        _server: SMTP, _session: SMTPSession, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"tracker", b"secret")
        return AuthResult(success=is_right, handled=False)

    server = MailServer()
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    mail = Mail("ha@commune.vn", "x", "x", "1")
    try:
        send(MailConfig.model_validate(mail_values(controller.port, user="tracker", password="secret")), mail)
        with pytest.raises(NotSentError) as refused:
            send(MailConfig.model_validate(mail_values(controller.port, user="tracker", password="x")), mail)
    finally:
        controller.stop()
    assert len(server.taken) == 1
    assert "refuses user and password" in translate(refused.value.message, "en")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_without_tls_gets_no_password_and_the_cure_is_named(port: int, security: str) -> None:
    config = MailConfig.model_validate(mail_values(port, security=security, user="tracker", password="secret"))
    with pytest.raises(NotSentError) as refused:
        send(config, Mail("ha@commune.vn", "x", "x", "1"))
    assert refused.value.is_server
    assert "Correct security under [mail]" in translate(refused.value.message, "en")
