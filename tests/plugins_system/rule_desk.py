"""An installation with written rules, and what somebody does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import select

from plugins.expression_rules.drafts import Draft, draft_of, go_on_from, new_draft_of
from plugins.expression_rules.publishing import publish, switch_off
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.standings import standings
from plugins.expression_rules.toml_text import rule_to_toml
from plugins.expression_rules.written_rules import WrittenRule
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.messages import InputError
from tracker.migrate import upgrade
from tracker.plugins import Plugins
from tracker.settings import DatedSettings, settings_on

NAME = "expression_rules"


def open_desk(database: Database) -> Desk:
    """Return the installation on a database with the tables of written rules."""
    return Desk(Tracker(Config(), database, Plugins([NAME]), database.clock))


def fill_desk(database: Database) -> None:
    """Add the tables of written rules."""
    upgrade(database, open_desk(database).tracker.owners)


@dataclass(frozen=True)
class Desk:
    """The installation, and what somebody does with its rules."""

    tracker: Tracker

    def publish(
        self, rule: WrittenRule, day: date, because: str = "Nghị quyết 3", begun_from: str | None = None
    ) -> None:
        with self.tracker.database.writing("admin") as session:
            draft = new_draft_of(session, rule, begun_from)
            publish(session, self.tracker, draft, day, because, in_the_past=True)

    def republish(self, rule: WrittenRule, day: date) -> None:
        """Publish a new version of what counts on that day."""
        with self.tracker.database.writing("admin") as session:
            present = next(one for one in standings(session, day) if one.rule.key == rule.key and one.valid_from <= day)
            draft = draft_of(session, present)
            go_on_from(session, draft, present.rule)
            publish(session, self.tracker, saying(session, draft, rule), day, "Nghị quyết 4", in_the_past=True)

    def switch_off(self, key: str, day: date) -> None:
        with self.tracker.database.writing("admin") as session:
            switch_off(session, self.tracker, key, day, "Bãi bỏ", in_the_past=True)

    def on(self, day: date) -> dict[str, WrittenRule]:
        with self.tracker.database.reading() as session:
            return {rule.key: rule for rule in settings_on(session, NAME, WrittenRules, day).rules}

    def refusal(self, work: Callable[[], None]) -> str:
        """Return why something is refused, after which everything is as before."""
        with self.tracker.database.reading() as session:
            before = session.exec(select(DatedSettings.values)).all()
        with pytest.raises(InputError) as refused:
            work()
        with self.tracker.database.reading() as session:
            assert session.exec(select(DatedSettings.values)).all() == before
        return str(refused.value)


def saying(session: RecordSession, draft: Draft, rule: WrittenRule) -> Draft:
    draft.kind, draft.text = "toml", rule_to_toml(rule)
    session.add(draft)
    session.flush()
    return draft
