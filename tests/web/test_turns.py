"""Pages are made one after the other, but none waits long for a slow one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from tracker.web.turns import TakingTurns

LONG = 60.0


def ask(app: TakingTurns, path: str = "/") -> list[bytes]:
    return list(app({"PATH_INFO": path}, lambda *_: lambda _written: None))


def test_one_page_is_made_at_a_time() -> None:
    inside, most = [0], [0]
    one = threading.Lock()

    def page(_environ: object, _start: object) -> Iterable[bytes]:
        with one:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.002)
        with one:
            inside[0] -= 1
        return [b"page"]

    app = TakingTurns(page, LONG)
    with ThreadPoolExecutor(8) as people:
        assert list(people.map(lambda _: ask(app), range(24))) == [[b"page"]] * 24
    assert most == [1]


def test_a_slow_page_does_not_hold_up_the_others() -> None:
    quick_is_made = threading.Event()

    def page(environ: dict[str, object], _start: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            assert quick_is_made.wait(LONG)
        return [b"made"]

    app = TakingTurns(page, 0.01)
    with ThreadPoolExecutor(1) as somebody:
        slow = somebody.submit(ask, app, "/slow")
        assert ask(app) == [b"made"]
        quick_is_made.set()
        assert slow.result(LONG) == [b"made"]


def test_an_error_gives_the_turn_back() -> None:
    def page(environ: dict[str, object], _start: object) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise ZeroDivisionError
        return [b"made"]

    app = TakingTurns(page, LONG)
    with ThreadPoolExecutor(1) as somebody:
        assert isinstance(somebody.submit(ask, app, "/broken").exception(LONG), ZeroDivisionError)
    assert ask(app) == [b"made"]
