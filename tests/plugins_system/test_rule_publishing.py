"""Publishing written rules: one rule at a time, from a day on, on both databases, whoever else publishes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from plugins.expression_rules.drafts import Draft, draft_of, go_on_from, new_draft, new_draft_of, read_draft
from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.publishing import change_rules, publish
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.standings import State, history_of, standings
from plugins.expression_rules.tests.written import both, example, written
from plugins.expression_rules.written_rules import WrittenRule
from tests.plugins_system.conftest import PluginFolder
from tests.plugins_system.rule_desk import NAME, Desk, saying
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.audit import verify
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.messages import InputError, translate
from tracker.notices import Notice
from tracker.scoring.settings_changes import set_settings
from tracker.scoring.settings_owners import settings_owners
from tracker.settings import DatedSettings, settings_on
from tracker.testing import Office

TODAY = date(2026, 11, 23)
OCTOBER, NOVEMBER, DECEMBER, JANUARY = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
ONE_DAY = timedelta(days=1)


def test_a_published_rule_counts_from_its_day_on_and_its_draft_is_gone(desk: Desk) -> None:
    desk.publish(written(), JANUARY)
    assert desk.on(JANUARY - ONE_DAY) == {}
    assert desk.on(JANUARY) == {"early_files": written()}
    with desk.tracker.database.reading() as session:
        assert session.exec(select(Draft)).all() == []
        assert verify(session) is None
        (standing,) = standings(session, TODAY)
    assert (standing.state, standing.valid_from, standing.valid_to) == (State.LATER, JANUARY, None)
    assert (standing.began.actor, standing.began.because) == ("admin", "Nghị quyết 3")


def test_no_other_rule_begins_or_ends_by_it(desk: Desk) -> None:
    first, second = written(key="first"), written(key="second")
    desk.publish(first, JANUARY)
    desk.publish(second, DECEMBER)
    assert [sorted(desk.on(day)) for day in (DECEMBER - ONE_DAY, DECEMBER, JANUARY)] == [
        [],
        ["second"],
        ["first", "second"],
    ]
    desk.switch_off("second", NOVEMBER.replace(day=30) + timedelta(days=20))
    assert sorted(desk.on(JANUARY)) == ["first"]
    assert sorted(desk.on(DECEMBER)) == ["second"]


def test_who_decided_stays_who_decided_when_another_rule_is_published_for_the_same_day(desk: Desk) -> None:
    desk.publish(written(key="first"), JANUARY, "Nghị quyết 1")
    desk.publish(written(key="second"), DECEMBER, "Nghị quyết 2")
    desk.publish(written(key="third"), JANUARY, "Nghị quyết 3")
    with desk.tracker.database.reading() as session:
        reasons = {one.rule.key: one.began.because for one in standings(session, TODAY)}
    assert reasons == {"first": "Nghị quyết 1", "second": "Nghị quyết 2", "third": "Nghị quyết 3"}


def test_the_history_of_a_rule_has_its_versions_and_its_end(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    desk.republish(written(most=10, examples=[example(5)]), NOVEMBER)
    desk.switch_off("early_files", DECEMBER)
    with desk.tracker.database.reading() as session:
        second, first = history_of(session, "early_files", TODAY)
        assert history_of(session, "other", TODAY) == []
    assert (first.valid_from, first.valid_to, first.state) == (OCTOBER, NOVEMBER - ONE_DAY, State.ENDED)
    assert (second.valid_from, second.valid_to, second.state) == (NOVEMBER, DECEMBER - ONE_DAY, State.IN_FORCE)
    assert (first.ended, second.began.because) == (second.began, "Nghị quyết 4")
    assert second.ended is not None
    assert second.ended.because == "Bãi bỏ"


def test_a_version_that_counts_later_already_is_not_overwritten_and_its_day_is_named(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    desk.republish(written(most=10, examples=[example(5)]), JANUARY)
    told = desk.refusal(lambda: desk.republish(written(most=5, examples=[example("2.50")]), DECEMBER))
    assert "Another version of the rule early_files counts from 01/01/2027 on already" in told
    desk.switch_off("early_files", JANUARY)
    told = desk.refusal(lambda: desk.republish(written(most=5, examples=[example("2.50")]), DECEMBER))
    assert "is switched off from 01/01/2027 on already" in told


def test_a_rule_meant_for_later_begins_earlier_once_it_was_switched_off_there(desk: Desk) -> None:
    desk.publish(written(), JANUARY)
    assert "Another version" in desk.refusal(lambda: desk.publish(written(), DECEMBER))
    desk.switch_off("early_files", JANUARY)
    desk.publish(written(), DECEMBER)
    assert desk.on(DECEMBER) == desk.on(JANUARY) == {"early_files": written()}


def test_a_draft_of_a_version_that_changed_meanwhile_is_not_published(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    with desk.tracker.database.writing("admin") as session:
        (standing,) = standings(session, TODAY)
        draft = draft_of(session, standing)
        assert draft_of(session, standing) is draft
        saying(session, draft, written(title=both("Mine")))
    desk.publish(written(title=both("Theirs")), NOVEMBER, begun_from=standing.print)

    def mine() -> None:
        with desk.tracker.database.writing("admin") as session:
            publish(session, desk.tracker, session.exec(select(Draft)).one(), JANUARY, "x")

    assert "is not the one that the draft began from" in desk.refusal(mine)
    with desk.tracker.database.writing("admin") as session:
        go_on_from(session, session.exec(select(Draft)).one(), desk.on(JANUARY)["early_files"])
    mine()
    assert desk.on(JANUARY)["early_files"].title.en == "Mine"


def test_a_draft_of_a_rule_that_was_switched_off_meanwhile_does_not_switch_it_on_unasked(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    with desk.tracker.database.writing("admin") as session:
        (standing,) = standings(session, TODAY)
        saying(session, draft_of(session, standing), written(most=5, examples=[example("2.50")]))
    desk.switch_off("early_files", NOVEMBER)

    def again() -> None:
        with desk.tracker.database.writing("admin") as session:
            publish(session, desk.tracker, session.exec(select(Draft)).one(), DECEMBER, "x")

    assert "does not count on 01/12/2026 any more" in desk.refusal(again)
    with desk.tracker.database.writing("admin") as session:
        go_on_from(session, session.exec(select(Draft)).one(), None)
    again()
    assert desk.on(DECEMBER)["early_files"].most == 5


def test_a_rule_that_ended_is_written_again_as_a_new_one(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    desk.switch_off("early_files", NOVEMBER)
    with desk.tracker.database.writing("admin") as session:
        (ended,) = standings(session, TODAY)
        publish(session, desk.tracker, draft_of(session, ended), DECEMBER, "Trở lại")
    assert desk.on(NOVEMBER) == {}
    assert desk.on(DECEMBER) == {"early_files": written()}


def test_two_new_rules_of_one_key_do_not_become_one(desk: Desk) -> None:
    desk.publish(written(), DECEMBER)
    assert "give the draft another key" in desk.refusal(
        lambda: desk.publish(written(most=5, examples=[example("2.50")]), JANUARY)
    )


def test_what_counts_already_is_not_published_again(desk: Desk) -> None:
    desk.publish(written(), OCTOBER)
    assert "says what counts already" in desk.refusal(lambda: desk.republish(written(), DECEMBER))


def test_a_day_in_the_past_must_be_meant(desk: Desk) -> None:
    def publish_on(day: date, in_the_past: bool = False) -> None:
        with desk.tracker.database.writing("admin") as session:
            publish(session, desk.tracker, new_draft_of(session, written()), day, "x", in_the_past=in_the_past)

    assert "22/11/2026 is past" in desk.refusal(lambda: publish_on(TODAY - ONE_DAY))
    publish_on(TODAY - ONE_DAY, in_the_past=True)
    desk.switch_off("early_files", TODAY - ONE_DAY)
    publish_on(TODAY)
    assert list(desk.on(TODAY)) == ["early_files"]


def test_a_rule_is_published_for_a_reason(desk: Desk) -> None:
    assert "Say why" in desk.refusal(lambda: desk.publish(written(), JANUARY, " "))


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (written(points="most * share + files.erly * 0", examples=[example("10.25", files_erly=1)]), "files.erly"),
        (written(examples=[example(1)]), "the rule gives 10.25"),
    ],
)
def test_a_rule_that_is_not_whole_is_not_published(desk: Desk, rule: WrittenRule, fault: str) -> None:
    with pytest.raises(FaultyRuleError) as refused:
        desk.publish(rule, JANUARY)
    assert any(fault in translate(one.message, "en") for one in refused.value.faults)
    assert desk.on(JANUARY) == {}


def test_a_draft_may_be_faulty_and_is_kept_as_it_was_typed(desk: Desk) -> None:
    text = 'key = "half"\npoints = "files.'
    with desk.tracker.database.writing("admin") as session:
        draft_id = new_draft(session, text, "toml").id
    with desk.tracker.database.reading() as session:
        kept = session.get_one(Draft, draft_id)
        assert (kept.text, kept.key) == (text, "half")
        with pytest.raises(FaultyRuleError, match="This is not TOML"):
            read_draft(kept)


def test_leaders_are_told_once_in_their_language_and_whoever_did_it_is_not(desk: Desk) -> None:
    with desk.tracker.database.writing("test") as session:
        commune = Office(session).commune
        for name in ("leader", "admin"):
            give_role(session, add_account(session, name), Role.LEADER, commune.id, OCTOBER)
    desk.publish(written(key="later"), JANUARY)
    desk.publish(written(title={"vi": "Sớm 100%", "en": "Early 100%"}), DECEMBER)
    desk.switch_off("early_files", JANUARY)
    with desk.tracker.database.reading() as session:
        told = session.exec(select(Notice).order_by(Notice.id)).all()  # type: ignore[arg-type]
    assert [translate(one.message, "en") for one in told[1:]] == [
        "admin published the rule Early 100%; it counts from 01/12/2026 on: Nghị quyết 3",
        "admin switched off the rule Early 100%; it no longer counts from 01/01/2027 on: Bãi bỏ",
    ]
    assert "Sớm 100%" in translate(told[1].message, "vi")
    assert told[1].page == "/expression-rules/rules/early_files"
    assert len({one.account_id for one in told}) == 1


def test_several_rules_change_at_once_with_one_notice(desk: Desk) -> None:
    desk.publish(written(key="old"), OCTOBER)
    with desk.tracker.database.writing("test") as session:
        give_role(session, add_account(session, "leader"), Role.LEADER, Office(session).commune.id, OCTOBER)
        new = [written(key="one"), written(key="two")]
        change_rules(session, desk.tracker, new, ["old"], JANUARY, "Nghị quyết 5")
    assert list(desk.on(JANUARY)) == ["one", "two"]
    with desk.tracker.database.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1


def test_two_who_publish_at_once_lose_neither_rule(desk: Desk) -> None:
    url, clock = desk.tracker.database.url.render_as_string(hide_password=False), desk.tracker.database.clock
    start = Barrier(2)

    def publish_as(key: str) -> None:
        database = Database(url, clock)
        other = Desk(Tracker(Config(), database, desk.tracker.plugins, clock))
        start.wait(timeout=20)
        for number in range(5):
            other.publish(written(key=f"{key}{number}"), (JANUARY, DECEMBER)[number % 2])
        database.close()

    with ThreadPoolExecutor() as two:
        for done in [two.submit(publish_as, key) for key in ("a", "b")]:
            done.result(timeout=60)
    assert sorted(desk.on(DECEMBER)) == ["a1", "a3", "b1", "b3"]
    assert sorted(desk.on(JANUARY)) == [f"{key}{number}" for key in ("a", "b") for number in range(5)]


def test_settings_with_a_measure_that_nobody_gives_are_never_stored(desk: Desk) -> None:
    owner = settings_owners(desk.tracker.plugins)[NAME]
    reads_what_nobody_gives = written(points="most * share + files.erly * 0", examples=[example("10.25", files_erly=1)])
    wrong = WrittenRules(rules=(reads_what_nobody_gives,))

    def set_all() -> None:
        with desk.tracker.database.writing("admin") as session:
            set_settings(session, owner, wrong, JANUARY, "x", TODAY)

    told = desk.refusal(set_all)
    assert told.startswith("The settings stay as they are, because no period could be scored with these.")
    assert "the nearest that there is is files.early" in told


def test_settings_of_any_plugin_under_which_its_rules_fail_are_not_stored(
    database: Database, folder: PluginFolder
) -> None:
    source = """
@hookimpl
def settings_model():
    return Settings

@hookimpl
def rules(settings):
    if settings.most > 9:
        raise ValueError("too many")
    return [rule("tiny", settings=settings)]
"""
    name = folder.add("fails", source)
    owner = settings_owners(folder.load(name))[name]
    with database.writing("test") as session:
        set_settings(session, owner, owner.model.model_validate({"most": 9}), JANUARY, "x", TODAY)
        with pytest.raises(InputError, match="ValueError: too many"):
            set_settings(session, owner, owner.model.model_validate({"most": 10}), JANUARY, "x", TODAY)
        assert len(session.exec(select(DatedSettings)).all()) == 1


def test_a_whole_set_of_rules_in_which_one_is_missing_says_that_it_is_meant(desk: Desk) -> None:
    owner = settings_owners(desk.tracker.plugins)[NAME]
    desk.publish(written(), OCTOBER)
    other = written(key="other")

    def set_all(said: WrittenRules) -> None:
        with desk.tracker.database.writing("admin") as session:
            set_settings(session, owner, said, JANUARY, "x", TODAY)

    told = desk.refusal(lambda: set_all(WrittenRules(rules=(other,))))
    assert 'switched_off = ["early_files"] at the top' in told
    set_all(WrittenRules(rules=(other,), switched_off=("early_files",)))
    assert list(desk.on(JANUARY)) == ["other"]


KEYS, MOSTS = ("a", "b", "c"), (10, 20)
DAYS = (NOVEMBER, NOVEMBER + ONE_DAY, DECEMBER, JANUARY, JANUARY + ONE_DAY)
ALL_DAYS = (OCTOBER, *DAYS, DECEMBER - ONE_DAY, JANUARY - ONE_DAY, JANUARY + 2 * ONE_DAY)
VERSIONS = {(key, most): written(key=key, most=most, examples=[example(most // 2)]) for key in KEYS for most in MOSTS}
Step = tuple[str, date, int | None]
"""A rule is published from a day on with so many points, or switched off."""
steps = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(DAYS), st.none() | st.sampled_from(MOSTS)), min_size=2, max_size=8
)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(steps)
def test_on_every_day_every_other_rule_stands_as_before(desk: Desk, steps: list[Step]) -> None:
    with _thrown_away(desk.tracker.database) as session:
        for key, day, most in steps:
            before = _by_day(session)
            published = [] if most is None else [VERSIONS[key, most]]
            try:
                gone = [key] if most is None else []
                change_rules(session, desk.tracker, published, gone, day, "x", in_the_past=True)
            except InputError:
                assert _by_day(session) == before
                continue
            for one, rules in _by_day(session).items():
                wanted = {other: rule for other, rule in before[one].items() if other != key or one < day}
                assert rules == wanted | ({rule.key: rule for rule in published} if one >= day else {})


def _by_day(session: RecordSession) -> dict[date, dict[str, WrittenRule]]:
    return {day: {rule.key: rule for rule in settings_on(session, NAME, WrittenRules, day).rules} for day in ALL_DAYS}


class _ThrowAwayError(Exception):
    """What was written is not kept."""


@contextmanager
def _thrown_away(database: Database) -> Iterator[RecordSession]:
    with suppress(_ThrowAwayError), database.writing("admin") as session:
        yield session
        raise _ThrowAwayError
