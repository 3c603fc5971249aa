"""Who issues papers: the commune as its settings of a day name it, what stands above a paper, and who signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.messages import message
from tracker.paper_settings import OWNER, Papers
from tracker.papers.contents import Head, Signature
from tracker.papers.wording import day, day_open, lowered, say
from tracker.records.officials import Official
from tracker.records.postings import posting_to_show, postings_of
from tracker.records.units import Unit, UnitKind
from tracker.settings import settings_on

KINDS_OF_COMMUNE = ("xã ", "phường ", "đặc khu ", "thị trấn ")
CHAIRMAN, DEPUTY = "Chủ tịch", "Phó "
LONGEST_LINE = 26
NUMBER_OPEN = "      "
"""The room in which the clerk's office writes the number."""


@dataclass(frozen=True, slots=True)
class Office:
    """The commune on a day, as its papers call it."""

    settings: Papers
    commune: str

    @property
    def body(self) -> str:
        """The issuing body in full: Ủy ban nhân dân xã Chi Lăng Bắc."""
        return f"{self.settings.body} {self.commune}"

    @property
    def council(self) -> str:
        """The council in full."""
        return f"{self.settings.council} {self.commune}"

    @property
    def chairman(self) -> str:
        """Who decides: Chủ tịch Ủy ban nhân dân xã Chi Lăng Bắc."""
        return f"{CHAIRMAN} {self.body}"

    @property
    def place(self) -> str:
        """What stands before a date."""
        short = next((self.commune[len(one) :] for one in KINDS_OF_COMMUNE if self.commune.startswith(one)), None)
        return self.settings.place or short or self.commune

    def head(self, number: str, on: date, *, is_open: bool = False) -> Head:
        """Return what stands above a paper of the issuing body; `is_open`: the day is filled in by hand."""
        issuer = (self.settings.body.upper(), self.commune.upper())
        return Head(issuer, number, self.dated(on, is_open=is_open), superior=lines_of(self.settings.superior.upper()))

    def council_head(self, number: str, on: date) -> Head:
        """Return what stands above a paper of the council, not signed yet."""
        above = (self.settings.body.upper(), self.commune.upper())
        return Head(in_lines(self.settings.council.upper()), number, self.dated(on, is_open=True), superior=above)

    def dated(self, on: date, *, is_open: bool) -> str:
        """Return place and date."""
        return f"{self.place}, {day_open(on) if is_open else day(on)}"

    def open_number(self, kind: str) -> str:
        """Return a number that is not given yet, of a kind of paper such as QĐ."""
        return f"Số: {NUMBER_OPEN}/{kind}-{self.settings.symbol}"

    def open_council_number(self, kind: str) -> str:
        """Return a number of a paper of the council that is not given yet."""
        return f"Số: {NUMBER_OPEN}/{kind}-{self.settings.council_symbol}"

    def recipients(self, *first: str) -> tuple[str, ...]:
        """Return who gets a paper: `first`, those of the settings, the archive."""
        named = (*first, *lines_of(self.settings.recipients))
        archive = say(message("Filed: %(archive)s.", archive=self.settings.archive))
        return (*(f"- {one.rstrip(';.')};" for one in named), f"- {archive}")


def office_on(session: Session, on: date) -> Office:
    """Return the commune as its papers call it on a day."""
    settings = settings_on(session, OWNER, Papers, on)
    return Office(settings, settings.commune or _commune(session))


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a setting that holds one thing in each."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def in_lines(name: str) -> tuple[str, ...]:
    """Return a long name in two lines, parted behind a comma or else near its middle."""
    if len(name) <= LONGEST_LINE:
        return (name,)
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    breaks = [place for place in spaces if name[place - 1] == ","] or spaces
    middle = min(breaks, key=lambda place: abs(2 * place - len(name)), default=len(name))
    return name[:middle], name[middle + 1 :]


def signed_by(session: Session, on: date, signer_id: int | None, signs_for_id: int | None = None) -> Signature:
    """Return who signs a paper as its signature says it; without a signer the chairman's place is left empty."""
    if signer_id is None:
        return Signature((CHAIRMAN.upper(),))
    title = signing_title(_position(session, signer_id, on))
    name = session.get_one(Official, signer_id).full_name
    if signs_for_id is None and not title.startswith(DEPUTY):
        return Signature((title.upper(),), name)
    absent = CHAIRMAN if signs_for_id is None else signing_title(_position(session, signs_for_id, on))
    return Signature((f"KT. {absent.upper()}", title.upper()), name)


def signing_title(position: str) -> str:
    """Return under which title a position signs: "Phó Chủ tịch UBND, Giám đốc Trung tâm" as "Phó Chủ tịch"."""
    first = position.split(",")[0].strip()
    for body in (" UBND", " Ủy ban nhân dân", " ủy ban nhân dân"):
        first = first.split(body)[0]
    return first or CHAIRMAN


def _position(session: Session, official_id: int, on: date) -> str:
    posting = posting_to_show(postings_of(session, official_id), on)
    return posting.position if posting else ""


def _commune(session: Session) -> str:
    tops: Sequence[Unit] = session.exec(select(Unit).where(col(Unit.parent_id).is_(None)).order_by(col(Unit.id))).all()
    communes = session.exec(select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(col(Unit.id))).all()
    name = next((unit.name for unit in (*communes, *tops)), "")
    return lowered(name)
