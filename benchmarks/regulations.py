"""The regulation watch against a register of 50,000 documents: scanning, its precision and recall, loading, searching.

uv run python -m benchmarks.regulations [--documents N] [--rounds N]
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from benchmarks.measuring import in_rounds, show, verdict
from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.models import Document, DocumentRelation, derived
from plugins.regulations.numbers import normalised
from plugins.regulations.register import load_register
from plugins.regulations.resolution import Register
from plugins.regulations.scan import scan
from plugins.regulations.tests.corpus import Truth
from plugins.regulations.tests.corpus import document as made_up
from plugins.regulations.tests.office_texts import CORPORA, MANNERS, marked_texts
from plugins.regulations.validity import Relation
from tracker.config import Config
from tracker.database import Database
from tracker.installation import Tracker
from tracker.plugins import Plugins
from tracker.web.lists import contains_words

TODAY = date(2026, 11, 23)
LEAST_SPEED, LEAST_SHARE, MOST_SEARCH, MOST_LOADING = 2.0, 0.99, 0.1, 1.0
KINDS = (
    ("Nghị định", "NĐ-CP", "Chính phủ"),
    ("Quyết định", "QĐ-TTg", "Thủ tướng Chính phủ"),
    ("Thông tư", "TT-BNV", "Bộ Nội vụ"),
    ("Quyết định", "QĐ-UBND", "Ủy ban nhân dân tỉnh"),
)
TITLES = (
    "Quy định chi tiết và hướng dẫn thi hành một số điều của Luật Đất đai",
    "Sửa đổi, bổ sung một số quy định về thủ tục hành chính trong lĩnh vực hộ tịch",
    "Ban hành quy chế phối hợp tiếp nhận, giải quyết hồ sơ theo cơ chế một cửa liên thông",
    "Chế độ bồi dưỡng đối với cán bộ, công chức làm việc tại bộ phận tiếp nhận",
    "Phê duyệt danh mục dịch vụ công trực tuyến toàn trình, một phần",
)
SEARCHES = ("mot cua", "dat dai", "118", "nghi dinh chinh phu ho tich", "khong co van ban nao")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder).as_posix()}/t.db", lambda: datetime(2026, 11, 23, tzinfo=UTC))
        Tracker(Config(), database, Plugins(["regulations"]), database.clock).upgrade()
        fill(database, options.documents)
        register = measure_loading(database, options.documents, options.rounds)
        measure_scanning(register, options.documents, options.rounds)
        measure_finding()
        measure_searching(database, options.documents, options.rounds)
        database.close()


def fill(database: Database, documents: int) -> None:
    """Fill the register: of three documents one replaces or amends another."""
    chance = random.Random(1)
    with database.writing("benchmark") as session:
        connection = session.connection()
        connection.execute(sa.insert(Document), [row(number, chance) for number in range(documents)])
        ids: list[int] = list(
            connection.execute(sa.select(sa.column("id")).select_from(sa.table("regulations_document"))).scalars()
        )
        pairs = {(chance.choice(ids), chance.choice(ids)) for _ in range(documents // 3)}
        relations = [
            {"kind": chance.choice([Relation.REPLACES, Relation.AMENDS]), "from_id": one, "to_id": other, "part": ""}
            for one, other in sorted(pairs)
            if one != other
        ]
        connection.execute(sa.insert(DocumentRelation), relations)


def row(number: int, chance: random.Random) -> dict[str, object]:
    """Return one document."""
    kind, symbol, issuer = KINDS[number % len(KINDS)]
    issued = date(1998, 1, 1) + timedelta(days=chance.randrange(10_000))
    written = f"{number // len(KINDS) % 999 + 1}/{issued.year}/{symbol}"
    title = f"{chance.choice(TITLES)} giai đoạn {issued.year}-{issued.year + 5}, đợt {number}"
    return {
        **{"number": written, "kind": kind, "title": title, "issuer": issuer, "source": "", "issued_on": issued},
        **{"in_force_from": issued + timedelta(days=45), "expires_on": None, **derived(written, kind, title, issuer)},
    }


def measure_loading(database: Database, documents: int, rounds: int) -> Register:
    """Measure how long the whole register takes to load."""
    loaded: list[Register] = []

    def load() -> None:
        with database.reading() as session:
            loaded[:] = [load_register(session)]

    median = in_rounds({"load": load}, rounds)["load"].median
    show(
        f"The register of {documents:,} documents",
        [("loaded whole", f"{median:.2f} s", f"< {MOST_LOADING} s", verdict(median, most=MOST_LOADING))],
    )
    return loaded[0]


def measure_scanning(register: Register, documents: int, rounds: int) -> None:
    """Measure megabytes of text a second on one core, in texts of few and of very many citations."""
    texts = {
        "reports": "\n".join(sparse(number) for number in range(300)),
        "made up documents": "\n".join(made_up(number)[0] for number in range(150)),
        "bases and lists": "\n".join(one.text for one in marked_texts("as it is")) * 20,
    }
    ways = {name: (lambda text=text: scan(text, register, TODAY)) for name, text in texts.items()}
    found = in_rounds(ways, rounds)
    rows = []
    for name, text in texts.items():
        speed = len(text.encode()) / 1e6 / found[name].median
        told = f"{name}, a citation in {len(text) // len(scan(text, register, TODAY))} letters"
        rows.append((told, f"{speed:.1f} MB/s", f">= {LEAST_SPEED} MB/s", verdict(speed, least=LEAST_SPEED)))
    show(f"Scanning against {documents:,} documents, one core", rows)


def sparse(number: int) -> str:
    """Return a report that cites something now and then."""
    text, _ = made_up(number, sentences=10)
    return text + "Trong kỳ, bộ phận tiếp nhận đã giải quyết hồ sơ đúng hạn và không để tồn đọng, đạt kế hoạch. " * 30


def measure_finding() -> None:
    """Measure which share of the findings is right, and which share of the citations is found."""
    rows = list(_shares("made up documents", *_made_up_documents()))
    for corpus, manner in product(CORPORA, MANNERS):
        texts = list(marked_texts(manner, corpus))
        wanted: Counter[object] = Counter((text.name, *one) for text in texts for one in text.cited)
        found: Counter[object] = Counter(
            (text.name, *_marked(one)) for text in texts for one in citations_in(normalised(text.text))
        )
        rows += _shares(f"texts marked by hand ({corpus}), {manner}", wanted, found)
    show("Finding citations", rows)


def _made_up_documents() -> tuple[Counter[object], Counter[object]]:
    wanted: Counter[object] = Counter()
    found: Counter[object] = Counter()
    for number in range(150):
        text, truths = made_up(number)
        wanted.update((number, truth) for truth in truths)
        found.update((number, _truth(one)) for one in citations_in(normalised(text)))
    return wanted, found


def _truth(one: Citation) -> Truth:
    if one.number is not None:
        return Truth(str(one.number))
    return Truth(name=one.name, when=one.issued_on or one.issued_in)


def _marked(one: Citation) -> tuple[int, int, str]:
    said = str(one.number) if one.number is not None else f"{one.name}@{one.issued_on or one.issued_in}"
    return one.start, one.end, said


def _shares(name: str, wanted: Counter[object], found: Counter[object]) -> Iterator[tuple[str, str, str, str]]:
    right = (wanted & found).total()
    for share, of in (("precision", found.total()), ("recall", wanted.total())):
        told = f"{right / of:.4f} ({right} of {of})"
        yield f"{name}: {share}", told, f">= {LEAST_SHARE}", verdict(right / of, least=LEAST_SHARE)


def measure_searching(database: Database, documents: int, rounds: int) -> None:
    """Measure the first page of the list and its count, for words without diacritics."""
    table = sa.table("regulations_document", *map(sa.column, ("id", "issued_on", "search_text")))
    rows = []
    for query in SEARCHES:

        def search(query: str = query) -> None:
            found = sa.select(table.c.id).where(contains_words(table.c.search_text, query))
            with database.reading() as session:
                connection = session.connection()
                connection.execute(found.order_by(table.c.issued_on.desc(), table.c.id.desc()).limit(50)).all()
                connection.execute(sa.select(sa.func.count()).select_from(found.limit(10_001).subquery())).scalar()

        median = in_rounds({query: search}, rounds)[query].median
        told = f"{1000 * median:.0f} ms"
        rows.append((f"“{query}”", told, f"< {1000 * MOST_SEARCH:.0f} ms", verdict(median, most=MOST_SEARCH)))
    show(f"The list of {documents:,} documents, searched", rows)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"\n{time.perf_counter() - started:.0f} s in all")
