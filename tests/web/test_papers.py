"""The papers of decisions and scorecards as files: which there are, for whom, and why one is not there yet."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.papers.word_files import words_in
from tests.web.conftest import Browser, Plugged, Site
from tests.web.test_decisions import PAPER, closed_quarter, issued, proposed, version, words
from tests.web.test_reward_forms import proposed as proposed_by_second
from tests.web.test_reward_forms import with_forms
from tests.web.test_rewards import desk
from tracker.decisions.council import CouncilMember
from tracker.decisions.decisions import Decision, DecisionState

__all__ = ["closed_quarter", "desk", "with_forms"]
Ready = tuple[Site, str]
OLD_RESOLUTION = """
from tracker.api import AwardForm, LegalBasis, LegalFinding, hookimpl, sentences

_ = sentences("PLUGIN")


@hookimpl
def award_forms(session, settings, on):
    resolution = LegalBasis("17/NQ-HĐND", _("Resolution of the commune"))
    return [AwardForm("PLUGIN.praise", _("Praise"), [resolution], 500_000)]


@hookimpl
def legal_findings(session, settings, numbers, on):
    return [LegalFinding(one, False, _("It was replaced last week.")) for one in numbers if one == "17/NQ-HĐND"]
"""


def papers_on(browser: Browser, number: int) -> set[str]:
    """Return the papers that the page of a decision offers, as key and kind of file."""
    page = browser.get(f"/decisions/{number}")
    return set(re.findall(rf'href="/decisions/{number}/papers/([^"]+)"', page))


def handed_out(browser: Browser, address: str) -> tuple[str, bytes]:
    """Return the name and the content of a file that is handed out."""
    answer = browser.ask(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
    return name_of(answer), answer.data


def name_of(answer: TestResponse) -> str:
    """Return under which name a file is saved."""
    found = re.search(r'filename="?([^";]+)', answer.headers["Content-Disposition"])
    assert found is not None
    return found[1]


def ask_council(site: Site, number: int, name: str = "staff") -> None:
    """Make an account a member of the council on a decision."""
    with site.database.writing("second") as session:
        member = CouncilMember(decision_id=number, account_id=site.accounts[name], asked_at=session.change.at)
        session.add(member)


def test_a_proposal_offers_its_papers_with_number_and_date_left_open(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    assert papers_on(leader, number) == {
        *("proposal.docx", "proposal.pdf", "decision.docx", "decision.pdf", "list.xlsx"),
        *("evidence_pack.docx", "evidence_pack.pdf"),
    }
    page = words(leader.get(f"/decisions/{number}"))
    assert "Minutes of the council Made once a council is asked." in page
    assert "Certificate of merit Printed once the decision has its number and date." in page
    assert "In a proposal number and date are left open." in page
    name, made = handed_out(leader, f"/decisions/{number}/papers/decision.docx")
    assert name == "quyet-dinh-quy-iii-nam-2026.docx"
    text = words_in(made)
    assert "Lê Thị Ánh" in text
    assert "500.000" in text
    assert "123/QĐ-UBND" not in text
    assert "{{" not in text


def test_an_issued_decision_has_every_paper_under_its_number(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    ask_council(closed_quarter, number)
    issued(closed_quarter, number)
    offered = papers_on(leader, number)
    assert {one.partition(".")[0] for one in offered} == {
        *("proposal", "minutes", "decision", "certificate", "list", "evidence_pack"),
    }
    for one in offered:
        _name, made = handed_out(leader, f"/decisions/{number}/papers/{one}")
        assert made[:4] == (b"%PDF" if one.endswith("pdf") else b"PK\x03\x04"), one
    name, made = handed_out(leader, f"/decisions/{number}/papers/decision.docx")
    assert name == "quyet-dinh-123-qd-ubnd-quy-iii-nam-2026.docx"
    assert "123/QĐ-UBND" in words_in(made)
    name, made = handed_out(leader, f"/decisions/{number}/papers/list.xlsx")
    assert name == "danh-sach-quyet-dinh-123-qd-ubnd-quy-iii-nam-2026.xlsx"
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    assert "Lê Thị Ánh" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_paper_that_is_not_there_yet_leads_back_to_the_page_that_says_why(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    for paper, why in (
        ("certificate.pdf", "Printed once the decision has its number and date."),
        ("minutes.docx", "Made once a council is asked."),
    ):
        answer = leader.ask(f"/decisions/{number}/papers/{paper}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/decisions/{number}"
        assert words(leader.get(f"/decisions/{number}")).count(why) == 2


@pytest.mark.parametrize("paper", ["list.pdf", "decision.xlsx", "decision.exe", "nothing.pdf", "proposal_above.pdf"])
def test_what_is_no_paper_of_the_decision_is_not_found(closed_quarter: Site, paper: str) -> None:
    number = proposed(closed_quarter)
    assert closed_quarter.browser("leader").ask(f"/decisions/{number}/papers/{paper}").status_code == 404


def test_who_sees_a_part_of_a_decision_has_none_of_its_papers(closed_quarter: Site) -> None:
    number, other = proposed(closed_quarter), closed_quarter.browser("other_leader")
    assert papers_on(other, number) == set()
    assert "Your account sees only some of them" in words(other.get(f"/decisions/{number}"))
    for paper in ("decision.pdf", "list.xlsx", "evidence_pack.docx", "nothing.pdf"):
        assert other.ask(f"/decisions/{number}/papers/{paper}").status_code == 403


def test_the_council_has_the_papers_but_not_what_was_found_in_the_files_of_others(closed_quarter: Site) -> None:
    number, member = proposed(closed_quarter), closed_quarter.browser("staff")
    assert member.ask(f"/decisions/{number}/papers/decision.pdf").status_code == 404
    ask_council(closed_quarter, number)
    assert {"proposal.pdf", "minutes.pdf", "decision.pdf"} <= papers_on(member, number)
    assert handed_out(member, f"/decisions/{number}/papers/minutes.docx")[0] == "bien-ban-quy-iii-nam-2026.docx"
    assert member.ask(f"/decisions/{number}/papers/evidence_pack.pdf").status_code == 404


def test_whoever_reads_a_published_decision_has_no_papers(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    issued(closed_quarter, number)
    leader.send(f"/decisions/{number}/publish", version=version(leader.get(f"/decisions/{number}")))
    colleague = closed_quarter.browser("colleague")
    assert "Papers" not in words(colleague.get(f"/decisions/{number}"))
    assert colleague.ask(f"/decisions/{number}/papers/decision.pdf").status_code == 404


def test_a_revoked_decision_has_no_certificates_and_the_revoking_one_its_paper(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    issued(closed_quarter, number)
    seen = version(leader.get(f"/decisions/{number}/revoke"))
    sent = {**PAPER, "number": "130/QĐ-UBND", "signer_id": closed_quarter.officials["CB05"], "reason": "Counted twice"}
    assert leader.send(f"/decisions/{number}/revoke", **sent, version=seen).status_code == 302
    assert "certificate.pdf" not in papers_on(leader, number)
    assert "Certificate of merit The decision was revoked." in words(leader.get(f"/decisions/{number}"))
    with closed_quarter.database.reading() as session:
        revoking = session.exec(select(Decision.id).where(Decision.revokes_id == number)).one() or 0
    assert papers_on(leader, revoking) == {"revocation.docx", "revocation.pdf"}
    name, made = handed_out(leader, f"/decisions/{revoking}/papers/revocation.docx")
    assert name == "quyet-dinh-130-qd-ubnd.docx"
    assert "Counted twice" in words_in(made)


def test_a_withdrawn_proposal_has_no_paper_to_sign(closed_quarter: Site) -> None:
    leader, number = closed_quarter.browser("leader"), proposed(closed_quarter)
    seen = version(leader.get(f"/decisions/{number}"))
    leader.send(f"/decisions/{number}/withdraw", version=seen, reason="Too early")
    with closed_quarter.database.reading() as session:
        assert session.get_one(Decision, number).state is DecisionState.WITHDRAWN
    assert papers_on(leader, number) == set()
    assert "Decision on a reward The proposal was withdrawn." in words(leader.get(f"/decisions/{number}"))


def test_what_only_the_level_above_grants_gives_a_proposal_to_it(with_forms: Ready) -> None:
    site, name = with_forms
    number = proposed_by_second(site, f"{name}.above")
    second = site.browser("second")
    assert papers_on(second, number) == {
        *("proposal_above.docx", "proposal_above.pdf", "list.xlsx", "evidence_pack.docx", "evidence_pack.pdf"),
    }
    _name, made = handed_out(second, f"/decisions/{number}/papers/proposal_above.docx")
    assert "Lê Thị Ánh" in words_in(made)


def test_units_have_papers_as_people_have(with_forms: Ready) -> None:
    site, name = with_forms
    number = proposed_by_second(site, f"{name}.unit")
    second = site.browser("second")
    for paper in papers_on(second, number):
        handed_out(second, f"/decisions/{number}/papers/{paper}")
    assert "certificate" not in words(second.get(f"/decisions/{number}")).lower()


@pytest.mark.usefixtures("closed_quarter")
def test_doubts_about_the_legal_bases_stand_beside_the_papers_and_are_not_printed(plugged: Plugged) -> None:
    site, name = plugged(OLD_RESOLUTION)
    number, leader = proposed_by_second(site, f"{name}.praise"), site.browser("leader")
    beside = leader.get(f"/decisions/{number}").partition('id="h-papers"')[2].partition("</section>")[0]
    assert "It was replaced last week." in words(beside)
    assert "This is not printed" in words(beside)
    printed = words_in(handed_out(leader, f"/decisions/{number}/papers/decision.docx")[1])
    assert "17/NQ-HĐND" in printed
    assert "last week" not in printed


def test_a_scorecard_is_handed_out_to_its_official_and_to_who_may_see_it(desk: Site) -> None:
    official = desk.officials["CB01"]
    for name, at in (("staff", "/me"), ("leader", f"/officials/{official}"), ("auditor", f"/officials/{official}")):
        browser = desk.browser(name)
        assert f'href="{at}/scorecard/2026-Q4.docx"' in browser.get(f"{at}/")
        assert f'href="{at}/scorecard/2026-Q4.pdf"' in browser.get(f"{at}/print/2026-Q4")
        saved, made = handed_out(browser, f"{at}/scorecard/2026-Q4.docx")
        assert saved == "bang-diem-pham-thi-ha-quy-iv-nam-2026.docx"
        assert "Phạm Thị Hà" in words_in(made)
        assert handed_out(browser, f"{at}/scorecard/2026-Q4.pdf")[1][:4] == b"%PDF"


def test_a_scorecard_of_somebody_else_is_not_handed_out(desk: Site) -> None:
    address = f"/officials/{desk.officials['CB01']}/scorecard/2026-Q4.pdf"
    assert desk.browser("colleague").ask(address).status_code == 403
    assert desk.browser("other_leader").ask(address).status_code == 404


def test_a_period_without_a_scorecard_says_so_on_the_record(desk: Site) -> None:
    staff = desk.browser("staff")
    answer = staff.ask("/me/scorecard/2019-Q4.pdf")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/me/?period=2019-Q4"
    assert "There is no scorecard for this period yet" in words(staff.get("/me/"))
