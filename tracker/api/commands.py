"""The API of a plugin's commands: `Terminal` is what `@click.pass_obj` hands to a command.

`terminal.tracker.database.reading()` and `.writing(terminal.actor, because)` open sessions, `terminal.tracker.today` is
the date at the site; `show`, `show_table` and `show_json` print the result, `say` whatever is not the result. A command
that imports a list asks with `list_options` how to read it, and tells with `show_list_problems` what is to be mended.
"""

from tracker.cli.list_options import list_options
from tracker.cli.list_results import problems_as_json, show_list_problems
from tracker.cli.output import Terminal

__all__ = ["Terminal", "list_options", "problems_as_json", "show_list_problems"]
