"""What a commune may change about the regulation watch."""

from __future__ import annotations

import re
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from plugins.regulations.feed_addresses import Hosts, hosts_of, parts_of
from tracker.api import InputError, RefusedValueError, marked, sentences

_ = sentences("regulations")
OWNER = "regulations"
MOST_FEEDS, MOST_REMINDERS, LONGEST_REMINDER = 30, 6, 366


class FeedAddress(NamedTuple):
    """A feed: what people call it, and where it stands."""

    title: str
    address: str


class Watch(BaseModel):
    """The settings of the plugin. Nothing is fetched unless a feed is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feeds: str = Field(
        default="",
        max_length=8000,
        title=marked("Feeds of new documents"),
        description=marked(
            "RSS or Atom, one in a line: its name, | and its address: Công báo | https://congbao.chinhphu.vn/rss. "
            "They are fetched every three hours; without a feed nothing is ever fetched."
        ),
    )
    further_hosts: str = Field(
        default="",
        max_length=2000,
        title=marked("Further hosts"),
        description=marked(
            "Where a feed leads on to another host, name it here, as in www.example.vn; one in a line. No other host "
            "is asked."
        ),
    )
    allow_private_addresses: bool = Field(
        default=False,
        title=marked("Allow feeds in the office's own network"),
        description=marked("Only for a feed on a server of the office. Otherwise private addresses are refused."),
    )
    failures_before_told: int = Field(
        default=4,
        ge=1,
        le=100,
        title=marked("Tell administrators of a feed that failed so often in a row"),
        description=marked("Once a day until it can be fetched again. Eight attempts are a day."),
        json_schema_extra={"unit": marked("attempts")},
    )
    reminder_days: str = Field(
        default="30, 7, 1",
        max_length=60,
        title=marked("Remind so many days before a document enters into force or expires"),
        description=marked("Days, with commas. Whom the document concerns and who is responsible for it are reminded."),
    )
    soon_days: int = Field(
        default=30,
        ge=0,
        le=366,
        title=marked("A document of the commune must be mended soon"),
        description=marked("So many days before what it cites is no longer in force; then those responsible are told."),
        json_schema_extra={"unit": marked("days")},
    )
    tells_leaders: bool = Field(
        default=True,
        title=marked("Tell leaders of what nobody is responsible for"),
        description=marked(
            "Documents of the commune that must be mended, and changes of the register, for which nobody is named."
        ),
    )
    days_to_read: int = Field(
        default=5,
        ge=1,
        le=60,
        title=marked("Time to read a document"),
        description=marked(
            "Counted from the day on which it enters into force, or on which an official is asked to read it if that "
            "is later."
        ),
        json_schema_extra={"unit": marked("working days")},
    )

    @property
    def feed_list(self) -> tuple[FeedAddress, ...]:
        """The feeds, in their order."""
        return tuple(_feeds_in(self.feeds))

    @property
    def hosts(self) -> Hosts:
        """The hosts that may be fetched from."""
        return hosts_of([feed.address for feed in self.feed_list], self.further_hosts.split())

    @property
    def reminders(self) -> tuple[int, ...]:
        """How many days before it is told, the longest time first."""
        return _days_in(self.reminder_days)

    @field_validator("feeds")
    @classmethod
    def _feeds_can_be_fetched(cls, written: str) -> str:
        try:
            feeds = _feeds_in(written)
        except InputError as error:
            raise RefusedValueError(error.message) from error
        if len(feeds) > MOST_FEEDS:
            raise RefusedValueError(_("These are more than %(most)d feeds. Leave some out.", most=MOST_FEEDS))
        if len({feed.address for feed in feeds}) < len(feeds):
            raise RefusedValueError(_("Two lines have one address. Leave one of them out."))
        return written

    @field_validator("further_hosts")
    @classmethod
    def _hosts_are_hosts(cls, written: str) -> str:
        try:
            hosts_of((), written.split())
        except InputError as error:
            raise RefusedValueError(
                _("Write hosts without https:// and without a path, as in www.example.vn.")
            ) from error
        if "/" in written:
            raise RefusedValueError(_("Write hosts without https:// and without a path, as in www.example.vn."))
        return written

    @field_validator("reminder_days")
    @classmethod
    def _days_are_days(cls, written: str) -> str:
        days = _days_in(written)
        if len(days) > MOST_REMINDERS or any(day > LONGEST_REMINDER for day in days) or not _DAYS.fullmatch(written):
            raise RefusedValueError(
                _(
                    "Write up to %(most)d numbers of days, each up to %(longest)d, with commas: 30, 7, 1.",
                    most=MOST_REMINDERS,
                    longest=LONGEST_REMINDER,
                )
            )
        return written


_NAMED = re.compile(r"(?:(?P<title>.*)\|\s*)?(?P<address>https?://.*)", re.IGNORECASE)
_DAYS = re.compile(r"\s*(?:\d{1,3}\s*(?:[,;]\s*\d{1,3}\s*)*)?")


def _days_in(written: str) -> tuple[int, ...]:
    return tuple(sorted({int(day) for day in re.findall(r"\d{1,9}", written)}, reverse=True))


def _feeds_in(written: str) -> list[FeedAddress]:
    """Return the feeds, one in a line. Raises InputError for a line that has no address."""
    found = []
    for line in filter(None, map(str.strip, written.splitlines())):
        named = _NAMED.fullmatch(line)
        title, address = (named["title"] or "", named["address"]) if named else ("", line.rpartition("|")[2].strip())
        parts = parts_of(address)
        found.append(FeedAddress(title.strip() or parts.hostname or address, address))
    return found
