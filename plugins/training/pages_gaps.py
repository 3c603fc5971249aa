"""Where officials in reach lack what their positions ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask.typing import ResponseReturnValue
from sqlmodel import col

from plugins.training.gaps import Gap, Held
from plugins.training.gaps import gaps as gaps_of
from plugins.training.pages_requirements import asked_told
from plugins.training.pages_shared import REPORT, ids_from
from plugins.training.requirements import all_requirements
from tracker.api import Message, Official, sentences
from tracker.api.web import Column, Filter, Listing, contains_words, needs, of_people, session, show_list, today

_ = sentences("training")
STATES: Mapping[Held, Message] = {
    Held.MISSING: _("missing"),
    Held.EXPIRED: _("expired"),
    Held.EXPIRING: _("to be renewed soon"),
    Held.UNKNOWN: _("not known"),
}


@needs(REPORT)
def gaps() -> ResponseReturnValue:
    """List the officials in reach who lack something that their position asks."""
    reached = ids_from(of_people(sa.select(col(Official.id)), col(Official.id), REPORT))
    found: dict[int, list[Gap]] = {}
    for one in gaps_of(session(), today(), reached):
        found.setdefault(one.official_id, []).append(one)
    return show_list(
        _listing(found),
        "training/gaps.html",
        found=found,
        asked=asked_told,
        states=STATES,
        has_requirements=bool(all_requirements(session())),
    )


def _listing(found: Mapping[int, Sequence[Gap]]) -> Listing:
    def with_state(text: str) -> set[int]:
        return {official for official, some in found.items() if any(one.state.value == text for one in some)}

    return Listing(
        title=_("Qualifications that are missing"),
        name="missing-qualifications",
        key=col(Official.id),
        keys=sa.select(col(Official.id)).where(col(Official.id).in_(found)),
        rows=sa.select(Official),
        columns=[
            Column("official", _("Official"), lambda row: row[0].full_name, [col(Official.name_order)]),
            Column("code", _("Code"), lambda row: row[0].code, in_table=False),
            Column("position", _("Position"), lambda row: found[row[0].id][0].position),
            Column("gaps", _("What is asked and not met"), lambda row: _told(found[row[0].id])),
        ],
        order="official",
        filters=[
            Filter(
                "state",
                _("State"),
                lambda text: col(Official.id).in_(with_state(text)),
                [(state.value, told) for state, told in STATES.items()],
            )
        ],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )


def _told(some: Sequence[Gap]) -> Message:
    told = [_("%(asked)s: %(state)s", asked=asked_told(one.requirement), state=STATES[one.state]) for one in some]
    return _("%(gaps)s", gaps=told)
