"""Fields that hold spans of the day, such as office hours: each span is two times, asked side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, get_args, get_origin

from tracker.web.formatting import clock

EMPTY = ("", "")


def is_spans(kind: Any) -> bool:
    """Whether a type is a list of pairs of times."""
    if get_origin(kind) not in (list, tuple):
        return False
    inner = get_args(kind)[0]
    return get_origin(inner) is tuple and get_args(inner) == (time, time)


def as_texts(spans: Iterable[Sequence[time]]) -> list[str]:
    """Return the times of the spans one after the other, as a form sends them."""
    return [clock(one) for span in spans for one in span]


def as_pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the spans that a form sends, those left empty left out."""
    pairs = zip(texts[::2], texts[1::2], strict=False)
    return [pair for pair in pairs if any(text.strip() for text in pair)]
