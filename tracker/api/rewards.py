"""The API of plugins whose award forms look at earlier decisions, or that keep the funds which pay them."""

from tracker.decisions.granted import Granted, Paid, finders_recognised, granted_before, paid_between

__all__ = ["Granted", "Paid", "finders_recognised", "granted_before", "paid_between"]
