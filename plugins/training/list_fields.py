"""What a catalogue and a plan have in their columns, and the words that offices use in them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from plugins.training.kinds import Form
from tracker.api import ContentGroup, fold, sentences
from tracker.api.lists import CellKind, Field, list_field

_ = sentences("training")
Meaning = TypeVar("Meaning", bound=enum.StrEnum)
TITLES = (
    "Tên khóa học|Tên khóa|Khóa học|Tên lớp|Tên lớp bồi dưỡng|Lớp bồi dưỡng|Tên khóa đào tạo, bồi dưỡng"
    "|Tên chương trình|Chương trình|Nội dung đào tạo, bồi dưỡng|Nội dung bồi dưỡng|Nội dung"
)
GROUPS = "Nhóm nội dung|Nhóm nội dung bồi dưỡng|Nhóm kiến thức|Loại hình bồi dưỡng|Lĩnh vực"
HOURS = "Số tiết|Tiết|Thời lượng (tiết)|Thời lượng|Số giờ|Số tiết học"

COURSE_FIELDS: tuple[Field, ...] = (
    list_field("title", _("Course"), TITLES, required=True),
    list_field("code", _("Code"), "Mã khóa học|Mã khóa|Mã lớp|Mã chương trình|Mã số|Mã"),
    list_field("content_group", _("Content group"), GROUPS),
    list_field("organiser", _("Organiser"), "Đơn vị tổ chức|Cơ quan tổ chức|Cơ sở đào tạo|Nơi đào tạo|Đơn vị mở lớp"),
    list_field("form", _("Form"), "Hình thức|Hình thức học|Hình thức đào tạo|Hình thức tổ chức"),
    list_field("hours", _("Lesson periods"), HOURS, CellKind.NUMBER),
    list_field(
        "is_outside",
        _("The organiser confirms places"),
        "Cơ quan ngoài xác nhận|Đơn vị ngoài tổ chức|Cử đi học|Tổ chức bên ngoài",
        CellKind.YES_NO,
    ),
    list_field("about", _("About"), "Mô tả|Nội dung chính|Mục tiêu|Ghi chú"),
    list_field(
        "starts_on", _("From"), "Ngày khai giảng|Khai giảng|Từ ngày|Ngày bắt đầu|Bắt đầu|Ngày học", CellKind.DATE
    ),
    list_field("ends_on", _("To"), "Ngày bế giảng|Bế giảng|Đến ngày|Ngày kết thúc|Kết thúc", CellKind.DATE),
    list_field("times", _("Hours of the day"), "Giờ học|Thời gian học|Thời gian trong ngày|Buổi học"),
    list_field("place", _("Place"), "Địa điểm|Nơi học|Địa điểm học|Địa điểm tổ chức"),
    list_field("places", _("Places"), "Chỉ tiêu|Số chỗ|Số lượng|Sĩ số|Số học viên|Số lượng học viên", CellKind.NUMBER),
    list_field(
        "register_until", _("Register until"), "Hạn đăng ký|Đăng ký trước ngày|Đăng ký đến ngày|Hạn", CellKind.DATE
    ),
)
PLAN_FIELDS: tuple[Field, ...] = (
    list_field("year", _("Year"), "Năm|Năm kế hoạch|Năm thực hiện"),
    list_field("title", _("Course"), TITLES, required=True),
    list_field("quarter", _("Quarter"), "Quý|Thời gian thực hiện|Thời gian|Dự kiến thời gian"),
    list_field("official", _("Official"), "Mã cán bộ|Cán bộ|Họ và tên|Họ tên|Người được cử|Người tham gia"),
    list_field("unit", _("Unit"), "Đơn vị|Phòng ban|Mã đơn vị|Đối tượng"),
    list_field("content_group", _("Content group"), GROUPS),
    list_field("hours", _("Lesson periods"), HOURS, CellKind.NUMBER),
    list_field("note", _("Note"), "Ghi chú|Diễn giải"),
)

_FORMS = {
    Form.IN_PERSON: "Tập trung|Trực tiếp|Học tập trung|In person",
    Form.ONLINE: "Trực tuyến|Từ xa|Online|Qua mạng",
    Form.BLENDED: "Bán tập trung|Kết hợp|Tập trung và trực tuyến|Trực tiếp và trực tuyến|Vừa làm vừa học|Partly online",
}
_GROUPS = {
    ContentGroup.POLITICAL_THEORY: "Lý luận chính trị|Chính trị|Political theory",
    ContentGroup.DEFENCE_AND_SECURITY: "Quốc phòng và an ninh|Quốc phòng, an ninh|Quốc phòng - an ninh|QPAN"
    "|Defence and security",
    ContentGroup.STATE_MANAGEMENT: "Quản lý nhà nước|Kiến thức, kỹ năng quản lý nhà nước|QLNN|State management",
    ContentGroup.JOB_POSITION: "Vị trí việc làm|Kiến thức, kỹ năng theo yêu cầu vị trí việc làm"
    "|Chuyên môn, nghiệp vụ|Nghiệp vụ|Job position",
    ContentGroup.DIGITAL_AND_INNOVATION: "Kỹ năng số|Khoa học công nghệ, đổi mới sáng tạo, kỹ năng số, công nghệ số"
    "|Chuyển đổi số|Công nghệ số|Digital skills and innovation",
}


def _meanings(written: Mapping[Meaning, str]) -> Mapping[str, Meaning]:
    """Return the meanings by folded word; those of one meaning are separated by bars, the best first."""
    return MappingProxyType(
        {fold(word): kind for kind, words in written.items() for word in (kind.value, *words.split("|"))}
    )


FORM_WORDS, GROUP_WORDS = _meanings(_FORMS), _meanings(_GROUPS)
BEST_WORDS: Mapping[str, list[str]] = {
    "form": [words.partition("|")[0] for words in _FORMS.values()],
    "content_group": [words.partition("|")[0] for words in _GROUPS.values()],
}
