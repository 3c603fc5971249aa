"""Separated text: which encoding and separator a .csv was written with, and its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.imports.reading.cells import Row
from tracker.imports.reading.limits import not_a_workbook
from tracker.messages import InputError

_SAMPLE = 64 * 1024
_CHUNK = 1024 * 1024
_SEPARATORS = (",", ";", "\t", "|")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The rows of separated text, read anew at each pass."""

    content: bytes
    filename: str
    encoding: str
    separator: str

    def __iter__(self) -> Iterator[Row]:
        text = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")
        reader = csv.reader(text, delimiter=self.separator, strict=True)
        rows = 0
        try:
            for row in reader:
                rows += 1
                yield list(row)
        except csv.Error as error:
            if "limit" in str(error):
                raise self._endless_cell(rows + 1) from error
            raise InputError(
                "%(file)s, line %(line)d: a quotation mark is not closed, or stands inside a cell. "
                "Correct it, or save the list as .xlsx.",
                file=self.filename,
                line=reader.line_num,
            ) from error
        except UnicodeDecodeError as error:
            raise _unknown_encoding(self.filename) from error

    def _endless_cell(self, row: int) -> InputError:
        return InputError(
            "%(file)s, row %(row)d: a cell has more than %(most)d characters. Look for a quotation mark in it that is "
            "not closed, or shorten it.",
            file=self.filename,
            row=row,
            most=csv.field_size_limit(),
        )


def csv_rows(content: bytes, filename: str) -> CsvRows:
    """Return the rows of separated text, its encoding and separator guessed from what it holds."""
    encoding = _encoding_of(content, filename)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        sample = decoder.decode(content[:_SAMPLE])
    except UnicodeDecodeError as error:
        raise _unknown_encoding(filename) from error
    return CsvRows(content, filename, encoding, _separator_of(sample))


def _encoding_of(content: bytes, filename: str) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = content[:_SAMPLE]
    little, big = sample[1::2].count(0), sample[0::2].count(0)
    if max(little, big) > len(sample) // 8 and min(little, big) < max(little, big) // 8:
        return "utf-16-le" if little > big else "utf-16-be"
    if _CONTROL.search(sample):
        raise not_a_workbook(filename)
    return "utf-8" if _is_utf8(content) else "cp1258"


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _separator_of(sample: str) -> str:
    if told := _SEPARATOR_LINE.match(sample):
        return told[1]
    return max(_SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: str, separator: str) -> int:
    """Return how many cells stand in rows of the commonest width when `sample` is split at `separator`."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            widths[len(row)] += 1
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _unknown_encoding(filename: str) -> InputError:
    return InputError(
        "%(file)s: its letters cannot be read. Save it in Excel as “CSV UTF-8” or as .xlsx.",
        file=filename,
    )
