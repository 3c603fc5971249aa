"""What people call the fields and values of the records: one word for each, on screens, papers and in commands."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from tracker.deadlines import DurationUnit, PausePolicy
from tracker.messages import Message, message
from tracker.records.absences import AbsenceKind
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.delay_causes import DelayKind
from tracker.records.duty_days import DutyState, Shift
from tracker.records.initiative_kinds import InitiativeKind, InitiativeState
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.outcomes import Outcome
from tracker.records.postings import OfficialKind, RankingGroup
from tracker.records.training_records import ContentGroup
from tracker.records.units import UnitKind

VALUES: Mapping[type[enum.Enum], Mapping[enum.Enum, Message]] = {
    Channel: {
        Channel.ONLINE: message("Online"),
        Channel.COUNTER: message("At the counter"),
        Channel.POST: message("By post"),
    },
    FileStatus: {
        FileStatus.REGISTERED: message("Registered"),
        FileStatus.ACCEPTED: message("Taken in"),
        FileStatus.REFUSED: message("Refused"),
        FileStatus.PROCESSING: message("In work"),
        FileStatus.SUPPLEMENT: message("Waiting for supplements"),
        FileStatus.PAYMENT: message("Waiting for payment"),
        FileStatus.WITHDRAWN: message("Withdrawn"),
        FileStatus.STOPPED: message("Stopped"),
        FileStatus.FINISHED: message("Result ready"),
        FileStatus.RETURNED: message("Result handed over"),
    },
    Outcome: {
        Outcome.EARLY: message("Early"),
        Outcome.ON_TIME: message("On time"),
        Outcome.OVERDUE: message("Overdue"),
        Outcome.OPEN: message("Open"),
        Outcome.NO_DEADLINE: message("No due date"),
        Outcome.NONE: message("No outcome"),
    },
    RankingGroup: {
        RankingGroup.DESK: message("One-stop desk"),
        RankingGroup.SPECIALIST: message("Specialists"),
        RankingGroup.LEADER: message("Leaders"),
        RankingGroup.ORGANISATION: message("Organisations"),
    },
    OfficialKind: {
        OfficialKind.ELECTED_OFFICIAL: message("Elected official"),
        OfficialKind.CIVIL_SERVANT: message("Civil servant"),
        OfficialKind.PUBLIC_EMPLOYEE: message("Public employee"),
        OfficialKind.PARTY_OR_ORGANISATION: message("Party or organisation official"),
    },
    UnitKind: {
        UnitKind.PROVINCE: message("Province"),
        UnitKind.COMMUNE: message("Commune"),
        UnitKind.PARTY_COMMITTEE: message("Party Committee"),
        UnitKind.PEOPLES_COUNCIL: message("People's Council"),
        UnitKind.PEOPLES_COMMITTEE: message("People's Committee"),
        UnitKind.DIVISION: message("Division"),
        UnitKind.SERVICE_CENTRE: message("Public administration service centre"),
        UnitKind.FATHERLAND_FRONT: message("Fatherland Front"),
        UnitKind.MASS_ORGANISATION: message("Mass organisation"),
    },
    AbsenceKind: {
        AbsenceKind.LEAVE: message("Leave"),
        AbsenceKind.SICK: message("Sick leave"),
        AbsenceKind.MATERNITY: message("Maternity leave"),
        AbsenceKind.STUDY: message("Study"),
        AbsenceKind.MISSION: message("Mission"),
        AbsenceKind.OTHER: message("Another reason"),
    },
    Shift: {
        Shift.DAY: message("Whole day"),
        Shift.MORNING: message("Morning"),
        Shift.AFTERNOON: message("Afternoon"),
    },
    DutyState: {
        DutyState.PLANNED: message("Planned"),
        DutyState.SERVED: message("Served"),
        DutyState.ABSENT: message("Absent"),
    },
    ContentGroup: {
        ContentGroup.POLITICAL_THEORY: message("Political theory"),
        ContentGroup.DEFENCE_AND_SECURITY: message("Defence and security"),
        ContentGroup.STATE_MANAGEMENT: message("State management"),
        ContentGroup.JOB_POSITION: message("Job position"),
        ContentGroup.DIGITAL_AND_INNOVATION: message("Digital skills and innovation"),
    },
    CorrectionState: {
        CorrectionState.OPEN: message("Waiting for an answer"),
        CorrectionState.ACCEPTED: message("Accepted"),
        CorrectionState.REFUSED: message("Refused"),
        CorrectionState.WITHDRAWN: message("Taken back"),
    },
    CorrectionKind: {
        CorrectionKind.WRONG: message("Wrong"),
        CorrectionKind.NOT_MINE: message("Not mine"),
        CorrectionKind.MISSING: message("Missing"),
    },
    DelayKind: {
        DelayKind.SYSTEM: message("The information system was down"),
        DelayKind.OTHER_OFFICE: message("Another office answered late"),
        DelayKind.APPLICANT: message("The applicant came late"),
        DelayKind.WEATHER: message("Weather or power failure"),
        DelayKind.WORKLOAD: message("Too many files at once"),
        DelayKind.OVERSIGHT: message("It was overlooked"),
        DelayKind.OTHER: message("Another cause"),
    },
    InitiativeKind: {
        InitiativeKind.METHOD: message("A good method"),
        InitiativeKind.SHORTER_PROCEDURE: message("A shortened procedure"),
    },
    InitiativeState: {
        InitiativeState.OPEN: message("No reward proposed"),
        InitiativeState.PROPOSED: message("Reward proposed"),
        InitiativeState.REWARDED: message("Rewarded"),
        InitiativeState.WITHDRAWN: message("Withdrawn"),
    },
    DurationUnit: {
        DurationUnit.WORKING_DAY: message("working days"),
        DurationUnit.DAY: message("calendar days"),
        DurationUnit.HOUR: message("working hours"),
    },
    PausePolicy: {
        PausePolicy.PAUSE: message("The clock stops and goes on"),
        PausePolicy.RESTART: message("The clock starts anew"),
    },
}
"""The word for each value of each choice; values of different choices may be equal as text."""

FIELDS: Mapping[str, Message] = {
    "code": message("Code"),
    "procedure_id": message("Procedure"),
    "unit_id": message("Unit"),
    "receiver_id": message("Received by"),
    "handler_id": message("Handled by"),
    "channel": message("Channel"),
    "received_on": message("Received"),
    "received_at": message("Received at"),
    "due_on": message("Due date"),
    "due_at": message("Due at"),
    "extended_due_on": message("Extended to"),
    "extension_recorded_on": message("Extension recorded"),
    "finished_on": message("Result ready"),
    "finished_at": message("Result ready at"),
    "returned_on": message("Handed over"),
    "returned_at": message("Handed over at"),
    "status": message("Status"),
    "status_on": message("Status since"),
    "paused_days": message("Working days paused"),
    "resumed_on": message("Resumed"),
    "official_id": message("Official"),
    "full_name": message("Full name"),
    "degree": message("Degree"),
    "field_of_study": message("Field of study"),
    "email": message("E-mail"),
    "phone": message("Phone"),
    "position": message("Position"),
    "kind": message("Kind"),
    "ranking_group": message("Ranking group"),
    "is_key_official": message("Key official"),
    "working_time_percent": message("Working-time share (%%)"),
    "valid_from": message("From"),
    "valid_to": message("To"),
    "name": message("Name"),
    "parent_id": message("Belongs to"),
    "field": message("Field"),
    "amount": message("Published duration"),
    "unit": message("Counted in"),
    "late_receipt_counts_next_day": message("A late receipt counts as the next working day"),
    "weight_hundredths": message("Weight"),
    "weight_is_set": message("The weight is set"),
    "on": message("Day"),
    "shift": message("Shift"),
    "state": message("State"),
    "substitute_id": message("Substitute"),
    "title": message("Title"),
    "content_group": message("Content group"),
    "form": message("Form"),
    "starts_on": message("From"),
    "ends_on": message("To"),
    "hours_hundredths": message("Lesson periods"),
    "result": message("Result"),
    "is_passed": message("Passed"),
    "certificate": message("Certificate"),
    "cause": message("Cause of the delay"),
    "said_by_id": message("Said by"),
    "said_on": message("Said on"),
    "is_objective": message("Objective"),
    "decided_by": message("Decided by"),
    "decided_on": message("Decided on"),
    "decision_reason": message("Reason of the decision"),
    "from_official_id": message("From official"),
    "to_official_id": message("To official"),
    "practised_from": message("Practised since"),
    "description": message("What is done otherwise"),
    "evidence": message("Evidence"),
    "said_by": message("Proposed by"),
    "withdrawn_on": message("Withdrawn on"),
}
"""The name of each recorded field."""


def word(value: enum.Enum) -> Message:
    """Return the word for a value of a choice."""
    return VALUES[type(value)][value]


def choices_of(choice: type[enum.Enum]) -> list[tuple[str, Message]]:
    """Return the values of a choice with their words, for a form or a filter."""
    return [(str(member.value), told) for member, told in VALUES[choice].items()]
