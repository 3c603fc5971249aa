"""The hard demo's upload that waits: names to be answered, rows to be mended, fields held against the list."""

from __future__ import annotations

from pathlib import Path

from tracker.demo.accounts import USERS
from tracker.imports.checking.fields import ImportKind
from tracker.imports.reading.limits import limits_of
from tracker.imports.sources import known_source
from tracker.imports.uploads.runs import Workplace, check_upload
from tracker.imports.uploads.seen_sheets import dump_sheets, look
from tracker.imports.uploads.uploads import ImportUpload, UploadState, add_upload, begin
from tracker.installation import Tracker


def leave_an_upload(tracker: Tracker, path: Path, source: str) -> int:
    """Bring a list of files as the administrator would, and check it; returns the id of the upload."""
    config, admin = tracker.config, next(user.name for user in USERS if user.name == "admin")
    limits, kind, content = limits_of(config.imports), ImportKind.FILES, path.read_bytes()
    with tracker.database.reading() as session:
        headings = known_source(session, source, kind.value).headings
    seen = look(content, path.name, kind, headings, limits)
    with tracker.database.writing(admin) as writer:
        at = writer.change.at
        upload = ImportUpload(
            kind=kind.value,
            source=source,
            filename=path.name,
            size=len(content),
            uploaded_by=admin,
            uploaded_at=at,
            changed_at=at,
            seen=dump_sheets(seen),
        )
        upload_id = add_upload(writer, upload, content)
        run = begin(writer, upload_id, UploadState.CHECKING)
    site = config.site
    place = Workplace(tracker.database, site.zone, limits, site.name, tracker.today, admin, site.language)
    assert run is not None
    check_upload(place, upload_id, run)
    return upload_id
