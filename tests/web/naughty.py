"""Text that breaks programs, and every page of the site to try it on."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.routing import Rule

from tests.web.conftest import Browser, Site
from tests.web.strangers import filled, strangers_ids

SCRIPT = "<script>alert(1)</script>"
NAUGHTY = (
    SCRIPT,
    "\"><img src=x onerror='alert(1)'>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "%(x)s %s %d {0} {x}",
    "'; DROP TABLE tracker_official; --",
    "=1+1",
    "@SUM(1)",
    "👩‍🌾🇻🇳 𝔘𝔫𝔦",
    "مرحبا \u202egnp.exe",
    "Ha\u0300 a\u0301\u0323 Z͑ͫ̓ͪ̂ͫ̽",
    "Hà\x00Nội",
    "một\r\nhai\r\nba",
    "\u200b\ufeff\u2028",
    "../../etc/passwd\\..\\x",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "٣٤",
    "31/02/2026",
    "0000",
    "0000-00-00",
    "31/12/9999",
    "01/01/0001",
    "True",
    "null",
    "x" * 10_000,
)
BYTES = ("%ED%A0%80x", "%FF%FE", "%00", "%C0%AF", "%F4%90%80%80")
"""As a browser never sends them: lone surrogates, text that is not UTF-8, a null."""
PLUGINS = ("expression_rules", "regulations", "training")
ROLES = ("staff", "leader", "admin", "auditor")


def pages(site: Site, browser: Browser, part: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every page, or of every page of a part, that this person can open."""
    ids = strangers_ids(site)
    wanted = [rule for rule in rules(site) if part in (None, part_of(rule))]
    for address in (filled(site, rule, ids) for rule in wanted):
        answer = browser.ask(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.get_data(as_text=True)


def part_of(rule: Rule) -> str:
    """Return the plugin whose page is at an address, and "core" for the others."""
    owner = rule.endpoint.partition(".")[0]
    return owner if owner in PLUGINS else "core"


def rules(site: Site) -> list[Rule]:
    """Return what can be opened, save what only sets a cookie or is a file."""
    return [
        rule
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not rule.endpoint.startswith(("static", "preferences"))
    ]
