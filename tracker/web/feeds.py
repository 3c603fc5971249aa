"""Answers for programs that fetch by themselves, such as calendars: kept for some minutes, by nobody on the way."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, g, request

from tracker.web.file_kinds import clean_name, plain_name

MINUTES = 15


def as_feed(content: bytes, media_type: str, name: str, minutes: int = MINUTES) -> Response:
    """Answer with what a program fetches from time to time, such as `text/calendar`, named `name`.

    The program keeps it for some minutes, and is told in a few bytes where nothing has changed since. Search engines
    leave it out. Its page is `@public`, at an address that nobody can guess.
    """
    answer = Response(content, mimetype=media_type)
    clean = clean_name(name)
    names = {"filename": plain_name(clean), "filename*": f"UTF-8''{quote(clean, safe='')}"}
    answer.headers.set("Content-Disposition", "inline", **names)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    g.caching = f"private, max-age={minutes * 60}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
