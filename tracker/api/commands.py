"""The API of a plugin's commands: `Terminal` is what `@click.pass_obj` hands to a command.

`terminal.tracker.database.reading()` and `.writing(terminal.actor, because)` open sessions, `terminal.tracker.today` is
the date at the site; `show`, `show_table` and `show_json` print the result, `say` whatever is not the result.
"""

from tracker.cli.output import Terminal

__all__ = ["Terminal"]
