"""Sentences for people: filled in and translated at the edge, kept exactly until then."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.messages import (
    InputError,
    Message,
    add_catalogue,
    counted,
    dump_with_messages,
    message,
    sentences,
    translate,
    worded,
)

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "%(files)d files on %(day)s: %(share)s"
msgstr "%(day)s có %(files)d hồ sơ: %(share)s"

msgid "tea"
msgstr "trà"

msgid "A cup of %(drink)s"
msgstr "Một chén %(drink)s"

msgid "100% done"
msgstr "Xong 100%"

msgid "%(count)s cup of %(drink)s"
msgid_plural "%(count)s cups of %(drink)s"
msgstr[0] "%(count)s chén %(drink)s"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> str:
    """The name of a catalogue with a Vietnamese translation."""
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, encoding="utf-8")
    add_catalogue("kitchen", tmp_path)
    return "kitchen"


def test_a_message_is_written_as_the_language_of_the_reader_does(catalogue: str) -> None:
    told = sentences(catalogue)(
        "%(files)d files on %(day)s: %(share)s", files=3, day=date(2026, 11, 20), share=Decimal("1234.50")
    )
    assert translate(told, "en") == "3 files on 20/11/2026: 1,234.50"
    assert translate(told, "vi") == "20/11/2026 có 3 hồ sơ: 1.234,50"


def test_a_message_inside_a_message_is_translated_too(catalogue: str) -> None:
    _ = sentences(catalogue)
    told = _("A cup of %(drink)s", drink=_("tea"))
    assert (translate(told, "en"), translate(told, "vi")) == ("A cup of tea", "Một chén trà")


@pytest.mark.parametrize(
    ("count", "english", "vietnamese"),
    [
        (0, "0 cups of tea", "0 chén trà"),
        (1, "1 cup of tea", "1 chén trà"),
        (Decimal("1.5"), "1.5 cups of tea", "1,5 chén trà"),
        (2000, "2,000 cups of tea", "2.000 chén trà"),
    ],
)
def test_a_message_that_counts_says_one_or_many_as_the_language_does(
    catalogue: str, count: int | Decimal, english: str, vietnamese: str
) -> None:
    told = counted("%(count)s cup of %(drink)s", "%(count)s cups of %(drink)s", count=count, drink="tea")
    assert translate(told, "en") == english
    drink = sentences(catalogue)("tea")
    in_catalogue = told._replace(catalogue=catalogue, params={**told.params, "drink": drink})
    assert translate(in_catalogue, "vi") == vietnamese


def test_a_message_that_counts_is_stored_with_both_sentences_and_one_stored_before_is_read() -> None:
    told = counted("%(count)s row", "%(count)s rows", count=1)
    assert Message.from_json(json.loads(dump_with_messages(told))) == told
    before = {"message": {"id": "%(count)s rows", "params": {"count": 1}, "catalogue": "tracker"}}
    assert translate(Message.from_json(before), "en") == "1 rows"


TYPED = {"vi": "%(share)s hồ sơ, 100%% là đủ", "en": "%(share)s files, 100%% is all"}


def test_a_message_that_people_typed_has_its_texts_with_it_and_numbers_as_the_reader_writes_them() -> None:
    told = worded(TYPED, share=Decimal("1234.5"))
    assert translate(told, "vi") == "1.234,5 hồ sơ, 100% là đủ"
    assert translate(told, "en") == "1,234.5 files, 100% is all"
    assert translate(worded({"en": "%(x)s"}, x=Decimal("0.5")), "vi") == "0,5"
    assert translate(worded({"vi": "100%% là đủ", "en": "100%% is all"}), "vi") == "100% là đủ"


def test_a_message_that_people_typed_is_stored_with_its_texts() -> None:
    told = worded(TYPED, share=Decimal("0.9846"), **{"files.early": Decimal(3)})
    stored = Message.from_json(json.loads(dump_with_messages(told)))
    assert stored == told
    assert translate(stored, "vi").startswith("0,9846 hồ sơ")
    inner = message("Why: %(why)s", why=told)
    assert translate(Message.from_json(json.loads(dump_with_messages(inner))), "vi").startswith("Why: 0,9846 hồ sơ")


def test_a_text_that_people_typed_reaches_no_attribute_of_a_number() -> None:
    for text in ("%(x.__class__)s", "%(y)s"):
        with pytest.raises(KeyError):
            translate(worded({"en": text}, x=Decimal(1)), "en")
    assert translate(worded({"en": "{x.__class__} %(x)s"}, x=Decimal(1)), "en") == "{x.__class__} 1"


def test_a_list_is_written_with_commas(catalogue: str) -> None:
    _ = sentences(catalogue)
    told = message("There are %(known)s.", known=[_("tea"), Decimal("0.5"), "x", 3])
    assert translate(told, "vi").endswith("trà, 0,5, x, 3.")


def test_a_sentence_without_a_translation_stays_english(catalogue: str) -> None:
    assert translate(sentences(catalogue)("Coffee"), "vi") == "Coffee"
    assert translate(sentences("no such catalogue")("Coffee"), "vi") == "Coffee"


def test_a_percent_sign_needs_no_doubling_in_a_sentence_without_numbers(catalogue: str) -> None:
    assert translate(sentences(catalogue)("100% done"), "en") == "100% done"
    assert translate(message("half: 50%%"), "en") == "half: 50%"


def test_text_that_looks_like_a_placeholder_is_shown_as_it_is() -> None:
    assert translate(message("Name: %(name)s", name="%(name)s 100%"), "en") == "Name: %(name)s 100%"


def test_a_date_with_its_time_shows_both() -> None:
    assert translate(message("at %(at)s", at=datetime(2026, 11, 20, 7, 5)), "vi") == "at 07:05 20/11/2026"  # noqa: DTZ001


def test_an_error_says_itself_in_english_and_keeps_its_message() -> None:
    error = InputError("There is no %(thing)s.", thing=message("tea"))
    assert str(error) == "There is no tea."
    assert str(InputError.of(error.message)) == "There is no tea."
    assert InputError.of(error.message).message == error.message


parameters = st.recursive(
    st.integers(-(10**9), 10**9)
    | st.text('aăđ%()s{}"\\\n ', max_size=12)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
    | st.dates()
    | st.datetimes()
    | st.none()
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.builds(lambda x: Message("A cup of %(x)s", {"x": x}, "kitchen"), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), parameters))
def test_a_stored_message_comes_back_as_it_was(params: dict[str, object]) -> None:
    told = Message("sentence", params, "kitchen")
    assert Message.from_json(json.loads(dump_with_messages(told))) == told


def test_what_has_no_exact_form_cannot_stand_in_a_message() -> None:
    with pytest.raises(TypeError, match="set"):
        dump_with_messages(message("%(x)s", x={1}))
