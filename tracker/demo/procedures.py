"""The procedures of the demo commune, after the national portal's list of mid-2026."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.deadlines import Duration, DurationUnit

CIVIL_STATUS = "Hộ tịch"
CERTIFICATION = "Chứng thực"
ADOPTION = "Nuôi con nuôi"
BUSINESS = "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"
POVERTY = "Giảm nghèo"
LAND = "Đất đai"
CONSTRUCTION = "Hoạt động xây dựng"


@dataclass(frozen=True, slots=True)
class DemoProcedure:
    """A procedure with its published duration, the weight of one file, and how common its files are."""

    code: str
    name: str
    field: str
    publisher: str
    duration: Duration
    weight: Decimal
    late_receipt_counts_next_day: bool
    files_in_a_thousand: int


_FIELDS = {
    "HT": (CIVIL_STATUS, "Bộ Tư pháp"),
    "CT": (CERTIFICATION, "Bộ Tư pháp"),
    "CN": (ADOPTION, "Bộ Tư pháp"),
    "KD": (BUSINESS, "Bộ Tài chính"),
    "GN": (POVERTY, "Bộ Nông nghiệp và Môi trường"),
    "DD": (LAND, "Bộ Nông nghiệp và Môi trường"),
    "XD": (CONSTRUCTION, "Bộ Xây dựng"),
}

# code | field | duration in working days (w) or days (d) | files in a thousand | name
_PROCEDURES = """
1.001193 | HT | 1w | 92 | Đăng ký khai sinh
1.000656 | HT | 1w | 41 | Đăng ký khai tử
1.000894 | HT | 1w | 38 | Đăng ký kết hôn
1.004859 | HT | 1w | 22 | Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc
1.004873 | HT | 3w | 74 | Cấp Giấy xác nhận tình trạng hôn nhân
1.001022 | HT | 3w | 4 | Đăng ký nhận cha, mẹ, con
1.000689 | HT | 3w | 3 | Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con
1.004837 | HT | 3w | 2 | Đăng ký giám hộ
1.004845 | HT | 2w | 1 | Đăng ký chấm dứt giám hộ
1.004884 | HT | 5w | 16 | Đăng ký lại khai sinh
1.004746 | HT | 5w | 5 | Đăng ký lại kết hôn
1.005461 | HT | 5w | 3 | Đăng ký lại khai tử
1.004772 | HT | 5w | 7 | Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân
2.000635 | HT | 1w | 176 | Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh
2.000806 | HT | 5w | 3 | Đăng ký kết hôn có yếu tố nước ngoài
2.001255 | CN | 5w | 1 | Đăng ký lại việc nuôi con nuôi trong nước
2.000815 | CT | 1w | 268 | Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp \
hoặc chứng nhận
2.000884 | CT | 1w | 84 | Chứng thực chữ ký trong các giấy tờ, văn bản (áp dụng cho cả trường hợp chứng thực điểm chỉ)
2.000908 | CT | 1w | 12 | Cấp bản sao từ sổ gốc
2.001035 | CT | 2w | 39 | Chứng thực giao dịch liên quan đến tài sản là động sản, quyền sử dụng đất, nhà ở
1.001612 | KD | 3w | 19 | Đăng ký thành lập hộ kinh doanh
2.000720 | KD | 1w | 11 | Đăng ký thay đổi nội dung đăng ký hộ kinh doanh
1.001570 | KD | 1w | 6 | Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn đã thông báo của hộ kinh doanh
1.011607 | GN | 15d | 9 | Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm
1.011609 | GN | 15d | 3 | Công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình
1.012812 | DD | 30d | 3 | Hòa giải tranh chấp đất đai
1.012796 | DD | 8w | 6 | Đính chính Giấy chứng nhận đã cấp lần đầu có sai sót
1.012753 | DD | 20w | 24 | Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, \
quyền sở hữu tài sản gắn liền với đất lần đầu
1.013225 | XD | 15d | 13 | Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ
1.013227 | XD | 5w | 2 | Gia hạn giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ
"""

_UNITS = {"w": DurationUnit.WORKING_DAY, "d": DurationUnit.DAY}

# Up to so many days of duration, one file weighs so much.
_WEIGHTS = ((1, Decimal("1.0")), (3, Decimal("1.5")), (5, Decimal("2.0")), (8, Decimal("3.0")), (30, Decimal("5.0")))


def _procedure(line: str) -> DemoProcedure:
    code, field, duration, files, name = line.split(" | ")
    days, unit = int(duration[:-1]), _UNITS[duration[-1]]
    weight = next(weight for longest, weight in _WEIGHTS if days <= longest)
    field_name, publisher = _FIELDS[field]
    return DemoProcedure(code, name, field_name, publisher, Duration(days, unit), weight, days == 1, int(files))


PROCEDURES: tuple[DemoProcedure, ...] = tuple(_procedure(line) for line in _PROCEDURES.strip().splitlines())
PROCEDURE_BY_CODE = {procedure.code: procedure for procedure in PROCEDURES}
