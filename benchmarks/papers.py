"""A decision with an annex of 200 people as a .docx file, as a .pdf file and its list as a workbook.

uv run python -m benchmarks.papers [--people 200] [--rounds 7]

Beside each, the barest way to the same list: python-docx filling the cells of one table, typst a table without a
layout, xlsxwriter the texts alone. No two rounds have the same people, since typst keeps for a while what it laid out.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from time import perf_counter

import orjson
import typst
from docx import Document
from xlsxwriter import Workbook

from benchmarks.measuring import in_rounds, paired_ratio, show, verdict
from tracker.papers.contents import Paper, Row, Table
from tracker.papers.docx import Template, make_docx
from tracker.papers.kinds import GENERAL
from tracker.papers.pdf import make_pdf
from tracker.papers.samples import sample_paper
from tracker.papers.xlsx import make_lists

MOST_DOCX, MOST_PDF = 1, 2
TEMPLATE = Template(GENERAL.read_bytes(), "", 14)
BARE = b"#let rows = json(bytes(sys.inputs.rows))\n#table(columns: rows.first().len(), ..rows.flatten())"


def decisions(people: int) -> Iterator[Paper]:
    """Yield decisions with so many people, who are others each time."""
    paper = sample_paper("decision", people)
    (annex,) = paper.annexes
    (table,) = annex.blocks
    assert isinstance(table, Table)
    for number in count():
        rows = tuple(Row((row.cells[0], f"{row.cells[1]} {number}", *row.cells[2:])) for row in table.rows[:-1])
        listed = replace(table, rows=(*rows, table.rows[-1]))
        yield replace(paper, annexes=(replace(annex, blocks=(listed,)),))


def bare_rows(paper: Paper) -> list[tuple[str, ...]]:
    """Return the list of a paper as plain texts."""
    (table,) = paper.annexes[0].blocks
    assert isinstance(table, Table)
    return [row.cells for row in table.rows[:-1]]


def bare_docx(paper: Paper) -> None:
    """Write the list with python-docx, cell by cell."""
    rows = bare_rows(paper)
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(io.BytesIO())


def bare_pdf(paper: Paper) -> None:
    """Lay the list out with typst as it comes."""
    typst.compile(BARE, sys_inputs={"rows": orjson.dumps(bare_rows(paper)).decode()})


def bare_xlsx(paper: Paper) -> None:
    """Write the list with xlsxwriter."""
    with Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(bare_rows(paper)):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)


def first_pdf(people: int) -> float:
    """Return the seconds of the first .pdf file of a new process, which has to find the fonts."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed_pdf, (people,))


def _timed_pdf(people: int) -> float:
    paper = sample_paper("decision", people)
    started = perf_counter()
    make_pdf(paper)
    return perf_counter() - started


def rows_of(people: int, rounds: int) -> list[tuple[str, str, str, str]]:
    """Measure; return the rows of the table."""
    first = max(first_pdf(people) for _ in range(3))
    papers = decisions(people)
    ways = {
        "docx": lambda: make_docx(next(papers), TEMPLATE),
        "bare docx": lambda: bare_docx(next(papers)),
        "pdf": lambda: make_pdf(next(papers)),
        "bare pdf": lambda: bare_pdf(next(papers)),
        "xlsx": lambda: make_lists(next(papers)),
        "bare xlsx": lambda: bare_xlsx(next(papers)),
    }
    timed = in_rounds(ways, rounds)
    rows = []
    for name, by, most in (
        ("docx", "python-docx", MOST_DOCX),
        ("pdf", "typst", MOST_PDF),
        ("xlsx", "xlsxwriter", None),
    ):
        took, ratio = timed[name].median, paired_ratio(timed[name], timed[f"bare {name}"])
        goal, reached = (f"< {most} s", verdict(took, most=most)) if most else ("", "")
        rows.append((f"as .{name}", f"{took:.3f} s = {ratio:.2f} x the bare list by {by}", goal, reached))
    goal, reached = f"< {MOST_PDF} s", verdict(first, most=MOST_PDF)
    return [*rows, ("the first .pdf of a process", f"{first:.3f} s", goal, reached)]


def main() -> None:
    """Measure, and show the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    show(f"A decision with {options.people} people in its annex", rows_of(options.people, options.rounds))


if __name__ == "__main__":
    main()
