"""How much of an uploaded workbook is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.config import ImportsConfig
from tracker.messages import InputError

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a workbook may hold; a list of 100,000 files with 12 columns needs about a quarter of each."""

    max_bytes: int = 50 * _MEGABYTE
    max_members: int = 2_000
    max_unpacked_bytes: int = 400 * _MEGABYTE
    max_rows: int = 200_000
    max_columns: int = 256
    max_cells: int = 6_000_000
    max_merged: int = 1_000_000
    max_seconds: float = 60.0


def limits_of(config: ImportsConfig) -> Limits:
    """Return the limits that the installation sets."""
    return Limits(
        max_bytes=config.max_megabytes * _MEGABYTE,
        max_members=config.max_members,
        max_unpacked_bytes=config.max_unpacked_megabytes * _MEGABYTE,
        max_rows=config.max_rows,
        max_columns=config.max_columns,
        max_seconds=config.max_seconds,
    )


def refuse_large_file(filename: str, size: int, limits: Limits) -> None:
    """Raise an error when the file itself is too large."""
    if size > limits.max_bytes:
        raise InputError(
            "%(file)s: the file is %(size)d MB large, at most %(most)d MB are read. Export a shorter period.",
            file=filename,
            size=-(-size // _MEGABYTE),
            most=limits.max_bytes // _MEGABYTE,
        )


def refuse_many_merged(filename: str, merged: int, limits: Limits) -> None:
    """Raise an error when too many cells of a workbook are merged."""
    if merged > limits.max_merged:
        raise InputError(
            "%(file)s: %(merged)d groups of cells are merged, at most %(most)d are read. Copy the list into a new "
            "workbook as values.",
            file=filename,
            merged=merged,
            most=limits.max_merged,
        )


def refuse_large_sheet(filename: str, rows: int, columns: int, limits: Limits) -> None:
    """Raise an error when a sheet that reaches so far down and to the right is too large."""
    if rows > limits.max_rows:
        raise InputError(
            "%(file)s: a sheet has %(rows)d rows, at most %(most)d are read. Export a shorter period, "
            "or delete what stands far below the list.",
            file=filename,
            rows=rows,
            most=limits.max_rows,
        )
    if columns > limits.max_columns:
        raise InputError(
            "%(file)s: a sheet has %(columns)d columns, at most %(most)d are read. "
            "Delete what stands far to the right of the list.",
            file=filename,
            columns=columns,
            most=limits.max_columns,
        )
    if rows * columns > limits.max_cells:
        raise many_cells(filename, rows * columns, limits)


def many_cells(filename: str, cells: int, limits: Limits) -> InputError:
    """Return the error of sheets that span more cells than are read."""
    return InputError(
        "%(file)s: its list spans %(cells)d cells, at most %(most)d are read. "
        "Export a shorter period, or delete what stands far from the list.",
        file=filename,
        cells=cells,
        most=limits.max_cells,
    )


def large_content(filename: str, limits: Limits) -> InputError:
    """Return the error of a file that unpacks to more than is read."""
    return InputError(
        "%(file)s: unpacked it holds more than %(most)d MB. Export a shorter period, "
        "or copy the list alone into a new workbook.",
        file=filename,
        most=limits.max_unpacked_bytes // _MEGABYTE,
    )


def not_a_workbook(filename: str) -> InputError:
    """Return the error of a file that is no list at all."""
    return InputError(
        "%(file)s is not a workbook. Give an .xlsx, .xls, .ods or .csv file as the one-stop software exports it.",
        file=filename,
    )


def damaged(filename: str) -> InputError:
    """Return the error of a workbook that breaks off or contradicts itself."""
    return InputError(
        "%(file)s is damaged or incomplete. Download or export it again; if Excel can open it, save it as a new .xlsx.",
        file=filename,
    )


def locked(filename: str) -> InputError:
    """Return the error of a workbook that opens only with a password."""
    return InputError(
        "%(file)s is protected by a password. Open it in Excel, remove the password and save it again.",
        file=filename,
    )
