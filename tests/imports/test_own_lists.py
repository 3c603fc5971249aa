"""Lists whose fields a plugin names: found, read and checked as the core's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.fields import CellKind
from tracker.imports.own_lists import ListAnswers, ReadList, list_field, read_list
from tracker.imports.reading.limits import Limits
from tracker.messages import InputError, sentences, translate

_ = sentences("own_lists")
FIELDS = (
    list_field("number", _("Number"), "Số hiệu|Số, ký hiệu", required=True, stand_in="title"),
    list_field("title", _("Title"), "Trích yếu"),
    list_field("issued", _("Issued on"), "Ngày ban hành", CellKind.DATE, first_year=1945),
    list_field("checked", _("Checked on"), "Ngày kiểm tra", CellKind.DATE),
)


def read(folder: Path, text: str, answers: ListAnswers | None = None) -> ReadList:
    path = folder / "so.csv"
    path.write_text(text, encoding="utf-8")
    return read_list(path, FIELDS, zone=ZoneInfo("Asia/Ho_Chi_Minh"), limits=Limits(), answers=answers)


def test_rows_have_what_stands_below_the_headings_whatever_stands_above(tmp_path: Path) -> None:
    found = read(tmp_path, 'DANH MỤC,\nSTT,"Số, ký hiệu",Trích yếu\n1,24/CP,Cũ\n,,\nTổng cộng,1,\n')
    assert [(row.number, row.values) for row in found.rows] == [(3, {"number": "24/CP", "title": "Cũ"})]
    assert found.headings == {"number": "Số, ký hiệu", "title": "Trích yếu"}


def test_a_field_may_hold_older_dates_than_others(tmp_path: Path) -> None:
    found = read(tmp_path, "Số hiệu,Ngày ban hành,Ngày kiểm tra\n24/CP,18/3/1993,19/3/1993\n25/CP,18/3/1993,\n")
    assert [row.values["issued"] for row in found.rows] == [date(1993, 3, 18)]
    (problem,) = found.problems
    assert (problem.row, problem.column) == (2, "Ngày kiểm tra")
    assert "2000 to 2049" in translate(problem.message, "en")


def test_a_required_field_may_be_empty_where_another_stands_in(tmp_path: Path) -> None:
    text = "STT,Số hiệu,Trích yếu,Ngày ban hành,Ngày kiểm tra\n1,,Luật Hộ tịch,20/11/2014,\n2,,,20/11/2014,20/11/2014\n"
    found = read(tmp_path, text)
    assert [row.number for row in found.rows] == [2]
    assert [problem.row for problem in found.problems] == [3]


def test_rows_in_question_are_left_out_until_it_is_answered(tmp_path: Path) -> None:
    text = "Số hiệu,Ngày ban hành\n24/CP,03/04/2020\n25/CP,\n"
    asked = read(tmp_path, text)
    assert ([row.number for row in asked.rows], asked.questions[0].rows) == ([3], (2,))
    answered = read(tmp_path, text, ListAnswers(date_order=DateOrder.MONTH_FIRST))
    assert [row.values["issued"] for row in answered.rows] == [date(2020, 3, 4), None]
    assert not answered.questions


def test_a_list_without_a_required_column_names_it_in_the_words_of_the_plugin(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column holds Number"):
        read(tmp_path, "Trích,Ngày ban hành,Ngày kiểm tra\n1,20/11/2014,20/11/2014\n")
    named = read(tmp_path, "Mã,Ngày ban hành\n1/CP,20/11/2014\n", ListAnswers(mapping={"number": "Mã"}))
    assert [row.values["number"] for row in named.rows] == ["1/CP"]


def test_a_list_without_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stands no record"):
        read(tmp_path, "Số hiệu,Trích yếu\n,\n")
