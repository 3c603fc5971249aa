"""Why a file can be neither read nor written, as a person may be told."""

from __future__ import annotations

from tracker.messages import Message, message


def why_not(error: OSError) -> Message:
    """Return the reason in words of our own; the operating system gives it in its own language."""
    if isinstance(error, FileNotFoundError):
        return message("there is no such file or folder")
    if isinstance(error, PermissionError):
        return message("you may not open it, or another program holds it")
    if isinstance(error, (IsADirectoryError, NotADirectoryError)):
        return message("a folder is not a file")
    return message("the disk or the network gives an error (%(number)d)", number=error.errno or 0)
