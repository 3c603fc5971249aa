"""Documents that every commune cites, as known in November 2026.

They are loaded once, into a register that is empty, so nothing that somebody entered is overwritten.
"""

import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.models import derived
from plugins.regulations.numbers import read_number

revision = "regulations_0002"
down_revision = "regulations_0001"
branch_labels = None
depends_on = None

SHIPPED = Path(__file__).parents[1] / "shipped" / "2026_11.toml"
TEXTS = ("number", "kind", "title", "issuer", "confidence", "source")
KEYS = ("number_key", "number_key_without_year", "law_key", "search_text")
DAYS = ("issued_on", "in_force_from", "expires_on")
RELATIONS = {
    "replaces": "replaces",
    "abrogates": "abrogates",
    "abrogates_in_part": "abrogates in part",
    "amends": "amends",
    "guides": "guides",
}
DOCUMENT = sa.table(
    "regulations_document",
    sa.column("id", sa.Integer),
    *(sa.column(name, sa.Text) for name in (*TEXTS, *KEYS)),
    *(sa.column(name, sa.Date) for name in DAYS),
)
RELATION = sa.table(
    "regulations_relation",
    sa.column("kind", sa.Text),
    sa.column("from_id", sa.Integer),
    sa.column("to_id", sa.Integer),
    sa.column("part", sa.Text),
)


def upgrade() -> None:
    documents = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["documents"]
    connection = op.get_bind()
    connection.execute(sa.insert(DOCUMENT), [row(document) for document in documents])
    ids = dict(connection.execute(sa.select(DOCUMENT.c.number, DOCUMENT.c.id)).all())
    connection.execute(sa.insert(RELATION), [one for document in documents for one in relations(document, ids)])


def downgrade() -> None:
    """The tables go with the revision before; what was entered since stays until then."""


def row(document: dict[str, Any]) -> dict[str, object]:
    number = read_number(document["number"])
    assert number is not None, document
    told = {"kind": kind_of(number), "issuer": issuer_of(number), "source": ""} | {
        name: document[name] for name in TEXTS if name in document
    }
    keys = derived(told["number"], told["kind"], told["title"], told["issuer"])
    return told | {name: keys[name] for name in KEYS} | {name: document.get(name) for name in DAYS}


def relations(document: dict[str, Any], ids: dict[str, int]) -> list[dict[str, object]]:
    found = []
    for name, kind in RELATIONS.items():
        for other in document.get(name, ()):
            to, part = (other, "") if isinstance(other, str) else (other["number"], other["part"])
            found.append({"kind": kind, "from_id": ids[document["number"]], "to_id": ids[to], "part": part})
    return found
