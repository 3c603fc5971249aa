from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from itertools import islice

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tracker.imports.reading.error_cells import NOT_CALCULATED
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.readers import read_sheets
from tracker.messages import InputError

ROWS = [["Mã hồ sơ", "Ngày tiếp nhận"], ["H56.14-260403-0001", "03/04/2026"]]


def rows_of(content, filename, limits=None, **options):
    (sheet,) = read_sheets(content, filename, limits, **options)
    return [list(row) for row in sheet.rows]


def csv_of(rows, encoding, separator=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def xls_of(*names, far=None):
    book = xlwt.Workbook()
    for name in names:
        sheet = book.add_sheet(name)
        for number, row in enumerate(ROWS):
            for column, text in enumerate(row):
                sheet.write(number, column, text)
        if far:
            sheet.write(*far, "xa")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods_of(rows, repeated_rows=1, repeated_cells=1):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Danh sách")
    for texts in rows:
        row = TableRow(numberrowsrepeated=repeated_rows)
        for text in texts:
            cell = TableCell(valuetype="string", numbercolumnsrepeated=repeated_cells)
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def zip_of(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_the_same_list_reads_alike_from_every_format(xlsx):
    assert rows_of(xlsx(A=ROWS), "a.xlsx") == ROWS
    assert rows_of(xls_of("A"), "a.xls") == ROWS
    assert rows_of(ods_of(ROWS), "a.ods") == ROWS
    assert rows_of(csv_of(ROWS, "utf-8"), "a.csv") == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_whatever_its_encoding_and_separator(encoding, separator):
    assert rows_of(csv_of(ROWS, encoding, separator), "a.csv") == ROWS


def test_text_of_windows_1258_is_read_with_its_combining_tones():
    content = "Ma\u0303 hô\u0300 sơ;Nga\u0300y\r\n1;2\r\n".encode("cp1258")
    assert rows_of(content, "a.csv")[0] == ["Ma\u0303 hô\u0300 sơ", "Nga\u0300y"]


def test_a_comma_inside_the_cells_does_not_hide_the_semicolons_between_them():
    content = b"Ma;Ngay, thang, nam;Ten\r\n1;a, b, c;x\r\n2;d;y\r\n"
    assert rows_of(content, "a.csv")[1] == ["1", "a, b, c", "x"]


def test_a_line_break_inside_quotes_stays_in_its_cell():
    assert rows_of(b'a,"hai\ndong"\nb,c\n', "a.csv") == [["a", "hai\ndong"], ["b", "c"]]


def test_an_unclosed_quotation_mark_is_told_instead_of_swallowing_the_rows_after_it():
    with pytest.raises(InputError, match="quotation mark"):
        rows_of(b'a,b\n1,"x\n2,y\n', "a.csv")


def test_text_that_bears_the_name_of_a_workbook_is_read_as_text():
    assert rows_of(csv_of(ROWS, "utf-8", "\t"), "export.xls") == ROWS


def test_rows_and_columns_count_as_in_the_spreadsheet_though_the_list_begins_at_c3():
    book = openpyxl.Workbook()
    book.active["C3"] = "Mã hồ sơ"
    stream = io.BytesIO()
    book.save(stream)
    rows = rows_of(stream.getvalue(), "a.xlsx")
    assert rows[2][2] == "Mã hồ sơ"


def test_dates_and_numbers_keep_their_types(xlsx):
    cells = [datetime.fromisoformat("2026-04-03T09:30"), date(2026, 4, 3), 5, True]
    assert rows_of(xlsx(A=[cells]), "a.xlsx") == [cells]


def test_a_sheet_can_be_gone_through_again(xlsx):
    (sheet,) = read_sheets(xlsx(A=ROWS), "a.xlsx")
    assert list(islice(sheet.rows, 1)) == ROWS[:1]
    assert list(sheet.rows) == ROWS
    assert list(sheet.rows) == ROWS


def test_a_path_is_read_like_bytes(tmp_path, xlsx):
    path = tmp_path / "Sổ theo dõi hồ sơ.xlsx"
    path.write_bytes(xlsx(A=ROWS))
    assert rows_of(path, path.name) == ROWS


def test_a_wrong_sheet_name_is_answered_with_the_names_there_are(xlsx):
    with pytest.raises(InputError, match="Tháng 1, Tháng 2"):
        read_sheets(xlsx(**{"Tháng 1": ROWS, "Tháng 2": ROWS}), "a.xlsx", sheet="Tháng 3")


def test_a_sheet_is_found_by_its_name(xlsx):
    content = xlsx(**{"Tháng 1": [["x"]], "Tháng 2": ROWS})
    assert rows_of(content, "a.xlsx", sheet="tháng 2") == ROWS


def test_a_hidden_sheet_is_known_as_hidden():
    book = openpyxl.Workbook()
    book.create_sheet("Ẩn").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.hidden for sheet in read_sheets(stream.getvalue(), "a.xlsx")] == [False, True]


def xls_with_a_password():
    content = xls_of("A")
    record = struct.pack("<HH", 0x0809, 16)
    at = content.index(record) + 20
    return content[:at] + struct.pack("<HH", 0x002F, 4) + content[at + 4 :]


def ole_of_an_encrypted_xlsx():
    name = "Workbook".encode("utf-16-le")
    other = "EncryptedPackage".encode("utf-16-le")
    content = xls_of("A")
    at = content.index(name)
    return (
        content[:at]
        + other
        + content[at + len(other) : at + 64]
        + struct.pack("<H", len(other) + 2)
        + content[at + 66 :]
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "save it as .xlsx"),
        (b"%PDF-1.7 abc", "not a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a workbook"),
        (bytes(range(256)) * 4, "not a workbook"),
        (b"PK\x03\x04 broken off", "damaged"),
        (zip_of({"word/document.xml": "<x/>", "content.xml": "<x/>"}), "not a workbook"),
        (zip_of({"a.txt": "x"}), "not a workbook"),
        (zip_of({"xl/workbook.bin": "x"}), "xlsb"),
        (zip_of({"xl/workbook.xml": "no xml"}), "damaged"),
        (zip_of({"content.xml": "<no xml"}), "damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(100), "damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(5000), "damaged"),
        (xls_with_a_password(), "password"),
        (ole_of_an_encrypted_xlsx(), "password"),
    ],
)
def test_what_is_no_readable_workbook_gets_one_clear_error(content, told):
    with pytest.raises(InputError, match=told):
        rows_of(content, "tep.xlsx")


def test_a_workbook_cut_off_anywhere_gets_one_clear_error(xlsx):
    for whole in (xlsx(A=ROWS * 50), xls_of("A"), ods_of(ROWS * 5)):
        for kept in range(600, len(whole) - 1, len(whole) // 9):
            with pytest.raises(InputError):
                rows_of(whole[:kept], "a.xlsx")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_sheets(tmp_path / "không có.xlsx", "không có.xlsx")


def test_a_file_larger_than_allowed_is_refused():
    with pytest.raises(InputError, match="at most"):
        rows_of(b"a,b\n" * 1000, "a.csv", Limits(max_bytes=1000))


def test_more_rows_or_columns_than_allowed_are_refused(xlsx):
    for content in (csv_of([["1", "2"]] * 100, "utf-8"), xlsx(A=[["1", "2"]] * 100), ods_of([["1", "2"]] * 100)):
        with pytest.raises(InputError, match="rows"):
            rows_of(content, "a", Limits(max_rows=50))
        with pytest.raises(InputError, match="columns"):
            rows_of(content, "a", Limits(max_columns=1))


def test_reading_that_takes_too_long_stops():
    with pytest.raises(InputError, match="longer than"):
        rows_of(csv_of([["1", "2"]] * 2000, "utf-8"), "a.csv", Limits(max_seconds=-1))


def test_a_small_file_that_unpacks_to_612_mb_is_refused_before_it_is_parsed():
    content = zip_of({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": bytes(612 * 1024 * 1024)})
    assert len(content) < 5 * 1024 * 1024
    with pytest.raises(InputError, match="unpacked"):
        read_sheets(content, "bom.xlsx")


def test_a_directory_that_lies_about_the_unpacked_size_is_found_out():
    content = bytearray(zip_of({"xl/workbook.xml": "<x/>", "xl/big.xml": bytes(3 * 1024 * 1024)}))
    entry = content.rindex(b"xl/big.xml") - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    content[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(bytes(10)))
    with pytest.raises(InputError, match="unpacked"):
        read_sheets(bytes(content), "bom.xlsx", Limits(max_unpacked_bytes=1024 * 1024))


def test_more_members_than_allowed_are_refused():
    with pytest.raises(InputError, match="parts"):
        read_sheets(
            zip_of({"xl/workbook.xml": "<x/>"} | {str(n): "" for n in range(50)}), "a.xlsx", Limits(max_members=20)
        )


@pytest.mark.parametrize("far", ["XFD1048576", "ALL2", "A300000", "IV90000"])
def test_a_cell_far_from_the_list_is_refused_before_the_sheet_is_laid_out(far):
    book = openpyxl.Workbook()
    book.active["A1"], book.active[far] = "a", "xa"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(InputError, match="far"):
        read_sheets(stream.getvalue(), "a.xlsx")


def test_cells_that_are_only_coloured_far_from_the_list_do_no_harm():
    book = openpyxl.Workbook()
    book.active["A1"] = "Mã hồ sơ"
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    assert rows_of(stream.getvalue(), "a.xlsx") == [["Mã hồ sơ"]]


def test_a_wide_but_short_sheet_is_read(xlsx):
    wide = [[str(column) for column in range(200)]] * 3
    assert rows_of(xlsx(A=wide), "a.xlsx") == wide


def test_repeated_cells_of_an_ods_are_counted_before_it_is_laid_out():
    with pytest.raises(InputError, match="rows"):
        read_sheets(ods_of([["x"]], repeated_rows=1_000_000), "a.ods")
    with pytest.raises(InputError, match="columns"):
        read_sheets(ods_of([["x"]], repeated_cells=16_000), "a.ods")


def test_a_damaged_old_workbook_that_claims_billions_of_rows_is_refused():
    content = bytearray(xls_of("A"))
    at = content.index(struct.pack("<HH", 0x0200, 14)) + 4
    content[at + 4 : at + 8] = struct.pack("<I", 4_000_000_000)
    with pytest.raises(InputError, match="damaged"):
        read_sheets(bytes(content), "a.xls")


def test_a_workbook_in_an_unknown_encoding_is_damaged():
    with pytest.raises(InputError, match="damaged"):
        read_sheets(zip_of({"content.xml": '<?xml version="1.0" encoding="UTF-J"?><x/>'}), "a.ods")


def test_an_old_workbook_whose_sheets_reach_too_far_is_refused():
    with pytest.raises(InputError, match="cells"):
        read_sheets(xls_of("A", far=(65_535, 255)), "a.xls")
    with pytest.raises(InputError, match="cells"):
        read_sheets(xls_of(*"ABCD", far=(60_000, 30)), "a.xls")


def with_failed_formulas():
    book = xlsxwriter.Workbook(stream := io.BytesIO())
    book.add_worksheet("Bìa").write_formula(0, 0, "=1/0", None, "#DIV/0!")
    sheet = book.add_worksheet("Hồ sơ & việc")
    for column, text in enumerate(ROWS[0]):
        sheet.write_string(0, column, text)
    sheet.write_string(1, 0, "H-1")
    sheet.write_formula(1, 1, '=IF(1>0,"</v>",VLOOKUP(A2,B:C,2,0))', None, "#N/A")
    sheet.write_formula(1, 2, "=A9", None, "#REF!")
    book.close()
    return stream.getvalue()


def test_a_cell_whose_formula_failed_shows_its_error_in_xlsx():
    (sheet,) = read_sheets(with_failed_formulas(), "a.xlsx", sheet="Hồ sơ & việc")
    assert [list(row) for row in sheet.rows] == [[*ROWS[0], ""], ["H-1", "#N/A", "#REF!"]]


@pytest.mark.parametrize("value", ["", "<v/>", "<v />", "<v></v>"])
@pytest.mark.parametrize("formula", ["<f>A1+1</f>", '<f t="shared" si="0"/>'])
def test_a_formula_without_a_result_is_told_from_an_empty_cell_and_from_an_empty_result(value, formula):
    book = openpyxl.Workbook()
    book.active.append(["H-1", 17, 18, None])
    book.save(stream := io.BytesIO())
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(changed := io.BytesIO(), "w") as other:
        for name in made.namelist():
            text = made.read(name).decode()
            text = text.replace('<c r="B1" t="n"><v>17</v></c>', f'<c r="B1">{formula}{value}</c>')
            text = text.replace('<c r="C1" t="n"><v>18</v></c>', '<c r="C1" t="str"><f>IF(A1="","x","")</f><v></v></c>')
            other.writestr(name, text)
    assert rows_of(changed.getvalue(), "a.xlsx") == [["H-1", NOT_CALCULATED, ""]]


def test_a_cell_whose_formula_failed_shows_its_error_in_xls():
    book = xlwt.Workbook()
    book.add_sheet("Bìa").row(0).set_cell_error(0, 0x17)
    sheet = book.add_sheet("Hồ sơ")
    sheet.write(0, 0, "H-1")
    sheet.row(0).set_cell_error(1, 0x07)
    sheet.row(2).set_cell_error(0, 0x2A)
    sheet.row(2).set_cell_boolean(1, True)
    book.save(stream := io.BytesIO())
    (found,) = read_sheets(stream.getvalue(), "a.xls", sheet="Hồ sơ")
    assert [list(row) for row in found.rows] == [["H-1", "#DIV/0!"], ["", ""], ["#N/A", True]]


def test_a_cell_whose_formula_failed_shows_its_error_in_ods():
    calcext = ("urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", "value-type")
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(table := Table(name="Danh sách"))
    table.addElement(row := TableRow())
    zero, nothing = {"valuetype": "float", "value": "0"}, {"valuetype": "string", "stringvalue": ""}
    for value, shown in ((zero, "#DIV/0!"), (nothing, "#N/A"), (nothing, "Err:502")):
        row.addElement(cell := TableCell(**value, qattributes={calcext: "error"}))
        cell.addElement(P(text=shown))
    document.write(stream := io.BytesIO())
    assert rows_of(stream.getvalue(), "a.ods") == [["#DIV/0!", "#N/A", "#N/A"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_web_page_is_known_whatever_its_encoding(encoding):
    page = "\r\n<html><body><table><tr><td>Mã hồ sơ</td></tr></table></body></html>"
    with pytest.raises(InputError, match="web page"):
        read_sheets(page.encode(encoding), "a.xls")


def test_a_cell_of_text_without_an_end_is_named_by_its_row():
    content = csv_of([*ROWS, ["x" * 140_000, "1"]], "utf-8")
    with pytest.raises(InputError, match="row 3: a cell has more than 131072 characters"):
        rows_of(content, "a.csv")
