"""Rewards: the candidates of a period by one form, what a choice of them comes to, what should be looked at first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tracker.award_forms import PickedBy
from tracker.decisions.decisions import Decision, DecisionState, decisions_about
from tracker.messages import Message, message
from tracker.periods import Period, period_of
from tracker.rewards.candidates import Candidate, CandidatePool, Candidates, Standing, candidates_of
from tracker.rewards.choosing import Chosen, choose
from tracker.rewards.forms import DecidingDays, Offered, offered_forms, spans_of
from tracker.rewards.warnings import Warned, warnings_of
from tracker.scoring.scorecards import Scorecard
from tracker.web.addresses import this_page
from tracker.web.decisions_candidates import own_among
from tracker.web.decisions_shown import STATES
from tracker.web.gate import needs
from tracker.web.people import may_everywhere
from tracker.web.period_choice import PeriodChoice, asked_period, first_day
from tracker.web.ranking import bring_up_to_date, record_address, scored_grain
from tracker.web.requests import scope, session, today, tracker

pages = Blueprint("rewards", __name__, url_prefix="/rewards")
PAGE_SIZE = 50
MOST_TABS = 3
"""More forms than these are chosen of a list."""
PICKED_BY: Mapping[PickedBy, Message] = {
    "period": message("the last day of the period"),
    "dossier": message("the day on which the dossier is accepted"),
    "decision": message("the day of the decision"),
}
FILES_SHOWN = 5
"""So many files of a warning are named; of the others it says how many there are."""
SHOWN: Mapping[str, tuple[Message, frozenset[Standing]]] = {
    "": (message("Everybody"), frozenset(Standing)),
    "meet": (message("Who meets it"), frozenset({Standing.PROPOSED, Standing.TIED, Standing.BELOW})),
    "miss": (message("Who misses it"), frozenset({Standing.MISSES, Standing.EXCLUDED})),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The part of the candidates that a page shows, by pool, and how many there are in all."""

    parts: Sequence[tuple[CandidatePool, Sequence[Candidate]]]
    first: int
    total: int
    page: int

    @property
    def rows(self) -> list[Candidate]:
        """The candidates on the page."""
        return [one for _pool, some in self.parts for one in some]

    @property
    def last(self) -> int:
        """The number of the last row on the page."""
        return self.first + len(self.rows) - 1

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.last < self.total


@pages.get("/")
@needs("rewards.view")
def show() -> ResponseReturnValue:
    """Show the candidates of a period, with the choice that the address holds or, without one, the proposal."""
    choice = _asked_period()
    why_not = bring_up_to_date([choice.period])
    days = DecidingDays(choice.period.end, today(), today())
    forms = offered_forms(session(), tracker().plugins, days, spans_of(choice.period))
    chosen_form = next((one for one in forms if one.form.key == request.args.get("form")), next(iter(forms), None))
    if chosen_form is None:
        return render_template("rewards/none.html", choice=choice, forms=forms)
    candidates = candidates_of(session(), choice.period, chosen_form, scored_grain())
    chosen = choose(candidates, wanted_in(request.args, candidates))
    listed = _listed(candidates)
    return render_template(
        "rewards/show.html",
        choice=choice,
        forms=forms,
        candidates=candidates,
        chosen=chosen,
        listed=listed,
        may_choose=may_everywhere("rewards.decide"),
        others=_others(chosen, listed),
        to_check=_to_check(candidates, chosen),
        decisions=_decisions(choice.period, chosen_form),
        warned={} if chosen_form.form.recipients == "units" else _warned(choice.period, listed.rows),
        why_not=why_not,
        own=own_among(candidates),
        **_helpers(chosen_form),
    )


def _decisions(period: Period, offered: Offered) -> list[Decision]:
    """Return the draft and the issued decisions on a period by a form, those that were revoked after them."""
    found = decisions_about(session(), period, offered.form.key)
    return sorted(found, key=lambda one: one.state is DecisionState.REVOKED)


def _helpers(offered: Offered) -> dict[str, object]:
    return {
        "form": offered.form,
        "offered": offered,
        "shown": SHOWN,
        "asked": request.args,
        "record_address": record_address,
        "this_page": this_page,
        "Standing": Standing,
        "picked": PICKED_BY,
        "most_tabs": MOST_TABS,
        "states": STATES,
        "files_shown": FILES_SHOWN,
        "set_aside": [one.name for one in tracker().plugins.set_aside],
    }


def _asked_period() -> PeriodChoice:
    """Return the period that the address asks for, else the last one that is over: it is what is decided about."""
    grain = scored_grain()
    if request.args.get("period", "").strip():
        return asked_period((grain, "year"), grain)
    period = last_period()
    return PeriodChoice(period, period.as_of(today()), (grain, "year"), first_day())


def last_period() -> Period:
    """Return the last period that is over, the running one where no record is as old."""
    running = period_of(today(), scored_grain())
    over = running.previous()
    return over if over.end >= first_day() else running


def wanted_in(given: MultiDict[str, str], candidates: Candidates) -> frozenset[int]:
    """Return whom what is sent chooses, without a choice who is proposed; nobody chooses himself."""
    if "choice" in given:
        texts = [*given.getlist("chosen"), *given.get("others", "").split(".")]
        wanted = frozenset(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10)
    else:
        wanted = candidates.proposed
    return wanted - own_among(candidates)


def _others(chosen: Chosen, listed: Listed) -> str:
    """Return who is chosen on other pages of the list, as the form sends them on."""
    here = {one.recipient_id for one in listed.rows}
    return ".".join(str(who) for who in sorted(chosen.chosen - here))


def _listed(candidates: Candidates) -> Listed:
    """Return the rows that the address asks for, of those whose scorecards the account may see."""
    visible = _visible(candidates)
    _title, standings = SHOWN[request.args.get("show", "") if request.args.get("show", "") in SHOWN else ""]
    rows = [
        (pool, one)
        for number, pool in enumerate(candidates.pools)
        if request.args.get("pool", "") in ("", str(number))
        for one in pool.candidates
        if one.standing in standings and (visible is None or one.recipient_id in visible)
    ]
    page = min(_asked_page(), max(1, -(-len(rows) // PAGE_SIZE)))
    first = (page - 1) * PAGE_SIZE
    on_page = groupby(rows[first : first + PAGE_SIZE], key=lambda row: row[0].key)
    parts = []
    for _key, some in on_page:
        together = list(some)
        parts.append((together[0][0], [one for _pool, one in together]))
    return Listed(parts, first + 1, len(rows), page)


def _asked_page() -> int:
    """Return the page that a button asks for, else the one that the form was on."""
    text = request.args.get("page") or request.args.get("at") or "1"
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _visible(candidates: Candidates) -> Collection[int] | None:
    """Return the officials whose cards the account may see, or the units in its reach; None for all."""
    reach, in_scope = scope().reach("rewards.view"), scope().condition(Scorecard)
    if candidates.offered.form.recipients == "units":
        return None if reach.everywhere else reach.units
    if in_scope is None:
        return None
    names = [part.name for part in candidates.period.parts(scored_grain())]
    wanted = sa.select(col(Scorecard.official_id)).where(col(Scorecard.period).in_(names), in_scope)
    return frozenset(session().connection().execute(wanted).scalars())


def _warned(period: Period, rows: Iterable[Candidate]) -> Mapping[int, Sequence[Warned]]:
    asked = [one.recipient_id for one in rows]
    return warnings_of(session(), period, asked, tracker().config.site.zone) if asked else {}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at before anybody decides: whether it is in order, and what it is."""

    is_in_order: bool
    told: Message


def _to_check(candidates: Candidates, chosen: Chosen) -> list[Check]:
    found = [
        Check(False, message("The period is not closed: points and candidates may still change."))
        if candidates.is_preliminary
        else Check(True, message("The period is closed: these points do not change any more."))
    ]
    if candidates.offered.form.authority == "proposes":
        found.append(Check(True, message("The commune only proposes: the level above decides, and pays.")))
    found += [Check(False, one) for one in candidates.offered.form.notes]
    found += [
        Check(
            False,
            message(
                "%(pool)s: %(count)d have equal points at the cut, for %(places)d of the places. Choose, and say why.",
                pool=pool.title,
                count=len(pool.standing_as(Standing.TIED)),
                places=pool.tied_for,
            ),
        )
        for pool in candidates.pools
        if pool.tied_for != sum(one.recipient_id in chosen.chosen for one in pool.standing_as(Standing.TIED))
    ]
    found += [
        Check(False, message("%(pool)s: more are chosen than there are places.", pool=one.pool.title))
        for one in chosen.places
        if one.is_over
    ]
    if chosen.money.is_over:
        found.append(Check(False, message("The choice costs more than the fund holds.")))
    if chosen.added:
        found.append(Check(False, message("Added to the proposal: %(names)s. Say why.", names=_names(chosen.added))))
    if chosen.dropped:
        found.append(
            Check(False, message("Dropped from the proposal: %(names)s. Say why.", names=_names(chosen.dropped)))
        )
    return found


def _names(some: Sequence[Candidate], most: int = 5) -> Message | list[str]:
    names = [one.verdict.recipient.full_name for one in some]
    if len(names) <= most:
        return names
    return message("%(names)s and %(count)d more", names=names[:most], count=len(names) - most)
