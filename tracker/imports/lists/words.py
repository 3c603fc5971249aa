"""Words that lists use for kinds, groups, states and shifts, read as what they mean."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.wrong_cells import CellError
from tracker.messages import message
from tracker.records.absences import AbsenceKind
from tracker.records.duty_days import DutyState, Shift
from tracker.records.postings import OfficialKind, RankingGroup
from tracker.records.training_records import ContentGroup
from tracker.text import fold

Meaning = TypeVar("Meaning", bound=enum.StrEnum)


@dataclass(frozen=True, slots=True)
class Words(Generic[Meaning]):
    """The meanings by folded word, and the best word for each as a person writes it."""

    meanings: Mapping[str, Meaning]
    best: tuple[str, ...]


def _words(written: Mapping[Meaning, str]) -> Words[Meaning]:
    """Return the words that mean something; those of one meaning are separated by bars, the best first."""
    meanings = {
        fold(word): meaning
        for meaning, text in written.items()
        for word in (str(meaning), str(meaning).replace("_", " "), *text.split("|"))
    }
    return Words(meanings, tuple(text.partition("|")[0] for text in written.values()))


OFFICIAL_KINDS = _words(
    {
        OfficialKind.ELECTED_OFFICIAL: "Cán bộ|Cán bộ bầu cử|Chức vụ bầu cử",
        OfficialKind.CIVIL_SERVANT: "Công chức|Công chức cấp xã",
        OfficialKind.PUBLIC_EMPLOYEE: "Viên chức|Người lao động|Hợp đồng|Hợp đồng lao động",
        OfficialKind.PARTY_OR_ORGANISATION: "Cán bộ Đảng, đoàn thể|Đảng, đoàn thể|Đảng|Đoàn thể|Khối Đảng"
        "|Mặt trận, đoàn thể",
    }
)
RANKING_GROUPS = _words(
    {
        RankingGroup.DESK: "Một cửa|Bộ phận một cửa|Tiếp nhận",
        RankingGroup.SPECIALIST: "Chuyên môn|Chuyên viên",
        RankingGroup.LEADER: "Lãnh đạo|Lãnh đạo, quản lý|Quản lý",
        RankingGroup.ORGANISATION: "Đoàn thể|Mặt trận, đoàn thể|Đảng, đoàn thể",
    }
)
SHIFTS = _words(
    {
        Shift.DAY: "Cả ngày|Ngày|Hành chính",
        Shift.MORNING: "Sáng|Buổi sáng|Ca sáng",
        Shift.AFTERNOON: "Chiều|Buổi chiều|Ca chiều",
    }
)
DUTY_STATES = _words(
    {
        DutyState.PLANNED: "Dự kiến|Phân công|Chưa trực|Kế hoạch",
        DutyState.SERVED: "Đã trực|Có mặt|Có trực|Trực|x|Có",
        DutyState.ABSENT: "Vắng|Vắng mặt|Không trực|Nghỉ|Bỏ trực|Không",
    }
)
ABSENCE_KINDS = _words(
    {
        AbsenceKind.LEAVE: "Nghỉ phép|Phép|Phép năm|Nghỉ phép năm|Nghỉ việc riêng",
        AbsenceKind.SICK: "Nghỉ ốm|Ốm|Ốm đau",
        AbsenceKind.MATERNITY: "Nghỉ thai sản|Thai sản",
        AbsenceKind.STUDY: "Đi học|Học tập|Đào tạo|Tập huấn",
        AbsenceKind.MISSION: "Đi công tác|Công tác",
        AbsenceKind.OTHER: "Khác|Lý do khác",
    }
)
CONTENT_GROUPS = _words(
    {
        ContentGroup.POLITICAL_THEORY: "Lý luận chính trị",
        ContentGroup.DEFENCE_AND_SECURITY: "Quốc phòng và an ninh|Quốc phòng, an ninh|Quốc phòng - an ninh",
        ContentGroup.STATE_MANAGEMENT: "Kiến thức, kỹ năng quản lý nhà nước|Quản lý nhà nước",
        ContentGroup.JOB_POSITION: "Kiến thức, kỹ năng theo yêu cầu vị trí việc làm|Vị trí việc làm",
        ContentGroup.DIGITAL_AND_INNOVATION: "Khoa học công nghệ, đổi mới sáng tạo, kỹ năng số, công nghệ số"
        "|Chuyển đổi số|Kỹ năng số|Công nghệ số",
    }
)
FAILED = frozenset(fold(word) for word in ("Không đạt", "Chưa đạt", "Trượt", "Không hoàn thành", "Failed"))
"""Results of a course that was not passed."""


def read_word(row: CheckedRow, key: str, words: Words[Meaning]) -> Meaning | None:
    """Return what the word in a field means, None for an empty cell. Raises CellError that lists the known words."""
    text = row.values.get(key)
    if text is None:
        return None
    meaning = words.meanings.get(fold(str(text)))
    if meaning is None:
        told = message("“%(value)s” is not known here. Write one of: %(known)s.", value=str(text), known=words.best)
        raise CellError(key, told)
    return meaning
