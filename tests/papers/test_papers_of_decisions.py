"""What the papers of a decision say, read from the records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.decisions.praise import OFFERED, TODAY, Commune, refused
from tests.rewards.cards import QUARTER
from tracker.award_forms import LegalBasis
from tracker.decisions.checks import checks_kept
from tracker.decisions.council import Vote, ask_council, say, vote
from tracker.decisions.decisions import Decision
from tracker.messages import message
from tracker.paper_settings import OWNER, Papers
from tracker.papers.certificates import certificates_of
from tracker.papers.contents import Paper, Paragraph, Table
from tracker.papers.decided_facts import Reading
from tracker.papers.decision_papers import decision_paper
from tracker.papers.evidence_pack import evidence_pack
from tracker.papers.kinds import CORE_KINDS
from tracker.papers.minutes import minutes_paper
from tracker.papers.proposals import proposal_above_paper, proposal_paper
from tracker.papers.scorecard_papers import scorecard_paper
from tracker.papers.templates import docx_of
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.units import Unit, UnitKind
from tracker.scoring.stored_lines import new_numbers, scored_period
from tracker.settings import change_settings

PLUGINS = Plugins([])
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LAWS = [LegalBasis("06/2022/QH15", message("Law on praise")), LegalBasis("152/2025/NĐ-CP", message("Amounts"))]


@pytest.fixture
def xa(commune: Commune) -> Commune:
    """The commune with names such as papers have, and a form that rests on laws."""
    commune.form = replace(commune.form, legal_bases=LAWS)
    with commune.database.writing("test") as session:
        unit = session.exec(select(Unit).where(Unit.code == "commune")).one()
        session.add(scored_period(QUARTER.name, [], new_numbers()))
        unit.name, unit.kind = "Xã Chi Lăng Bắc", UnitKind.COMMUNE
        session.add(unit)
        names = {"a": "Nông Thị Hằng & <Lan>", "b": "Lương Văn Quyết", "deputy": "Lê Hồng Sơn"}
        positions = {
            "a": "Công chức Tư pháp - Hộ tịch",
            "deputy": "Phó Chủ tịch UBND, Giám đốc",
            "head": "Phó Chủ tịch",
        }
        for code, name in names.items():
            official = session.get_one(Official, commune.officials[code])
            official.full_name = name
            session.add(official)
        for code, position in positions.items():
            for posting in session.exec(select(Posting).where(Posting.official_id == commune.officials[code])):
                posting.position = position
                session.add(posting)
    return commune


def reading(
    session: Session, today: date = TODAY, *, is_draft: bool = False, commune: Commune | None = None
) -> Reading:
    """Return what papers are read from."""
    offered = replace(OFFERED, form=commune.form) if is_draft and commune else None
    return Reading(session, PLUGINS, today, ZONE, offered)


def paper_of(commune: Commune, id: int) -> Paper:
    """Return the decision as it stands."""
    with commune.database.reading() as session:
        return decision_paper(reading(session, is_draft=True, commune=commune), session.get_one(Decision, id))


def texts(paper: Paper) -> list[str]:
    """Return the paragraphs of the body."""
    return [block.text for block in paper.body if isinstance(block, Paragraph)]


def rows(paper: Paper) -> list[tuple[str, ...]]:
    """Return the rows of the first table, in the body or else in an annex."""
    blocks = [*paper.body, *(block for annex in paper.annexes for block in annex.blocks)]
    table = next(block for block in blocks if isinstance(block, Table))
    return [row.cells for row in table.rows]


def test_an_issued_decision_says_what_was_decided(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    paper = paper_of(xa, id)
    assert paper.head.issuer == ("ỦY BAN NHÂN DÂN", "XÃ CHI LĂNG BẮC")
    assert (paper.head.number, paper.head.dated) == ("Số: 12/QĐ-UBND", "Chi Lăng Bắc, ngày 23 tháng 11 năm 2026")
    assert (paper.title, paper.authority) == ("QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CHI LĂNG BẮC")
    assert "quý III năm 2026" in paper.summary
    assert paper.bases[1:3] == ("Căn cứ Luật số 06/2022/QH15;", "Căn cứ Nghị định số 152/2025/NĐ-CP;")
    assert paper.bases[3] == "Xét bảng điểm quý III năm 2026, khóa sổ ngày 20 tháng 10 năm 2026;"
    assert paper.bases[-1].endswith("xã Chi Lăng Bắc.")
    assert [text.split(".")[0] for text in texts(paper)] == ["Điều 1", "Điều 2", "Điều 3"]
    assert "500.000" in texts(paper)[0]
    assert "03 cá nhân" in texts(paper)[0]
    assert "1.500.000 đồng (bằng chữ: Một triệu năm trăm nghìn đồng)" in texts(paper)[1]
    assert texts(paper)[-1].endswith("./.")
    assert paper.recipients == ("- Như Điều 3;", "- Lưu: VT.")


def test_the_list_has_who_is_rewarded_and_the_sum(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id)
    listed = rows(paper_of(xa, id))
    assert listed[0] == ("1", "Nông Thị Hằng & <Lan>", "Công chức Tư pháp - Hộ tịch", "95,00", "500.000")
    assert [row[1] for row in listed[:-1]] == ["Nông Thị Hằng & <Lan>", "Lương Văn Quyết", "Lê Hồng Sơn"]
    assert listed[-1] == ("Tổng cộng", "1.500.000")


def test_a_draft_leaves_room_for_number_and_day(xa: Commune) -> None:
    paper = paper_of(xa, xa.propose())
    assert paper.head.number == "Số:       /QĐ-UBND"
    assert paper.head.dated == "Chi Lăng Bắc, ngày      tháng 11 năm 2026"
    assert paper.signatures[0].titles == ("CHỦ TỊCH",)
    assert paper.signatures[0].name == ""
    assert "1.500.000" in texts(paper)[1]
    assert paper.bases[1:3] == ("Căn cứ Luật số 06/2022/QH15;", "Căn cứ Nghị định số 152/2025/NĐ-CP;")


def test_a_deputy_signs_for_the_chairman(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper(signer="head"))
    signed = paper_of(xa, id).signatures[0]
    assert signed.titles == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signed.name


def test_many_recipients_stand_in_an_annex(xa: Commune) -> None:
    with xa.database.writing("admin") as session:
        change_settings(session, OWNER, Papers(listed_from=3), date(2026, 1, 1), "Shorter articles")
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    paper = paper_of(xa, id)
    assert not [block for block in paper.body if isinstance(block, Table)]
    assert paper.annexes[0].title == "DANH SÁCH"
    assert "12/QĐ-UBND ngày 23 tháng 11 năm 2026" in paper.annexes[0].enclosed_with
    assert len(rows(paper)) == 4


def test_the_settings_of_its_day_name_the_commune(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id)
    later = Papers(commune="phường Đông Kinh", symbol="UBNDĐK", archive="VT, VX", own_bases="Quy chế thưởng\n\nNội quy")
    with xa.database.writing("admin") as session:
        change_settings(session, OWNER, later, TODAY + timedelta(days=1), "A new name")
    assert paper_of(xa, id).head.issuer[1] == "XÃ CHI LĂNG BẮC"
    with xa.database.reading() as session:
        decided = session.get_one(Decision, id)
        proposal = proposal_paper(reading(session), decided)
        assert proposal.addressed_to == ("Chủ tịch Ủy ban nhân dân xã Chi Lăng Bắc",)
    with xa.database.writing("admin") as session:
        change_settings(session, OWNER, later, TODAY, "The name of that day")
    paper = paper_of(xa, id)
    assert (paper.head.issuer[1], paper.head.dated[:10]) == ("PHƯỜNG ĐÔNG KINH", "Đông Kinh,")
    assert {"Căn cứ Quy chế thưởng;", "Căn cứ Nội quy;"} <= set(paper.bases)
    assert paper.recipients[-1] == "- Lưu: VT, VX."


def test_a_revoking_decision_names_what_it_revokes_and_why(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    revoking = xa.revoke(id, xa.paper("13/QĐ-UBND"), "Một hồ sơ ghi sai ngày")
    paper = paper_of(xa, revoking)
    assert (paper.kind, paper.head.number) == ("revocation", "Số: 13/QĐ-UBND")
    assert "Quyết định số 12/QĐ-UBND ngày 23 tháng 11 năm 2026" in texts(paper)[0]
    assert texts(paper)[0].endswith("Một hồ sơ ghi sai ngày.")
    assert [row[1] for row in rows(paper)] == ["Nông Thị Hằng & <Lan>", "Lương Văn Quyết", "Lê Hồng Sơn"]


def test_the_proposal_of_the_council_goes_to_the_chairman_with_the_list(xa: Commune) -> None:
    id = xa.propose()
    with xa.database.reading() as session:
        paper = proposal_paper(reading(session, is_draft=True, commune=xa), session.get_one(Decision, id))
    assert paper.addressed_to == ("Chủ tịch Ủy ban nhân dân xã Chi Lăng Bắc",)
    assert paper.head.number == "Số:       /TTr-HĐTĐKT"
    assert paper.head.superior == ("ỦY BAN NHÂN DÂN", "XÃ CHI LĂNG BẮC")
    assert len(rows(paper)) == 3
    assert paper.signatures[-1].titles[-1] == "CHỦ TỊCH"


def test_whom_the_level_above_rewards_stands_in_a_proposal_of_his_own(xa: Commune) -> None:
    id = xa.propose()
    with xa.database.reading() as session:
        paper = proposal_above_paper(reading(session, is_draft=True, commune=xa), session.get_one(Decision, id))
    assert paper.addressed_to == ("Chủ tịch Ủy ban nhân dân tỉnh",)
    assert [row[1] for row in rows(paper)] == ["Lê chairman"]
    assert "đồng" not in " ".join(texts(paper))


def test_there_is_no_proposal_above_where_nobody_goes_there(xa: Commune) -> None:
    id = xa.propose("a", "b", "deputy", reasons={"chairman": "Already rewarded"})
    with xa.database.reading() as session:
        why = refused(lambda: proposal_above_paper(reading(session), session.get_one(Decision, id)))
    assert "level above" in why


def test_the_minutes_have_members_votes_comments_and_the_conclusion(xa: Commune) -> None:
    id = xa.propose()
    accounts = [xa.viewers[code].account_id for code in ("deputy", "expert")]
    xa.step(lambda session, decided: ask_council(session, decided, accounts, xa.viewers["secretary"], "/"), id)
    xa.step(
        lambda session, decided: vote(session, decided, xa.item(session, decided, "a"), Vote.FOR, xa.viewers["expert"]),
        id,
    )
    xa.step(
        lambda session, decided: vote(
            session, decided, xa.item(session, decided, "b"), Vote.AGAINST, xa.viewers["deputy"]
        ),
        id,
    )
    xa.step(lambda session, decided: say(session, decided, "Đồng ý <cả hai>", xa.viewers["deputy"]), id)
    with xa.database.reading() as session:
        paper = minutes_paper(reading(session), session.get_one(Decision, id))
    assert [row[1] for row in rows(paper)] == ["Lê Hồng Sơn", "expert"]
    voted = {row.cells[1]: row.cells[3:6] for row in paper.body[5].rows if isinstance(paper.body[5], Table)}
    assert voted["Nông Thị Hằng & <Lan>"] == ("01", "00", "00")
    assert voted["Lương Văn Quyết"] == ("00", "01", "00")
    assert "- Lê Hồng Sơn: Đồng ý <cả hai>" in texts(paper)
    assert len(paper.signatures) == 2


def test_everybody_who_is_rewarded_gets_a_certificate(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    with xa.database.reading() as session:
        made = certificates_of(reading(session), session.get_one(Decision, id))
    assert [one.recipient for one in made.pages] == ["Nông Thị Hằng & <Lan>", "Lương Văn Quyết", "Lê Hồng Sơn"]
    assert made.decided == "Quyết định số 12/QĐ-UBND ngày 23 tháng 11 năm 2026"
    assert (made.title, made.pages[0].book_number) == ("GIẤY KHEN", "01")
    assert made.pages[0].merit.endswith("quý III năm 2026")


def test_a_card_that_is_not_there_makes_no_paper(xa: Commune) -> None:
    with xa.database.reading() as session:
        assert scorecard_paper(reading(session), xa.officials["a"], QUARTER.previous(), "quarter") is None


def test_the_evidence_pack_holds_all_that_was_decided_by(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    with xa.database.reading() as session:
        decided = session.get_one(Decision, id)
        pack = evidence_pack(reading(session), decided, checks_kept(decided), {}, "quarter")
        hash = decided.audit_hash
    titles = [annex.title for annex in pack.annexes]
    assert titles[0] == "QUYẾT ĐỊNH"
    assert titles.count("BẢNG ĐIỂM") == 3
    last = [block.text for block in pack.annexes[-1].blocks if isinstance(block, Paragraph)]
    assert hash is not None
    assert hash in last[-1]


def test_every_paper_becomes_a_file(xa: Commune) -> None:
    id = xa.propose()
    xa.issue(id, xa.paper("12/QĐ-UBND"))
    with xa.database.reading() as session:
        decided, read = session.get_one(Decision, id), reading(session)
        card = scorecard_paper(read, xa.officials["a"], QUARTER, "quarter")
        assert card is not None
        made = [
            *(decision_paper(read, decided), proposal_paper(read, decided), proposal_above_paper(read, decided)),
            *(minutes_paper(read, decided), certificates_of(read, decided), card),
            evidence_pack(read, decided, checks_kept(decided), {}, "quarter"),
        ]
        assert {one.kind for one in made} == {one.key for one in CORE_KINDS} - {"revocation"}
        for one in made:
            assert docx_of(session, PLUGINS, one, TODAY)[:2] == b"PK"
