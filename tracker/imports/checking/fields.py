"""What each kind of import reads: its fields, and the headings under which exports write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tracker.messages import CORE_CATALOGUE, Message
from tracker.text import fold

FIRST_YEAR = 2000
"""Before it, a date in a list of an office's work is a slip of the pen."""


class ImportKind(StrEnum):
    """What a workbook holds."""

    FILES = "files"
    OFFICIALS = "officials"
    PROCEDURES = "procedures"
    DUTY = "duty"
    TRAINING = "training"
    ABSENCES = "absences"


class CellKind(StrEnum):
    """How the cells of a field are read; a datetime keeps its time of day, a date does not."""

    TEXT = "text"
    PROCEDURE_CODE = "procedure_code"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    CHANNEL = "channel"
    STATUS = "status"
    YES_NO = "yes_no"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a list; its folded synonyms stand best first, and `stand_in` may fill a required field.

    `first_year` is that of the earliest date that it may hold.
    """

    key: str
    title: str
    kind: CellKind
    synonyms: tuple[str, ...]
    required: bool = False
    stand_in: str = ""
    first_year: int = FIRST_YEAR
    catalogue: str = CORE_CATALOGUE

    @property
    def named(self) -> Message:
        """The title, to be shown."""
        return Message(self.title, catalogue=self.catalogue)


@dataclass(frozen=True, slots=True)
class FieldList:
    """The fields of a list that a plugin reads."""

    fields: tuple[Field, ...]


ListKind = ImportKind | FieldList


def marked(title: str) -> str:
    """Return `title`; the name marks it as a sentence for the catalogue."""
    return title


def _field(
    key: str,
    title: str,
    headings: str,
    kind: CellKind = CellKind.TEXT,
    *,
    required: bool = False,
    stand_in: str = "",
) -> Field:
    """Return a field whose headings are written as exports write them, best first, separated by bars."""
    synonyms = dict.fromkeys(fold(heading) for heading in (title, *headings.split("|")))
    return Field(key, title, kind, tuple(synonyms), required, stand_in)


_FILES = (
    _field(
        "code",
        marked("File code"),
        "Mã hồ sơ|Mã số hồ sơ|Số hồ sơ|Mã HS|Số HS|Mã số HS|Mã hồ sơ TTHC|Số biên nhận|Mã biên nhận|Số tiếp nhận",
        required=True,
    ),
    _field(
        "procedure_name",
        marked("Procedure"),
        "Tên thủ tục hành chính|Tên TTHC|Tên thủ tục|Thủ tục hành chính|Thủ tục|TTHC|Nội dung yêu cầu giải quyết"
        "|Nội dung hồ sơ|Trích yếu|Trích yếu hồ sơ|Tên hồ sơ",
    ),
    _field(
        "procedure_code",
        marked("Procedure code"),
        "Mã thủ tục hành chính|Mã TTHC|Mã thủ tục|Mã số TTHC|Mã số thủ tục|Mã số",
        CellKind.PROCEDURE_CODE,
    ),
    _field("field", marked("Field"), "Lĩnh vực|Tên lĩnh vực|Lĩnh vực TTHC|Lĩnh vực thủ tục"),
    _field(
        "unit",
        marked("Unit"),
        "Đơn vị tiếp nhận|Đơn vị xử lý|Đơn vị giải quyết|Đơn vị thụ lý|Cơ quan tiếp nhận|Cơ quan giải quyết"
        "|Cơ quan thực hiện|Đơn vị|Cơ quan|Phòng ban",
    ),
    _field(
        "receiver",
        marked("Received by"),
        "Người tiếp nhận|Cán bộ tiếp nhận|Công chức tiếp nhận|Người tiếp nhận hồ sơ|Cán bộ tiếp nhận hồ sơ"
        "|Người nhận hồ sơ|Cán bộ nhận hồ sơ|Cán bộ một cửa|Người nhận",
    ),
    _field(
        "handler",
        marked("Handled by"),
        "Cán bộ thụ lý|Người thụ lý|Công chức thụ lý|Cán bộ thụ lý hồ sơ|Người xử lý|Cán bộ xử lý|Công chức xử lý"
        "|Cán bộ giải quyết|Công chức giải quyết|Người giải quyết|Người xử lý chính|Cán bộ xử lý chính"
        "|Người đang xử lý|Chuyên viên xử lý|Chuyên viên thụ lý|Chuyên viên|Cán bộ",
    ),
    _field(
        "channel",
        marked("Channel"),
        "Hình thức nộp|Hình thức nộp hồ sơ|Hình thức tiếp nhận|Kênh tiếp nhận|Kênh nộp|Kênh nộp hồ sơ"
        "|Loại tiếp nhận|Kênh thực hiện|Kênh|Hình thức",
        CellKind.CHANNEL,
    ),
    _field(
        "submitted",
        marked("Submitted on"),
        "Ngày nộp hồ sơ|Ngày nộp|Ngày giờ nộp|Thời gian nộp|Thời điểm nộp|Ngày đăng ký|Nộp hồ sơ",
        CellKind.DATETIME,
    ),
    _field(
        "received",
        marked("Received on"),
        "Ngày tiếp nhận|Ngày tiếp nhận hồ sơ|Ngày nhận hồ sơ|Ngày nhận|Ngày giờ tiếp nhận|Thời gian tiếp nhận"
        "|Thời điểm tiếp nhận|Tiếp nhận ngày|Ngày, tháng, năm tiếp nhận|Nhận hồ sơ|Tiếp nhận hồ sơ",
        CellKind.DATETIME,
        required=True,
        stand_in="submitted",
    ),
    _field(
        "due",
        marked("Due on"),
        "Ngày hẹn trả|Ngày hẹn trả kết quả|Hẹn trả kết quả|Hẹn trả|Ngày giờ hẹn trả|Thời gian hẹn trả|Ngày hẹn"
        "|Ngày hẹn trả kết quả hồ sơ|Hạn xử lý|Hạn giải quyết|Hạn trả|Hạn trả kết quả|Hạn hoàn thành|Ngày đến hạn"
        "|Thời hạn|Ngày hẹn trả mới|Hẹn trả mới",
        CellKind.DATETIME,
    ),
    _field(
        "extended_due",
        marked("Extended to"),
        "Ngày hẹn trả mới|Hẹn trả mới|Ngày hẹn trả lại|Hẹn lại|Ngày hẹn lại|Ngày hẹn lại trả kết quả|Hẹn lại ngày trả"
        "|Gia hạn đến|Gia hạn đến ngày|Ngày hẹn trả sau gia hạn|Ngày hẹn trả gia hạn",
        CellKind.DATETIME,
    ),
    _field(
        "extended_on",
        marked("Extended on"),
        "Ngày gia hạn|Ngày ký văn bản xin lỗi|Ngày xin lỗi|Ngày ký phiếu xin lỗi|Ngày quyết định gia hạn",
        CellKind.DATE,
    ),
    _field(
        "finished",
        marked("Finished on"),
        "Ngày kết thúc xử lý|Ngày có kết quả|Ngày hoàn thành|Ngày xử lý xong|Ngày kết thúc|Ngày giải quyết xong"
        "|Ngày hoàn thành xử lý|Thời gian kết thúc xử lý|Ngày kết thúc giải quyết|Có kết quả",
        CellKind.DATETIME,
    ),
    _field(
        "returned",
        marked("Handed over on"),
        "Ngày trả kết quả|Ngày trả thực tế|Ngày trả kết quả thực tế|Ngày trả|Ngày giờ trả kết quả"
        "|Ngày nhận kết quả|Trả kết quả Ngày nhận|Trả kết quả Ngày|Ngày, tháng, năm trả kết quả|Thời gian trả kết quả",
        CellKind.DATETIME,
    ),
    _field(
        "status",
        marked("Status"),
        "Trạng thái|Trạng thái hồ sơ|Trạng thái xử lý|Tình trạng|Tình trạng hồ sơ|Tình trạng xử lý|Kết quả xử lý"
        "|Kết quả giải quyết",
        CellKind.STATUS,
    ),
    _field(
        "status_date",
        marked("Status since"),
        "Ngày chuyển trạng thái|Ngày trạng thái|Ngày cập nhật trạng thái|Ngày thay đổi trạng thái|Ngày rút hồ sơ"
        "|Ngày rút|Ngày từ chối",
        CellKind.DATE,
    ),
    _field(
        "paused_days",
        marked("Paused working days"),
        "Số ngày tạm dừng|Số ngày dừng|Số ngày tạm dừng xử lý|Thời gian tạm dừng|Số ngày làm việc tạm dừng",
        CellKind.NUMBER,
    ),
)

_OFFICIALS = (
    _field(
        "code",
        marked("Official code"),
        "Mã cán bộ|Mã công chức|Mã nhân viên|Mã CBCC|Mã số cán bộ|Mã số CBCC|Mã NV|Mã số|Mã",
        required=True,
    ),
    _field(
        "full_name",
        marked("Full name"),
        "Họ và tên|Họ tên|Họ tên cán bộ|Họ và tên cán bộ|Tên cán bộ|Cán bộ|Tên",
        required=True,
    ),
    _field("unit", marked("Unit"), "Đơn vị|Đơn vị công tác|Phòng ban|Bộ phận|Cơ quan|Nơi công tác"),
    _field("position", marked("Position"), "Chức vụ|Chức danh|Vị trí việc làm|Chức vụ, chức danh|Vị trí"),
    _field("kind", marked("Kind"), "Loại|Loại cán bộ|Đối tượng|Loại hình|Loại CBCC|Phân loại"),
    _field("ranking_group", marked("Ranking group"), "Nhóm xếp hạng|Nhóm|Nhóm thi đua|Khối thi đua"),
    _field(
        "is_key_official",
        marked("Key official"),
        "Cán bộ chủ chốt|Chủ chốt|Là cán bộ chủ chốt",
        CellKind.YES_NO,
    ),
    _field(
        "working_time",
        marked("Working time (%)"),
        "Thời gian làm việc (%)|Thời gian làm việc|Tỷ lệ thời gian làm việc|Tỷ lệ thời gian",
        CellKind.NUMBER,
    ),
    _field("degree", marked("Degree"), "Trình độ|Trình độ chuyên môn|Bằng cấp|Trình độ đào tạo|Học vị"),
    _field("field_of_study", marked("Field of study"), "Chuyên ngành|Ngành đào tạo|Chuyên ngành đào tạo|Chuyên môn"),
    _field("email", marked("E-mail"), "Thư điện tử|Email|Hộp thư|Địa chỉ email|Địa chỉ thư điện tử"),
    _field("phone", marked("Phone"), "Điện thoại|Số điện thoại|SĐT|Di động|ĐTDĐ|Điện thoại di động"),
    _field("from", marked("From"), "Từ ngày|Ngày bắt đầu|Ngày bổ nhiệm|Bắt đầu|Từ", CellKind.DATE),
    _field("to", marked("To"), "Đến ngày|Ngày kết thúc|Kết thúc|Đến", CellKind.DATE),
    _field("login", marked("Login"), "Tên đăng nhập|Tài khoản|Tên tài khoản|Tên truy cập"),
)

_PROCEDURES = (
    _field(
        "code",
        marked("Procedure code"),
        "Mã số|Mã TTHC|Mã thủ tục|Mã thủ tục hành chính|Mã số TTHC|Mã số thủ tục|Mã",
        CellKind.PROCEDURE_CODE,
        required=True,
    ),
    _field(
        "name",
        marked("Procedure"),
        "Tên thủ tục hành chính|Tên TTHC|Tên thủ tục|Thủ tục hành chính|Thủ tục|Tên",
        required=True,
    ),
    _field("field", marked("Field"), "Lĩnh vực|Tên lĩnh vực"),
    _field(
        "duration",
        marked("Time limit"),
        "Thời hạn giải quyết|Thời gian giải quyết|Thời hạn|Thời hạn xử lý|Thời gian xử lý|Thời gian thực hiện",
        CellKind.DURATION,
    ),
    _field("weight", marked("Weight"), "Hệ số|Trọng số|Hệ số quy đổi|Hệ số phức tạp", CellKind.NUMBER),
    _field(
        "late_receipt",
        marked("Late receipt counts as the next day"),
        "Sau 15 giờ tính ngày sau|Nhận sau 15 giờ tính ngày sau|Sau 15h tính ngày sau",
        CellKind.YES_NO,
    ),
    _field(
        "valid_from",
        marked("Valid from"),
        "Hiệu lực từ|Có hiệu lực từ|Ngày hiệu lực|Ngày có hiệu lực|Áp dụng từ|Từ ngày",
        CellKind.DATE,
    ),
)

_OFFICIAL = _field(
    "official",
    marked("Official"),
    "Cán bộ|Họ và tên|Họ tên|Tên cán bộ|Họ và tên cán bộ|Công chức|Họ tên cán bộ|Học viên|Tên",
    required=True,
    stand_in="official_code",
)
_OFFICIAL_CODE = _field(
    "official_code",
    marked("Official code"),
    "Mã cán bộ|Mã công chức|Mã nhân viên|Mã CBCC|Mã số cán bộ|Mã số CBCC|Mã NV|Mã số",
)

_DUTY = (
    _field("date", marked("Date"), "Ngày trực|Ngày|Ngày, tháng|Ngày tháng năm", CellKind.DATE, required=True),
    _field("shift", marked("Shift"), "Ca trực|Ca|Buổi|Buổi trực"),
    _field(
        "official",
        marked("Official"),
        "Cán bộ trực|Người trực|Công chức trực|Họ tên cán bộ trực|Họ và tên cán bộ trực|Họ và tên|Họ tên|Cán bộ|Trực",
        required=True,
        stand_in="official_code",
    ),
    _OFFICIAL_CODE,
    _field("state", marked("State"), "Trạng thái|Tình trạng|Tình trạng trực|Kết quả trực"),
    _field("substitute", marked("Substitute"), "Người trực thay|Cán bộ trực thay|Trực thay|Người thay|Thay bởi"),
)

_TRAINING = (
    _OFFICIAL,
    _OFFICIAL_CODE,
    _field(
        "title",
        marked("Course"),
        "Tên khóa học|Khóa học|Tên lớp|Tên khóa đào tạo|Tên khóa bồi dưỡng|Tên lớp bồi dưỡng|Lớp|Tên chương trình"
        "|Nội dung bồi dưỡng|Nội dung đào tạo",
        required=True,
    ),
    _field("content_group", marked("Content group"), "Nhóm nội dung|Nội dung|Loại nội dung|Nhóm"),
    _field("form", marked("Form"), "Hình thức|Hình thức đào tạo|Hình thức bồi dưỡng|Hình thức học"),
    _field("from", marked("From"), "Từ ngày|Ngày bắt đầu|Bắt đầu|Khai giảng|Ngày học|Từ", CellKind.DATE, required=True),
    _field("to", marked("To"), "Đến ngày|Ngày kết thúc|Kết thúc|Bế giảng|Đến", CellKind.DATE),
    _field("hours", marked("Hours"), "Số tiết|Số giờ|Thời lượng|Số tiết học|Số giờ học", CellKind.NUMBER),
    _field("result", marked("Result"), "Kết quả|Xếp loại|Kết quả học tập"),
    _field("certificate", marked("Certificate"), "Số chứng chỉ|Chứng chỉ|Số hiệu chứng chỉ|Chứng nhận|Số chứng nhận"),
)

_ABSENCES = (
    _OFFICIAL,
    _OFFICIAL_CODE,
    _field("kind", marked("Kind"), "Loại nghỉ|Loại|Lý do|Lý do nghỉ|Hình thức nghỉ|Loại vắng mặt|Lý do vắng mặt"),
    _field(
        "from",
        marked("From"),
        "Từ ngày|Ngày bắt đầu|Nghỉ từ ngày|Nghỉ từ|Bắt đầu|Ngày nghỉ|Từ",
        CellKind.DATE,
        required=True,
    ),
    _field("to", marked("To"), "Đến ngày|Ngày kết thúc|Nghỉ đến ngày|Nghỉ đến|Đến hết|Kết thúc|Đến", CellKind.DATE),
)

FIELDS: Mapping[ImportKind, tuple[Field, ...]] = MappingProxyType(
    {
        ImportKind.FILES: _FILES,
        ImportKind.OFFICIALS: _OFFICIALS,
        ImportKind.PROCEDURES: _PROCEDURES,
        ImportKind.DUTY: _DUTY,
        ImportKind.TRAINING: _TRAINING,
        ImportKind.ABSENCES: _ABSENCES,
    }
)
"""The fields of each kind of import, in the order in which they choose their columns."""

_APPLICANT_HEADINGS = (
    "Chủ hồ sơ|Họ tên chủ hồ sơ|Tên chủ hồ sơ|Họ và tên chủ hồ sơ|Địa chỉ chủ hồ sơ|Người nộp|Tên người nộp"
    "|Họ tên người nộp|Người yêu cầu|Tổ chức, cá nhân|Tổ chức/cá nhân|Cá nhân, tổ chức|Người được ủy quyền"
    "|Số điện thoại|Điện thoại|Địa chỉ|Số CCCD|CCCD|CMND|Số CMND|Số định danh"
)
_APPLICANT = frozenset(fold(heading) for heading in _APPLICANT_HEADINGS.split("|"))


def fields_of(kind: ListKind) -> tuple[Field, ...]:
    """Return the fields of a list, in the order in which they choose their columns."""
    return kind.fields if isinstance(kind, FieldList) else FIELDS[kind]


def is_about_the_applicant(heading: str) -> bool:
    """Whether the column of a file list holds the applicant's data, which is never read."""
    folded = fold(heading)
    return folded.startswith(("chu ho so", "nguoi nop")) or folded in _APPLICANT
