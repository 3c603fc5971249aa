"""Everything that a plugin contributes, for people to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from tracker.contributions import Job
from tracker.installation import Tracker
from tracker.jobs.known import known_jobs
from tracker.messages import InputError, Message, counted, message
from tracker.plugin_admin.commands import fitting_commands
from tracker.scoring.contributed import Contributions, contributions_of


@dataclass
class Given:
    """What one plugin contributes today; what fails or cannot be used is missing, and `faults` say why."""

    scoring: Contributions
    jobs: list[Job] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    faults: list[Message] = field(default_factory=list)

    @property
    def numbers(self) -> Mapping[str, int]:
        """How many there are of each kind."""
        measures = sum(len(one.measures) for one in self.scoring.measure_sets)
        return {
            "settings": len(self.scoring.plugin.settings_model.model_fields),
            "measures": measures,
            "rules": len(self.scoring.rules),
            "permissions": len(self.scoring.plugin.permissions),
            "pages": len(self.pages),
            "commands": len(self.commands),
            "jobs": len(self.jobs),
        }


def given_by_plugins(tracker: Tracker, session: Session, pages: Mapping[str, list[str]]) -> dict[str, Given]:
    """Return what each loaded plugin contributes today, by its name; `pages` has the addresses of their pages."""
    plugins, known = tracker.plugins, known_jobs(tracker)
    scoring = contributions_of(session, plugins, tracker.today)
    found = {
        name: Given(
            one,
            jobs=[job for job in known.jobs.values() if job.plugin == name],
            pages=pages.get(name, []),
            faults=[*one.faults, *plugins.faults.get(name, ())],
        )
        for name, one in scoring.items()
    }
    for name, fault in known.faults.items():
        found[name].faults.append(fault)
    for answer in plugins.call_each("commands", {}):
        given = found[answer.plugin.info.name]
        try:
            given.commands += [f"tracker {command.name}" for command in fitting_commands(answer)]
        except InputError as error:
            given.faults.append(error.message)
    return found


def in_words(numbers: Mapping[str, int]) -> Sequence[Message]:
    """Return how many there are of each kind that there is, in words."""
    words = {
        "settings": message("settings"),
        "measures": counted("%(count)s measure", "%(count)s measures", count=numbers["measures"]),
        "rules": counted("%(count)s rule", "%(count)s rules", count=numbers["rules"]),
        "permissions": counted("%(count)s permission", "%(count)s permissions", count=numbers["permissions"]),
        "pages": counted("%(count)s page", "%(count)s pages", count=numbers["pages"]),
        "commands": counted("%(count)s command", "%(count)s commands", count=numbers["commands"]),
        "jobs": counted("%(count)s job", "%(count)s jobs", count=numbers["jobs"]),
    }
    return [told for kind, told in words.items() if numbers[kind]]
