"""The page of one file: what it tells, to whom, and what may be done to the file by hand."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from tests.web.conftest import Site, file_of
from tests.web.test_corrections import values_of
from tracker.records.file_changes import SUBJECT
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import held_of


def test_an_official_sees_his_own_file_with_how_its_outcome_was_decided_and_no_other(site: Site) -> None:
    staff = site.browser("staff")
    page = staff.get(f"/files/{site.files['early']}")
    for told in ("H23.14-000001", "How the outcome was decided", "Published term", "working days: 5", "Early"):
        assert told in page
    assert "working days before the due date: 2" in page
    assert "This is wrong" in page
    assert "/correct" not in page.replace("/corrections/", "")
    assert staff.ask(f"/files/{site.files['land']}").status_code == 404


def test_a_leader_corrects_a_file_by_hand_and_holds_what_he_changed(site: Site) -> None:
    address = f"/files/{site.files['late']}/correct"
    leader = site.browser("leader")
    assert "13/10/2026" in leader.get(address)
    same = values_of(site, "late")
    assert leader.send(address, **same, because="x").status_code == 422
    assert leader.send(address, **{**same, "due_on": "21/10/2026"}, because="").status_code == 422
    assert leader.send(address, **{**same, "due_on": "21/10/2026"}, because="the receipt").status_code == 302
    assert file_of(site, "late").due_on == date(2026, 10, 21)
    with site.database.reading() as session:
        assert set(held_of(session, SUBJECT, site.files["late"])) == {"due_on"}
    page = leader.get(f"/files/{site.files['late']}")
    assert "Held fields" in page
    assert "Because: the receipt" in page


def test_a_file_that_changed_meanwhile_is_not_written_over(site: Site) -> None:
    address = f"/files/{site.files['late']}/correct"
    leader = site.browser("leader")
    version = leader.get(address).split('name="version" value="')[1].split('"')[0]
    site.browser("leader").send(address, **{**values_of(site, "late"), "channel": "online"}, because="seen")
    sent = {**values_of(site, "late"), "channel": "post", "because": "mine", "version": version}
    answer = leader.send(address, **sent)
    assert answer.status_code == 422
    assert "Somebody else has just changed this" in answer.get_data(as_text=True)
    assert file_of(site, "late").channel == "online"


def test_nobody_changes_his_own_file_by_hand(site: Site) -> None:
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["late"])
        file.handler_id = site.officials["CB05"]
        session.add(file)
    sent = {**values_of(site, "late"), "due_on": "21/10/2026", "because": "seen"}
    leader = site.browser("leader")
    answer = leader.send(f"/files/{site.files['late']}/correct", **sent)
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    assert f"/files/{site.files['late']}/correct" not in leader.get(f"/files/{site.files['late']}")
    assert site.browser("admin").send(f"/files/{site.files['late']}/correct", **sent).status_code == 302


def test_a_file_is_handed_over_and_both_holders_stand_on_its_page(site: Site) -> None:
    address = f"/files/{site.files['open']}/hand-over"
    leader = site.browser("leader")
    to = site.officials["CB02"]
    assert leader.send(address, to_official_id=to, on="24/11/2026").status_code == 422
    assert leader.send(address, to_official_id=to, on="20/11/2026", because="leave").status_code == 302
    with site.database.reading() as session:
        assert session.exec(select(HandOver)).one().on == date(2026, 11, 20)
    page = site.browser("staff").get(f"/files/{site.files['open']}")
    assert "Phạm Thị Hà → Nguyễn Văn Ân" in page
    assert "Handed over by hand" in page
    assert "Nguyễn Văn Ân" in site.browser("colleague").get(f"/files/{site.files['open']}")


def test_a_file_is_extended_once(site: Site) -> None:
    address = f"/files/{site.files['open']}/extend"
    leader = site.browser("leader")
    assert "24/11/2026" in leader.get(address)
    assert leader.send(address, due_on="23/11/2026", recorded_on="23/11/2026").status_code == 422
    assert leader.send(address, due_on="27/11/2026", recorded_on="24/11/2026").status_code == 422
    assert leader.send(address, due_on="27/11/2026", recorded_on="23/11/2026").status_code == 302
    assert file_of(site, "open").deadline_on == date(2026, 11, 27)
    page = leader.get(f"/files/{site.files['open']}")
    assert "recorded on 23/11/2026, in time" in page
    assert "/extend" not in page


def test_staff_and_leaders_of_other_units_change_no_file_by_hand(site: Site) -> None:
    for name, status in (("staff", 403), ("auditor", 403), ("other_leader", 404)):
        for page in ("correct", "hand-over", "extend"):
            assert site.browser(name).ask(f"/files/{site.files['early']}/{page}").status_code == status
