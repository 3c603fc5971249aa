"""Degrees: how people write them, and which is the higher one."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from tracker.api import Message, fold, sentences

_ = sentences("training")


class Degree(enum.StrEnum):
    """A level of education, the lowest first."""

    SECONDARY = "secondary"
    COLLEGE = "college"
    UNIVERSITY = "university"
    MASTER = "master"
    DOCTOR = "doctor"


DEGREES: Mapping[Degree, Message] = {
    Degree.SECONDARY: _("Intermediate"),
    Degree.COLLEGE: _("College"),
    Degree.UNIVERSITY: _("University"),
    Degree.MASTER: _("Master"),
    Degree.DOCTOR: _("Doctor"),
}
_WRITTEN: Mapping[Degree, str] = {
    Degree.DOCTOR: "tiến sĩ|tiến sỹ|phó giáo sư|giáo sư|doctor|phd",
    Degree.MASTER: "thạc sĩ|thạc sỹ|cao học|chuyên khoa i|chuyên khoa ii|master",
    Degree.UNIVERSITY: "đại học|cử nhân|kỹ sư|kĩ sư|bác sĩ|dược sĩ|kiến trúc sư|university|bachelor|engineer",
    Degree.COLLEGE: "cao đẳng|college",
    Degree.SECONDARY: "trung cấp|trung học chuyên nghiệp|intermediate|secondary",
}
_WORDS = tuple((f" {fold(word)} ", degree) for degree, words in _WRITTEN.items() for word in words.split("|"))
_ORDER = tuple(Degree)


def degree_in(text: str | None) -> Degree | None:
    """Return the highest degree that a text names, such as “Thạc sĩ Luật”; None where none can be read."""
    folded = f" {fold(text or '')} "
    return next((degree for words, degree in _WORDS if words in folded), None)


def reaches(held: Degree, asked: Degree) -> bool:
    """Whether the degree that is held is at least the one asked for."""
    return _ORDER.index(held) >= _ORDER.index(asked)
