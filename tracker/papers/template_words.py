"""The words that a template may use, each with what stands there in an invented paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from markupsafe import Markup

from tracker.messages import Message, message
from tracker.papers.contents import Block, Table
from tracker.papers.seen_by_templates import seen_by_templates
from tracker.papers.template_files import sample_of

Sort = Literal["text", "texts", "blocks", "groups"]
"""A text, or a list: of texts, of paragraphs and tables that are laid out already, of groups of words."""
MEANINGS: Mapping[str, Message] = MappingProxyType(
    {
        "head.issuer": message("Who issues it, bold, in lines"),
        "head.superior": message("The body above, in lines"),
        "head.number": message("Number and symbol, with a gap where there is none yet"),
        "head.dated": message("Place and date"),
        "head.nation": message("Name of the state"),
        "head.motto": message("Motto"),
        "title": message("Name of the kind of paper"),
        "summary": message("What the paper is about"),
        "addressed_to": message("Who stands after “Kính gửi”"),
        "authority": message("Who decides or awards"),
        "bases": message("What it rests on, each in a line"),
        "enacts": message("The word before the articles"),
        "body": message("The articles or sections, with their tables"),
        "recipients": message("Who gets it, each in a line"),
        "annexes": message("What is enclosed, each on a page of its own"),
        "annexes.title": message("Its title"),
        "annexes.summary": message("What it lists"),
        "annexes.enclosed_with": message("With which paper it is enclosed"),
        "annexes.blocks": message("Its paragraphs and tables"),
        "facts.form": message("Form of reward"),
        "facts.period": message("Period"),
        "facts.count": message("How many are rewarded"),
        "facts.amount": message("What each gets, in đồng"),
        "facts.total": message("What all of it costs, in đồng"),
        "facts.total_in_words": message("The same in words"),
        "facts.fund": message("Which fund pays"),
        "facts.decision": message("The decision by its number and date"),
        "people": message("Who is rewarded, for sentences or a table of your own"),
        "people.order": message("Number in the list"),
        "people.name": message("Full name, or name of the unit"),
        "people.position": message("Position"),
        "people.unit": message("Unit"),
        "people.points": message("Points"),
        "people.amount": message("Reward, in đồng"),
        "people.merit": message("What he reached"),
        "signature.titles": message("Title of the signer, in lines"),
        "signature.name": message("Name of the signer"),
        "signature.note": message("What stands below the title"),
        "other_signature.titles": message("Title of a second signer, in lines"),
        "other_signature.name": message("Name of the second signer"),
        "other_signature.note": message("What stands below his title"),
        "decided": message("By which decision"),
        "pages": message("The certificates, each on a page of its own"),
        "pages.recipient": message("Whom it rewards"),
        "pages.position": message("What he is"),
        "pages.merit": message("For what"),
        "pages.amount": message("Reward, in đồng"),
        "pages.book_number": message("Number in the book of rewards"),
    }
)
"""What each word means, by its name; of a list, what stands behind the dot is in each of its entries."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of templates: its name, its meaning, and what stands there in an invented paper.

    The words of each entry of a list of groups are its `parts`, and an entry is called `one`.
    """

    name: str
    meaning: Message
    sort: Sort
    example: str = ""
    parts: tuple[Word, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """How it is written in a template; each of the lines stands in a paragraph of its own."""
        if self.sort == "text":
            return (f"{{{{ {self.name} }}}}",)
        entry = {"texts": ("{{ one }}",), "blocks": ("{{p one }}",), "groups": ()}[self.sort]
        return (f"{{%p for one in {self.name} %}}", *entry, "{%p endfor %}")


def words_for(kind: str) -> tuple[Word, ...]:
    """Return what the template of this kind of paper may say, in the order in which it stands on the paper."""
    return tuple(_words(seen_by_templates(sample_of(kind), _shown), ""))


def _shown(block: Block, _stays: bool) -> str:
    if isinstance(block, Table):
        return " | ".join(column.heading for column in block.columns)
    return block.text


def _words(seen: Mapping[str, Any], before: str) -> Iterator[Word]:
    for name, value in seen.items():
        if isinstance(value, Mapping):
            yield from _words(value, f"{before}{name}.")
        else:
            yield _word(f"{before}{name}", value)


def _word(name: str, value: Any) -> Word:
    meaning = MEANINGS[name]
    if not isinstance(value, list):
        return Word(name, meaning, "text", str(value))
    first = value[0]
    if isinstance(first, Mapping):
        parts = tuple(replace(one, name=f"one{one.name.removeprefix(name)}") for one in _words(first, f"{name}."))
        return Word(name, meaning, "groups", parts=parts)
    return Word(name, meaning, "blocks" if isinstance(first, Markup) else "texts", str(first))
