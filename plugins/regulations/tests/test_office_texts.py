"""What is found in texts that were marked by hand, and in the same texts as scans and converters leave them."""

from __future__ import annotations

import pytest

from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.numbers import normalised
from plugins.regulations.tests.office_texts import CORPORA, MANNERS, Marked, marked_texts

ENOUGH = 0.99
FEWEST_MARKS = {"marked": 300, "unseen": 800}


def told(citation: Citation) -> tuple[int, int, str]:
    """Return where a citation begins and ends and what it says, as the marks do."""
    if citation.number is not None:
        return citation.start, citation.end, str(citation.number)
    return citation.start, citation.end, f"{citation.name}@{citation.issued_on or citation.issued_in}"


def found_in(marked: Marked) -> frozenset[tuple[int, int, str]]:
    return frozenset(told(citation) for citation in citations_in(normalised(marked.text)))


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("manner", MANNERS)
def test_at_least_99_of_100_citations_are_found_and_as_many_findings_are_citations(manner: str, corpus: str) -> None:
    texts = list(marked_texts(manner, corpus))
    wanted = {(text.name, *one) for text in texts for one in text.cited}
    found = {(text.name, *one) for text in texts for one in found_in(text)}
    missed, invented = sorted(wanted - found), sorted(found - wanted)
    assert len(wanted & found) >= ENOUGH * len(wanted), missed
    assert len(wanted & found) >= ENOUGH * len(found), invented


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_texts_have_enough_citations_to_tell(corpus: str) -> None:
    assert sum(len(text.cited) for text in marked_texts("as it is", corpus)) >= FEWEST_MARKS[corpus]


@pytest.mark.parametrize("manner", [manner for manner in MANNERS if manner != "as it is"])
def test_each_manner_changes_the_texts(manner: str) -> None:
    as_they_are = {text.name: text.text for text in marked_texts("as it is")}
    assert any(text.text != as_they_are[text.name] for text in marked_texts(manner))
