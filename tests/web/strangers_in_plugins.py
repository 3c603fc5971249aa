"""The same for the pages of the plugins: records of CB01, and what everybody may see."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from plugins.commendations.kinds import DisciplineKind, FundKind
from plugins.commendations.models import Discipline, FundEntry, PastTitle
from plugins.rating.kinds import Ground
from plugins.rating.models import RatingGround, RatingProduct, RatingSheet, RatingWiderQuota
from plugins.regulations.local_documents import keep_scan
from plugins.regulations.models import Concern, Document, DocumentRelation, LocalCitation, LocalDocument, RegisterUpload
from plugins.regulations.register import load_register
from plugins.regulations.register_uploads import keep_upload
from plugins.regulations.repairs import open_repair, open_repairs
from plugins.regulations.scanning import scan_content
from plugins.regulations.watch_models import FeedEntry, FeedState, ReadingDemand
from plugins.training.catalogue import open_course
from plugins.training.certificates import add_certificate
from plugins.training.feeds import feed_for, open_feed
from plugins.training.kinds import Approval, Asks, Result
from plugins.training.models import Certificate, CourseSession, Registration
from plugins.training.sessions import Sitting, open_session
from plugins.training.standards import PlanItem, Qualification, Requirement
from tests.web.conftest import Site
from tests.web.keeping import kept
from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.records.postings import Posting

SENT_BY = {"list_id": "admin"}
"""Parts of addresses of what only the account that sent it may see."""
SEEN_BY_EVERYBODY = frozenset(
    {
        *("course_id", "held_id", "token", "payment_id"),
        *("document_id", "relation_id", "local_document_id", "citation_id", "entry_id"),
    }
)
"""Courses, regulations and funds are for the whole office; the secret of a calendar is all that its reader needs."""
FOR_THE_WHOLE_OFFICE = frozenset(
    {"training.new_course", "training.new_plan_item", "training.new_requirement", "decisions.propose_them"}
    | {"commendations.set_fund_of_year", "commendations.new_entry", "rating.open_period", "rating.quota"}
)
"""What is for everybody, so that who leads only some units does not do it."""
LAST_WEEK, NEXT_MONTH, NEXT_DAY = date(2026, 11, 18), date(2026, 12, 10), timedelta(days=1)
PDF = b"%PDF-1.7\n%%EOF\n"
DEAD = "61/2018/NĐ-CP"
RULES = f"Căn cứ Nghị định số {DEAD} ngày 23/4/2018 của Chính phủ;\nCăn cứ Công văn số 7777/UBND-VX."


def ids_in_plugins(session: RecordSession, site: Site) -> dict[str, object]:
    """Return a value for each variable part of the addresses of the plugins."""
    return {
        **_of_training(session, site),
        **_asked_in_training(session, site),
        **_of_regulations(session, site),
        **_of_commendations(session, site),
        **_of_rating(session, site),
    }


def _of_training(session: RecordSession, site: Site) -> dict[str, object]:
    """Return a course held by somebody else, its session to come, and of the one last week how CB01 finished."""
    held = session.exec(select(CourseSession).order_by(col(CourseSession.starts_on).desc())).first()
    if held is None:
        held = _held(session, site)
    passed = session.exec(select(Registration).where(Registration.result == Result.PASSED)).one()
    certificate = session.exec(select(Certificate)).first()
    certificate = certificate or add_certificate(session, passed, "scan.pdf", "application/pdf", PDF)
    return {
        "course_id": held.course_id,
        "held_id": held.id,
        "registration_id": passed.id,
        "certificate_id": certificate.id,
    }


def _held(session: RecordSession, site: Site) -> CourseSession:
    viewer = Viewer(site.accounts["admin"], "admin", None, site.tracker.today)
    course = open_course(session, {"title": "Land law", "hours_hundredths": 1600, "is_outside": True})
    over, to_come = (
        open_session(session, course, {"places": 2}, [Sitting(day, time(8), time(11)) for day in days], viewer)
        for days in ((LAST_WEEK,), (NEXT_MONTH, NEXT_MONTH + NEXT_DAY))
    )
    at = session.change.at
    seated, waits = site.officials["CB01"], site.officials["CB02"]
    approved: dict[str, Any] = {"official_id": seated, "approval": Approval.APPROVED}
    session.add(Registration(session_id=over.id or 0, asked_at=at, result=Result.PASSED, **approved))
    session.add(Registration(session_id=to_come.id or 0, asked_at=at, **approved))
    session.add(Registration(session_id=to_come.id or 0, asked_at=at + NEXT_DAY, official_id=waits))
    session.flush()
    return to_come


def _asked_in_training(session: RecordSession, site: Site) -> dict[str, object]:
    """Return what is planned for CB01, asked of its position and held by it, and the address of its calendar."""
    official, account = site.officials["CB01"], site.accounts["staff"]
    values: dict[str, Any] = {"title": "Archives", "official_id": official}
    present = feed_for(session, account)
    return {
        "item_id": kept(session, PlanItem(year=2026, **values)),
        "requirement_id": kept(session, Requirement(asks=Asks.DEGREE, degree="university")),
        "qualification_id": kept(session, Qualification(**values)),
        "token": "none" if present else open_feed(session, account, official)[1],
    }


def _of_regulations(session: RecordSession, site: Site) -> dict[str, object]:
    """Return a document that has ended, which CB01 was asked to read, and what the office has of its own."""
    document_id = session.exec(select(Document.id).where(Document.number == DEAD)).one() or 0
    relation = session.exec(select(DocumentRelation).where(DocumentRelation.to_id == document_id)).first()
    official, today = site.officials["CB01"], site.tracker.today
    asked: dict[str, Any] = {"document": DEAD, "asked_on": today, "due_on": today}
    kept(session, ReadingDemand(document_id=document_id, official_id=official, **asked))
    kept(session, Concern(document_id=document_id, unit_id=_unit(session, site)))
    own = session.exec(select(LocalDocument)).first() or _own(session, site)
    citation = session.exec(select(LocalCitation).where(LocalCitation.local_document_id == own.id)).first()
    return {
        "document_id": document_id,
        "relation_id": relation.id if relation else None,
        "local_document_id": own.id,
        "citation_id": citation.id if citation else None,
        "entry_id": _entry(session),
        "list_id": _list(session),
    }


def _of_commendations(session: RecordSession, site: Site) -> dict[str, object]:
    """Return discipline and a title of CB01, and a payment out of a fund."""
    his: dict[str, Any] = {"official_id": site.officials["CB01"], "number": "1/QĐ-UBND"}
    day, year = site.tracker.today, site.tracker.today.year
    title = session.exec(select(PastTitle.id)).first()
    paid: dict[str, Any] = {"fund": FundKind.BONUS, "year": year, "on": day, "entered_by": "leader"}
    return {
        "discipline_id": kept(session, Discipline(kind=DisciplineKind.WARNING, from_on=day, reason="Trễ hạn", **his)),
        "past_title_id": title or kept(session, PastTitle(title="advanced_worker", year=year - 1, **his)),
        "payment_id": kept(session, FundEntry(amount=1, subject="Khung", **paid)),
        "fund": FundKind.BONUS.value,
        "year": year,
    }


def _of_rating(session: RecordSession, site: Site) -> dict[str, object]:
    """Return the sheet of CB01 with a product, what was found about it, and a wider share of its unit."""
    his, unit_id, day = site.officials["CB01"], _unit(session, site), site.tracker.today
    posted = session.exec(select(Posting).where(Posting.official_id == his)).one()
    quarter: dict[str, Any] = {"period": "2026-Q3", "starts_on": date(2026, 7, 1), "ends_on": date(2026, 9, 30)}
    serves: dict[str, Any] = {"unit_id": unit_id, "kind": posted.kind, "ranking_group": posted.ranking_group}
    paper: dict[str, Any] = {"reason": "Vi phạm", "paper_number": "1/QĐ-UBND", "paper_on": day, "year": day.year}
    sheet_id = kept(session, RatingSheet(official_id=his, regime="decree_335", opened_on=day, **quarter, **serves))
    return {
        "sheet_id": sheet_id,
        "product_id": kept(session, RatingProduct(sheet_id=sheet_id, title="Báo cáo", assigned=1)),
        "ground_id": kept(session, RatingGround(official_id=his, ground=Ground.DISCIPLINE, **paper)),
        "wider_id": kept(session, RatingWiderQuota(unit_id=unit_id, **paper)),
        "to_take": "sign-own",
    }


def _unit(session: RecordSession, site: Site) -> int:
    return session.exec(select(Posting.unit_id).where(Posting.official_id == site.officials["CB01"])).one()


def _own(session: RecordSession, site: Site) -> LocalDocument:
    """Return a document of the office that CB01 is to mend."""
    scanned = scan_content(Path("rules.txt"), RULES.encode(), load_register(session), site.tracker.today)
    own = keep_scan(session, "rules.txt", scanned, session.change.at)
    if not open_repairs(session):
        open_repair(session, own, site.officials["CB01"], NEXT_MONTH, site.tracker.today)
    return own


def _entry(session: RecordSession) -> object:
    at = session.change.at
    feed = kept(session, FeedState(address="https://example.vn/rss", title="Gazette", asked_at=at))
    numbers = "1/2027/NĐ-CP"
    return kept(session, FeedEntry(feed_id=feed, key="1", title=f"Decree {numbers}", numbers=numbers, found_at=at))


def _list(session: RecordSession) -> object:
    stored = session.exec(select(RegisterUpload)).first()
    content = "Số ký hiệu;Trích yếu\n1/2027/NĐ-CP;Về đất đai".encode()
    stored = stored or keep_upload(session, SENT_BY["list_id"], "list.csv", content, session.change.at)
    return stored.id
