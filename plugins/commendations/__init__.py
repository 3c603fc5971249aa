"""The commune's commendations, of a quarter and for an initiative; conditions, amount and fund are the commune's."""

from datetime import date

from pydantic import BaseModel

from plugins.commendations import forms, settings
from tracker.api import AwardForm, hookimpl


@hookimpl
def settings_model() -> type[BaseModel]:
    return settings.Commendations


@hookimpl
def award_forms(settings: settings.Commendations, on: date) -> list[AwardForm]:
    return [forms.quarterly(settings, on), forms.initiative(settings, on)]
