"""The file of a backup: a zip archive with a manifest and, for each table, a member of one line a row."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from tracker.backup.lines import Row, line_of, row_of
from tracker.file_errors import why_not
from tracker.messages import InputError

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
MOST_BYTES_OF_MANIFEST = 16 << 20
BYTES_AT_A_TIME = 1 << 20
QUICKLY = 1
ENCRYPTED = 1


class TableInBackup(BaseModel):
    """One table as the manifest describes it: `bytes` and `sha256` are those of its unpacked member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: list[str]
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel):
    """What a backup holds, and which version of Tracker wrote it; `owners` are the revisions of their tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["tracker-backup"] = "tracker-backup"
    format_version: int = FORMAT_VERSION
    tracker: str
    database: Literal["sqlite", "postgresql"]
    made_at: AwareDatetime
    owners: dict[str, str]
    tables: dict[str, TableInBackup]

    def rows_of(self, table: str) -> int:
        """Return how many rows of a table the backup holds."""
        return self.tables[table].rows if table in self.tables else 0


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened and found whole."""

    manifest: Manifest
    name: str
    _archive: zipfile.ZipFile

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, their values in the order of its columns in the manifest."""
        width = len(self.manifest.tables[table].columns)
        with self._archive.open(member_of(table)) as member:
            assert isinstance(member, zipfile.ZipExtFile)
            for number, line in enumerate(io.BufferedReader(member, BYTES_AT_A_TIME), start=1):
                row = row_of(line)
                if row is None or len(row) != width:
                    raise InputError(
                        "%(file)s is damaged: row %(number)d of %(table)s cannot be read. Take another backup.",
                        file=self.name,
                        number=number,
                        table=table,
                    )
                yield row


def member_of(table: str) -> str:
    """Return the name of the table's member."""
    return f"{table}.jsonl"


def new_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Begin an archive in an open file."""
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICKLY)


def write_table(archive: zipfile.ZipFile, table: str, columns: list[str], rows: Iterable[list[Row]]) -> TableInBackup:
    """Write the rows of a table, given some at a time, as its member."""
    digest, count, size = hashlib.sha256(), 0, 0
    with archive.open(member_of(table), "w", force_zip64=True) as member:
        for some in rows:
            lines = b"".join(map(line_of, some))
            member.write(lines)
            digest.update(lines)
            count, size = count + len(some), size + len(lines)
    return TableInBackup(columns=columns, rows=count, bytes=size, sha256=digest.hexdigest())


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, the last member."""
    with archive.open(MANIFEST, "w") as member:
        member.write(manifest.model_dump_json(indent=1).encode())


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup and read all of it once: what is yielded is whole. Raises InputError."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError("%(file)s cannot be opened: %(why)s.", file=path.as_posix(), why=why_not(error)) from error
    with file:
        yield _checked(file, path.as_posix())


def refuse_damaged(path: Path) -> None:
    """Read all of a backup. Raises InputError if it is not whole."""
    with open_backup(path):
        return


def _checked(file: BinaryIO, name: str) -> Backup:
    if not zipfile.is_zipfile(file):
        raise InputError(
            "%(file)s is not a backup of Tracker, or its end is missing. Choose a file that `tracker db backup` wrote.",
            file=name,
        )
    try:
        archive = zipfile.ZipFile(file)
        manifest = _manifest_of(archive, name)
        _refuse_other_members(archive, manifest, name)
        for table in manifest.tables:
            _refuse_altered(archive, table, manifest.tables[table], name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise InputError("%(file)s is damaged: %(what)s. Take another backup.", file=name, what=str(error)) from error
    return Backup(manifest, name, archive)


def _manifest_of(archive: zipfile.ZipFile, name: str) -> Manifest:
    found = next((info for info in archive.infolist() if info.filename == MANIFEST), None)
    if found is None or found.file_size > MOST_BYTES_OF_MANIFEST or not _is_as_written(found):
        raise InputError(
            "%(file)s is not a backup of Tracker: it has no manifest. Choose a file that `tracker db backup` wrote.",
            file=name,
        )
    text = archive.read(found)
    _refuse_newer_format(text, name)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InputError(
            "%(file)s is damaged: its manifest does not say %(key)s as it should. Take another backup.",
            file=name,
            key=".".join(str(part) for part in error.errors()[0]["loc"]) or MANIFEST,
        ) from error


def _refuse_newer_format(text: bytes, name: str) -> None:
    """Say which version to install before reading the rest of the manifest, which may look otherwise."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    version = told.get("format_version") if isinstance(told, dict) else None
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise InputError(
            "%(file)s was written by Tracker %(version)s in a form that this version does not know. Install that "
            "version, and restore with it.",
            file=name,
            version=str(told.get("tracker")),
        )


def _refuse_other_members(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    wanted = {MANIFEST, *map(member_of, manifest.tables)}
    there = [info.filename for info in archive.infolist()]
    for missing in sorted(wanted.difference(there)):
        raise InputError("%(file)s is damaged: %(member)s is missing. Take another backup.", file=name, member=missing)
    for info in archive.infolist():
        if info.filename not in wanted or there.count(info.filename) > 1 or not _is_as_written(info):
            raise InputError(
                "%(file)s is damaged: %(member)s does not stand so in its manifest. Take another backup.",
                file=name,
                member=info.filename,
            )


def _refuse_altered(archive: zipfile.ZipFile, table: str, described: TableInBackup, name: str) -> None:
    info = archive.getinfo(member_of(table))
    digest, rows = hashlib.sha256(), 0
    if info.file_size == described.bytes:
        with archive.open(info) as member:
            while some := member.read(BYTES_AT_A_TIME):
                digest.update(some)
                rows += some.count(b"\n")
    if (info.file_size, rows, digest.hexdigest()) != (described.bytes, described.rows, described.sha256):
        raise InputError(
            "%(file)s is damaged: the rows of %(table)s are not those that were written. Take another backup.",
            file=name,
            table=table,
        )


def _is_as_written(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == zipfile.ZIP_DEFLATED and not info.flag_bits & ENCRYPTED
