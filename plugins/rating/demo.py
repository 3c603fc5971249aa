"""What the demo shows of this plugin: last year final by the old rules, this year's quarters monitored, one waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import select

from plugins.rating.finishing import make_final, quota_of_year
from plugins.rating.grounds import DecidedPaper, add_ground, enter_from_above, widen_quota
from plugins.rating.kinds import Ground, Level, State
from plugins.rating.leader_rating import give_marks, lower_level, sign_rating
from plugins.rating.levels import reached_level
from plugins.rating.models import RatingSheet
from plugins.rating.opening import open_sheets
from plugins.rating.products import add_product
from plugins.rating.raters import raters_of
from plugins.rating.self_rating import contest, give_own_marks, sign_self_rating
from plugins.rating.settings import settings_for
from plugins.rating.sheets import marks_of
from tracker.api import Account, Message, Official, Period, RecordSession, Viewer, counting, open_admins, period_of

counted = counting("rating")
WAITS, SIGNED, CONTESTS = "CB06", "CB08", "CB10"
"""Of the last quarter: who has not rated himself, who waits for the leader, who contests."""
DISCIPLINED = "CB14"
"""For whom a finding of this year rules out any level but the lowest."""
OWN_TEXT = "Hoàn thành các nhiệm vụ được giao; cần trau dồi thêm kỹ năng số."
LEADER_TEXT = "Nhất trí với tự đánh giá; chủ động, phối hợp tốt trong công việc."
CONTESTED = "Một lần chậm là do chờ văn bản xác minh của cơ quan khác, đã báo cáo lãnh đạo."
PRODUCTS = (
    ("Báo cáo, kế hoạch được giao", 12, 1),
    ("Văn bản tham mưu trình lãnh đạo", 20, 2),
    ("Lượt tiếp, hướng dẫn công dân", 40, 3),
)


def add_demo(session: RecordSession, today: date) -> Message:
    """Add the sheets of last year and of this year's quarters that are over."""
    year = period_of(today, "year")
    codes = {one.id: one.code for one in session.exec(select(Official)) if one.id is not None}
    last_year = year.previous()
    over = [period for period in _monitored(session, last_year, year) if period.end < today]
    for place, period in enumerate(over):
        for sheet in open_sheets(session, period, period.end).sheets:
            code = codes[sheet.official_id] if period == over[-1] else ""
            if code != WAITS:
                _monitor(session, sheet, place, today, code)
    _rate_last_year(session, last_year, today)
    _find_in_this_year(session, int(year.name), today)
    number = len(session.exec(select(RatingSheet.id)).all())
    return counted("%(count)s rating sheet", "%(count)s rating sheets", count=number)


def _monitored(session: RecordSession, *years: Period) -> list[Period]:
    return [period for year in years for period in settings_for(session, year).monitored_parts(year)]


def _rate_last_year(session: RecordSession, year: Period, today: date) -> None:
    sheets = open_sheets(session, year, year.end).sheets
    for sheet in sheets:
        rater = _rater(session, sheet, today)
        if rater is None:
            paper = DecidedPaper("118/QĐ-UBND", year.end - timedelta(days=5))
            _enter_year(session, sheet, paper, today)
            continue
        level = reached_level(session, sheet) if sheet.rules.is_by_points else _chosen_level(sheet)
        if level is None:
            continue
        _sign_own(session, sheet, OWN_TEXT, level, today)
        assert sheet.id is not None
        sign_rating(session, sheet.id, sheet.version, LEADER_TEXT, level, "", rater)
    rated = [one for one in sheets if one.state is State.RATED]
    _keep_quota(session, year, rated, today)
    paper = DecidedPaper(f"15/QĐ-UBND/{year.name}", year.end - timedelta(days=12))
    by_rater: dict[int, list[RatingSheet]] = {}
    for one in rated:
        rater = _rater(session, one, today)
        assert rater is not None
        by_rater.setdefault(rater.account_id, []).append(one)
    for ones in by_rater.values():
        rater = _rater(session, ones[0], today)
        assert rater is not None
        make_final(session, int(year.name), {one.id or 0: one.version for one in ones}, paper, rater)


def _find_in_this_year(session: RecordSession, year: int, today: date) -> None:
    """Enter a finding that rules out a level, and the wider share of an agency with outstanding results."""
    by_code = {one.code: one for one in session.exec(select(Official))}
    if DISCIPLINED not in by_code:
        return
    paper = DecidedPaper(f"9/QĐ-UBND/{year}", today - timedelta(days=40))
    because = "Khiển trách: chậm tham mưu văn bản, để quá thời hạn"
    disciplined = by_code[DISCIPLINED].id or 0
    add_ground(session, disciplined, year, Ground.DISCIPLINE, because, paper, _clerk(session, today))
    agency = session.exec(select(RatingSheet.unit_id).where(RatingSheet.official_id == by_code[WAITS].id)).first()
    if agency is not None:
        widen_quota(session, agency, year, "Đơn vị dẫn đầu về giải quyết hồ sơ đúng hạn", paper)


def _chosen_level(sheet: RatingSheet) -> Level:
    if sheet.official_id % 7 == 1:
        return Level.EXCELLENT
    return Level.GOOD if sheet.official_id % 9 else Level.COMPLETED


def _keep_quota(session: RecordSession, year: Period, rated: Sequence[RatingSheet], today: date) -> None:
    by_official = {one.official_id: one for one in rated}
    while over := next((pool for pool in quota_of_year(session, int(year.name)).pools if pool.too_many), None):
        one = by_official[over.excellent[-1]]
        rater = _rater(session, one, today)
        assert rater is not None
        lower_level(session, one.id or 0, one.version, Level.GOOD, "Hết chỉ tiêu xuất sắc của nhóm", rater)


def _monitor(session: RecordSession, sheet: RatingSheet, place: int, today: date, code: str) -> None:
    rater = _rater(session, sheet, today)
    assert sheet.id is not None
    if rater is None:
        paper = DecidedPaper(f"{20 + place}/KL-UBND", min(sheet.ends_on + timedelta(days=10), today))
        score = Decimal("92.5") - place
        enter_from_above(session, sheet.id, sheet.version, None, score, "", paper, _clerk(session, today))
        return
    seed, own = sheet.official_id * 5 + place * 3, _own(sheet, today)
    for number, (title, assigned, spread) in enumerate(PRODUCTS):
        values = {
            "title": title,
            "assigned": assigned,
            "done": assigned - (seed + number) % (spread * (1 + seed % 4)),
            "failures": (seed + number) % 3 * (seed % 4),
            "delays": (seed + 2 * number) % 4 * (seed % 3),
        }
        add_product(session, sheet.id, sheet.version, values, own)
    marks = {one.key: Decimal(one.most_hundredths) / 100 for one in marks_of(session, sheet)}
    give_own_marks(session, sheet.id, sheet.version, marks, {}, own)
    _sign_own(session, sheet, OWN_TEXT, None, today)
    if code == SIGNED:
        return
    given = {**marks, **_lowered(marks, seed)}
    give_marks(session, sheet.id, sheet.version, given, {}, rater)
    sign_rating(session, sheet.id, sheet.version, LEADER_TEXT, None, "", rater)
    if code == CONTESTS:
        contest(session, sheet.id, sheet.version, CONTESTED, own)


def _lowered(marks: Mapping[str, Decimal], seed: int) -> dict[str, Decimal]:
    """Return the marks that a leader gives lower than the official himself."""
    keys = [key for place, key in enumerate(marks) if (place * 7 + seed) % 11 < seed % 4]
    return {key: marks[key] * 3 / 4 for key in keys}


def _sign_own(session: RecordSession, sheet: RatingSheet, text: str, level: Level | None, today: date) -> None:
    sign_self_rating(session, sheet.id or 0, sheet.version, text, level, _own(sheet, today))


def _enter_year(session: RecordSession, sheet: RatingSheet, paper: DecidedPaper, today: date) -> None:
    enter_from_above(session, sheet.id or 0, sheet.version, Level.GOOD, None, "", paper, _clerk(session, today))


def _clerk(session: RecordSession, today: date) -> Viewer:
    """Return the administrator, who enters the papers of the level above."""
    account = open_admins(session, today)[0]
    return Viewer(account.id or 0, account.name, account.official_id, today)


def _own(sheet: RatingSheet, today: date) -> Viewer:
    """Return the official as the one who acts; most have no account in the demo, and sign all the same."""
    return Viewer(0, "demo", sheet.official_id, today)


def _rater(session: RecordSession, sheet: RatingSheet, today: date) -> Viewer | None:
    accounts: list[Account] = raters_of(session, sheet, today)
    if not accounts:
        return None
    first = accounts[-1]
    return Viewer(first.id or 0, first.name, first.official_id, today)
