"""A plugin's settings: each field is asked by a title, and says what is typed there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tracker.messages import message
from tracker.plugin_checks.findings import Finding
from tracker.web.form_types import inner_model, plain_type


def settings_findings(model: type[BaseModel], marked: Collection[str], within: str = "") -> Iterator[Finding]:
    """Yield the fields without a title, or without words that say what is typed there.

    A unit says that of a number, the title of a yes or no. `marked` are the sentences of the plugin's catalogue.
    """
    for name, info in model.model_fields.items():
        place = f"{within}{name}"
        if not info.title:
            yield Finding(
                message("The setting %(field)s has no title.", field=place),
                message('Write title=marked("...") in its Field().'),
            )
        if not (info.description or unit_of(info) or plain_type(info) is bool):
            yield Finding(
                message("The setting %(field)s does not say what is typed there.", field=place),
                message('Write description=marked("...") in its Field(), or a unit.'),
            )
        for text in (info.title, info.description, unit_of(info)):
            if text and text not in marked:
                yield Finding(
                    message(
                        "The words “%(text)s” of the setting %(field)s cannot be translated.", text=text, field=place
                    ),
                    message('Write them as marked("...").'),
                )
        inner = inner_model(info)
        if inner is not None:
            yield from settings_findings(inner, marked, f"{place}.")


def unit_of(info: FieldInfo) -> str | None:
    """Return the unit of a number, where the field has one."""
    extra = info.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return unit if isinstance(unit, str) else None
