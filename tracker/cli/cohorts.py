"""Officials by the group in which they are ranked, as commands show them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from sqlmodel import col, select

from tracker.cli.output import Terminal
from tracker.messages import Message, message
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.records.words import word
from tracker.scoring.cards import CohortKey
from tracker.text import fold

NO_GROUP = message("No posting in the period")
Shown = TypeVar("Shown")


def in_cohorts(
    terminal: Terminal, officials: Iterable[Shown], cohort_of: Callable[[Shown], CohortKey | None]
) -> list[tuple[Message, list[Shown]]]:
    """Return the officials of each group with its title, which names the commune where there are several."""
    members: dict[CohortKey | None, list[Shown]] = {}
    for one in officials:
        members.setdefault(cohort_of(one), []).append(one)
    communes = _names_of_communes(terminal, {cohort.commune_id for cohort in members if cohort})
    in_order = sorted(members, key=lambda cohort: _order(cohort, communes))
    return [(_title(cohort, communes), members[cohort]) for cohort in in_order]


def _names_of_communes(terminal: Terminal, ids: Collection[int]) -> dict[int, str]:
    """Return the names of the communes by id; none where there is only one, which nobody needs to be told."""
    if len(ids) < 2:
        return {}
    with terminal.tracker.database.reading() as session:
        units = session.exec(select(Unit).where(col(Unit.id).in_(ids))).all()
    return {unit.id: unit.name for unit in units if unit.id is not None}


def _order(cohort: CohortKey | None, communes: Mapping[int, str]) -> tuple[bool, str, int]:
    """Order groups by commune and kind; those without a group stand last."""
    if cohort is None:
        return (True, "", 0)
    return (False, fold(communes.get(cohort.commune_id, "")), list(RankingGroup).index(cohort.group))


def _title(cohort: CohortKey | None, communes: Mapping[int, str]) -> Message:
    if cohort is None:
        return NO_GROUP
    commune, group = communes.get(cohort.commune_id), word(cohort.group)
    return group if commune is None else message("%(group)s of %(commune)s", group=group, commune=commune)
