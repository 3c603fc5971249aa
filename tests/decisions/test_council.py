"""The council: who is asked, how they vote and vote anew, what they say."""

from __future__ import annotations

import pytest
from sqlmodel import select

from tests.decisions.praise import Commune, refused
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import disable
from tracker.decisions.choosing import take_over_points, withdraw
from tracker.decisions.council import (
    LONGEST_COMMENT,
    Vote,
    Votes,
    ask_council,
    comments_on,
    is_member,
    members_of,
    say,
    vote,
    votes_by,
    votes_on,
)
from tracker.decisions.decisions import Decision
from tracker.notices import Notice
from tracker.scoring.scorecards import Scorecard


def ask(commune: Commune, id: int, *codes: str, by: str = "secretary") -> None:
    """Ask these accounts, and no others."""
    accounts = [commune.viewers[code].account_id for code in codes]
    commune.step(
        lambda session, decided: ask_council(session, decided, accounts, commune.viewers[by], "/decisions/1"), id, by
    )


def cast(commune: Commune, id: int, code: str, how: Vote, by: str = "expert") -> None:
    """Vote on somebody."""
    with commune.database.writing(by) as session:
        decided = session.get_one(Decision, id)
        vote(session, decided, commune.item(session, decided, code), how, commune.viewers[by])


def comment(commune: Commune, id: int, text: str, code: str | None = None, by: str = "expert") -> None:
    """Say something, of somebody or of the whole."""
    with commune.database.writing(by) as session:
        decided = session.get_one(Decision, id)
        item = None if code is None else commune.item(session, decided, code)
        say(session, decided, text, commune.viewers[by], item)


def votes(commune: Commune, id: int) -> dict[str, Votes]:
    """Return the votes by code."""
    items = {item.id: code for code, item in commune.items(id).items()}
    with commune.database.reading() as session:
        return {items[item]: one for item, one in votes_on(session, session.get_one(Decision, id)).items()}


def test_who_is_asked_is_told_once_and_may_vote(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert", "deputy")
    with commune.database.reading() as session:
        told = session.exec(select(Notice.account_id).where(Notice.key == f"council:{id}")).all()
        assert sorted(told) == sorted(commune.viewers[code].account_id for code in ("expert", "deputy"))
    ask(commune, id, "expert", "head")
    with commune.database.reading() as session:
        decided = session.get_one(Decision, id)
        asked = {one.account_id for one in members_of(session, decided)}
        assert asked == {commune.viewers[code].account_id for code in ("expert", "head")}
        assert is_member(session, decided, commune.viewers["expert"])
        assert not is_member(session, decided, commune.viewers["deputy"])
        assert len(session.exec(select(Notice).where(Notice.key == f"council:{id}")).all()) == 3
    assert commune.told(id)[1:] == ["2 members of the council are asked"] * 2


def test_who_asks_himself_is_not_told(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "secretary", "expert")
    with commune.database.reading() as session:
        assert session.exec(select(Notice.account_id)).all() == [commune.viewers["expert"].account_id]


def test_an_account_that_cannot_sign_in_is_not_asked(commune: Commune) -> None:
    id = commune.propose()
    with commune.database.writing("admin") as session:
        disable(session, account_by_name(session, "expert"), commune.viewers["expert"].today)
    assert "cannot sign in" in refused(lambda: ask(commune, id, "expert"))


def test_a_later_vote_takes_the_place_of_the_first(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert", "head")
    cast(commune, id, "a", Vote.FOR)
    cast(commune, id, "a", Vote.AGAINST, by="head")
    cast(commune, id, "b", Vote.ABSTAINS)
    assert votes(commune, id) == {"a": Votes(1, 1, 0), "b": Votes(0, 0, 1)}
    cast(commune, id, "a", Vote.AGAINST)
    assert votes(commune, id)["a"] == Votes(0, 2, 0)
    assert votes(commune, id)["a"].total == 2
    with commune.database.reading() as session:
        mine = votes_by(session, session.get_one(Decision, id), "expert")
        assert sorted(mine.values()) == [Vote.ABSTAINS, Vote.AGAINST]


def test_who_is_not_asked_does_not_vote(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert")
    assert "Only the members of the council" in refused(lambda: cast(commune, id, "a", Vote.FOR, by="head"))


def test_the_vote_of_who_is_asked_no_more_does_not_count(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert", "head")
    cast(commune, id, "a", Vote.FOR)
    cast(commune, id, "a", Vote.AGAINST, by="head")
    ask(commune, id, "expert")
    assert votes(commune, id) == {"a": Votes(1, 0, 0)}


def test_nobody_votes_or_comments_on_himself(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "deputy", "expert")
    own = "nobody decides his own case"
    assert own in refused(lambda: cast(commune, id, "deputy", Vote.FOR, by="deputy"))
    assert own in refused(lambda: comment(commune, id, "I worked well", "deputy", by="deputy"))
    cast(commune, id, "a", Vote.FOR, by="deputy")
    comment(commune, id, "Of the whole", by="deputy")


def test_what_is_said_stands_in_order_of_the_whole_or_of_somebody(commune: Commune) -> None:
    id = commune.propose()
    comment(commune, id, " Fine ")
    comment(commune, id, "He helped others", "a", by="head")
    with commune.database.reading() as session:
        found = comments_on(session, session.get_one(Decision, id))
        of_a = commune.items(id)["a"].id
        assert [(one.account, one.text, one.item_id) for one in found] == [
            ("expert", "Fine", None),
            ("head", "He helped others", of_a),
        ]


@pytest.mark.parametrize(
    ("text", "why"), [("  ", "Write what you want to say"), ("x" * (LONGEST_COMMENT + 1), "Shorten it")]
)
def test_a_comment_says_something_and_is_not_too_long(commune: Commune, text: str, why: str) -> None:
    id = commune.propose()
    assert why in refused(lambda: comment(commune, id, text))


def test_what_is_decided_is_not_voted_on_any_more(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert")
    commune.step(lambda session, one: withdraw(session, one, "Not now", commune.viewers["secretary"]), id)
    assert "decided already" in refused(lambda: cast(commune, id, "a", Vote.FOR))
    assert "decided already" in refused(lambda: comment(commune, id, "Late"))


def test_somebody_of_another_decision_is_not_voted_on_here(commune: Commune) -> None:
    first = commune.propose()
    commune.issue(first)
    commune.revoke(first)
    second = commune.propose()
    ask(commune, second, "expert")

    def elsewhere(work: str) -> None:
        with commune.database.writing("expert") as session:
            decided, other = session.get_one(Decision, second), session.get_one(Decision, first)
            item = commune.item(session, other, "a")
            if work == "vote":
                vote(session, decided, item, Vote.FOR, commune.viewers["expert"])
            else:
                say(session, decided, "Well done", commune.viewers["expert"], item)

    for work in ("vote", "say"):
        assert "stands in another decision" in refused(lambda work=work: elsewhere(work))  # type: ignore[misc]


def test_votes_go_with_whoever_leaves_the_draft_and_comments_stay(commune: Commune) -> None:
    id = commune.propose()
    ask(commune, id, "expert")
    cast(commune, id, "a", Vote.FOR)
    comment(commune, id, "He helped others", "a")

    with commune.database.writing("test") as session:
        session.delete(session.exec(select(Scorecard).where(Scorecard.official_id == commune.officials["a"])).one())
    commune.step(
        lambda session, one: take_over_points(session, one, commune.candidates(session), commune.viewers["secretary"]),
        id,
    )
    assert votes(commune, id) == {}
    with commune.database.reading() as session:
        (kept,) = comments_on(session, session.get_one(Decision, id))
        assert (kept.text, kept.item_id) == ("He helped others", None)
