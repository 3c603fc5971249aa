"""The units and the twenty officials of the demo commune. Every person is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.records.postings import OfficialKind, RankingGroup
from tracker.records.units import UnitKind


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit of the demo commune; the commune itself has no parent."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True, slots=True)
class DemoPosting:
    """Where an official works, as what, and from when to when (`to_on` None: still)."""

    unit: str
    position: str
    kind: OfficialKind
    ranking_group: RankingGroup
    is_key_official: bool
    working_time_percent: int
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoOfficial:
    """An invented official with all postings, oldest first."""

    code: str
    full_name: str
    login: str
    degree: str
    field_of_study: str
    postings: tuple[DemoPosting, ...]

    @property
    def email(self) -> str:
        """An address in a domain that can never exist."""
        return f"{self.login}@chilangbac.example"

    @property
    def phone(self) -> str:
        """A number that nobody can have."""
        return f"0000 000 0{self.code[2:]}"


DESK = "MC"
OFFICE = "VP"
DEPUTY_CHAIR = "CB04"
ON_MATERNITY_LEAVE = "CB09"
MOVED_TO_DESK = "CB11"
_PUBLIC_EMPLOYEE = "CB10"
_HALF_TIME = "CB20"

UNITS: tuple[DemoUnit, ...] = (
    DemoUnit("XA", "Xã Chi Lăng Bắc", UnitKind.COMMUNE, None),
    DemoUnit("DU", "Đảng ủy xã", UnitKind.PARTY_COMMITTEE, "XA"),
    DemoUnit("HDND", "Hội đồng nhân dân xã", UnitKind.PEOPLES_COUNCIL, "XA"),
    DemoUnit("UBND", "Ủy ban nhân dân xã", UnitKind.PEOPLES_COMMITTEE, "XA"),
    DemoUnit(OFFICE, "Văn phòng HĐND và UBND", UnitKind.DIVISION, "UBND"),
    DemoUnit("KT", "Phòng Kinh tế", UnitKind.DIVISION, "UBND"),
    DemoUnit("VHXH", "Phòng Văn hóa - Xã hội", UnitKind.DIVISION, "UBND"),
    DemoUnit(DESK, "Trung tâm Phục vụ hành chính công", UnitKind.SERVICE_CENTRE, "UBND"),
    DemoUnit("MTTQ", "Ủy ban MTTQ Việt Nam xã", UnitKind.FATHERLAND_FRONT, "XA"),
    DemoUnit("DTN", "Đoàn TNCS Hồ Chí Minh xã", UnitKind.MASS_ORGANISATION, "MTTQ"),
    DemoUnit("HPN", "Hội Liên hiệp Phụ nữ xã", UnitKind.MASS_ORGANISATION, "MTTQ"),
    DemoUnit("HND", "Hội Nông dân xã", UnitKind.MASS_ORGANISATION, "MTTQ"),
)

_OFFICE_POSITION = "Công chức Văn phòng - Thống kê"

# code | full name | login | degree | field of study | unit | position | ranking group
_PEOPLE = f"""
CB01 | Vũ Đình Khải | khai.vd | Thạc sĩ | Xây dựng Đảng | DU | Bí thư Đảng ủy, Chủ tịch HĐND | leader
CB02 | Phạm Thế Nhượng | nhuong.pt | Thạc sĩ | Quản lý công | UBND | Chủ tịch UBND | leader
CB03 | Trần Thị Mai Sương | suong.ttm | Đại học | Luật | DU | Phó Bí thư Thường trực Đảng ủy | leader
CB04 | Bùi Quốc Hoạch | hoach.bq | Đại học | Hành chính học | UBND | Phó Chủ tịch UBND, Giám đốc Trung tâm | leader
CB05 | Đoàn Thị Bích Nụ | nu.dtb | Đại học | Kinh tế nông nghiệp | HDND | Phó Chủ tịch HĐND | leader
CB06 | Phạm Thị Hồng Nhàn | nhan.pth | Đại học | Luật | {DESK} | Công chức Tư pháp - Hộ tịch | desk
CB07 | Nguyễn Thị Thoan | thoan.nt1 | Đại học | Hành chính học | {DESK} | Công chức chứng thực | desk
CB08 | Vũ Duy Thuyên | thuyen.vd | Đại học | Công nghệ thông tin | {DESK} | Công chức chứng thực | desk
CB09 | Bùi Thị Khánh Ngà | nga.btk | Đại học | Luật | {DESK} | Công chức Tư pháp - Hộ tịch | desk
CB10 | Trần Đăng Vị | vi.td | Đại học | Quản lý nhà nước | {DESK} | Viên chức tiếp nhận hồ sơ | desk
CB11 | Đỗ Thị Minh Lành | lanh.dtm | Đại học | Luật | {DESK} | Công chức Tư pháp - Hộ tịch | desk
CB12 | Nguyễn Thị Thoan | thoan.nt2 | Đại học | Quản lý đất đai | KT | Công chức Địa chính - Xây dựng | specialist
CB13 | Phạm Xuân Lạng | lang.px | Đại học | Kế toán | KT | Công chức Tài chính - Kế toán | specialist
CB14 | Hoàng Văn Thược | thuoc.hv | Đại học | Quản lý văn hóa | VHXH | Công chức Văn hóa - Xã hội | specialist
CB15 | Lê Thị Nhài | nhai.lt | Đại học | Công tác xã hội | VHXH | Công chức Văn hóa - Xã hội | specialist
CB16 | Đặng Hữu Tuyển | tuyen.dh | Đại học | Thống kê | {OFFICE} | {_OFFICE_POSITION} | specialist
CB17 | Nguyễn Hữu Thấn | than.nh | Đại học | Chính trị học | MTTQ | Chủ tịch Ủy ban MTTQ Việt Nam xã | organisation
CB18 | Vũ Thị Diệu Mận | man.vtd | Đại học | Công tác xã hội | HPN | Chủ tịch Hội LHPN | organisation
CB19 | Trần Mạnh Chiểu | chieu.tm | Đại học | Nông học | DTN | Bí thư Đoàn Thanh niên | organisation
CB20 | Phạm Văn Sửu | suu.pv | Cao đẳng | Chăn nuôi | HND | Chủ tịch Hội Nông dân | organisation
"""

_KIND_OF_GROUP = {
    RankingGroup.LEADER: OfficialKind.ELECTED_OFFICIAL,
    RankingGroup.DESK: OfficialKind.CIVIL_SERVANT,
    RankingGroup.SPECIALIST: OfficialKind.CIVIL_SERVANT,
    RankingGroup.ORGANISATION: OfficialKind.PARTY_OR_ORGANISATION,
}


def make_officials(since: date, moved_on: date) -> tuple[DemoOfficial, ...]:
    """Return the officials as posted from `since` on; one of them moves from the office to the desk on `moved_on`."""
    people = [line.split(" | ") for line in _PEOPLE.strip().splitlines()]
    return tuple(
        DemoOfficial(
            code, name, login, degree, study, _postings(code, unit, position, RankingGroup(group), since, moved_on)
        )
        for code, name, login, degree, study, unit, position, group in people
    )


def _postings(
    code: str, unit: str, position: str, group: RankingGroup, since: date, moved_on: date
) -> tuple[DemoPosting, ...]:
    kind = OfficialKind.PUBLIC_EMPLOYEE if code == _PUBLIC_EMPLOYEE else _KIND_OF_GROUP[group]
    is_key = group in (RankingGroup.LEADER, RankingGroup.ORGANISATION)
    percent = 50 if code == _HALF_TIME else 100
    if code != MOVED_TO_DESK:
        return (DemoPosting(unit, position, kind, group, is_key, percent, since),)
    last_day = moved_on - timedelta(days=1)
    return (
        DemoPosting(OFFICE, _OFFICE_POSITION, kind, RankingGroup.SPECIALIST, is_key, percent, since, last_day),
        DemoPosting(unit, position, kind, group, is_key, percent, moved_on),
    )


def key_officials(officials: tuple[DemoOfficial, ...]) -> tuple[str, ...]:
    """Return the codes of those who take their turn on duty at the desk."""
    return tuple(official.code for official in officials if official.postings[-1].is_key_official)


def name_in_export(official: DemoOfficial, officials: tuple[DemoOfficial, ...]) -> str:
    """Return the name as the one-stop software writes it: with the login where two people bear the name."""
    namesakes = sum(other.full_name == official.full_name for other in officials)
    return f"{official.full_name} ({official.login})" if namesakes > 1 else official.full_name
