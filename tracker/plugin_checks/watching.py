"""Watching whether code asks for anything besides what it was given: the clock, chance, files, the network, records."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from datetime import date
from types import FrameType, MappingProxyType
from typing import Any, TypeVar

from tracker.messages import Message, message

Result = TypeVar("Result")
IMPORTING = "<frozen importlib"
OF_THE_CLOCK = frozenset({"now", "today", "utcnow"})
WITHOUT_THE_CLOCK = frozenset({"mktime", "strftime", "strptime"})
BY_MODULE: Mapping[str, Message] = MappingProxyType(
    {
        "time": message("the clock"),
        "_random": message("chance"),
        "io": message("a file"),
        "_io": message("a file"),
        "posix": message("the operating system"),
        "nt": message("the operating system"),
        "_socket": message("the network"),
        "_ssl": message("the network"),
        "select": message("the network"),
        "_posixsubprocess": message("another program"),
        "_winapi": message("the operating system"),
        "sqlite3": message("the database"),
        "_sqlite3": message("the database"),
    }
)
"""Functions of the interpreter that reach outside of the program, by the module that has them."""


def watched(work: Callable[[], Result]) -> tuple[Result, list[Message]]:
    """Return what `work` returns, and what it asked for besides, each once.

    It sees calls of the interpreter's own functions in this thread, not of those of other packages in C.
    """
    asked: dict[str, Message] = {}

    def look(frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and not frame.f_code.co_filename.startswith(IMPORTING):
            what = _reaches(called)
            if what is not None:
                asked.setdefault(what.id, what)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        result = work()
    finally:
        sys.setprofile(before)
    return result, list(asked.values())


def _reaches(called: Any) -> Message | None:
    name, holder = getattr(called, "__name__", ""), getattr(called, "__self__", None)
    if isinstance(holder, type) and issubclass(holder, date):
        return message("the clock") if name in OF_THE_CLOCK else None
    if isinstance(holder, random.Random):
        return message("chance")
    if name == "urandom":
        return message("chance")
    module = getattr(called, "__module__", None) or type(holder).__module__
    if (module == "time" and name in WITHOUT_THE_CLOCK) or name == "fspath":
        return None
    return BY_MODULE.get(module)
