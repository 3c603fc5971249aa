"""`tracker regulations`: what the commands print, and with which exit status they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import select

from plugins.regulations.models import LocalCitation
from plugins.regulations.tests.made_files import docx, odt, pdf
from tracker.testing import App, make_app, run_command

TODAY = date(2026, 11, 23)
TEXT = "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018; căn cứ Luật Thi đua, khen thưởng năm 2022."


@dataclass(frozen=True)
class Watch:
    """The command on an installation, and a folder with documents."""

    app: App
    folder: Path

    def __call__(self, *words: str, language: str = "en") -> Result:
        return run_command(self.app, "regulations", *words, language=language)

    def file(self, name: str, content: bytes | str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with make_app(["regulations"], today=TODAY) as app:
        yield Watch(app, tmp_path / "documents")


def test_a_scan_in_json_says_of_each_citation_how_it_stands(watch: Watch) -> None:
    path = watch.file("a.txt", TEXT)
    answer = watch("scan", path, "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "documents": [
            {
                "path": path,
                "citations": [
                    {
                        "text": "61/2018/NĐ-CP",
                        "number": "61/2018/NĐ-CP",
                        "name": None,
                        "start": 20,
                        "end": 33,
                        "status": "expired",
                        "replaced_by": ["118/2025/NĐ-CP"],
                    },
                    {
                        "text": "Luật Thi đua, khen thưởng năm 2022",
                        "number": None,
                        "name": "Luật Thi đua, khen thưởng",
                        "start": 57,
                        "end": 91,
                        "status": "partly expired",
                        "replaced_by": [],
                    },
                ],
            }
        ]
    }


def test_a_scan_on_another_day_says_how_it_stood_then(watch: Watch) -> None:
    path = watch.file("a.txt", TEXT + " Nghị định 118/2025/NĐ-CP.")
    answer = watch("scan", path, "--on", "2025-06-30", "--json")
    statuses = [one["status"] for one in json.loads(answer.stdout)["documents"][0]["citations"]]
    assert statuses == ["partly expired", "in force", "not yet in force"]


def test_a_folder_is_scanned_whole_and_a_broken_file_stops_nothing(watch: Watch) -> None:
    watch.file("2026/a.docx", docx([TEXT]))
    watch.file("2026/08/b.odt", odt([TEXT]))
    watch.file("c.pdf", pdf([TEXT]))
    watch.file("broken.docx", "PK no archive")
    watch.file("~$a.docx", "")
    watch.file("old.doc", "")
    answer = watch("scan", str(watch.folder), "--json")
    documents = json.loads(answer.stdout)["documents"]
    found = {Path(one["path"]).name: (len(one["citations"]), one.get("error")) for one in documents}
    broken = "broken.docx is damaged or not what its name says. Open it and save it anew."
    assert found == {"a.docx": (2, None), "b.odt": (2, None), "c.pdf": (2, None), "broken.docx": (0, broken)}
    assert answer.exit_code == 1
    assert "1 document could not be read." in answer.stderr
    assert ".doc (1)" in answer.stderr


def test_a_path_that_is_not_there_is_told_as_an_error_of_that_document(watch: Watch) -> None:
    answer = watch("scan", str(watch.folder / "no.docx"), watch.file("a.txt", TEXT), "--json")
    missing, there = json.loads(answer.stdout)["documents"]
    assert "cannot be opened" in missing["error"]
    assert (len(there["citations"]), answer.exit_code) == (2, 1)


def test_the_places_in_json_are_those_of_the_text_as_it_was_written(watch: Watch) -> None:
    text = "Căn cứ\u00a0Nghị định số\u00a0118 /2025/NĐ–\nCP; các Nghị định 45/2020, 61/2018/nđ-cp; luật đất đai 2024."
    (document,) = json.loads(watch("scan", watch.file("a.txt", text), "--json").stdout)["documents"]
    cited = document["citations"]
    assert [one["number"] or one["name"] for one in cited] == [
        *("118/2025/NĐ-CP", "45/2020/NĐ-CP", "61/2018/NĐ-CP", "luật đất đai"),
    ]
    assert [text[one["start"] : one["end"]] for one in cited] == [one["text"] for one in cited]


def test_several_paths_are_scanned_in_their_order_and_none_twice(watch: Watch) -> None:
    one, empty = watch.file("2026/a.txt", TEXT), watch.file("2026/rỗng.txt", "")
    other = watch.file("b.html", f"<p>{TEXT}</p>")
    documents = json.loads(watch("scan", other, str(watch.folder / "2026"), one, "--json").stdout)["documents"]
    assert [(document["path"], len(document["citations"])) for document in documents] == [
        *((other, 2), (one, 2), (empty, 0)),
    ]


def test_a_number_broken_at_the_end_of_a_line_of_a_pdf_is_whole(watch: Watch) -> None:
    path = watch.file(
        "a.pdf", pdf(["Căn cứ Nghị định số 118/2025/NĐ-", "CP và Luật Thi đua, khen", "thưởng năm 2022;"])
    )
    (document,) = json.loads(watch("scan", path, "--json").stdout)["documents"]
    assert [one["number"] or one["name"] for one in document["citations"]] == [
        *("118/2025/NĐ-CP", "Luật Thi đua, khen thưởng"),
    ]


@pytest.mark.parametrize("name", ["old.doc", "old.rtf"])
def test_an_old_document_that_is_named_is_told_with_its_cure(watch: Watch, name: str) -> None:
    answer = watch("scan", watch.file(name, "{\\rtf1}"), "--json")
    (document,) = json.loads(answer.stdout)["documents"]
    assert (document["citations"], answer.exit_code) == ([], 1)
    assert "save an old .doc as .docx first" in document["error"]


def test_people_see_what_must_be_looked_at_with_its_sentence_reason_and_replacement(watch: Watch) -> None:
    answer = watch("scan", watch.file("a.txt", f"{TEXT} Theo 152/2025/NĐ-CP. Theo 9/2026/TT-BNV."), "--soon", "0")
    shown = " ".join(answer.stdout.split())
    assert "since 01/07/2025, by 118/2025/NĐ-CP 118/2025/NĐ-CP" in shown
    assert "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018;" in shown
    assert "unknown not in the register" in shown
    assert "152/2025/NĐ-CP" not in shown
    assert "4 citations, 2 of them shown above." in shown


def test_what_ends_soon_is_shown_as_well(watch: Watch) -> None:
    answer = watch("scan", watch.file("a.txt", "Theo Nghị định 152/2025/NĐ-CP."), "--soon", "100")
    assert "in force until before 01/03/2027" in " ".join(answer.stdout.split())


def test_the_table_is_vietnamese_for_who_reads_vietnamese(watch: Watch) -> None:
    shown = " ".join(watch("scan", watch.file("a.txt", TEXT), language="vi").stdout.split())
    assert "hết hiệu lực" in shown
    assert "từ ngày 01/07/2025, do 118/2025/NĐ-CP" in shown


def test_a_scan_is_kept_where_that_is_asked_for(watch: Watch) -> None:
    path = watch.file("a.txt", TEXT)
    assert watch("scan", path).exit_code == 0
    with watch.app.reading() as session:
        assert session.exec(select(LocalCitation)).all() == []
    assert watch("scan", path, "--keep").exit_code == 0
    with watch.app.reading() as session:
        kept = session.exec(select(LocalCitation).order_by(LocalCitation.start)).all()
    assert [(one.number, one.name, one.issued_in) for one in kept] == [
        ("61/2018/NĐ-CP", "", 2018),
        ("", "Luật Thi đua, khen thưởng", 2022),
    ]


LIST = "Số hiệu,Trích yếu,Ngày hiệu lực,Thay thế\n400/2026/NĐ-CP,Mới,15/11/2026,30/2020/NĐ-CP\n"


def test_an_import_in_json_says_what_it_did(watch: Watch) -> None:
    path = watch.file("so.csv", LIST + "5/2026/NĐ-CP,Sai,99/99/2026,\n")
    answer = watch("import", path, "--json")
    told = json.loads(answer.stdout)
    (problem,) = told.pop("problems")
    assert told == {
        **{"source": path, "dry_run": False, "rows": 2, "added": 1, "changed": 0, "unchanged": 0, "refused": 1},
        **{"named": 0, "relations": 1, "questions": [], "notes": []},
    }
    assert (problem["row"], problem["column"], problem["value"]) == (3, "Ngày hiệu lực", "99/99/2026")
    assert answer.exit_code == 0
    scanned = watch("scan", watch.file("a.txt", "Theo 30/2020/NĐ-CP"), "--json")
    (cited,) = json.loads(scanned.stdout)["documents"][0]["citations"]
    assert (cited["status"], cited["replaced_by"]) == ("expired", ["400/2026/NĐ-CP"])


def test_a_dry_run_stores_nothing(watch: Watch) -> None:
    path = watch.file("so.csv", LIST)
    for _ in range(2):
        answer = watch("import", path, "--dry-run")
        assert "Nothing was stored" in answer.stdout
        assert "1 added" in answer.stdout


def test_dates_that_can_be_read_two_ways_are_asked_about(watch: Watch) -> None:
    path = watch.file("so.csv", "Số hiệu,Ngày ban hành\n4/2026/NĐ-CP,03/04/2026\n")
    asked = json.loads(watch("import", path, "--json").stdout)
    assert (asked["refused"], asked["questions"][0]["subject"]) == (1, "Ngày ban hành")
    assert watch("import", path).exit_code == 1
    assert "1 added" in watch("import", path, "--date-order", "day-first").stdout


def test_a_list_without_the_headings_says_which_are_needed(watch: Watch) -> None:
    answer = watch("import", watch.file("so.csv", "a,b\n1,2\n"), language="vi")
    assert answer.exit_code == 1
    assert "Số hiệu" in answer.stderr


def test_a_heading_of_its_own_can_be_named(watch: Watch) -> None:
    path = watch.file("so.csv", "Mã VB,Tên văn bản\n4/2026/NĐ-CP,Thử\n")
    assert "1 added" in watch("import", path, "--map", "number=Mã VB").stdout
    wrong = watch("import", path, "--map", "number", language="vi")
    assert wrong.exit_code == 2
    assert "“number” chưa đúng dạng FIELD=HEADING" in wrong.stderr
