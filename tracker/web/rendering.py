"""What every template can use: translated sentences, formats, icons, tags, charts, the menu."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from tracker import __version__
from tracker.accounts.sign_ins import SignedIn
from tracker.messages import LANGUAGES, Message, in_language
from tracker.period_titles import period_title
from tracker.records.words import word
from tracker.web import addresses, charts, formatting, navigation
from tracker.web.forms import version_of, version_sent
from tracker.web.requests import catalogue, language, scope, signed_in, told, tracker

ICON_OF_TAG = {
    "ok": "check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "info": "info-circle",
    "pri": "circle-dot",
    "": "point",
}
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
ICONS_KEPT, ASSETS_KEPT = 512, 128


def prepare(app: Flask) -> None:
    """Give the templates what they use."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        _=sentence,
        counted=counted_sentence,
        icon=icon,
        tag=tag,
        avatar=avatar,
        charts=charts,
        may=may,
        opens=navigation.opens,
        asset=asset,
        url_for=addresses.made_once(app),
        numbered=addresses.numbered,
        version_of=version_of,
        version_sent=version_sent,
        word=lambda value: told(word(value)),
        short_name=formatting.short_name,
        weekday=lambda day: told(formatting.WEEKDAYS[day.weekday()]),
        short_weekday=lambda day: told(formatting.SHORT_WEEKDAYS[day.weekday()]),
    )
    environment.filters.update(
        told=in_words,
        word=lambda value: told(word(value)),
        with_code=formatting.with_code,
        number=lambda value, decimals=0, sign=False: formatting.number(value, language(), decimals, sign=sign),
        percent=lambda value, decimals=1: formatting.percent(value, language(), decimals),
        points=lambda value, sign=False: formatting.points(value, language(), sign=sign),
        hundredths=formatting.hundredths,
        day=formatting.day,
        first_day=lambda value: in_words(formatting.first_day(value)),
        long_day=lambda value: told(formatting.long_day(value)),
        moment=lambda value: formatting.moment(value and site_time(value)),
        clock=formatting.clock,
        period=lambda value: told(period_title(value)),
        size=lambda value: formatting.file_size(value, language()),
    )
    app.context_processor(_of_this_request)


def _of_this_request() -> dict[str, Any]:
    theme = request.cookies.get(THEME_COOKIE)
    return {
        "language": language(),
        "other_language": next(one for one in LANGUAGES if one != language()),
        "theme": theme if theme in THEMES else None,
        "account": signed_in(),
        "my_name": _my_name(),
        "unseen": navigation.unseen_notices(),
        "site_name": tracker().config.site.name,
        "menu": navigation.menu(),
        "quick_menu": navigation.quick_menu(),
        "today": tracker().today,
        "here": request.full_path.rstrip("?") if request.method == "GET" else url_for("home.start"),
    }


def _my_name() -> str | None:
    """Return what the person who asks is called: by the full name, else by that of the account."""
    who: SignedIn | None = g.get("who")
    return None if who is None else who.full_name or who.account.name


def sentence(text: str, /, **params: object) -> str:
    """Return a sentence of a template in the reader's language."""
    return told(Message(text, params, catalogue()))


def counted_sentence(one: str, many: str, /, *, count: int, **params: object) -> str:
    """Return a sentence of a template that counts, in the reader's language."""
    return told(Message(one, {"count": count, **params}, catalogue(), many))


def in_words(value: object) -> object:
    """Return a message, a date, a number or a text as the reader's language writes it."""
    if isinstance(value, Message):
        return told(value)
    if value is None:
        return formatting.NOTHING
    if isinstance(value, bool):
        return sentence("yes") if value else sentence("no")
    if isinstance(value, datetime):
        return formatting.moment(site_time(value))
    if isinstance(value, time):
        return formatting.clock(value)
    if isinstance(value, int):
        return formatting.number(value, language())
    if isinstance(value, Decimal):
        return formatting.number(value, language(), max(0, -int(value.as_tuple().exponent)))
    return in_language(value, language())


def site_time(value: datetime) -> datetime:
    """Return the moment in the time of the site."""
    return value.astimezone(tracker().config.site.zone)


def icon(name: str, kind: str = "") -> Markup:
    """Return an icon of the sprite; it is decoration, a word stands beside it."""
    return _drawn_icon(asset("icons.svg"), name, kind)


@lru_cache(maxsize=ICONS_KEPT)
def _drawn_icon(sprite: str, name: str, kind: str) -> Markup:
    drawn = Markup('<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>')
    return drawn.format(kind, sprite, name)


def tag(kind: str, text: object, icon_name: str | None = None) -> Markup:
    """Return a status: always an icon and a word. Kinds: ok, warn, bad, info, pri or nothing."""
    shown = icon(icon_name or ICON_OF_TAG[kind])
    return Markup(f'<span class="tag {escape(kind)}">{shown}{escape(in_words(text))}</span>')


def avatar(full_name: str, kind: str = "") -> Markup:
    """Return the initials of a person; the name stands beside them."""
    return Markup('<span class="av {}" aria-hidden="true">{}</span>').format(kind, formatting.initials(full_name))


def may(permission: str) -> bool:
    """Whether the account may do this."""
    return signed_in() is not None and scope().may(permission)


def asset(name: str) -> str:
    """Return the address of a file of this version; another version has another address, so nobody sees an old one."""
    return _address_of_asset(name, request.root_path)


@lru_cache(maxsize=ASSETS_KEPT)
def _address_of_asset(name: str, _below: str) -> str:
    return url_for("static", filename=name, v=__version__)
