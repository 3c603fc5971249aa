"""Words that lists use for kinds, groups, states and shifts, read as what they mean."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TypeVar

from tracker.messages import InputError
from tracker.records.absences import AbsenceKind
from tracker.records.duty_days import DutyState, Shift
from tracker.records.postings import OfficialKind, RankingGroup
from tracker.records.training_records import ContentGroup
from tracker.text import fold

Meaning = TypeVar("Meaning", bound=enum.StrEnum)


def _by_word(words: Mapping[Meaning, str]) -> Mapping[str, Meaning]:
    """Return the meanings by folded word; the words of one meaning are separated by bars, the best first."""
    return {
        fold(word): meaning
        for meaning, text in words.items()
        for word in (str(meaning), str(meaning).replace("_", " "), *text.split("|"))
    }


OFFICIAL_KINDS = _by_word(
    {
        OfficialKind.ELECTED_OFFICIAL: "Cán bộ|Cán bộ bầu cử|Chức vụ bầu cử",
        OfficialKind.CIVIL_SERVANT: "Công chức|Công chức cấp xã",
        OfficialKind.PUBLIC_EMPLOYEE: "Viên chức|Người lao động|Hợp đồng|Hợp đồng lao động",
        OfficialKind.PARTY_OR_ORGANISATION: "Cán bộ Đảng, đoàn thể|Đảng, đoàn thể|Đảng|Đoàn thể|Khối Đảng"
        "|Mặt trận, đoàn thể",
    }
)
RANKING_GROUPS = _by_word(
    {
        RankingGroup.DESK: "Một cửa|Bộ phận một cửa|Tiếp nhận",
        RankingGroup.SPECIALIST: "Chuyên môn|Chuyên viên",
        RankingGroup.LEADER: "Lãnh đạo|Lãnh đạo, quản lý|Quản lý",
        RankingGroup.ORGANISATION: "Đoàn thể|Mặt trận, đoàn thể|Đảng, đoàn thể",
    }
)
SHIFTS = _by_word(
    {
        Shift.DAY: "Cả ngày|Ngày|Hành chính",
        Shift.MORNING: "Sáng|Buổi sáng|Ca sáng",
        Shift.AFTERNOON: "Chiều|Buổi chiều|Ca chiều",
    }
)
DUTY_STATES = _by_word(
    {
        DutyState.PLANNED: "Dự kiến|Phân công|Chưa trực|Kế hoạch",
        DutyState.SERVED: "Đã trực|Có mặt|Có trực|Trực|x|Có",
        DutyState.ABSENT: "Vắng|Vắng mặt|Không trực|Nghỉ|Bỏ trực|Không",
    }
)
ABSENCE_KINDS = _by_word(
    {
        AbsenceKind.LEAVE: "Nghỉ phép|Phép|Phép năm|Nghỉ phép năm|Nghỉ việc riêng",
        AbsenceKind.SICK: "Nghỉ ốm|Ốm|Ốm đau",
        AbsenceKind.MATERNITY: "Nghỉ thai sản|Thai sản",
        AbsenceKind.STUDY: "Đi học|Học tập|Đào tạo|Tập huấn",
        AbsenceKind.MISSION: "Đi công tác|Công tác",
        AbsenceKind.OTHER: "Khác|Lý do khác",
    }
)
CONTENT_GROUPS = _by_word(
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


def read_word(words: Mapping[str, Meaning], text: object) -> Meaning | None:
    """Return what a word means, None for an empty cell. Raises InputError that lists the known words."""
    if text is None:
        return None
    meaning = words.get(fold(str(text)))
    if meaning is None:
        raise InputError(
            "“%(value)s” is not known here. Write one of: %(known)s.",
            value=str(text),
            known=list(_best(words).values()),
        )
    return meaning


def _best(words: Mapping[str, Meaning]) -> dict[Meaning, str]:
    """Return one word for each meaning: the one after the English ones."""
    best: dict[Meaning, str] = {}
    for word, meaning in words.items():
        if fold(str(meaning)) != word:
            best.setdefault(meaning, word)
    return best
