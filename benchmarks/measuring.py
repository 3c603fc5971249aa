"""Measuring in pairs: every round runs each way once, so that what else the machine does falls on all alike."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Timed:
    """The seconds of each round of one way."""

    seconds: list[float]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.seconds)


def in_rounds(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timed]:
    """Run every way once a round; returns the seconds of each."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            started = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - started)
    return {name: Timed(values) for name, values in seconds.items()}


def paired_ratio(one: Timed, other: Timed) -> float:
    """Return the median over the rounds of how much longer `one` took than `other`."""
    return statistics.median(a / b for a, b in zip(one.seconds, other.seconds, strict=True))


def peak_megabytes(work: Callable[..., object], *arguments: object) -> float:
    """Return the peak memory of a process of its own that does the work."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work_and_tell, args=(sender, work, arguments))
    process.start()
    peak: float = receiver.recv()
    process.join()
    return peak


def _work_and_tell(sender: object, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    work(*arguments)
    sender.send(_peak_kilobytes() / 1024)  # type: ignore[attr-defined]


def _peak_kilobytes() -> int:
    """Return the peak of this process; `getrusage` would tell that of its parent where the parent was larger."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peaks = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(next(peaks))


def show(title: str, rows: list[tuple[str, str, str, str]]) -> None:
    """Print a table of name, measured, goal, verdict as Markdown."""
    print(f"\n### {title}\n\n| what | measured | goal | |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def verdict(measured: float, most: float | None = None, least: float | None = None) -> str:
    """Return whether a figure reaches its goal."""
    reached = (most is None or measured <= most) and (least is None or measured >= least)
    return "reached" if reached else "MISSED"
