"""The papers of decisions and scorecards as .pdf files, read from the records."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.decisions.praise import TODAY, Commune
from tests.papers.pdf_files import pages_of, reader_of, where
from tracker.decisions.checks import checks_kept
from tracker.decisions.decisions import Decision
from tracker.paper_settings import OWNER, Papers
from tracker.papers.certificates import certificates_of
from tracker.papers.decided_facts import Reading
from tracker.papers.decision_papers import decision_paper
from tracker.papers.evidence_pack import evidence_pack
from tracker.papers.minutes import minutes_paper
from tracker.papers.pdf import pdf_of
from tracker.papers.proposals import proposal_paper
from tracker.plugins import Plugins
from tracker.settings import change_settings


def pack(reading, decision):
    return evidence_pack(reading, decision, checks_kept(decision), {}, "quarter")


def issued(commune: Commune) -> int:
    """Return an issued decision."""
    decision = commune.propose()
    commune.issue(decision)
    return decision


def made(commune: Commune, paper, decision: int) -> bytes:
    """Return a paper of a decision as a file."""
    with commune.database.reading() as session:
        reading = Reading(session, Plugins([]), TODAY, ZoneInfo("Asia/Ho_Chi_Minh"))
        contents = paper(reading, session.get_one(Decision, decision))
        return pdf_of(session, contents, contents.dated_on)


@pytest.mark.parametrize("paper", [decision_paper, proposal_paper, minutes_paper, certificates_of, pack])
def test_every_paper_of_a_decision_is_a_file_that_can_be_kept(commune, paper):
    content = made(commune, paper, issued(commune))
    assert "<pdfaid:part>2" in reader_of(content).trailer["/Root"]["/Metadata"].get_data().decode()
    text = " ".join(pages_of(content))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert not any(mark in text for mark in ("{{", "{%", "%(", "None"))


def test_the_evidence_pack_is_one_file_whose_parts_are_found_by_bookmarks(commune):
    reader = reader_of(made(commune, pack, issued(commune)))
    first, *parts = [one.title for one in reader.outline]
    assert len(parts) >= 4
    assert len({first, *parts}) > 3


@pytest.mark.parametrize("size", [13, 14])
def test_the_settings_say_how_large_it_is_written(commune, size):
    with commune.database.writing("admin") as session:
        change_settings(session, OWNER, Papers(body_size=size), date(2026, 1, 1), "Another size")
    content = made(commune, decision_paper, issued(commune))
    article = next(words for words in ("Điều 1.", "Article 1.") if words in " ".join(pages_of(content)))
    assert where(content, article).size == size


def test_the_paper_of_an_issued_decision_is_the_same_whenever_it_is_made(commune):
    decision = issued(commune)
    assert made(commune, decision_paper, decision) == made(commune, decision_paper, decision)
