"""What the daily job of the regulation watch tells whom, and that nobody is told it twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from plugins.regulations.local_documents import keep_scan
from plugins.regulations.models import Concern, Document, DocumentRelation, LocalCitation, LocalDocument
from plugins.regulations.register import add_document, load_register, relate
from plugins.regulations.repairs import open_repair
from plugins.regulations.scanning import scan_file
from plugins.regulations.settings import OWNER
from plugins.regulations.settings import Watch as Settings
from plugins.regulations.validity import Relation
from plugins.regulations.watch_models import ReadingDemand
from tests.conftest import NOW
from tests.web.regulation_site import ALIVE, DEAD, Watch, watched  # noqa: F401 the fixture
from tracker.audit import verify
from tracker.jobs.known import job_named, known_jobs
from tracker.jobs.running import Runner, run_now
from tracker.jobs.runs import RunOutcome
from tracker.messages import translate
from tracker.notices import Notice, forget_notices
from tracker.records.absences import Absence
from tracker.records.units import Unit
from tracker.settings import change_settings

TODAY = date(2026, 11, 23)
NEW = "400/2026/NĐ-CP"


def run(watch: Watch, day: date = TODAY) -> str:
    """Do the daily job on a day."""
    morning = datetime.combine(day, time(6, 40), watch.tracker.config.site.zone).astimezone(UTC)
    tracker = replace(watch.tracker, clock=lambda: morning)
    known = known_jobs(tracker)
    ended = run_now(Runner(tracker, known), job_named(known, "regulations.reminders"), "test")
    assert ended is not None
    assert ended.outcome is RunOutcome.DONE, translate(ended.told, "en")
    return translate(ended.told, "en")


def told(watch: Watch, name: str) -> list[tuple[str, str | None]]:
    """Return what an account was told, with the pages, the oldest first."""
    with watch.database.reading() as session:
        wanted = select(Notice).where(Notice.account_id == watch.accounts[name]).order_by(Notice.id)
        return [(translate(one.message, "en"), one.page) for one in session.exec(wanted)]


def sentences(watch: Watch, name: str) -> list[str]:
    return [sentence for sentence, _page in told(watch, name)]


def without(watch: Watch, name: str, word: str) -> bool:
    return not any(word in sentence for sentence in sentences(watch, name))


def set_to(watch: Watch, **values: object) -> None:
    with watch.database.writing("admin", "for a test") as session:
        change_settings(session, OWNER, Settings(**values), date(2024, 1, 1), "for a test")


def add(
    watch: Watch, number: str = NEW, unit: str | None = "desk", responsible: str | None = None, **values: object
) -> int:
    """Add a document that concerns a unit; returns its id."""
    with watch.database.writing("leader", "for a test") as session:
        responsible_id = watch.officials[responsible] if responsible else None
        document = add_document(session, Document(number=number, responsible_id=responsible_id, **values))
        assert document.id is not None
        if unit is not None:
            unit_id = session.exec(select(Unit.id).where(Unit.code == unit)).one()
            session.add(Concern(document_id=document.id, unit_id=unit_id))
        return document.id


def keep(watch: Watch, folder: Path, text: str, name: str = "quy-che.txt", responsible: str | None = None) -> int:
    """Keep what a document of the commune cites; returns its id."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    with watch.database.writing("leader", "for a test") as session:
        document = keep_scan(session, name, scan_file(path, load_register(session), TODAY), NOW)
        document.responsible_id = watch.officials[responsible] if responsible else None
        assert document.id is not None
        return document.id


def test_where_nothing_happens_nobody_is_told_anything(watch: Watch) -> None:
    assert run(watch) == "Asked to read: 0; notices: 0."


def test_whom_a_document_concerns_is_asked_to_read_it_and_told_so_once(watch: Watch) -> None:
    add(watch, title="Một cửa", in_force_from=date(2026, 11, 1))
    add(watch, "399/2026/NĐ-CP", in_force_from=date(2026, 11, 1))
    assert run(watch) == "Asked to read: 4; notices: 2."
    assert told(watch, "staff") == [
        (
            "Please read 2 documents, the first by 01/12/2026, and say that you have: 399/2026/NĐ-CP, "
            f"{NEW} – Một cửa.",
            "/regulations/to-read",
        )
    ]
    assert told(watch, "other_leader") == []
    assert run(watch, date(2026, 11, 25)) == "Asked to read: 0; notices: 0."


def test_one_document_is_named_with_its_day(watch: Watch) -> None:
    add(watch, in_force_from=date(2026, 11, 1))
    run(watch)
    assert sentences(watch, "staff") == [f"Please read {NEW} by 01/12/2026, and say that you have."]


def test_whom_it_concerns_is_reminded_on_each_of_the_days_before_a_document_enters_into_force(watch: Watch) -> None:
    id = add(watch, in_force_from=date(2026, 12, 31), responsible="CB04")
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 24), date(2026, 12, 30)]
    counts = []
    for day in days:
        run(watch, day)
        counts.append(len([one for one in sentences(watch, "staff") if "enters into force" in one]))
    assert counts == [0, 1, 1, 2, 3]
    expected = f"{NEW} enters into force on 31/12/2026. Read it, and prepare what it changes."
    reminders = [one for one in told(watch, "staff") if "enters into force" in one[0]]
    assert reminders[0] == (expected, f"/regulations/documents/{id}")
    assert expected in sentences(watch, "other_leader")
    assert without(watch, "leader", "enters into force")


def test_a_reminder_that_was_missed_while_nothing_ran_is_told_later_and_once(watch: Watch) -> None:
    add(watch, in_force_from=date(2026, 12, 31))
    for day in (date(2026, 12, 28), date(2026, 12, 29)):
        run(watch, day)
    assert len([one for one in sentences(watch, "staff") if "enters into force" in one]) == 1


def test_whom_it_concerns_is_reminded_before_a_document_is_replaced_and_told_by_what(watch: Watch) -> None:
    add(watch, unit=None, in_force_from=date(2027, 1, 15))
    old = add(watch, "10/2020/QĐ-TTg", in_force_from=date(2020, 1, 1))
    with watch.database.writing("leader", "for a test") as session:
        new = session.exec(select(Document).where(Document.number == NEW)).one()
        relate(session, new, Relation.REPLACES, session.get_one(Document, old))
    run(watch, date(2027, 1, 8))
    assert (
        f"10/2020/QĐ-TTg is no longer in force from 15/01/2027, by {NEW}. Work by the new one from that day on, and "
        "mend what cites the old one.",
        f"/regulations/documents/{old}",
    ) in told(watch, "staff")
    run(watch, date(2027, 2, 1))
    assert len([one for one in sentences(watch, "staff") if "no longer in force" in one]) == 1


def test_a_document_that_expires_by_itself_is_told_with_what_to_do(watch: Watch) -> None:
    add(watch, in_force_from=date(2020, 1, 1), expires_on=date(2026, 11, 29))
    run(watch)
    assert any(
        one.startswith(f"{NEW} expires: from 29/11/2026 it is no longer in force. Find out what takes its place")
        for one in sentences(watch, "staff")
    )


def test_of_documents_that_concern_nobody_leaders_get_one_notice_with_all_of_them(watch: Watch) -> None:
    for number in range(410, 418):
        add(watch, f"{number}/2026/NĐ-CP", unit=None, in_force_from=date(2026, 12, 1))
    run(watch)
    (sentence, page) = told(watch, "leader")[0]
    assert sentence.startswith(
        "8 documents enter into force or expire soon, and nobody is named whom they concern: 410/"
    )
    assert page == "/regulations/"
    assert len(told(watch, "leader")) == len(told(watch, "other_leader")) == 1
    assert told(watch, "staff") == told(watch, "admin") == []
    run(watch, date(2026, 11, 24))
    assert len(told(watch, "leader")) == 2, "seven days before, once more"
    run(watch, date(2026, 11, 25))
    assert len(told(watch, "leader")) == 2


def test_leaders_are_left_alone_where_the_settings_say_so(watch: Watch, tmp_path: Path) -> None:
    set_to(watch, tells_leaders=False)
    add(watch, unit=None, in_force_from=date(2026, 12, 1))
    keep(watch, tmp_path, "Căn cứ Nghị định số 61/2018/NĐ-CP.")
    run(watch)
    assert told(watch, "leader") == []
    set_to(watch)
    run(watch, date(2026, 11, 25))
    assert [one for one in sentences(watch, "leader") if "quy-che" in one] == []


def test_how_long_before_is_a_setting(watch: Watch) -> None:
    set_to(watch, reminder_days="3")
    add(watch, in_force_from=date(2026, 11, 30))
    run(watch)
    assert without(watch, "staff", "enters into force")
    run(watch, date(2026, 11, 27))
    assert not without(watch, "staff", "enters into force")


@pytest.mark.parametrize(
    ("kind", "part", "says"),
    [
        (Relation.REPLACES, "", f"10/2020/QĐ-TTg is replaced by {NEW} from 01/11/2026. Read the new one"),
        (Relation.ABROGATES, "", f"10/2020/QĐ-TTg is abrogated by {NEW} from 01/11/2026. Do not use it"),
        (Relation.ABROGATES_IN_PART, "", f"10/2020/QĐ-TTg is abrogated in part by {NEW} from 01/11/2026."),
        (Relation.AMENDS, "", f"10/2020/QĐ-TTg is amended by {NEW} from 01/11/2026. Read what changes."),
        (Relation.SUSPENDS, "", f"10/2020/QĐ-TTg is suspended by {NEW} from 01/11/2026."),
        (
            Relation.ABROGATES,
            "khoản 2 Điều 3",
            f"khoản 2 Điều 3 of 10/2020/QĐ-TTg no longer holds from 01/11/2026, by {NEW}",
        ),
    ],
)
def test_what_the_register_says_newly_of_a_document_is_told_once_to_whom_it_concerns(
    watch: Watch, kind: Relation, part: str, says: str
) -> None:
    add(watch, unit=None, in_force_from=date(2026, 11, 1))
    old = add(watch, "10/2020/QĐ-TTg", in_force_from=date(2020, 1, 1))
    run(watch)
    with watch.database.writing("leader", "for a test") as session:
        new = session.exec(select(Document).where(Document.number == NEW)).one()
        relate(session, new, kind, session.get_one(Document, old), part)
    for day in (TODAY, date(2026, 11, 24)):
        run(watch, day)
    assert len([one for one in sentences(watch, "staff") if one.startswith(says)]) == 1
    assert without(watch, "other_leader", "10/2020")


def test_what_guides_or_is_based_on_a_document_is_no_news(watch: Watch) -> None:
    add(watch, unit=None, in_force_from=date(2026, 11, 1))
    old = add(watch, "10/2020/QĐ-TTg", in_force_from=date(2020, 1, 1))
    with watch.database.writing("leader", "for a test") as session:
        new = session.exec(select(Document).where(Document.number == NEW)).one()
        relate(session, new, Relation.BASED_ON, session.get_one(Document, old))
    run(watch)
    assert all("Please read" in one for one in sentences(watch, "staff"))


def test_what_stood_in_the_register_when_the_watch_began_is_no_news(watch: Watch) -> None:
    with watch.database.writing("leader", "for a test") as session:
        unit_id = session.exec(select(Unit.id).where(Unit.code == "desk")).one()
        for number in (DEAD, ALIVE):
            session.add(Concern(document_id=watch.id_of(number), unit_id=unit_id))
        assert session.exec(select(DocumentRelation).where(DocumentRelation.to_id == watch.id_of(DEAD))).first()
    run(watch)
    assert [one.split(" – ")[0] for one in sentences(watch, "staff")] == [f"Please read {ALIVE}"]


def test_who_is_responsible_for_a_document_of_the_commune_is_told_when_a_citation_turns(
    watch: Watch, tmp_path: Path
) -> None:
    add(watch, unit=None, in_force_from=date(2027, 1, 15))
    old = add(watch, "10/2020/QĐ-TTg", unit=None, in_force_from=date(2020, 1, 1))
    own = keep(watch, tmp_path, "Căn cứ Quyết định số 10/2020/QĐ-TTg ngày 15/01/2020.", responsible="CB01")
    run(watch)
    assert without(watch, "staff", "quy-che")
    with watch.database.writing("leader", "for a test") as session:
        new = session.exec(select(Document).where(Document.number == NEW)).one()
        relate(session, new, Relation.REPLACES, session.get_one(Document, old))
    run(watch, date(2026, 12, 15))
    assert without(watch, "staff", "quy-che")
    for day in (date(2026, 12, 20), date(2026, 12, 21)):
        run(watch, day)
    for day in (date(2027, 1, 15), date(2027, 1, 16)):
        run(watch, day)
    of_the_document = [one for one in told(watch, "staff") if "quy-che" in one[0]]
    assert of_the_document == [
        (
            "“quy-che.txt” cites a document that soon is not in force, or is not yet: 10/2020/QĐ-TTg (in force until "
            "before 15/01/2027). Prepare the change.",
            f"/regulations/own/{own}",
        ),
        (
            "“quy-che.txt” cites a document that is not in force: 10/2020/QĐ-TTg (since 15/01/2027, by "
            f"{NEW}). Mend it, or say why the citation stays.",
            f"/regulations/own/{own}",
        ),
    ]
    assert without(watch, "leader", "quy-che")


def test_where_nobody_is_responsible_leaders_are_told_and_who_mends_it_where_somebody_does(
    watch: Watch, tmp_path: Path
) -> None:
    keep(watch, tmp_path, "Căn cứ Nghị định số 61/2018/NĐ-CP.")
    run(watch)
    assert not without(watch, "leader", "quy-che.txt")
    mended = keep(watch, tmp_path, "Theo Nghị định số 61/2018/NĐ-CP.", "ke-hoach.txt")
    with watch.database.writing("leader", "for a test") as session:
        document = session.get_one(LocalDocument, mended)
        open_repair(session, document, watch.officials["CB02"], date(2026, 12, 1), TODAY)
    run(watch, date(2026, 11, 25))
    assert not without(watch, "colleague", "ke-hoach.txt")
    assert without(watch, "leader", "ke-hoach.txt")


def test_several_dead_citations_of_one_document_are_one_notice(watch: Watch, tmp_path: Path) -> None:
    text = "Căn cứ Nghị định số 61/2018/NĐ-CP; Nghị định 107/2021/NĐ-CP; Nghị định số 61/2018/NĐ-CP ngày 23/4/2018."
    keep(watch, tmp_path, text, responsible="CB01")
    run(watch)
    (sentence,) = sentences(watch, "staff")
    assert sentence.startswith("“quy-che.txt” cites 2 documents that are not in force: ")


def test_a_citation_that_is_to_stay_raises_no_alarm(watch: Watch, tmp_path: Path) -> None:
    keep(watch, tmp_path, "Căn cứ Nghị định số 61/2018/NĐ-CP.", responsible="CB01")
    with watch.database.writing("leader", "for a test") as session:
        session.exec(select(LocalCitation)).one().stays_because = "It tells what was once in force."
    run(watch)
    assert told(watch, "staff") == []


def test_ambiguous_and_unknown_citations_raise_no_alarm(watch: Watch, tmp_path: Path) -> None:
    for issuer in ("UBND tỉnh A", "UBND tỉnh B"):
        values = {"issuer": issuer, "in_force_from": date(2020, 1, 1), "expires_on": date(2021, 1, 1)}
        add(watch, "12/2020/QĐ-UBND", unit=None, issued_on=date(2020, 1, 1), **values)
    keep(watch, tmp_path, "Quyết định số 12/2020/QĐ-UBND và Công văn số 9/UBND-VX.", responsible="CB01")
    run(watch)
    assert told(watch, "staff") == []


def test_who_does_not_read_in_time_is_told_and_his_leaders_and_who_is_responsible(watch: Watch) -> None:
    id = add(watch, in_force_from=date(2026, 11, 1), responsible="CB04")
    run(watch)
    run(watch, date(2026, 12, 1))
    assert without(watch, "staff", "You have not said")
    for day in (date(2026, 12, 2), date(2026, 12, 3)):
        run(watch, day)
    late = f"You have not said that you read {NEW}; it was to be read by 01/12/2026. Read it, and say so."
    assert sentences(watch, "staff").count(late) == 1
    assert told(watch, "leader") == [
        (
            "3 officials of your units have not read in time what was to be read: Phạm Thị Hà, Nguyễn Văn Ân, Bùi Đức "
            "Ước. Ask why.",
            "/regulations/readings?state=late",
        )
    ]
    assert (
        f"2 officials have not read {NEW} by 01/12/2026. Ask whether it is clear what it changes.",
        f"/regulations/documents/{id}",
    ) in told(watch, "other_leader")
    assert without(watch, "other_leader", "Phạm Thị Hà"), "he leads other people"


def test_who_is_away_is_reminded_when_he_is_back(watch: Watch) -> None:
    add(watch, in_force_from=date(2026, 11, 1))
    run(watch)
    with watch.database.writing("admin", "for a test") as session:
        away = {"starts_on": date(2026, 11, 30), "ends_on": date(2026, 12, 4)}
        session.add(Absence(official_id=watch.officials["CB01"], **away))
    run(watch, date(2026, 12, 2))
    assert without(watch, "staff", "You have not said")
    run(watch, date(2026, 12, 7))
    assert not without(watch, "staff", "You have not said")


def test_nothing_is_told_again_when_the_notice_is_gone(watch: Watch, tmp_path: Path) -> None:
    keep(watch, tmp_path, "Căn cứ Nghị định số 61/2018/NĐ-CP.", responsible="CB01")
    add(watch, in_force_from=date(2026, 11, 30))
    run(watch)
    assert told(watch, "staff") != []
    with watch.database.writing("tracker") as session:
        forget_notices(session, NOW + timedelta(days=1))
    run(watch, date(2026, 11, 24))
    assert told(watch, "staff") == []


def test_what_the_job_changes_stands_in_the_audit_log(watch: Watch) -> None:
    add(watch, in_force_from=date(2026, 11, 1))
    run(watch)
    with watch.database.reading() as session:
        assert verify(session) is None
        assert len(session.exec(select(ReadingDemand)).all()) == 2
