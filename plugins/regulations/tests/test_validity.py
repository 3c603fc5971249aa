"""How a document stands on a day, against a count of days that knows nothing of the code it checks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.regulations.validity import Effect, Entry, Relation, Status, Validity, validity_on

FIRST = date(2026, 6, 20)
DAYS = [FIRST + timedelta(days=number) for number in range(20)]
JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
ENDS = ("replaces", "abrogates")
TOUCHES = ("amends", "abrogates in part")


def slow_status(entry: Entry, day: date) -> str | None:
    """Walk from the first day on which anything happened to the day asked about, and note what was crossed."""
    happens = [(effect.from_day, effect.relation.value) for effect in entry.effects if effect.from_day]
    happens += [(entry.expires_on, "replaces")] if entry.expires_on else []
    happened = {what for on, what in happens for walked in DAYS if walked == on and walked <= day}
    will_end = any(what in ENDS for _, what in happens)
    if happened & set(ENDS):
        told = "expired"
    elif entry.in_force_from is not None and day not in [one for one in DAYS if one >= entry.in_force_from]:
        told = "not yet in force"
    elif "suspends" in happened:
        told = "suspended"
    elif happened & set(TOUCHES):
        told = "partly expired"
    elif entry.in_force_from is not None or will_end:
        told = "in force"
    else:
        told = None
    return _with_the_portal(entry, day, told, will_end=will_end)


def _with_the_portal(entry: Entry, day: date, told: str | None, *, will_end: bool) -> str | None:
    worse = {
        "in force": ("partly expired", "suspended", "expired"),
        "partly expired": ("suspended", "expired"),
        "suspended": ("expired",),
    }
    said = entry.portal_status.value if entry.portal_status else None
    if told is None and said is not None:
        return said
    if told is None:
        if entry.issued_on is not None and entry.issued_on > day:
            return "not yet in force"
        return "in force" if entry.name or entry.issued_on else None
    has_looked = entry.checked_on is None or day >= entry.checked_on
    return said if said in worse.get(told, ()) and has_looked and not will_end else told


some_day = st.none() | st.sampled_from(DAYS)
entries = st.builds(
    Entry,
    id=st.just(1),
    number=st.just("61/2018/NĐ-CP"),
    name=st.sampled_from(["", "Một cửa"]),
    issued_on=some_day,
    in_force_from=some_day,
    expires_on=some_day,
    portal_status=st.none() | st.sampled_from(Status),
    checked_on=some_day,
    effects=st.lists(
        st.builds(Effect, relation=st.sampled_from(Relation), by=st.integers(2, 9), from_day=some_day), max_size=4
    ),
)


@given(entries, st.sampled_from(DAYS))
def test_every_document_stands_on_every_day_as_a_slow_count_says(entry: Entry, day: date) -> None:
    found = validity_on(entry, day)
    assert (None if found is None else found.status.value) == slow_status(entry, day)


@given(entries, st.sampled_from(DAYS))
def test_what_is_said_to_end_a_document_ended_it_on_the_day_that_is_told(entry: Entry, day: date) -> None:
    found = validity_on(entry, day)
    if found is not None and found.status is Status.EXPIRED and found.since is not None:
        assert found.since == found.ends_on
        assert found.since <= day
        before = validity_on(entry, found.since - timedelta(days=1))
        assert before is None or before.status is not Status.EXPIRED
        assert set(found.by) == {
            effect.by for effect in entry.effects if effect.relation.value in ENDS and effect.from_day == found.since
        }


def entry(**facts: object) -> Entry:
    return Entry(1, "61/2018/NĐ-CP", "Một cửa", **facts)  # type: ignore[arg-type]


def status(entry: Entry, day: date) -> Status | None:
    found = validity_on(entry, day)
    return None if found is None else found.status


def test_a_replaced_document_expires_when_the_replacing_one_enters_into_force() -> None:
    replaced = entry(in_force_from=FIRST, effects=[Effect(Relation.REPLACES, 2, JULY)])
    assert status(replaced, JULY - timedelta(days=1)) is Status.IN_FORCE
    assert validity_on(replaced, JULY) == Validity(Status.EXPIRED, JULY, (2,), JULY)


def test_a_replacement_whose_day_nobody_knows_ends_nothing_yet() -> None:
    assert status(entry(effects=[Effect(Relation.REPLACES, 2, None)]), JULY) is Status.IN_FORCE


def test_an_amended_document_is_partly_expired_and_so_still_usable() -> None:
    assert status(entry(effects=[Effect(Relation.AMENDS, 2, JULY)]), AUGUST) is Status.PARTLY_EXPIRED


def test_where_the_portal_and_the_relations_disagree_both_are_told() -> None:
    replaced = entry(portal_status=Status.IN_FORCE, effects=[Effect(Relation.REPLACES, 2, JULY)])
    assert validity_on(replaced, AUGUST) == Validity(Status.EXPIRED, JULY, (2,), JULY, Status.IN_FORCE)


def test_the_portal_knows_of_an_end_that_nobody_entered_from_the_day_on_which_it_was_asked() -> None:
    ended = entry(in_force_from=FIRST, portal_status=Status.EXPIRED, checked_on=AUGUST)
    assert status(ended, AUGUST) is Status.EXPIRED
    assert validity_on(ended, JULY) == Validity(Status.IN_FORCE, FIRST, portal_status=Status.EXPIRED)


def test_a_known_later_end_counts_more_than_a_portal_that_has_seen_one_already() -> None:
    ending = entry(in_force_from=FIRST, expires_on=SEPTEMBER, portal_status=Status.EXPIRED)
    assert validity_on(ending, AUGUST) == Validity(Status.IN_FORCE, FIRST, (), SEPTEMBER, Status.EXPIRED)


def test_of_a_document_that_only_another_one_names_nothing_is_known() -> None:
    assert validity_on(Entry(1, "61/2018/NĐ-CP", ""), JULY) is None
