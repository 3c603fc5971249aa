"""Single citations that were once read wrongly, and what each means in a register."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.regulations.citations import citations_in
from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.numbers import normalised, read_number
from plugins.regulations.resolution import Keys, Register, keys_of, meant_by, register_of
from plugins.regulations.scan import scan, sentence_around
from plugins.regulations.validity import Effect, Entry, Relation

MARCH, APRIL = date(2024, 3, 15), date(2024, 4, 20)


def found_in(text: str) -> list[str]:
    return [
        f"{one.number or ''}|{one.name or ''}|{one.issued_on or one.issued_in or ''}"
        for one in citations_in(normalised(text))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Luật Dân số năm 2025", ["|Luật Dân số|2025"]),
        ("Luật Dân số số 113/2025/QH15", ["113/2025/QH15|Luật Dân số|"]),
        ("Luật Đầu tư công năm 2024.", ["|Luật Đầu tư công|2024"]),
        ("theo Luật Đất đai 2024 và Luật Nhà ở 2023.", ["|Luật Đất đai|2024", "|Luật Nhà ở|2023"]),
        ("LUẬT PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT NĂM 2012", ["|LUẬT PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT|2012"]),
        ("Luật Đất đai và Nghị định số 118/2025/NĐ-CP", ["118/2025/NĐ-CP||"]),
        ("Luật Đất đai, Nghị quyết số 18/2024/QH15", ["18/2024/QH15||"]),
        ("luật Hộ tịch ngày 20/11/2014; pháp luật năm 2013", ["|luật Hộ tịch|2014-11-20"]),
        ("Nghị định 118/2025 (tháng 6/2025)", ["118/2025/NĐ-CP||"]),
        ("Nghị định 118/2025/NĐ-CP.Thông tư 03/2025/TT-VPCP.", ["118/2025/NĐ-CP||", "03/2025/TT-VPCP||"]),
        ("Nghị định số 118/2025/NĐ-CP1 quy định", ["118/2025/NĐ-CP||"]),
        ("Số: 1204/SNV-TCBCV/v rà soát", ["1204/SNV-TCBC||"]),
        ("Quyết định 12/2024/QĐ.UBND; 15/2007/QĐ-UB.VX", ["12/2024/QĐ-UBND||", "15/2007/QĐ-UB.VX||"]),
        ("Hợp đồng số 05/2025/HĐLĐ; hợp đồng 12/2026/HĐ-XD", []),
        ("Đại học Luật Hà Nội năm 2015; Văn phòng Luật sư An Bình 2019", []),
        ("Luật Trẻ em và kế hoạch năm 2026; Bộ luật này năm 2019", []),
        ("các Nghị định số 61/2018, 107/2021/NĐ-CP", ["61/2018/NĐ-CP||", "107/2021/NĐ-CP||"]),
        ("các Quyết định số 11, 12 và 13/QĐ-UBND", ["11/QĐ-UBND||", "12/QĐ-UBND||", "13/QĐ-UBND||"]),
        ("Quyết định 11, 12/QĐ-UBND; Điều 5, 6/QĐ-UBND", ["12/QĐ-UBND||", "6/QĐ-UBND||"]),
        ("các Nghị định 45/2020, 69/2024 của Chính phủ", ["45/2020/NĐ-CP||", "69/2024/NĐ-CP||"]),
        ("Nghị định 59/2024/NĐ CP; Quyết định 22/QĐ UBND xã", ["59/2024/NĐ-CP||", "22/QĐ-UBND||"]),
        ("ＮĐ số １２/２０２４/NĐ－CP; luật 64/2025/qh15", ["12/2024/NĐ-CP||", "64/2025/QH15||"]),
        ("NĐ61/2018/NĐ-CP/107/2021/NĐ-CP&118/2025/NĐ-CP", ["61/2018/NĐ-CP||", "107/2021/NĐ-CP||", "118/2025/NĐ-CP||"]),
        (
            "5512/BGDĐT-GDTrH; 55/CTrPH-UBND-MTTQ; 13/HĐTĐKT-TH",
            ["5512/BGDĐT-GDTrH||", "55/CTrPH-UBND-MTTQ||", "13/HĐTĐKT-TH||"],
        ),
        ("Bản án 12/2024/DS-ST; giấy phép 45/GPXD-UBND; sổ 05/2026/TP-KS; mẫu II.06a/VPCP/KSTT", []),
        ("“Luật Đất đai” năm 2024, Luật Hộ tịch - 2014", ["|Luật Đất đai|2024", "|Luật Hộ tịch|2014"]),
        ("Luật Viên chức (sửa đổi, bổ sung năm 2019); Luật Nhà ở (sửa đổi) 2023", ["|Luật Nhà ở (sửa đổi)|2023"]),
        ("luật đất đai 2024; kỷ luật năm 2024; Luật chơi 2026", ["|luật đất đai|2024"]),
        ("Luật Viên chức năm 20105, Luật Luật sư 2006", ["|Luật Viên chức|2010", "|Luật Luật sư|2006"]),
        ("Can cu Luat Dat dai ngay 18 thang 01 nam 2024; Luat su 2024", ["|Luat Dat dai|2024-01-18"]),
        ("NGHỊ ĐỊNH SỐ 118/2025/NĐ-CP NGÀY 09 THÁNG 6 NĂM 2025", ["118/2025/NĐ-CP||2025-06-09"]),
    ],
)
def test_what_a_text_cites(text: str, found: list[str]) -> None:
    assert found_in(f"Xem {text}") == found


def test_places_and_words_are_those_of_the_text_as_it_was_written() -> None:
    text = "Căn cứ Nghị định số 118/2025/NÐ–CP\u00a0ngày 09/6/2025"
    (finding,) = scan(text, register_of([]), MARCH)
    cited = finding.citation
    assert (cited.text, str(cited.number), cited.issued_on) == ("118/2025/NÐ–CP", "118/2025/NĐ-CP", date(2025, 6, 9))
    assert text[cited.start : cited.end] == cited.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Một câu. Theo Nghị định\nsố X thì\nphải làm. Câu sau.", "Theo Nghị định số X thì phải làm."),
        ("Điều 1\nCăn cứ X;\nCăn cứ Y", "Căn cứ X;"),
        ("X", "X"),
        ("a" * 500 + " X " + "b" * 500, "a" * 399 + " X " + "b" * 399),
    ],
)
def test_the_sentence_of_a_citation_goes_on_over_broken_lines(text: str, sentence: str) -> None:
    at = text.index("X")
    assert sentence_around(text, at, at + 1) == sentence


def keys(number: str, name: str = "") -> Keys:
    return keys_of(read_number(number), name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01/2018/TT-VPCP", "1/2018/TT-VPCP"),
        ("267/2025/ND-CP", "267/2025/NĐ-CP"),
        ("766/QĐ-TTG", "766/QĐ-TTg"),
        ("23/2014/TTLT/BTP-TANDTC", "23/2014/TTLT-BTP-TANDTC"),
        ("46/2023/NĐ- CP", "46/2023/NĐ-CP"),
    ],
)
def test_two_ways_to_write_a_number_are_one_number(one: str, other: str) -> None:
    assert keys(one) == keys(other) != keys("")


def test_the_year_is_a_part_of_the_number() -> None:
    assert keys("335/2025/NĐ-CP").number != keys("335/2026/NĐ-CP").number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("118/2025/NĐ-CP", ("Nghị định", "Chính phủ")),
        ("766/QĐ-TTg", ("Quyết định", "Thủ tướng Chính phủ")),
        ("12/2024/QĐ-UBND", ("Quyết định", "")),
        ("366-QĐ/TW", ("Quy định", "Ban Chấp hành Trung ương")),
        ("28/2005/PL-UBTVQH11", ("Pháp lệnh", "Ủy ban Thường vụ Quốc hội")),
        ("06/2022/QH15", ("", "Quốc hội")),
        ("2231/SNV-CCHC&PC", ("", "")),
    ],
)
def test_a_number_tells_the_kind_and_the_issuer_where_only_one_can_be_meant(number: str, said: tuple[str, str]) -> None:
    read = read_number(number)
    assert read is not None
    assert (kind_of(read), issuer_of(read)) == said


def register(*entries: Entry) -> Register:
    return register_of((one, keys(one.number, one.name)) for one in entries)


def meant(text: str, *entries: Entry) -> list[int]:
    (cited,) = citations_in(normalised(text))
    return [entry.id for entry in meant_by(cited, register(*entries))]


def test_of_two_documents_of_one_number_the_date_tells_which() -> None:
    two = (Entry(1, "12/2024/QĐ-UBND", "", MARCH), Entry(2, "12/2024/QĐ-UBND", "", APRIL))
    assert meant("Quyết định số 12/2024/QĐ-UBND", *two) == [1, 2]
    assert meant("Quyết định số 12/2024/QĐ-UBND ngày 20/4/2024", *two) == [2]


def test_a_decision_of_another_date_is_that_of_another_province() -> None:
    assert meant("Quyết định 12/2024/QĐ-UBND ngày 02/01/2024", Entry(1, "12/2024/QĐ-UBND", "", MARCH)) == []


def test_a_decree_with_a_slip_in_its_date_is_still_that_decree() -> None:
    assert meant("Nghị định 61/2018/NĐ-CP ngày 24/4/2018", Entry(1, "61/2018/NĐ-CP", "", date(2018, 4, 23))) == [1]


@pytest.mark.parametrize(
    "name", ["Luật Đất đai", "Đất đai", "Luật đất đai (sửa đổi)", "LUẬT ĐẤT ĐAI", "Luật Đất  đai, sửa đổi"]
)
def test_a_law_is_found_by_its_name_and_year_however_the_register_writes_it(name: str) -> None:
    law = Entry(1, "31/2024/QH15", name, date(2024, 1, 18))
    assert meant("Luật Đất đai năm 2024", law) == meant("Luật Đất đai ngày 18 tháng 01 năm 2024", law) == [1]
    assert meant("Luật Đất đai năm 2013", law) == []


def test_of_two_laws_of_one_name_the_year_tells_which_and_in_one_year_only_the_date() -> None:
    two = (
        Entry(1, "45/2013/QH13", "Luật Đất đai", date(2013, 11, 29)),
        Entry(2, "31/2024/QH15", "Luật Đất đai", MARCH),
    )
    assert meant("Luật Đất đai năm 2013", *two) == [1]
    third = Entry(3, "99/2024/QH15", "Luật Đất đai", APRIL)
    assert meant("Luật Đất đai năm 2024", *two, third) == [2, 3]
    assert meant("Luật Đất đai ngày 20/4/2024", *two, third) == [3]


def replacements(*entries: Entry) -> list[int]:
    (found,) = scan("Nghị định 1/2001/NĐ-CP", register(*entries), APRIL)
    return [entry.id for entry in found.replaced_by]


def decree(serial: int, by: int, day: date | None) -> Entry:
    return Entry(serial, f"{serial}/2001/NĐ-CP", "Thử", effects=[Effect(Relation.REPLACES, by, day)] if by else ())


def test_of_what_replaced_a_document_that_is_told_which_is_itself_in_force() -> None:
    last = decree(3, 0, None)
    assert replacements(decree(1, 2, MARCH), decree(2, 3, MARCH), last) == [3]
    assert replacements(decree(1, 2, MARCH), decree(2, 3, date(2024, 5, 1)), last) == [2]


def test_documents_that_replace_each_other_by_mistake_end_no_scan() -> None:
    assert replacements(decree(1, 2, MARCH), decree(2, 1, MARCH)) == []


@given(st.text(alphabet="Luật Nghị định số 118/2025-ĐCPQTg.,năm ngày\n()", max_size=200))
def test_any_text_can_be_read_and_its_citations_stand_where_they_say(text: str) -> None:
    read, end = normalised(text), 0
    for one in citations_in(read):
        assert read[one.start : one.end] == one.text
        assert end <= one.start < one.end <= len(read)
        assert one.number is not None or one.name
        end = one.end


@pytest.mark.parametrize(
    "pattern", ["1", "1/", "1/A-", "A-", "Luật ", "Luật A ngày ", "12/QĐ-UBND ngày ", "của ", "(, ", "Nghị định số "]
)
def test_a_text_that_nobody_would_write_takes_no_longer_than_others(pattern: str) -> None:
    started = time.perf_counter()
    citations_in("1/" + pattern * (100_000 // len(pattern)))
    assert time.perf_counter() - started < 3
