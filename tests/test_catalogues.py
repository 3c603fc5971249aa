"""The catalogues: whatever people read is collected for translation."""

from __future__ import annotations

from tools.catalogues import ROOT, messages_in


def test_what_is_said_at_the_door_is_collected_for_translation() -> None:
    collected = {str(one.id) for one in messages_in(ROOT / "tracker")}
    for begins in ("The sign-in name or the password", "The account %(name)s is closed", "There were too many"):
        assert any(sentence.startswith(begins) for sentence in collected), begins
