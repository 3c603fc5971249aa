"""A backup that is not whole is refused in one sentence, and nothing is changed."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backup.conftest import forge, members_of, restored, rows_of, write_members
from tracker.backup.archive import Manifest, open_backup
from tracker.backup.writing import back_up
from tracker.database import Database
from tracker.messages import InputError

UNITS = "tracker_unit.jsonl"
Members = dict[str, bytes]


@pytest.fixture
def path(full: Database, tmp_path: Path) -> Path:
    """A whole backup."""
    back_up(full, tmp_path / "b.zip")
    return tmp_path / "b.zip"


def manifest_with(members: Members, **changed: object) -> Members:
    """Return the members with another manifest."""
    return members | {"manifest.json": json.dumps(json.loads(members["manifest.json"]) | changed).encode()}


def without(members: Members, name: str) -> Members:
    return {member: content for member, content in members.items() if member != name}


DAMAGES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "no manifest": (lambda m: without(m, "manifest.json"), "is not a backup of Tracker: it has no manifest"),
    "no JSON": (lambda m: m | {"manifest.json": b"\xff"}, "manifest does not say manifest.json"),
    "another product": (lambda m: manifest_with(m, format="other"), "manifest does not say format"),
    "no tables named": (lambda m: manifest_with(m, tables=None), "manifest does not say tables"),
    "a newer form": (
        lambda m: manifest_with(m, format_version=2, tracker="9.0", surprise=1),
        r"written by Tracker 9\.0 in a form .* Install that version",
    ),
    "a table is missing": (lambda m: without(m, UNITS), "tracker_unit.jsonl is missing"),
    "a table too many": (lambda m: m | {"more.jsonl": b""}, "more.jsonl does not stand so in its manifest"),
    "a value was changed": (lambda m: m | {UNITS: m[UNITS].replace(b"Desk", b"Disk")}, "the rows of tracker_unit"),
    "a row was removed": (lambda m: m | {UNITS: m[UNITS].split(b"\n", 1)[1]}, "the rows of tracker_unit"),
    "a row was added": (lambda m: m | {UNITS: m[UNITS] + m[UNITS]}, "the rows of tracker_unit"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_altered_is_named_and_nothing_is_changed(
    full: Database, path: Path, damage: Callable[[Members], Members], told: str, tmp_path: Path
) -> None:
    write_members(path, damage(members_of(path)))
    before = rows_of(full)
    with pytest.raises(InputError, match=told):
        restored(path, full, keep_in=tmp_path / "kept.zip")
    assert rows_of(full) == before
    assert not (tmp_path / "kept.zip").exists()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_member_that_stands_twice_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(UNITS, b"[]\n")
    with pytest.raises(InputError, match=r"tracker_unit\.jsonl does not stand so"), open_backup(path):
        pass


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_of_another_kind_is_refused(full: Database, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    others = [tmp_path / "text.zip", tmp_path / "sheet.xlsx", Path(str(full.url.database)), tmp_path, tmp_path / "none"]
    for other in others:
        with pytest.raises(InputError, match=r"is not a backup of Tracker|cannot be opened"), open_backup(other):
            pass


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_truncated_backup_is_refused_wherever_it_ends(path: Path, tmp_path: Path) -> None:
    whole, part = path.read_bytes(), tmp_path / "part.zip"
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1000, len(whole) - 1):
        part.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"part\.zip"), open_backup(part):
            pass


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_damaged_byte_is_seen_or_changes_nothing(path: Path, tmp_path: Path) -> None:
    whole, damaged, chance, seen = path.read_bytes(), tmp_path / "damaged.zip", random.Random(7), 0
    with open_backup(path) as backup:
        manifest = backup.manifest
    for _ in range(300):
        altered = bytearray(whole)
        altered[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        damaged.write_bytes(altered)
        try:
            found = manifest_of(damaged)
        except InputError:
            seen += 1
        else:
            assert found == manifest
    assert seen > 200


def manifest_of(path: Path) -> Manifest:
    """Open a backup and return its manifest."""
    with open_backup(path) as backup:
        return backup.manifest


FORGERIES: dict[str, tuple[Callable[[dict[str, object]], object], str]] = {
    "points to nothing": (
        lambda unit: [*(unit | {"parent_id": 4711}).values()],
        "point to rows that it does not hold",
    ),
    "not one of the choices": (
        lambda unit: [*(unit | {"kind": "palace"}).values()],
        "does not take the rows of tracker_unit",
    ),
    "a value is missing": (lambda unit: [*unit.values()][1:], "row 1 of tracker_unit cannot be read"),
    "no number": (
        lambda unit: [*(unit | {"name": {"real": "x"}}).values()],
        "row 1 of tracker_unit cannot be read",
    ),
    "no list": (lambda unit: unit, "row 1 of tracker_unit cannot be read"),
}


@pytest.mark.parametrize(("forgery", "told"), FORGERIES.values(), ids=FORGERIES)
def test_a_forged_backup_that_fails_in_the_middle_leaves_everything_as_it_was(
    full: Database, path: Path, forgery: Callable[[dict[str, object]], object], told: str, tmp_path: Path
) -> None:
    members = members_of(path)
    columns = json.loads(members["manifest.json"])["tables"]["tracker_unit"]["columns"]
    unit = dict(zip(columns, json.loads(members[UNITS].splitlines()[0]), strict=True))
    forge(path, "tracker_unit", json.dumps(forgery(unit)).encode() + b"\n")
    before = rows_of(full)
    with pytest.raises(InputError, match=told):
        restored(path, full, keep_in=tmp_path / "kept.zip")
    assert rows_of(full) == before


def test_columns_that_the_revision_does_not_have_are_refused(full: Database, empty: Database, path: Path) -> None:
    members = members_of(path)
    tables = json.loads(members["manifest.json"])["tables"]
    tables["tracker_unit"]["columns"][1] = "mayor"
    write_members(path, manifest_with(members, tables=tables))
    with pytest.raises(InputError, match="the table tracker_unit has other columns"):
        restored(path, empty)
    with pytest.raises(InputError, match="no tables yet"):
        back_up(empty, path.with_name("nothing.zip"))
    assert rows_of(full)
