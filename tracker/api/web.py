"""The API of a plugin's pages: who may see them, what a request has, forms, and lists.

Templates extend `base.html` or `list.html` and import the macros of `parts/forms.html` and `parts/lists.html`.
"""

from tracker.web.attachments import Attachment, as_download, file_field, take_file, take_files
from tracker.web.choosing import actor, all_officials, all_units, officials_for
from tracker.web.choosing import procedures as procedure_choices
from tracker.web.feeds import as_feed
from tracker.web.file_kinds import FileKind
from tracker.web.form_types import Choices
from tracker.web.formatting import read_day
from tracker.web.forms import FilledForm, Form, Manner, refuse_if_changed, version_of
from tracker.web.forms import asked as asked_form
from tracker.web.forms import blank as blank_form
from tracker.web.forms import read as read_form
from tracker.web.forms import stored as stored_form
from tracker.web.gate import for_whoever_signed_in, needs, public
from tracker.web.lists import Column, Filter, Listing, contains_words
from tracker.web.lists import show as show_list
from tracker.web.measures import all_measures, latest_spreads, unit_of
from tracker.web.own_stakes import stake_in
from tracker.web.paper_answers import paper_answer
from tracker.web.people import fetch_official, kept_statement, may_everywhere, may_for, of_people
from tracker.web.rendering import may
from tracker.web.requests import account, language, my_official, only_shown, session, today, viewer, writing
from tracker.web.requests import told as in_words
from tracker.web.requests import tracker as installation
from tracker.web.trial_periods import period_scored_on, periods_to_try, usual_period
from tracker.web.trials import Trial, asked_trial, trial_of, trial_workbook

__all__ = [
    "Attachment",
    "Choices",
    "Column",
    "FileKind",
    "FilledForm",
    "Filter",
    "Form",
    "Listing",
    "Manner",
    "Trial",
    "account",
    "actor",
    "all_measures",
    "all_officials",
    "all_units",
    "as_download",
    "as_feed",
    "asked_form",
    "asked_trial",
    "blank_form",
    "contains_words",
    "fetch_official",
    "file_field",
    "for_whoever_signed_in",
    "in_words",
    "installation",
    "kept_statement",
    "language",
    "latest_spreads",
    "may",
    "may_everywhere",
    "may_for",
    "my_official",
    "needs",
    "of_people",
    "officials_for",
    "only_shown",
    "paper_answer",
    "period_scored_on",
    "periods_to_try",
    "procedure_choices",
    "public",
    "read_day",
    "read_form",
    "refuse_if_changed",
    "session",
    "show_list",
    "stake_in",
    "stored_form",
    "take_file",
    "take_files",
    "today",
    "trial_of",
    "trial_workbook",
    "unit_of",
    "usual_period",
    "version_of",
    "viewer",
    "writing",
]
