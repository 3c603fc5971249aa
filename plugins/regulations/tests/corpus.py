"""Documents of a commune, made up from a number, with the citations that are in them.

Each citation is written in one of the forms that real documents have, also misspelt and without spaces; beside them
stands what looks like a citation and is none. The truth is noted while the text is written, not found in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

NORMATIVE = (
    ("Nghị định", "NĐ-CP"),
    ("Nghị quyết", "NQ-CP"),
    ("Quyết định", "QĐ-TTg"),
    ("Thông tư", "TT-BNV"),
    ("Thông tư", "TT-VPCP"),
    ("Thông tư liên tịch", "TTLT-VKSNDTC-BCA-BQP"),
    ("Quyết định", "QĐ-UBND"),
    ("Nghị quyết", "NQ-HĐND"),
    ("Luật", "QH15"),
    ("Nghị quyết", "UBTVQH14"),
    ("Pháp lệnh", "PL-UBTVQH11"),
)
SINGLE = (
    ("Quyết định", "QĐ-UBND"),
    ("Kế hoạch", "KH-UBND"),
    ("Thông báo", "TB-VPCP"),
    ("Công điện", "CĐ-TTg"),
    ("Tờ trình", "TTr-SNV"),
    ("Công văn", "SNV-CCHC&PC"),
    ("Công văn", "VPCP-KGVX"),
    ("Quyết định", "QĐ-BCA-C06"),
    ("Quyết định", "QĐ-TTPVHCC"),
    ("Văn bản hợp nhất", "VBHN-VPQH"),
    ("Chương trình", "CTr-UBND"),
)
OF_THE_PARTY = (
    ("Kết luận", "KL/TW"),
    ("Hướng dẫn", "HD/BTCTW"),
    ("Nghị quyết", "NQ/TW"),
    ("Chỉ thị", "CT/TU"),
    ("Quy định", "QĐ/ĐU"),
)
LAWS = (
    "Luật Cán bộ, công chức",
    "Luật Đất đai",
    "Luật Hộ tịch",
    "Luật Thi đua, khen thưởng",
    "Luật Tổ chức chính quyền địa phương",
    "Luật Phòng, chống tham nhũng",
    "Luật Thực hiện dân chủ ở cơ sở",
    "Luật Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng",
    "Bộ luật Dân sự",
    "Pháp lệnh Ưu đãi người có công với cách mạng",
    "Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức",
)
NO_CITATIONS = (
    "Hồ sơ 000.17.22.H56-210531-0001 tiếp nhận ngày 15/9/2025.",
    "Mã hồ sơ H56.14-240823-0001, số phiếu 20/18.",
    "Xem thủ tục QĐ2338-BTP và QĐ/0001-BTP trên cổng.",
    "Điện thoại 0912-345-678, trực 24/7, đạt 98/100 điểm.",
    "Theo quy chuẩn QCVN 01:2019/BTNMT thì nước phải trong.",
    "Thu nhập 3.500.000 đồng/tháng, diện tích 120m2/hộ.",
    "Người dân nộp Mẫu số 04/ĐK-ĐĐ kèm Mẫu số 01/TTr-HT.",
    "Tổ chức tuyên truyền Luật Đất đai cho nhân dân trong năm 2025.",
    "Luật sư tư vấn miễn phí năm 2024 cho 12/15 thôn.",
    "Luật Hộ tịch có hiệu lực thi hành từ ngày 01 tháng 01 năm 2016.",
    "Tỷ lệ hồ sơ đúng hạn quý 3/2025 là 99,9%; quý 4/2025-2026 sẽ cao hơn.",
    "Theo Luật Đất đai thì hồ sơ phải đầy đủ; năm 2023 có 1.200 hồ sơ.",
    "Xe biển số 12A-045.67, thửa số 15/BĐ-ĐC tờ bản đồ số 7.",
)
SENTENCES = (
    "Căn cứ {};",
    "Thực hiện {} về việc cải cách hành chính, UBND xã báo cáo như sau.",
    "Quyết định này thay thế {} và có hiệu lực từ ngày ký.",
    "Việc giải quyết theo quy định tại khoản 2 Điều 5 {} được thực hiện đúng hạn.",
    "Các văn bản: {}; {} và {} được áp dụng.",
    "Theo điểm a khoản 1 Điều 12a của {}, {} thì công chức phải xin lỗi.",
)


@dataclass(frozen=True, slots=True)
class Truth:
    """One citation that stands in the text: the number as it should be written, or the law with its date or year."""

    number: str | None = None
    name: str | None = None
    when: date | int | None = None


@dataclass
class Written:
    """A text under way, and what it cites so far."""

    chance: random.Random
    truths: list[Truth] = field(default_factory=list)

    def citation(self) -> str:
        """Return one citation as somebody may write it."""
        kind: Callable[[], str] = self.chance.choice(
            [self._normative] * 5 + [self._single] * 3 + [self._party, self._law]
        )
        return kind()

    def _normative(self) -> str:
        head, symbol = self.chance.choice(NORMATIVE)
        serial = self.chance.choice(
            [f"{self.chance.randint(1, 9):02d}", str(self.chance.randint(10, 999)), "66.16", "30c"]
        )
        year = self.chance.randint(1998, 2026)
        self.truths.append(Truth(f"{serial}/{year}/{symbol}"))
        return self._said(head, self._slashed(serial, str(year), self._misspelt(symbol)), symbol)

    def _single(self) -> str:
        head, symbol = self.chance.choice(SINGLE)
        serial = str(self.chance.randint(1, 12999))
        self.truths.append(Truth(f"{serial}/{symbol}"))
        return self._said(head, self._slashed(serial, self._misspelt(symbol)), symbol)

    def _party(self) -> str:
        head, symbol = self.chance.choice(OF_THE_PARTY)
        serial = f"{self.chance.randint(1, 200):02d}"
        self.truths.append(Truth(f"{serial}-{symbol}"))
        return self._said(head, f"{serial}-{symbol}", symbol)

    def _law(self) -> str:
        name = self.chance.choice(LAWS)
        day = self._day()
        if self.chance.random() < 0.5:
            self.truths.append(Truth(name=name, when=day))
            return f"{name} {self._dated(day)}"
        self.truths.append(Truth(name=name, when=day.year))
        return self.chance.choice([f"{name} năm {day.year}", f"{name} {day.year}"])

    def _said(self, head: str, number: str, symbol: str) -> str:
        """Return a number with the words around it: with a head or without, with its date, glued to its neighbours."""
        before = self.chance.choice(
            [f"{head} số ", f"{head} ", f"{head} số", f"{head} Số: ", "", f"{head.lower()} số "]
        )
        if symbol.startswith("QH") and not before:
            before = "Luật số "
        if self.chance.random() < 0.35:
            glue = self.chance.choice([" ", " ", ""])
            return f"{before}{number}{glue}{self._dated(self._day())}"
        after = self.chance.choice(
            ["", "", "", " của cơ quan có thẩm quyền", "về việc này" if symbol[-1].isupper() else ""]
        )
        return before + number + after

    def _slashed(self, *parts: str) -> str:
        return self.chance.choice(["/", "/", "/", "/", " / ", "/ "]).join(parts)

    def _misspelt(self, symbol: str) -> str:
        changes: list[Callable[[str], str]] = [
            *[lambda text: text] * 6,
            lambda text: text.replace("NĐ-", "ND-").replace("QĐ-", "QD-"),
            lambda text: text.replace("Đ", "\u00d0"),
            lambda text: text.replace("-", "- ", 1),
            lambda text: text.replace("-", "\u2013"),
            lambda text: text.replace("-", " - ", 1),
        ]
        return self.chance.choice(changes)(symbol)

    def _day(self) -> date:
        return date(1999, 1, 1) + timedelta(days=self.chance.randint(0, 10000))

    def _dated(self, day: date) -> str:
        return self.chance.choice(
            [
                f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
                f"ngày {day.day} tháng {day.month} năm {day.year}",
                f"ngày {day.day}/{day.month}/{day.year}",
                f"ngày {day.day:02d}/{day.month:02d}/{day.year}",
            ]
        )


def document(number: int, sentences: int = 40) -> tuple[str, list[Truth]]:
    """Return the text with this number, always the same, and what it cites in its order."""
    written = Written(random.Random(number))
    lines = ["ỦY BAN NHÂN DÂN XÃ THỬ", f"Số: {number + 1}/BC-UBND", "BÁO CÁO"]
    for _ in range(sentences):
        if written.chance.random() < 0.35:
            lines.append(written.chance.choice(NO_CITATIONS))
            continue
        pattern = written.chance.choice(SENTENCES)
        lines.append(pattern.format(*(written.citation() for _ in range(pattern.count("{}")))))
    return written.chance.choice(["\n", " "]).join(lines), written.truths
