"""Cards as they are stored, and a plain form, for tests of candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
from sqlmodel import Session, select

from tracker.award_forms import AwardForm, Condition, Quota
from tracker.messages import message
from tracker.periods import Period, parse_period
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.rewards.candidates import Candidate, Candidates, candidates_of
from tracker.rewards.forms import Offered
from tracker.scoring.scorecards import Scorecard
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
D = Decimal
ENOUGH = Condition(
    "test.points", message("At least %(least)d points", least=70), lambda one: one.total, D(70), message("points")
)
FORM = AwardForm("test.praise", message("Praise"), (), 500_000, (ENOUGH,), Quota(number=2), fund=1_000_000)


def card(
    office: Office,
    code: str,
    total: str | None,
    files: int = 20,
    group: RankingGroup | None = RankingGroup.SPECIALIST,
    name: str | None = None,
    period: Period = QUARTER,
) -> int:
    """Store a card of an official, who is new unless he has one already, without a posting where he has no group.

    Returns his id.
    """
    session = office.session
    known = session.exec(select(Official).where(Official.code == code)).first()
    if known is not None:
        official = known
    elif group is None:
        official = Official(code=code, full_name=name or f"Trần Văn {code}")
        session.add(official)
        session.flush()
    else:
        official = office.official(code, name or f"Trần Văn {code}", group)
    posting = session.exec(select(Posting).where(Posting.official_id == official.id)).first()
    assert official.id is not None
    session.add(
        Scorecard(
            official_id=official.id,
            period=period.name,
            as_of=period.end,
            posting_id=None if posting is None else posting.id,
            ranking_group=group,
            total_hundredths=None if total is None else int(D(total) * 100),
            reachable_hundredths=10_000,
            measures=orjson.dumps({"files.finished": files, "files.overdue": 0}).decode(),
            lines="[]",
            scored_at=datetime(2026, 10, 1, tzinfo=UTC),
            audit_position=0,
        )
    )
    session.flush()
    return official.id


def listed(session: Session, form: AwardForm = FORM) -> Candidates:
    """Return the candidates of the quarter."""
    day = date(2026, 10, 5)
    amount = form.amount
    assert isinstance(amount, int)
    return candidates_of(session, QUARTER, Offered(form, amount, day, day), "quarter")


def standing(candidates: Candidates) -> dict[str, str]:
    """Return how everybody stands, by code, in the order of the list."""
    return {code_of(one): one.standing.value for one in candidates.everybody}


def code_of(one: Candidate) -> str:
    """Return the code of a candidate."""
    return one.verdict.recipient.judged.code


def with_quota(quota: Quota) -> AwardForm:
    """Return the plain form with another quota."""
    return replace(FORM, quota=quota)


def judged_codes(some: Iterable[Candidate]) -> list[str]:
    """Return the codes of candidates."""
    return [code_of(one) for one in some]
