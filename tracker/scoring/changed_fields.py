"""A change of settings, setting by setting: made to other settings, it leaves alone what it does not change."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from tracker.messages import InputError
from tracker.validation_messages import told


@dataclass(frozen=True, slots=True)
class ChangedFields:
    """The single settings in which `after` differs from `before`; groups are gone into, lists are changed whole."""

    before: BaseModel
    after: BaseModel

    def __call__(self, settings: BaseModel) -> BaseModel:
        """Return other settings of the same owner with this change. Raises InputError if it does not fit them."""
        try:
            return type(settings).model_validate(_laid_over(settings, self.before, self.after))
        except ValidationError as error:
            raise InputError(
                "What is changed here does not fit the other settings that held then: %(what)s.",
                what=told(error.errors()[0]),
            ) from error

    def is_all_that_differs(self, settings: BaseModel) -> bool:
        """Whether the change makes of these settings the same as of those that it was made to."""
        return self(settings) == self.after


def _laid_over(settings: BaseModel, before: BaseModel, after: BaseModel) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in type(settings).model_fields:
        present, was, value = (getattr(one, name) for one in (settings, before, after))
        if isinstance(present, BaseModel) and isinstance(was, BaseModel) and isinstance(value, BaseModel):
            values[name] = _laid_over(present, was, value)
        else:
            values[name] = present if value == was else value
    return values
