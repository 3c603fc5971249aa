"""What a scan found, as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugins.regulations.reasons import STATUSES, reason_of
from plugins.regulations.register import called
from plugins.regulations.resolution import Register
from plugins.regulations.scan import Finding
from plugins.regulations.scanning import FoundInFile, ScannedFile
from tracker.api import counting, sentences
from tracker.api.commands import Terminal

_ = sentences("regulations")
counted = counting("regulations")


def document_as_json(terminal: Terminal, scanned: ScannedFile) -> dict[str, object]:
    """Return what a file cites as plain JSON values; one that could not be read has an error."""
    told: dict[str, object] = {
        "path": str(scanned.path),
        "citations": [_citation_as_json(found.finding) for found in scanned.found],
    }
    return told if scanned.error is None else {**told, "error": terminal.text(scanned.error)}


def _citation_as_json(finding: Finding) -> dict[str, object]:
    cited = finding.citation
    return {
        "text": cited.text,
        "number": None if cited.number is None else str(cited.number),
        "name": cited.name,
        "start": cited.start,
        "end": cited.end,
        "status": finding.status,
        "replaced_by": [called(entry) for entry in finding.replaced_by],
    }


def show_scan(
    terminal: Terminal, scanned: Sequence[ScannedFile], register: Register, is_shown: Callable[[Finding], bool]
) -> None:
    """Print for each document a table of the citations that are shown, and how many there are in all."""
    shown = 0
    headings = (_("Cites"), _("Status"), _("Why"), _("Replaced by"), _("Sentence"))
    for one in scanned:
        rows = [_row(found, register) for found in one.found if is_shown(found.finding)]
        if rows:
            terminal.show_table(_("In %(file)s", file=str(one.path)), headings, rows)
        shown += len(rows)
    terminal.show(
        counted(
            "%(count)s citation, %(shown)d of them shown above.",
            "%(count)s citations, %(shown)d of them shown above.",
            count=sum(len(one.found) for one in scanned),
            shown=shown,
        )
    )


def _row(found: FoundInFile, register: Register) -> tuple[object, ...]:
    finding = found.finding
    cited, replacing = " ".join(finding.citation.text.split()), ", ".join(map(called, finding.replaced_by))
    return (cited, STATUSES[finding.status], reason_of(finding, register), replacing or None, found.sentence)
