"""What scores: every process must run the same, or one would store points that another cannot explain."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, Session, SQLModel

from tracker.audit import record
from tracker.messages import InputError
from tracker.staleness import mark_everything_stale


class PluginFingerprint(SQLModel, table=True):
    """The version of Tracker and the plugins that score for which the database was last upgraded, one row."""

    __tablename__ = "tracker_plugin_fingerprint"
    __audited__ = False

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    plugins: str = Field(sa_type=Text)


def store_fingerprint(session: Session, plugins: str) -> bool:
    """Note what scores from now on; if it is other than before, every score is stale. Returns whether it is."""
    stored = session.get(PluginFingerprint, 1)
    if stored is not None and stored.plugins == plugins:
        return False
    before = stored.plugins if stored else None
    session.merge(PluginFingerprint(plugins=plugins))
    session.flush()
    mark_everything_stale(session, record(session, "plugins", "tracker_plugin_fingerprint", "1", before, plugins))
    return True


def refuse_other_plugins(session: Session, plugins: str) -> None:
    """Raise InputError if this process scores with another version or other plugins than the database is for."""
    stored = session.get(PluginFingerprint, 1)
    if stored is None or stored.plugins != plugins:
        raise InputError(
            "This process scores with %(here)s, the database was upgraded for %(there)s; scores would differ. "
            "Run `tracker db upgrade` with the configuration that holds, and restart every process.",
            here=plugins,
            there=(stored.plugins if stored else "") or "-",
        )
