"""Charts as SVG, drawn on the server: they print sharp, follow the theme by class, and need no script.

Every chart says its finding in its title and stands beside a table with the same numbers. Sizes are in CSS pixels of
the viewBox; a chart for wide and one for narrow screens keep their text at 12 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count

from markupsafe import Markup, escape

COLOURS = 5
HEIGHT, TOP, BOTTOM = 196, 18, 24
_numbers = count()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of parts on top of each other; `label` stands below it, `told` is read by screen readers."""

    label: str
    parts: Sequence[int]
    told: str
    shown: str


@cache
def swatch(kind: str) -> Markup:
    """Return the small square of a legend: k1 to k5, k0 for the others."""
    square = (
        '<svg class="sw" viewBox="0 0 10 10" aria-hidden="true"><rect class="{}" width="10" height="10" rx="2"/></svg>'
    )
    return Markup(square).format(kind)


def colour_of(place: int) -> str:
    """Return the class of the colour of the rule at that place: the first five have their own."""
    return f"k{place + 1}" if place < COLOURS else "k0"


def bars(given: Sequence[Bar], width: int, kind: str, title: str) -> Markup:
    """Return stacked bars from 0 up."""
    left, right = 34, 4
    inner, height = width - left - right, HEIGHT - TOP - BOTTOM
    highest, step = _scale(max((sum(bar.parts) for bar in given), default=0))
    place = inner / max(len(given), 1)
    thick = min(34.0, place * 0.62)
    drawn = [_grid(range(0, highest + 1, step), highest, left, width - right, height)]
    for position, bar in enumerate(given):
        drawn.append(_bar(bar, left + place * (position + 0.5), thick, highest, height, place))
    return _chart(kind, width, HEIGHT, title, Markup("").join(drawn))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars beside each other over one label, such as before and after, in percent; `told` says both."""

    label: str
    before: int
    after: int
    told: str


def pairs(given: Sequence[Pair], width: int, kind: str, title: str) -> Markup:
    """Return pairs of bars from 0 up to percents, the first of each grey."""
    left, right = 34, 4
    inner, height = width - left - right, HEIGHT - TOP - BOTTOM
    highest, step = _scale(max((max(one.before, one.after) for one in given), default=0))
    place = inner / max(len(given), 1)
    thick = min(22.0, place * 0.36)
    every = 1 if max((len(one.label) for one in given), default=0) * 7.5 < place else 2
    drawn = [_grid(range(0, highest + 1, step), highest, left, width - right, height)]
    for position, one in enumerate(given):
        middle, both = left + place * (position + 0.5), [Markup("<title>{}</title>").format(one.told)]
        for colour, value, x in (("k0", one.before, middle - thick - 1), ("k1", one.after, middle + 1)):
            tall = height * value / highest
            rectangle = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
            both.append(rectangle.format(colour, x, TOP + height - tall, thick, tall))
        both.append(_below(middle, one.label if position % every == 0 else ""))
        drawn.append(Markup("<g>{}</g>").format(Markup("").join(both)))
    return _chart(kind, width, HEIGHT, title, Markup("").join(drawn))


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: its label, its value (None leaves a gap), and the value as it is read."""

    label: str
    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the points of a line stand in a chart."""

    width: int
    lowest: float
    highest: float
    points: int
    left: int = 34
    right: int = 52

    @property
    def height(self) -> int:
        return HEIGHT - TOP - BOTTOM

    def x(self, place: int) -> float:
        return self.left + (self.width - self.left - self.right) * place / max(self.points - 1, 1)

    def y(self, value: float) -> float:
        return TOP + self.height * (1 - (value - self.lowest) / (self.highest - self.lowest))


def line(
    points: Sequence[Point], width: int, kind: str, title: str, lowest: float = 0, highest: float | None = None
) -> Markup:
    """Return a line over labelled points; its axis runs from `lowest` to `highest`, both written beside it.

    The last point has its value beside it.
    """
    known = [point.value for point in points if point.value is not None]
    top = max([*known, lowest + 1]) if highest is None else highest
    frame = _Frame(width, min([lowest, *known]), top, len(points))
    drawn = [_line_grid(frame), *_runs(points, frame), _last_value(points, frame)]
    every = max(1, -(-len(points) // (6 if width > 300 else 4)))
    for place, point in enumerate(points):
        if point.value is not None:
            dot = Markup('<circle class="pt" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}: {}</title></circle>')
            drawn.append(dot.format(frame.x(place), frame.y(point.value), point.label, point.shown))
        if place % every == 0:
            drawn.append(_below(frame.x(place), point.label))
    return _chart(kind, width, HEIGHT, title, Markup("").join(drawn))


def _last_value(points: Sequence[Point], frame: _Frame) -> Markup:
    if not points or points[-1].value is None:
        return Markup("")
    x, y = frame.x(len(points) - 1) + 7, frame.y(points[-1].value) + 4
    return Markup('<text class="v" x="{:.1f}" y="{:.1f}">{}</text>').format(x, y, points[-1].shown)


def _runs(points: Sequence[Point], frame: _Frame) -> list[Markup]:
    """Return a line through each run of points without a gap."""
    runs: list[list[str]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.x(place):.1f},{frame.y(point.value):.1f}")
    return [Markup('<polyline class="ln" points="{}"/>').format(" ".join(run)) for run in runs if run]


@dataclass(frozen=True, slots=True)
class RowOfBars:
    """One row of a chart that lies: its label, its parts beside each other with their colours, and how it is told."""

    label: str
    parts: Sequence[tuple[str, int]]
    told: str
    shown: str


def lying_bars(given: Sequence[RowOfBars], width: int, kind: str, title: str) -> Markup:
    """Return bars from the left, one below the other, for groups with long names."""
    place, left, right = 26, min(240, width // 3), 52
    most = max((sum(value for _, value in row.parts) for row in given), default=0) or 1
    drawn = [_lying_bar(row, place * number, left, (width - left - right) / most) for number, row in enumerate(given)]
    return _chart(kind, width, place * max(len(given), 1), title, Markup("").join(drawn))


def _lying_bar(row: RowOfBars, top: int, left: int, unit: float) -> Markup:
    longest = left // 7
    label = row.label if len(row.label) <= longest else f"{row.label[: longest - 1].rstrip()}…"
    written = Markup('<title>{}</title><text x="{}" y="{}" text-anchor="end">{}</text>')
    drawn, x = [written.format(row.told, left - 8, top + 17, label)], float(left)
    for colour, value in row.parts:
        if value:
            rectangle = Markup('<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="16" rx="1.5"/>')
            drawn.append(rectangle.format(colour, x, top + 5, max(value * unit - 2, 1)))
        x += value * unit
    drawn.append(Markup('<text class="v" x="{:.1f}" y="{}">{}</text>').format(x + 6, top + 17, row.shown))
    return Markup("<g>{}</g>").format(Markup("").join(drawn))


def stack(parts: Sequence[float], most: float, label: str, height: int = 16, width: int = 300) -> Markup:
    """Return one bar whose parts stand beside each other; `most` fills the whole width."""
    drawn, x = [], 0.0
    for place, value in enumerate(parts):
        long = max(value, 0) / most * width if most else 0
        if long > 0.5:
            rectangle = Markup('<rect class="{}" x="{:.1f}" y="0" width="{:.1f}" height="{}" rx="1.5"/>')
            drawn.append(rectangle.format(colour_of(place), x, max(long - 2, 0.5), height))
        x += long
    opening = Markup('<svg class="st" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">')
    return opening.format(width, height, label) + Markup("").join(drawn) + Markup("</svg>")


def meter(value: float, most: float, kind: str = "k1") -> Markup:
    """Return a thin bar; the number stands beside it."""
    filled = min(max(value / most, 0), 1) * 300 if most else 0
    return Markup(
        '<svg class="pbar" viewBox="0 0 300 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="300" height="8" rx="4"/><rect class="{}" width="{:.0f}" height="8" rx="4"/></svg>'
    ).format(kind, filled)


@dataclass(frozen=True, slots=True)
class Scale:
    """From which to which value a row of charts runs."""

    lowest: Decimal
    highest: Decimal

    def place(self, value: Decimal, width: int) -> float:
        """Return where a value stands in a chart; in the middle where there is only one."""
        length = self.highest - self.lowest
        return width * (float((value - self.lowest) / length) if length else 0.5)


def dumbbell(before: Decimal | None, after: Decimal | None, scale: Scale, width: int = 200) -> Markup:
    """Return two points on a line, hollow before and full after, and what lies between; numbers stand beside it."""
    x = {name: 7 + scale.place(value, width - 14) for name, value in (("b", before), ("a", after)) if value is not None}
    drawn = [Markup('<line class="ax" x1="0" x2="{}" y1="8" y2="8"/>').format(width)]
    if len(x) == 2:
        drawn.append(Markup('<line class="ln" x1="{:.1f}" x2="{:.1f}" y1="8" y2="8"/>').format(x["b"], x["a"]))
    drawn += [Markup('<circle class="{}" cx="{:.1f}" cy="8" r="5"/>').format(name, place) for name, place in x.items()]
    opening = Markup('<svg class="dumb" viewBox="0 0 {} 16" aria-hidden="true">').format(width)
    return opening + Markup("").join(drawn) + Markup("</svg>")


def dumbbell_end(name: str) -> Markup:
    """Return the point of a legend: `b` before, `a` after."""
    return Markup(
        '<svg class="dumb end" viewBox="0 0 16 16" aria-hidden="true"><circle class="{}" cx="8" cy="8" r="5"/></svg>'
    ).format(name)


def _chart(kind: str, width: int, height: int, title: str, drawn: Markup) -> Markup:
    name = f"chart-{next(_numbers)}"
    return Markup(
        '<svg class="ch {}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>{}</svg>'
    ).format(kind, width, height, name, name, title, drawn)


def _scale(highest: int) -> tuple[int, int]:
    """Return a round upper end a little above the highest bar, and the step of the grid."""
    step = 1
    for candidate in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 50_000, 100_000):
        step = candidate
        if highest <= candidate * 4:
            break
    return max(step, -(-highest // step) * step), step


def _grid(steps: range, highest: int, left: int, right: int, height: int) -> Markup:
    drawn = []
    for step in steps:
        y = TOP + height * (1 - step / highest)
        drawn.append(_grid_line(y, left, right, str(step), is_base=step == 0))
    return Markup("").join(drawn)


def _line_grid(frame: _Frame) -> Markup:
    steps = [frame.lowest + (frame.highest - frame.lowest) * part / 4 for part in range(5)]
    right = frame.width - frame.right
    lines = (
        _grid_line(frame.y(step), frame.left, right, f"{step:.0f}", is_base=place == 0)
        for place, step in enumerate(steps)
    )
    return Markup("").join(lines)


def _grid_line(y: float, left: int, right: int, label: str, *, is_base: bool) -> Markup:
    return Markup(
        '<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format("base" if is_base else "ax", left, right, y, y, left - 6, y + 4, label)


def _bar(bar: Bar, middle: float, thick: float, highest: int, height: int, place: float) -> Markup:
    drawn, below = [Markup("<title>{}</title>").format(bar.told)], 0
    for number, part in enumerate(bar.parts):
        top = TOP + height * (1 - (below + part) / highest)
        tall = height * part / highest - (2 if number and part else 0)
        if part:
            rectangle = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
            drawn.append(rectangle.format(colour_of(number), middle - thick / 2, top, thick, max(tall, 1)))
        below += part
    top = TOP + height * (1 - below / highest)
    if place > 24:
        drawn.append(
            Markup('<text class="v" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                middle, top - 5, bar.shown
            )
        )
    drawn.append(_below(middle, bar.label))
    return Markup("<g>{}</g>").format(Markup("").join(drawn))


def _below(x: float, label: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x, HEIGHT - 7, escape(label))
