"""What a register of documents has in its columns, and the words that portals use for how a document stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from plugins.regulations.validity import Relation, Status
from tracker.api import fold, sentences
from tracker.api.lists import CellKind, Field, list_field

_ = sentences("regulations")
FIRST_YEAR = 1945

RELATIONS: Mapping[str, tuple[Relation, bool]] = MappingProxyType(
    {
        "replaces": (Relation.REPLACES, False),
        "replaced_by": (Relation.REPLACES, True),
        "abrogates": (Relation.ABROGATES, False),
        "abrogated_by": (Relation.ABROGATES, True),
        "amends": (Relation.AMENDS, False),
        "amended_by": (Relation.AMENDS, True),
        "suspended_by": (Relation.SUSPENDS, True),
        "guides": (Relation.GUIDES, False),
        "based_on": (Relation.BASED_ON, False),
    }
)
"""The columns that name other documents: what the one does to the other, and whether the other does it to this one."""

FIELDS: tuple[Field, ...] = (
    list_field(
        "number",
        _("Number"),
        "Số hiệu|Số, ký hiệu|Số ký hiệu|Số hiệu văn bản|Số/ký hiệu văn bản|Số, ký hiệu văn bản|Số văn bản|Ký hiệu"
        "|Số KH|Văn bản|Số",
        required=True,
        stand_in="title",
    ),
    list_field(
        "title",
        _("Title"),
        "Trích yếu|Trích yếu nội dung|Trích yếu văn bản|Trích yếu nội dung văn bản|Tên văn bản|Tên gọi của văn bản"
        "|Tên gọi|Tiêu đề|Nội dung|Về việc",
    ),
    list_field("kind", _("Kind"), "Loại|Loại văn bản|Hình thức văn bản|Tên loại|Tên loại văn bản|Hình thức"),
    list_field(
        "issuer", _("Issued by"), "Cơ quan ban hành|Nơi ban hành|Đơn vị ban hành|Cơ quan BH|CQ ban hành|Cơ quan"
    ),
    list_field(
        "issued_on",
        _("Issued on"),
        "Ngày ban hành|Ngày ký|Ngày BH|Ban hành ngày|Ngày văn bản|Ngày, tháng, năm ban hành|Ngày tháng năm ban hành"
        "|Thời gian ban hành|Ngày ký ban hành",
        CellKind.DATE,
        first_year=FIRST_YEAR,
    ),
    list_field(
        "in_force_from",
        _("In force from"),
        "Ngày hiệu lực|Ngày có hiệu lực|Có hiệu lực từ|Hiệu lực từ|Hiệu lực từ ngày|Có hiệu lực từ ngày"
        "|Ngày bắt đầu hiệu lực|Thời điểm có hiệu lực|Ngày có HL|Ngày HL",
        CellKind.DATE,
        first_year=FIRST_YEAR,
    ),
    list_field(
        "expires_on",
        _("Expires on"),
        "Ngày hết hiệu lực|Hết hiệu lực từ|Hết hiệu lực từ ngày|Hết hiệu lực ngày|Thời điểm hết hiệu lực|Ngày hết HL"
        "|Hiệu lực đến",
        CellKind.DATE,
        first_year=FIRST_YEAR,
    ),
    list_field(
        "portal_status",
        _("Status on the portal"),
        "Tình trạng|Tình trạng hiệu lực|Trạng thái hiệu lực|Hiệu lực|Trạng thái|Tình trạng văn bản",
    ),
    list_field(
        "checked_on",
        _("Checked on"),
        "Ngày kiểm tra|Ngày tra cứu|Ngày cập nhật|Ngày rà soát",
        CellKind.DATE,
        first_year=FIRST_YEAR,
    ),
    list_field("source", _("Source"), "Nguồn|Đường dẫn|Liên kết|Link|URL|Nguồn tra cứu|Địa chỉ"),
    list_field(
        "responsible",
        _("Responsible official"),
        "Cán bộ phụ trách|Người phụ trách|Cán bộ theo dõi|Công chức phụ trách|Người theo dõi|Mã cán bộ",
    ),
    list_field(
        "replaces", _("Replaces"), "Thay thế|Thay thế cho|Thay thế văn bản|Văn bản bị thay thế|Văn bản được thay thế"
    ),
    list_field(
        "replaced_by",
        _("Replaced by"),
        "Bị thay thế bởi|Được thay thế bởi|Thay thế bởi|Bị thay thế|Văn bản thay thế|Được thay thế bằng",
    ),
    list_field("abrogates", _("Abrogates"), "Bãi bỏ|Bãi bỏ văn bản|Văn bản bị bãi bỏ"),
    list_field("abrogated_by", _("Abrogated by"), "Bị bãi bỏ bởi|Bãi bỏ bởi|Bị bãi bỏ|Văn bản bãi bỏ"),
    list_field(
        "amends",
        _("Amends"),
        "Sửa đổi|Sửa đổi, bổ sung|Sửa đổi, bổ sung cho|Sửa đổi văn bản|Văn bản được sửa đổi|Văn bản bị sửa đổi",
    ),
    list_field(
        "amended_by",
        _("Amended by"),
        "Bị sửa đổi bởi|Được sửa đổi bởi|Sửa đổi bởi|Được sửa đổi, bổ sung bởi|Bị sửa đổi, bổ sung bởi"
        "|Sửa đổi, bổ sung bởi|Văn bản sửa đổi|Văn bản sửa đổi, bổ sung",
    ),
    list_field("suspended_by", _("Suspended by"), "Bị đình chỉ bởi|Đình chỉ bởi|Ngưng hiệu lực bởi"),
    list_field("guides", _("Guides"), "Hướng dẫn|Quy định chi tiết|Hướng dẫn thi hành|Văn bản được hướng dẫn"),
    list_field("based_on", _("Based on"), "Căn cứ|Căn cứ pháp lý|Văn bản căn cứ"),
)

_SAID: Mapping[Status, str] = {
    Status.NOT_YET: "Chưa có hiệu lực|Chưa áp dụng|Chưa hiệu lực|Chưa đến ngày hiệu lực|Sắp có hiệu lực",
    Status.IN_FORCE: "Còn hiệu lực|Đang có hiệu lực|Có hiệu lực|Đang còn hiệu lực|Đang hiệu lực|Đính chính"
    "|Đã đính chính",
    Status.PARTLY_EXPIRED: "Hết hiệu lực một phần|Hết hiệu lực 1 phần|Còn hiệu lực một phần|Còn hiệu lực 1 phần"
    "|Đã sửa đổi|Được sửa đổi, bổ sung|Bị sửa đổi|Đã sửa đổi, bổ sung|Hết HL một phần",
    Status.EXPIRED: "Hết hiệu lực toàn bộ|Hết hiệu lực|Không còn hiệu lực|Không còn phù hợp|Bị bãi bỏ|Bị thay thế"
    "|Đã hết hiệu lực|Hết HL|Hết HL toàn bộ|Đã bị thay thế|Đã bị bãi bỏ",
    Status.SUSPENDED: "Ngưng hiệu lực|Ngưng hiệu lực một phần|Đình chỉ|Bị đình chỉ|Tạm ngưng hiệu lực|Tạm đình chỉ",
}


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What words say of how a document stands, by folded word (None: nothing), and the best word for each status."""

    meanings: Mapping[str, Status | None]
    best: Sequence[str]


PORTAL_STATUSES = StatusWords(
    {
        **{fold(word): status for status, words in _SAID.items() for word in (status.value, *words.split("|"))},
        **dict.fromkeys(map(fold, ("Chưa xác định", "Không xác định", "Chưa rõ"))),
    },
    [words.partition("|")[0] for words in _SAID.values()],
)
