"""Whatever steps anybody takes in whatever order: what must hold of decisions holds."""

from __future__ import annotations

import random
from collections.abc import Callable

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from tests.decisions.praise import Commune
from tracker.audit import head, verify
from tracker.decisions.choosing import choose_official, propose, take_over_points, withdraw
from tracker.decisions.council import Vote, ask_council, say, vote
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, items_of, rewarded_in, steps_of
from tracker.decisions.issuing import Paper, issue, publish, revoke
from tracker.decisions.steps import seen_decision
from tracker.messages import InputError
from tracker.rewards.candidates import Standing

ACTORS = ("secretary", "chairman", "deputy", "head", "expert")
ON_PAPER = (DecisionState.ISSUED, DecisionState.REVOKED)
MAY_CHANGE_ON_PAPER = {"state", "version", "published_at"}
Stored = dict[str, object]
"""A row as it is stored."""


class Drama:
    """A commune in which things happen at random, and what was seen of its decisions before."""

    def __init__(self, commune: Commune, number: int) -> None:
        self.commune = commune
        self.chance = random.Random(number)
        self.taken: list[str] = []
        self.on_paper: dict[int, tuple[Stored, list[Stored]]] = {}
        self.decided_by: dict[tuple[int, int], str] = {}

    def happen(self) -> None:
        """Let somebody do something: what is refused leaves everything as it was."""
        step = self.chance.choice([*STEPS, drop_or_add, drop_or_add])
        by, state = self.chance.choice(ACTORS), self._state()
        try:
            step(self, by)
        except InputError:
            assert self._state() == state, f"{step.__name__} by {by} was refused and changed something"
        else:
            self.taken.append(f"{step.__name__} by {by}")

    def _state(self) -> object:
        with self.commune.database.reading() as session:
            return head(session).position, [one.model_dump() for one in session.exec(_all())]

    def some_decision(self) -> tuple[int, int]:
        """Return some decision, mostly the last, and the version that is seen of it, mostly the present one."""
        with self.commune.database.reading() as session:
            found = [(one.id or 0, one.version) for one in session.exec(_all())]
        if not found:
            raise InputError("There is none yet.")
        id, version = found[-1] if self.chance.random() < 0.7 else self.chance.choice(found)
        return id, version if self.chance.random() < 0.9 else version - 1

    def look(self) -> None:
        """See that everything holds that must."""
        with self.commune.database.reading() as session:
            assert verify(session) is None
            for decided in session.exec(_all()).all():
                items = items_of(session, decided)
                steps = steps_of(session, decided)
                assert [one.version for one in steps] == list(range(1, decided.version + 1)), decided
                stays_as_issued(self, decided, items)
                rewarded = {one.official_id for one in rewarded_in(session, decided)}
                assert decided.signer_id not in rewarded
                if decided.state in ON_PAPER:
                    assert all(one.is_chosen is not None for one in items)
                for item in items:
                    holds_of(item)
        drafts_are_single(self)


def _all() -> SelectOfScalar[Decision]:
    return select(Decision).order_by(col(Decision.id))


def holds_of(item: DecisionItem) -> None:
    """See that whoever differs from the form's proposal has a reason or is open, and nobody excluded is chosen."""
    assert item.is_chosen is None or item.is_chosen is item.is_proposed or (item.reason or "").strip(), item
    assert not (item.standing is Standing.EXCLUDED and item.is_chosen), item


def stays_as_issued(drama: Drama, decided: Decision, items: list[DecisionItem]) -> None:
    """See that what is issued never changes, apart from being revoked or published."""
    assert decided.id is not None
    if decided.state not in ON_PAPER:
        assert decided.id not in drama.on_paper, "a decision came back from paper"
        return
    row = {key: value for key, value in decided.model_dump().items() if key not in MAY_CHANGE_ON_PAPER}
    now = (row, [item.model_dump() for item in items])
    assert drama.on_paper.setdefault(decided.id, now) == now


def drafts_are_single(drama: Drama) -> None:
    """See that there is one draft or issued decision of the period at most."""
    with drama.commune.database.reading() as session:
        found = [one for one in session.exec(_all()).all() if one.period is not None]
    assert sum(one.state in (DecisionState.DRAFT, DecisionState.ISSUED) for one in found) <= 1


def start(drama: Drama, by: str) -> None:
    commune, chance = drama.commune, drama.chance
    wanted = {who for who in commune.officials.values() if chance.random() < 0.5}
    with commune.database.writing(by) as session:
        candidates = commune.candidates(session)
        if chance.random() < 0.6:
            wanted = set(candidates.proposed) - ({commune.viewers[by].official_id} if chance.random() < 0.8 else set())
        reasons = {who: "a reason" for who in commune.officials.values() if chance.random() < 0.7}
        decided = propose(session, candidates, wanted, reasons, commune.viewers[by])
        items = items_of(session, decided)
    own = [item for item in items if item.official_id == commune.viewers[by].official_id]
    assert all(item.is_chosen is None for item in own), "whoever proposed decided his own case"


def drop_or_add(drama: Drama, by: str) -> None:
    commune, chance = drama.commune, drama.chance
    (id, version), who = drama.some_decision(), chance.choice(list(commune.officials.values()))
    why, is_chosen = chance.choice([None, " ", "a reason", "another"]), chance.random() < 0.5
    with commune.database.writing(by) as session:
        decided = seen_decision(session, id, version)
        candidates = commune.candidates(session)
        choose_official(session, decided, candidates, who, why, commune.viewers[by], is_chosen=is_chosen)
    assert who != commune.viewers[by].official_id, "somebody decided his own case"


def move_points(drama: Drama, _by: str) -> None:
    code = drama.chance.choice(list(drama.commune.officials))
    drama.commune.score(**{code: str(drama.chance.choice([50, 65, 70, 80, 80, 90, 99]))})


def take_over(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    own = commune.viewers[by].official_id
    with commune.database.writing(by) as session:
        decided = seen_decision(session, id, version)
        before = {item.official_id: item.is_chosen for item in items_of(session, decided)}
        take_over_points(session, decided, commune.candidates(session), commune.viewers[by])
        after = {item.official_id: item for item in items_of(session, decided)}
    if own in after and after[own].standing is not Standing.EXCLUDED:
        assert after[own].is_chosen in (None, before.get(own)), "somebody decided his own case"


def ask(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    members = drama.chance.sample([commune.viewers[one].account_id for one in ACTORS], 3)
    with commune.database.writing(by) as session:
        ask_council(session, seen_decision(session, id, version), members, commune.viewers[by], "/")


def cast(drama: Drama, by: str) -> None:
    commune, (id, _version) = drama.commune, drama.some_decision()
    with commune.database.writing(by) as session:
        decided = session.get_one(Decision, id)
        item = drama.chance.choice(items_of(session, decided) or [DecisionItem(decision_id=0, official_id=0)])
        if drama.chance.random() < 0.5:
            vote(session, decided, item, drama.chance.choice(list(Vote)), commune.viewers[by])
        else:
            say(session, decided, "Something", commune.viewers[by], item)
        assert item.official_id != commune.viewers[by].official_id


def give_up(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    with commune.database.writing(by) as session:
        decided = seen_decision(session, id, version)
        withdraw(session, decided, drama.chance.choice(["", "a reason"]), commune.viewers[by])
        assert not is_in(session.get_one(Decision, id), items_of(session, decided), commune.viewers[by].official_id)


def sign(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    with commune.database.writing(by) as session:
        decided = seen_decision(session, id, version)
        checks = commune.checks(session, decided)
        issue(session, decided, some_paper(drama), commune.offered, checks, commune.viewers[by], "/")
        rewarded = [item for item in items_of(session, decided) if item.is_rewarded]
        assert commune.viewers[by].official_id not in {item.official_id for item in rewarded}


def some_paper(drama: Drama) -> Paper:
    """Return a paper with a number that may be used, signed by some leader."""
    signer = drama.chance.choice(["chairman", "deputy", "head", "head", "a"])
    return drama.commune.paper(f"{drama.chance.randint(1, 12)}/QĐ-UBND", signer=signer)


def undo(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    with commune.database.writing(by) as session:
        wrong = seen_decision(session, id, version, DecisionState.ISSUED)
        revoke(session, wrong, some_paper(drama), "a reason", commune.viewers[by], "/")
        assert not is_in(wrong, items_of(session, wrong), commune.viewers[by].official_id)


def let_read(drama: Drama, by: str) -> None:
    commune, (id, version) = drama.commune, drama.some_decision()
    with commune.database.writing(by) as session:
        publish(session, seen_decision(session, id, version, DecisionState.ISSUED))


def is_in(_decided: Decision, items: list[DecisionItem], official_id: int | None) -> bool:
    """Whether somebody is chosen in a decision."""
    return any(item.is_chosen and item.official_id == official_id for item in items)


STEPS: list[Callable[[Drama, str], None]] = [
    *(start, start, move_points, take_over, take_over, ask, cast, cast),
    *(give_up, sign, sign, undo, let_read),
]


def test_whatever_is_done_in_whatever_order_decisions_stay_sound(commune: Commune) -> None:
    taken: set[str] = set()
    for number in range(6 if commune.database.is_sqlite else 2):
        drama = Drama(commune, number)
        for _ in range(60):
            try:
                drama.happen()
                drama.look()
            except AssertionError as error:
                error.add_note(f"Run {number}, after: {', '.join(drama.taken)}")
                raise
        taken |= {step.split()[0] for step in drama.taken}
    if commune.database.is_sqlite:
        assert taken == {step.__name__ for step in (*STEPS, drop_or_add)}, "some step was never taken"
