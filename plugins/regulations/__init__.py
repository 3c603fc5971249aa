"""The regulation watch: legal documents, whether they are in force, and who cites what no longer is."""

from click import Command

# With the plugin come its tables.
import plugins.regulations.models  # noqa: F401
from tracker.api import hookimpl


@hookimpl
def commands() -> list[Command]:
    # Imported here: whoever serves pages or scores needs no command. A module named as the hook would hide it.
    from plugins.regulations.command_line import regulations

    return [regulations]
