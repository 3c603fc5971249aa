"""What a page lets somebody fill in: its forms with their fields, and the parameters of its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

TEXTS = ("text", "textarea", "password", "search", "email", "tel")
_PRESSED = ("submit", "button", "image", "reset")


@dataclass
class PageForm:
    """One form on the page at `address`: where it goes, what stands in its fields, and which of them take any text."""

    address: str
    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that it sends."""
        return tuple(sorted({*self.texts, *self.others, *self.files}))

    def filled(self) -> dict[str, list[str]]:
        """Return what stands in the form; what is empty gets what somebody might say there."""
        values = dict(self.values)
        for name in (*self.texts, *self.others):
            if not any(values.get(name, ())):
                values[name] = [self.offered.get(name, "text" if name in self.texts else "")]
        return values


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, list[PageForm](), list[str]()
        self._form: PageForm | None = None
        self._area: str | None = None
        self._choice: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            method = given.get("method", "get").upper()
            self._form = PageForm(self.address, given.get("action") or self.address, method)
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "textarea":
            self._area = name
            form.texts.append(name)
            form.values[name] = [""]
        elif tag == "select":
            self._choice = name
            form.others.append(name)
        elif tag == "option" and self._choice:
            self._option(form, self._choice, given)
        elif tag == "button" and name and kind in ("submit", ""):
            form.values.setdefault(name, [given.get("value", "")])
        elif tag == "input" and name and kind not in _PRESSED:
            self._input(form, name, kind, given)

    def _input(self, form: PageForm, name: str, kind: str, given: dict[str, str]) -> None:
        is_free = kind in TEXTS and "inputmode" not in given
        (form.files if kind == "file" else form.texts if is_free else form.others).append(name)
        form.offered.update({name: "20/11/2026"} if given.get("inputmode") == "numeric" else {})
        if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        form.values.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if "selected" in given:
            form.values[name] = [value]
        if value:
            form.offered.setdefault(name, value)

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._form is not None:
            self._form.values[self._area] = [self._form.values[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None


def forms_in(page: str, address: str) -> list[PageForm]:
    """Return the forms of a page in order; one without an action goes to the address of the page."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def parameters_in(page: str, address: str) -> set[str]:
    """Return what this address takes after its question mark, as the page's own links and forms use it."""
    reader = _Reader(address)
    reader.feed(page)
    path, names = urlsplit(address).path, set[str]()
    for link in reader.links:
        parts = urlsplit(link)
        if parts.path in ("", path):
            names |= {name for name, _ in parse_qsl(parts.query)}
    for form in reader.forms:
        if form.method == "GET" and urlsplit(form.action).path == path:
            names |= set(form.names)
    return names


def links_in(page: str, address: str) -> list[str]:
    """Return where the links of a page lead on this site."""
    reader = _Reader(address)
    reader.feed(page)
    path = urlsplit(address).path
    return [f"{path}{link}" if link.startswith("?") else link for link in reader.links if link[:1] in ("/", "?")]
