from __future__ import annotations

from collections import Counter

from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.numbers import normalised
from plugins.regulations.tests.corpus import Truth, document


def cited(text: str) -> list[Citation]:
    return citations_in(normalised(text))


def numbers(text: str) -> list[str]:
    return [str(one.number) for one in cited(text)]


def truth_of(one: Citation) -> Truth:
    if one.number is not None:
        return Truth(str(one.number))
    return Truth(name=one.name, when=one.issued_on or one.issued_in)


def test_of_the_citations_in_made_up_documents_ninety_nine_in_a_hundred_are_found_and_hardly_another() -> None:
    right = found_in_all = written_in_all = 0
    for number in range(150):
        text, truths = document(number)
        found = Counter(truth_of(one) for one in cited(text))
        wanted = Counter(truths)
        right += (found & wanted).total()
        found_in_all += found.total()
        written_in_all += wanted.total()
    assert right / found_in_all >= 0.99
    assert right / written_in_all >= 0.99
