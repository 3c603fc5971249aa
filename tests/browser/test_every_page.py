"""Every page in a real browser: as axe sees it, without a sideways scroll, without a complaint of the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import Seat, Served, TakeSeat
from tests.browser.pages import PAGES, Page, address_of
from tests.browser.pages_of_plugins import COMMENDATIONS, FILES, RATING, REGULATIONS, TRAINING
from tracker.web.gate import NEEDS

SIZES = [(1366, 768), (390, 844)]
RULES: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PARTS: dict[str, tuple[str, list[Page]]] = {
    " ".join((name, *part)): (name, pages[name])
    for pages, part in (
        *((PAGES, ()), (TRAINING, ("training",)), (REGULATIONS, ("regulations",))),
        *((COMMENDATIONS, ("commendations",)), (RATING, ("rating",))),
    )
    for name in pages
}
"""The pages that one person opens in one test, by what the test is called."""
SEEN_ELSEWHERE = {"static", "health.show", "home.start", "preferences.language", "preferences.theme"} | {
    *("imports.progress", "imports.errors", "imports.stored"),
    *("decisions.paper", "my_record.paper", "record.paper", "paper_templates.download", "paper_templates.sample"),
    *(f"expression_rules.{name}" for name in ("static", "measures", "export", "export_draft", "export_rule")),
    *FILES,
}
"""What is no page of its own, and the last step of the wizard, which the story of an import opens."""
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  const outside = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > wide + 1 && !one.closest('.tw, svg, .vh, .skip');
  });
  return document.documentElement.scrollWidth > wide ? outside.slice(0, 5).map(one => one.outerHTML.slice(0, 120)) : [];
}"""
FAULTS = """(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations
  .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))"""

COLOURS_READ_ONCE = """
(() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})()"""
"""Lets axe read the text of a colour once a page and not once an element, which takes it a quarter of its time."""


def faults(seat: Seat, rules: dict[str, object]) -> list[str]:
    """Return what axe finds on the page."""
    if not seat.page.evaluate("'axe' in window"):
        seat.page.evaluate(AXE_SCRIPT + COLOURS_READ_ONCE)
    found: list[str] = seat.page.evaluate(FAULTS, rules)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_page_is_accessible_and_fits_the_screen(
    seats: TakeSeat, served: Served, part: str, language: str
) -> None:
    name, pages = PARTS[part]
    seat = seats(None if name == "nobody" else name, language)
    wrong: dict[str, list[str]] = {}
    for address in (address_of(served, one) for one in pages):
        seat.open(address)
        found = [fault for size in SIZES for fault in faults_at(seat, size, is_original=language == "vi")]
        found += seat.complaints
        seat.complaints.clear()
        if found:
            wrong[address] = found
    assert wrong == {}


def faults_at(seat: Seat, size: tuple[int, int], *, is_original: bool) -> list[str]:
    """Return what is wrong with the open page on a screen of this size, in light colours and in dark ones.

    The colours of a translation are those of the original.
    """
    seat.page.set_viewport_size({"width": size[0], "height": size[1]})
    found = [*faults(seat, RULES), *seat.page.evaluate(SIDEWAYS)]
    if is_original:
        seat.page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in faults(seat, COLOURS)]
        seat.page.emulate_media(color_scheme="light")
    return [f"{size[0]}: {fault}" for fault in found]


def test_the_check_finds_what_is_wrong(seats: TakeSeat) -> None:
    seat = seats(None)
    seat.open("/sign-in")
    seat.page.evaluate(
        """() => {
          document.querySelector('main, body').insertAdjacentHTML('beforeend',
            '<input><img src="/static/icon.svg"><p class="wide">' + 'x'.repeat(900) + '</p>');
          document.querySelector('p.wide').style.color = 'rgb(119, 119, 119)';
        }"""
    )
    found = " ".join(faults_at(seat, SIZES[1], is_original=True))
    assert "390: color-contrast: " in found
    assert "390: dark: color-contrast: " in found
    assert "label: " in found
    assert "image-alt: " in found
    assert 'class="wide"' in found


def test_every_page_that_can_be_opened_is_among_those_tried(served: Served) -> None:
    tried = {endpoint for _, pages in PARTS.values() for endpoint, _ in pages} | SEEN_ELSEWHERE
    assert set(_opened_by_get(served)) - tried == set()


def _opened_by_get(served: Served) -> Iterator[str]:
    for rule in served.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and hasattr(served.app.view_functions[rule.endpoint], NEEDS):
            yield rule.endpoint
