"""How a command looks after its memory."""

import gc


def collect_rarely() -> None:
    """Let this process look for cycles in memory less often, for a command that works and then ends.

    An import or a scoring run makes and drops millions of small objects, hardly any of them in cycles; looking for
    those takes a tenth of its time.
    """
    gc.freeze()
    gc.set_threshold(50_000)
