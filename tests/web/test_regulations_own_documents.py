"""The commune's own documents in the browser: scanned, kept, in alarm, let stand, and mended."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from plugins.regulations.models import Document, LocalCitation, LocalDocument
from plugins.regulations.tests.made_files import docx, pdf, picture_pdf
from tests.web.regulation_site import ALIVE, DEAD, HOME, RULES, SCAN, Watch, send_files, watched  # noqa: F401 the fixture


def kept(watch: Watch, name: str = "quy-che.txt", text: str = RULES) -> None:
    answer = send_files(watch.browser("leader"), SCAN, "documents", {name: text}, keep="on")
    assert answer.headers["Location"] == watch.own_page(name)


def test_looking_at_a_document_keeps_nothing(watch: Watch) -> None:
    page = send_files(watch.browser("leader"), SCAN, "documents", {"a.docx": docx(RULES.splitlines())}).get_data(
        as_text=True
    )
    assert "since 01/07/2025, by 118/2025/NĐ-CP" in page
    assert "Nothing of this is kept." in page
    with watch.database.reading() as session:
        assert session.exec(select(LocalDocument)).all() == []


def test_a_kept_document_stands_in_the_alarm_with_the_sentence_and_the_replacement(watch: Watch) -> None:
    staff = watch.browser("staff")
    assert "no longer in force" not in staff.get(HOME)
    kept(watch)
    page = staff.get(HOME)
    assert "1 document of ours cites what is no longer in force" in page
    assert f"Căn cứ Nghị định số <mark>{DEAD}</mark> ngày 23/4/2018 của Chính phủ;" in page
    assert f">{ALIVE}</a></b>" in page


def test_what_is_unknown_or_ambiguous_is_no_alarm(watch: Watch) -> None:
    kept(watch, text="Theo Công văn số 7777/UBND-VX, và 335/NĐ-CP.")
    leader = watch.browser("leader")
    assert "no longer in force" not in leader.get(HOME)
    page = leader.get(watch.own_page("quy-che.txt"))
    unclear = page[page.index("Not clear: no alarm") :]
    assert "not in the register" in unclear
    assert "2 documents have this number; its date would tell which" in unclear
    assert 'class="tag bad"' not in page


def test_several_documents_are_scanned_at_once(watch: Watch) -> None:
    leader = watch.browser("leader")
    sent = send_files(leader, SCAN, "documents", {"a.pdf": pdf(["Theo 61/2018/NĐ-CP"]), "b.txt": RULES}, keep="on")
    assert sent.headers["Location"] == f"{HOME}own"
    assert "2 to be mended" in leader.get(f"{HOME}own")


UNREADABLE: dict[str, str | bytes] = {"a.pdf": picture_pdf(), "b.docx": b"PK\x03\x04 no", "c.txt": b""}


@pytest.mark.parametrize("keep", ["on", ""])
def test_of_several_documents_the_good_ones_are_scanned_and_each_bad_one_is_named(watch: Watch, keep: str) -> None:
    answer = send_files(watch.browser("leader"), SCAN, "documents", {**UNREADABLE, "d.txt": RULES}, keep=keep)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "3 files could not be read and were left out" in page
    assert "a.pdf has no text" in page
    assert "b.docx is not what can be taken here" in page
    assert "c.txt is empty" in page
    assert ("1 document is kept." in page) is (keep == "on")
    with watch.database.reading() as session:
        assert [one.path for one in session.exec(select(LocalDocument))] == (["d.txt"] if keep else [])


def test_where_no_document_can_be_read_nothing_is_kept_and_each_is_named(watch: Watch) -> None:
    answer = send_files(watch.browser("leader"), SCAN, "documents", UNREADABLE, keep="on")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "3 files could not be read" in page
    assert all(name in page for name in UNREADABLE)
    with watch.database.reading() as session:
        assert session.exec(select(LocalDocument)).all() == []


def test_the_status_of_what_is_kept_follows_the_register_without_another_scan(watch: Watch) -> None:
    kept(watch, text="Theo Nghị định số 30/2020/NĐ-CP.")
    staff = watch.browser("staff")
    assert "no longer in force" not in staff.get(HOME)
    with watch.database.writing("admin", "Công báo") as session:
        session.get_one(Document, watch.id_of("30/2020/NĐ-CP")).expires_on = date(2026, 12, 10)
    assert "1 document of ours cites what will soon end" in staff.get(HOME)
    assert "quy-che.txt" in staff.get(f"{HOME}own?need=soon")
    assert "quy-che.txt" not in staff.get(f"{HOME}own?need=none")
    with watch.database.writing("admin", "Công báo") as session:
        session.get_one(Document, watch.id_of("30/2020/NĐ-CP")).expires_on = date(2026, 11, 1)
    assert "1 document of ours cites what is no longer in force" in staff.get(HOME)


def test_the_register_says_how_many_of_our_documents_cite_each(watch: Watch) -> None:
    kept(watch, "a.txt")
    kept(watch, "b.txt", "Theo 118/2025/ND-CP.")
    page = watch.browser("staff").get(f"{HOME}?q={ALIVE}")
    assert '<td class="num" data-label="Cited">2</td>' in page
    cited = watch.browser("staff").get(f"{HOME}?cited=yes")
    assert "2 documents" in cited
    document = watch.browser("staff").get(watch.page_of(ALIVE))
    assert "a.txt" in document
    assert "b.txt" in document


def test_a_citation_that_tells_of_the_past_may_stay_also_in_the_next_version(watch: Watch) -> None:
    kept(watch)
    leader = watch.browser("leader")
    address = f"{HOME}citations/{watch.citation(DEAD).id}/stays"
    assert leader.send(address, because="nói về lịch sử").status_code == 302
    assert "no longer in force" not in leader.get(HOME)
    kept(watch, text=f"{RULES}\nĐiều 1. Mới.")
    assert "no longer in force" not in leader.get(HOME)
    again = f"{HOME}citations/{watch.citation(DEAD).id}/stays"
    assert leader.send(again, because="").status_code == 302
    assert "1 document of ours" in leader.get(HOME)


def test_a_repair_task_is_given_told_and_closed_by_who_has_it(watch: Watch) -> None:
    kept(watch)
    leader, staff, address = watch.browser("leader"), watch.browser("staff"), watch.own_page("quy-che.txt")
    sent = {"responsible_id": watch.officials["CB01"], "due_on": "01/12/2026", "note": "sửa căn cứ"}
    assert leader.send(f"{address}/repair", **sent).status_code == 302
    assert "Being mended, due 01/12/2026" in leader.get(HOME)
    assert "Mend quy-che.txt until 01/12/2026" in staff.get("/notices/")
    assert watch.browser("colleague").ask(f"{address}/repaired").status_code == 403
    assert staff.send(f"{address}/repaired").status_code == 422
    assert staff.send(f"{address}/repaired", result="QĐ 20/QĐ-UBND").status_code == 302
    assert (watch.repair().done_on, watch.repair().result) == (date(2026, 11, 23), "QĐ 20/QĐ-UBND")
    assert "Mended on 23/11/2026" in leader.get(address)
    assert "1 document of ours cites" in leader.get(HOME)
    kept(watch, text="Căn cứ Nghị định số 118/2025/NĐ-CP;")
    assert "no longer in force" not in leader.get(HOME)


@pytest.mark.parametrize("due", ["22/11/2026", "", "31/11/2026"])
def test_a_task_needs_a_day_that_is_to_come(watch: Watch, due: str) -> None:
    kept(watch)
    sent = {"responsible_id": watch.officials["CB01"], "due_on": due, "note": "giữ lại"}
    answer = watch.browser("leader").send(f"{watch.own_page('quy-che.txt')}/repair", **sent)
    assert answer.status_code == 422
    assert "giữ lại" in answer.get_data(as_text=True)


def test_a_leader_gives_tasks_only_to_officials_in_reach(watch: Watch) -> None:
    kept(watch)
    sent = {"responsible_id": watch.officials["CB01"], "due_on": "01/12/2026"}
    answer = watch.browser("other_leader").send(f"{watch.own_page('quy-che.txt')}/repair", **sent)
    assert answer.status_code == 422
    assert "Choose one of the list." in answer.get_data(as_text=True)


def test_an_own_document_has_a_title_a_responsible_official_and_is_forgotten_with_a_reason(watch: Watch) -> None:
    kept(watch)
    leader, address = watch.browser("leader"), watch.own_page("quy-che.txt")
    sent = {"title": "Quy chế Bộ phận Một cửa", "responsible_id": watch.officials["CB02"]}
    assert leader.send(f"{address}/edit", **sent).status_code == 302
    assert "Quy chế Bộ phận Một cửa" in leader.get(f"{HOME}own?q=quy+che+bo+phan")
    assert "Nguyễn Văn Ân" in leader.get(HOME)
    assert leader.send(f"{address}/remove").status_code == 422
    assert leader.send(f"{address}/remove", because="đã bãi bỏ").status_code == 302
    with watch.database.reading() as session:
        assert session.exec(select(LocalCitation)).all() == []


def test_staff_look_and_change_nothing(watch: Watch) -> None:
    kept(watch)
    staff, address = watch.browser("staff"), watch.own_page("quy-che.txt")
    assert "Create repair task" not in staff.get(address)
    for page in ("edit", "remove", "repair"):
        assert staff.ask(f"{address}/{page}").status_code == 403
    assert staff.ask(f"{HOME}citations/{watch.citation(DEAD).id}/stays").status_code == 403
