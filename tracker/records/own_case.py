"""Nobody decides his own case: what an official did is noted and corrected by somebody else."""

from __future__ import annotations

from collections.abc import Collection

from tracker.messages import InputError


def refuse_own_case(officials: Collection[int], actor: int | None) -> None:
    """Raise InputError if the official who acts (None: an account that is no official's) is one of those concerned."""
    if actor is not None and actor in officials:
        raise InputError(
            "This is your own record, and nobody decides his own case. Ask another leader or an administrator to do "
            "it; leave yourself out if others are meant too."
        )
