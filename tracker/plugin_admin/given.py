"""Everything that a plugin contributes, for people to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from click import Command
from flask import Blueprint, Flask
from sqlmodel import Session

from tracker.contributions import Job
from tracker.installation import Tracker
from tracker.jobs.known import known_jobs
from tracker.messages import Message, counted, message
from tracker.plugins import Answer, PluginError, isolated
from tracker.scoring.contributed import Contributions, contributions_of


@dataclass
class Given:
    """What one plugin contributes today; what fails or cannot be used is missing."""

    scoring: Contributions
    jobs: list[Job] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

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
    scoring = contributions_of(session, tracker.plugins, tracker.today)
    found = {name: Given(one, pages=pages.get(name, [])) for name, one in scoring.items()}
    for job in known_jobs(tracker).jobs.values():
        if job.plugin in found:
            found[job.plugin].jobs.append(job)
    for answer in tracker.plugins.call_each("commands", {}):
        commands = answer.result if isinstance(answer.result, list) else []
        found[answer.plugin.info.name].commands += [
            f"tracker {one.name}" for one in commands if isinstance(one, Command)
        ]
    return found


def addresses_of_pages(tracker: Tracker) -> dict[str, list[str]]:
    """Return the addresses of the plugins' pages, for a process that serves none: the hook is asked once."""
    return {answer.plugin.info.name: _addresses(answer) for answer in tracker.plugins.call_each("blueprints", {})}


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


def _addresses(answer: Answer) -> list[str]:
    """Return the addresses of a plugin's pages, each once."""
    trial = Flask(answer.plugin.info.name, static_folder=None)
    pages = answer.result if isinstance(answer.result, list) else []
    try:
        for one in pages:
            if isinstance(one, Blueprint):
                isolated(trial.register_blueprint, one)
    except PluginError:
        return []
    return list(dict.fromkeys(rule.rule for rule in trial.url_map.iter_rules()))
