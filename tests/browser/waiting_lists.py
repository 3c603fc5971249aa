"""What no demo has and pages show: a list on its way into the register of regulations, and what a feed brought."""

from __future__ import annotations

from plugins.regulations.register_uploads import keep_upload
from plugins.regulations.watch_models import FeedEntry, FeedState
from tracker.database import RecordSession

LIST = "Số ký hiệu;Trích yếu;Ngày ban hành\n1/2027/NĐ-CP;Về đất đai;31/02/2027\n2/2027/NĐ-CP;Về hộ tịch;3/2/2027"


def bring_lists(session: RecordSession) -> None:
    """Bring a list that the account "admin" sent, and two entries of a feed."""
    at = session.change.at
    keep_upload(session, "admin", "danh-muc.csv", LIST.encode(), at)
    feed = FeedState(address="https://example.vn/rss", title="Công báo", asked_at=at)
    session.add(feed)
    session.flush()
    for number in ("1/2027/NĐ-CP", "2/2027/NĐ-CP"):
        title = f"Nghị định {number} về đất đai"
        session.add(FeedEntry(feed_id=feed.id or 0, key=number, title=title, numbers=number, found_at=at))
