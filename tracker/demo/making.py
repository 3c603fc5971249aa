"""Making the demo: its workbooks are imported as a commune would, the rest is recorded as people would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from tracker.accounts.passwords import Passwords
from tracker.demo.accounts import USERS, DemoAccount, make_accounts
from tracker.demo.plugin_data import add_data_of_plugins
from tracker.demo.recording import record_by_hand
from tracker.demo.story import Story, make_story
from tracker.demo.waiting_upload import leave_an_upload
from tracker.demo.workbooks import Workbooks, write_workbooks
from tracker.demo.written_rule import publish_written_rule
from tracker.demo.years import Scenario
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, store
from tracker.imports.prepared import Order
from tracker.imports.results import ImportResult
from tracker.installation import Tracker
from tracker.messages import Message, message
from tracker.records.units import Unit
from tracker.settings import change_settings
from tracker.workdays import load_calendar

ACTOR = "demo"
SOURCE = "demo"
PUBLISHED_BY = "Quy chế chấm điểm của UBND xã"
Tell = Callable[[Message], None]


@dataclass(frozen=True)
class Demo:
    """The demo as made: its story, its workbooks, what each import did, and who can sign in."""

    story: Story
    workbooks: Workbooks
    imports: tuple[ImportResult, ...]
    accounts: tuple[DemoAccount, ...]


def make_demo(tracker: Tracker, folder: Path, scenario: Scenario, tell: Tell) -> Demo:
    """Fill an empty, upgraded installation with the demo commune; its workbooks go to `folder`."""
    with tracker.database.reading() as session:
        story = make_story(tracker.today, scenario, load_calendar(session))
    workbooks = write_workbooks(story, folder)
    tell(
        message(
            "Written: %(file)s and five other workbooks, as one-stop software exports them.",
            file=workbooks.files.as_posix(),
        )
    )
    with tracker.database.writing(ACTOR) as session:
        _add_units(session, story)
    imports = tuple(_import(tracker, story, kind, path, tell) for kind, path in _lists(workbooks))
    hashes = Passwords()
    passwords = [hashes.generate() for _ in USERS]
    with tracker.database.writing(ACTOR) as session:
        accounts = make_accounts(session, passwords, story.previous_begins_on)
        record_by_hand(session, story)
        _publish_settings(session, tracker, story)
        publish_written_rule(session, tracker.plugins, tracker.today, PUBLISHED_BY)
    for told in add_data_of_plugins(tracker, scenario, ACTOR):
        tell(told)
    if scenario == "hard":
        leave_an_upload(tracker, workbooks.files, SOURCE)
    return Demo(story, workbooks, imports, accounts)


def _lists(workbooks: Workbooks) -> Iterator[tuple[ImportKind, Path]]:
    """Yield the workbooks, those that others refer to first."""
    yield ImportKind.OFFICIALS, workbooks.officials
    yield ImportKind.PROCEDURES, workbooks.procedures
    yield ImportKind.FILES, workbooks.files
    yield ImportKind.DUTY, workbooks.duty
    yield ImportKind.TRAINING, workbooks.training
    yield ImportKind.ABSENCES, workbooks.absences


def _import(tracker: Tracker, story: Story, kind: ImportKind, path: Path, tell: Tell) -> ImportResult:
    logins = {alias.name: alias.official for alias in story.aliases} if kind is ImportKind.FILES else {}
    order = Order(kind, path.name, source=SOURCE, aliases=logins)
    prepared = prepare(tracker.database, path, order, zone=tracker.config.site.zone)
    result = store(tracker.database, prepared, today=story.today, actor=ACTOR)
    told = message(
        "Imported %(file)s: %(added)d added, %(refused)d refused",
        file=path.name,
        added=result.counts.added,
        refused=result.counts.refused,
    )
    tell(told)
    return result


def _publish_settings(session: Session, tracker: Tracker, story: Story) -> None:
    """Publish the settings of the rules, as they are by default, for all that the story tells of."""
    for plugin in tracker.plugins.loaded:
        if plugin.settings_model.model_fields:
            defaults = plugin.settings_model()
            change_settings(session, plugin.info.name, defaults, story.previous_begins_on, PUBLISHED_BY)


def _add_units(session: Session, story: Story) -> None:
    ids: dict[str, int] = {}
    for unit in story.units:
        parent_id = ids[unit.parent] if unit.parent else None
        row = Unit(code=unit.code, name=unit.name, kind=unit.kind, parent_id=parent_id)
        session.add(row)
        session.flush()
        assert row.id is not None
        ids[unit.code] = row.id
