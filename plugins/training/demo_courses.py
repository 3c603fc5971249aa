"""The catalogue of the demo: illustrative courses of the five content groups, and when they are held."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.training.kinds import Form
from tracker.api import ContentGroup, RankingGroup

SCHOOL = "Trường Chính trị tỉnh"
COMMUNE = "UBND xã Chi Lăng Bắc"
JUSTICE = "Sở Tư pháp"


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """One course; the ranking groups are those whom it is for, none for everybody."""

    code: str
    title: str
    content_group: ContentGroup
    organiser: str
    form: Form
    hours: int
    about: str
    is_outside: bool = False
    groups: tuple[RankingGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoSession:
    """One session to come: in how many days it begins, how many working days it takes, who registers.

    Whom the leader nominated stands before those who asked themselves, who wait for approval.
    """

    course: str
    in_days: int
    working_days: int
    places: int | None
    place: str
    nominated: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    register_days_before: int = 5


COURSES = (
    DemoCourse(
        "KNS-01",
        "Kỹ năng số và trợ lý trí tuệ nhân tạo cho Bộ phận Một cửa",
        ContentGroup.DIGITAL_AND_INNOVATION,
        COMMUNE,
        Form.IN_PERSON,
        16,
        "Thực hành tra cứu, soạn văn bản, kiểm tra thành phần hồ sơ; mang theo máy tính.",
        groups=(RankingGroup.DESK,),
    ),
    DemoCourse(
        "CT-02",
        "Chứng thực bản sao điện tử từ bản chính",
        ContentGroup.JOB_POSITION,
        JUSTICE,
        Form.BLENDED,
        24,
        "Một ngày học tập trung, hai ngày học trực tuyến, có bài kiểm tra cuối khóa.",
    ),
    DemoCourse(
        "GT-03",
        "Giao tiếp và xử lý tình huống khi tiếp công dân",
        ContentGroup.JOB_POSITION,
        COMMUNE,
        Form.IN_PERSON,
        8,
        "Học theo tình huống thật của xã.",
    ),
    DemoCourse(
        "QLNN-04",
        "Quản lý nhà nước ngạch chuyên viên",
        ContentGroup.STATE_MANAGEMENT,
        SCHOOL,
        Form.BLENDED,
        80,
        "Trường xác nhận danh sách trước ngày khai giảng.",
        is_outside=True,
        groups=(RankingGroup.DESK, RankingGroup.SPECIALIST),
    ),
    DemoCourse(
        "QPAN-05",
        "Bồi dưỡng kiến thức quốc phòng và an ninh, đối tượng 4",
        ContentGroup.DEFENCE_AND_SECURITY,
        "Ban Chỉ huy Quân sự xã",
        Form.IN_PERSON,
        24,
        "Theo kế hoạch của Hội đồng giáo dục quốc phòng và an ninh.",
    ),
    DemoCourse(
        "LLCT-06",
        "Cập nhật kiến thức lý luận chính trị",
        ContentGroup.POLITICAL_THEORY,
        SCHOOL,
        Form.IN_PERSON,
        40,
        "Dành cho lãnh đạo và cán bộ đoàn thể.",
        is_outside=True,
        groups=(RankingGroup.LEADER, RankingGroup.ORGANISATION),
    ),
    DemoCourse(
        "ATTT-07",
        "An toàn thông tin cơ bản",
        ContentGroup.DIGITAL_AND_INNOVATION,
        COMMUNE,
        Form.ONLINE,
        8,
        "Nhận biết thư lừa đảo, đặt mật khẩu, bảo vệ dữ liệu cá nhân.",
    ),
)
SESSIONS = (
    DemoSession("KNS-01", 12, 2, 3, "Hội trường UBND xã", ("CB10", "CB11"), ("CB06", "CB08", "CB07")),
    DemoSession("CT-02", 20, 3, 12, "Phòng họp tầng 2", ("CB09",), ("CB06", "CB08", "CB12"), 8),
    DemoSession("GT-03", 34, 1, 25, "Trung tâm Phục vụ hành chính công"),
    DemoSession("QLNN-04", 41, 10, None, SCHOOL, ("CB12", "CB14"), (), 20),
    DemoSession("QPAN-05", 55, 3, 30, "Nhà văn hóa xã", ("CB17", "CB19")),
    DemoSession("ATTT-07", 5, 1, 40, "Học trên mạng", (), ("CB13",), 3),
)
PAST_TITLE = "Cập nhật quy định mới về thủ tục hành chính"
"""A course that the training records of the demo tell of."""
WITHOUT_RESULTS = ("ATTT-07", ("CB14", "CB15", "CB17"))
