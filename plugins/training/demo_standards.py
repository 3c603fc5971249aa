"""The plan of the demo, what its positions ask, and what some of its officials hold. Illustrative."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, select

from plugins.training.kinds import Asks
from plugins.training.models import Course
from plugins.training.plan import add_plan_item
from plugins.training.qualifications import add_qualification
from plugins.training.requirements import add_requirement
from tracker.api import ContentGroup, OfficialKind, RankingGroup, Unit, Viewer

# course | quarter | official | unit
_PLAN = """
KNS-01 | 4 | | MC
CT-02 | 4 | | MC
QLNN-04 | 1 | CB12 |
QLNN-04 | 1 | CB14 |
QPAN-05 | 2 | | MTTQ
LLCT-06 | 3 | CB04 |
ATTT-07 | | |
"""
# official | title | issued years ago
_HELD = """
CB01 | Cao cấp lý luận chính trị | 9
CB02 | Cao cấp lý luận chính trị | 6
CB03 | Cao cấp lý luận chính trị | 4
CB04 | Trung cấp lý luận chính trị | 8
CB06 | Quản lý nhà nước ngạch chuyên viên | 5
CB08 | Quản lý nhà nước ngạch chuyên viên | 3
CB15 | Tin học cơ bản | 5
"""


def add_standards(
    session: Session, officials: Mapping[str, int], courses: Mapping[str, Course], organiser: Viewer
) -> None:
    """Add the plan, what positions ask, and what officials hold."""
    units = {one.code: one.id for one in session.exec(select(Unit))}
    _add_plan(session, officials, units, courses, organiser.today)
    _add_requirements(session)
    for line in _HELD.strip().splitlines():
        code, title, years = (cell.strip() for cell in line.split("|"))
        issued = date(organiser.today.year - int(years), 6, 15)
        add_qualification(session, officials[code], {"title": title, "issued_on": issued}, organiser)


def _add_plan(
    session: Session,
    officials: Mapping[str, int],
    units: Mapping[str, int | None],
    courses: Mapping[str, Course],
    today: date,
) -> None:
    for line in _PLAN.strip().splitlines():
        course, quarter, official, unit = (cell.strip() for cell in line.split("|"))
        values = {
            "quarter": int(quarter) if quarter else None,
            "course_id": courses[course].id,
            "content_group": courses[course].content_group,
            "hours_hundredths": courses[course].hours_hundredths,
            "official_id": officials[official] if official else None,
            "unit_id": units[unit] if unit else None,
        }
        year = today.year if quarter in ("", "4") else today.year + 1
        add_plan_item(session, {"year": year, **values})


def _add_requirements(session: Session) -> None:
    add_requirement(session, {"asks": Asks.DEGREE, "degree": "Đại học", "kind": OfficialKind.CIVIL_SERVANT})
    add_requirement(session, {"asks": Asks.DEGREE, "degree": "Đại học", "ranking_group": RankingGroup.ORGANISATION})
    specialists = {"ranking_group": RankingGroup.SPECIALIST}
    add_requirement(
        session, {"asks": Asks.CERTIFICATE, "certificate": "Quản lý nhà nước ngạch chuyên viên", **specialists}
    )
    leaders = {"ranking_group": RankingGroup.LEADER}
    add_requirement(session, {"asks": Asks.CERTIFICATE, "certificate": "Lý luận chính trị", **leaders})
    digital = {"content_group": ContentGroup.DIGITAL_AND_INNOVATION, "every_years": 3}
    add_requirement(session, {"asks": Asks.CONTENT_GROUP, "ranking_group": RankingGroup.DESK, **digital})
