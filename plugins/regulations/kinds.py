"""What a document's number says of its kind and of who issued it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from plugins.regulations.numbers import Number

KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{"NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "TT": "Thông tư"},
        **{"TTLT": "Thông tư liên tịch", "NQLT": "Nghị quyết liên tịch", "PL": "Pháp lệnh", "L": "Lệnh"},
        **{"TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án"},
        **{"ĐA": "Đề án", "BC": "Báo cáo", "TTr": "Tờ trình", "CĐ": "Công điện", "QC": "Quy chế", "KL": "Kết luận"},
        **{"QyĐ": "Quy định", "VBHN": "Văn bản hợp nhất", "SL": "Sắc lệnh"},
    }
)
OF_THE_PARTY: Mapping[str, str] = MappingProxyType({"QĐ": "Quy định", "TT": "Thông tri"})
ISSUERS: Mapping[str, str] = MappingProxyType(
    {
        **{"CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước", "VPCP": "Văn phòng Chính phủ"},
        **{"BNV": "Bộ Nội vụ", "BTC": "Bộ Tài chính", "BTP": "Bộ Tư pháp", "BCA": "Bộ Công an", "BYT": "Bộ Y tế"},
        **{"BQP": "Bộ Quốc phòng", "BXD": "Bộ Xây dựng", "BCT": "Bộ Công Thương", "BGDĐT": "Bộ Giáo dục và Đào tạo"},
        **{"BNNMT": "Bộ Nông nghiệp và Môi trường", "BKHCN": "Bộ Khoa học và Công nghệ"},
        **{"BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "NHNN": "Ngân hàng Nhà nước", "TTCP": "Thanh tra Chính phủ"},
        **{"TW": "Ban Chấp hành Trung ương", "BTCTW": "Ban Tổ chức Trung ương"},
    }
)
_OF_THE_ASSEMBLY = re.compile(r"(?:(?P<type>NQ|PL)-)?(?P<committee>UBTV)?QH\d+")


def kind_of(number: Number) -> str:
    """Return the kind of document that has such a number; empty where it does not tell."""
    if found := _OF_THE_ASSEMBLY.fullmatch(number.symbol):
        return KINDS[found["type"]] if found["type"] else ""
    first = re.split("[-/]", number.symbol)[0]
    if number.is_of_party and first in OF_THE_PARTY:
        return OF_THE_PARTY[first]
    return KINDS.get(first, "")


def issuer_of(number: Number) -> str:
    """Return who issues documents of such a number; empty where many do."""
    if found := _OF_THE_ASSEMBLY.fullmatch(number.symbol):
        return "Ủy ban Thường vụ Quốc hội" if found["committee"] else "Quốc hội"
    parts = re.split("[-/]", number.symbol)
    return ISSUERS.get(parts[1], "") if len(parts) == 2 and parts[0] in KINDS else ""
