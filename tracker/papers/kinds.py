"""The kinds of papers, each with the template that comes with it: those of the core, and those of plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tracker.contributions import PaperKind
from tracker.messages import InputError, message
from tracker.papers.certificates import CERTIFICATE
from tracker.papers.decision_papers import DECISION, REVOCATION
from tracker.papers.evidence_pack import PACK
from tracker.papers.minutes import MINUTES
from tracker.papers.proposals import PROPOSAL, PROPOSAL_ABOVE
from tracker.papers.scorecard_papers import SCORECARD
from tracker.plugins import Answer, Plugins

HOOK = "papers"
SHIPPED = Path(__file__).parent / "shipped"
GENERAL, OF_CERTIFICATES = SHIPPED / "paper.docx", SHIPPED / "certificate.docx"
CORE_KINDS = (
    PaperKind(PROPOSAL, message("Proposal to the chairman"), GENERAL),
    PaperKind(PROPOSAL_ABOVE, message("Proposal to the level above"), GENERAL),
    PaperKind(MINUTES, message("Minutes of the council"), GENERAL),
    PaperKind(DECISION, message("Decision on a reward"), GENERAL),
    PaperKind(REVOCATION, message("Decision that revokes another"), GENERAL),
    PaperKind(CERTIFICATE, message("Certificate of merit"), OF_CERTIFICATES),
    PaperKind(SCORECARD, message("Scorecard with its explanation"), GENERAL),
    PaperKind(PACK, message("Evidence pack"), GENERAL),
)


def paper_kinds(plugins: Plugins) -> Mapping[str, PaperKind]:
    """Return the kinds of papers by key, the core's first. Raises InputError if a plugin fails or gives a known key."""
    found = {one.key: one for one in CORE_KINDS}
    for answer in plugins.call_each(HOOK, {}):
        for one in _of_plugin(answer):
            if one.key in found:
                raise InputError(
                    "The plugin %(name)s has a paper %(key)s, which there is already. Disable one of the two.",
                    name=answer.plugin.info.name,
                    key=one.key,
                )
            found[one.key] = one
    return found


def kind_of_paper(plugins: Plugins, key: str) -> PaperKind:
    """Return the kind with this key. Raises InputError if there is none."""
    kinds = paper_kinds(plugins)
    if key not in kinds:
        raise InputError("There is no paper named %(key)s; there are %(known)s.", key=key, known=sorted(kinds))
    return kinds[key]


def _of_plugin(answer: Answer) -> list[PaperKind]:
    name = answer.plugin.info.name
    try:
        return [replace(one, plugin=name, template=one.template or GENERAL) for one in answer.listed(PaperKind)]
    except InputError as error:
        raise InputError(
            "The papers cannot be listed: the plugin %(name)s: %(why)s", name=name, why=error.message
        ) from error
