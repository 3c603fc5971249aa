"""The Vietnamese words that the demo's workbooks use for kinds, groups and states."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tracker.deadlines import DurationUnit
from tracker.records.absences import AbsenceKind
from tracker.records.duty_days import DutyState, Shift
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.postings import OfficialKind, RankingGroup
from tracker.records.training_records import ContentGroup

STATUS: Mapping[FileStatus, str] = MappingProxyType(
    {
        FileStatus.PROCESSING: "Đang xử lý",
        FileStatus.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
        FileStatus.PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
        FileStatus.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
        FileStatus.FINISHED: "Đã xử lý xong",
        FileStatus.RETURNED: "Đã trả kết quả",
    }
)
CHANNEL: Mapping[Channel, str] = MappingProxyType(
    {Channel.ONLINE: "Trực tuyến", Channel.COUNTER: "Trực tiếp", Channel.POST: "BCCI"}
)
OFFICIAL_KIND: Mapping[OfficialKind, str] = MappingProxyType(
    {
        OfficialKind.ELECTED_OFFICIAL: "Cán bộ",
        OfficialKind.CIVIL_SERVANT: "Công chức",
        OfficialKind.PUBLIC_EMPLOYEE: "Viên chức",
        OfficialKind.PARTY_OR_ORGANISATION: "Cán bộ Đảng, đoàn thể",
    }
)
RANKING_GROUP: Mapping[RankingGroup, str] = MappingProxyType(
    {
        RankingGroup.DESK: "Một cửa",
        RankingGroup.SPECIALIST: "Chuyên môn",
        RankingGroup.LEADER: "Lãnh đạo",
        RankingGroup.ORGANISATION: "Đoàn thể",
    }
)
ABSENCE: Mapping[AbsenceKind, str] = MappingProxyType(
    {
        AbsenceKind.LEAVE: "Nghỉ phép",
        AbsenceKind.SICK: "Nghỉ ốm",
        AbsenceKind.MATERNITY: "Nghỉ thai sản",
        AbsenceKind.STUDY: "Đi học",
        AbsenceKind.MISSION: "Đi công tác",
    }
)
DUTY_STATE: Mapping[DutyState, str] = MappingProxyType(
    {DutyState.PLANNED: "Dự kiến", DutyState.SERVED: "Đã trực", DutyState.ABSENT: "Vắng"}
)
SHIFT: Mapping[Shift, str] = MappingProxyType({Shift.DAY: "Cả ngày", Shift.MORNING: "Sáng", Shift.AFTERNOON: "Chiều"})
CONTENT_GROUP: Mapping[ContentGroup, str] = MappingProxyType(
    {
        ContentGroup.POLITICAL_THEORY: "Lý luận chính trị",
        ContentGroup.DEFENCE_AND_SECURITY: "Quốc phòng và an ninh",
        ContentGroup.STATE_MANAGEMENT: "Kiến thức, kỹ năng quản lý nhà nước",
        ContentGroup.JOB_POSITION: "Kiến thức, kỹ năng theo yêu cầu vị trí việc làm",
        ContentGroup.DIGITAL_AND_INNOVATION: "Khoa học công nghệ, đổi mới sáng tạo, kỹ năng số, công nghệ số",
    }
)
DURATION_UNIT: Mapping[DurationUnit, str] = MappingProxyType(
    {DurationUnit.WORKING_DAY: "ngày làm việc", DurationUnit.DAY: "ngày", DurationUnit.HOUR: "giờ"}
)
