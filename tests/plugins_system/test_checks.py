"""`tracker plugins check` finds what a plugin must not do, and says what mends it."""

from __future__ import annotations

import datetime
import random
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugins_system.conftest import PluginFolder
from tracker.messages import InputError, translate
from tracker.plugin_admin.making import make_plugin
from tracker.plugin_checks.checking import check_plugin
from tracker.plugin_checks.watching import watched

BUILT_IN = sorted(manifest.parent.name for manifest in Path(__file__).parents[2].glob("plugins/*/plugin.toml"))
RULE = "    finished, early = (int(measures[key] or 0) for key in READS)\n"
HOOKS = "@hookimpl\ndef rules"
PO = "locale/vi/LC_MESSAGES/messages.po"
PAGES = """
from flask import Blueprint
from tracker.api.web import needs, public

pages = Blueprint("NAME", __name__, url_prefix="/PATH")


@pages.get("/")
DECORATOR
def index():
    return "x"


@hookimpl
def blueprints():
    return [pages]
"""


class Made:
    """A plugin as `tracker plugins new` makes it, to be spoilt in one place."""

    def __init__(self, folder: PluginFolder) -> None:
        self.folder = folder.path
        self.name = folder.fresh("made")
        self.place = make_plugin(self.folder, self.name, (), ())

    def spoil(self, file: str, old: str, new: str) -> None:
        """Write something else into a file."""
        path = self.place / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new.replace("NAME", self.name)), encoding="utf-8")

    def told(self) -> str:
        """Return what the check says, each finding with its cure."""
        found = check_plugin(self.name, self.folder)
        return "\n".join(f"{translate(one.problem, 'en')} {translate(one.cure, 'en')}" for one in found)


@pytest.fixture
def made(folder: PluginFolder) -> Made:
    """A new plugin."""
    return Made(folder)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_plugins_of_tracker_keep_what_plugins_promise(name: str, tmp_path: Path) -> None:
    assert check_plugin(name, tmp_path) == []


AWARDS = """
from decimal import Decimal

from tracker.api import AwardForm, Condition

given = []


def total(judged):
    given.append(judged)
    return VALUE


@hookimpl
def award_forms():
    enough = Condition("KEY.points", _("Enough points"), total, Decimal(7), _("points"))
    return [AwardForm("NAME.praise", _("Praise"), [], 500_000, [enough])]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("VALUE", "len(given)", "The award form NAME.praise judges otherwise when it is asked again."),
        ("VALUE", "__import__('time').time_ns()", "The award form NAME.praise asks for the clock."),
        ("VALUE", "judged.measures['NAME.no']", "failed with KeyError: 'NAME.no' (__init__.py"),
        ("KEY", "other", "The key other.points does not begin with the plugin's name. Call it NAME.other.points."),
        ('_("Praise")', '_(str("Pra") + "ise")', "“Praise” cannot be collected for translation."),
    ],
)
def test_award_forms_are_tried_on_a_made_up_month(made: Made, old: str, new: str, told: str) -> None:
    assert old in AWARDS
    source = AWARDS.replace(old, new).replace("KEY", "NAME").replace("VALUE", "judged.total")
    made.spoil("__init__.py", HOOKS, f"{source}\n\n{HOOKS}")
    assert told.replace("NAME", made.name) in made.told()


LEGAL = """
from tracker.api import LegalFinding


@hookimpl
def legal_findings(numbers):
    return ANSWER
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("[LegalFinding(one, True, _('%(one)s holds', one=one)) for one in numbers]", "knows 0/1900/NĐ-CP, a number"),
        ("[LegalFinding(one.lower(), True, _('It holds')) for one in numbers[:1]]", "speaks of 06/2022/qh15, about"),
        ("[LegalFinding(numbers[0], True, _('It holds')) for _one in (1, 2)]", "speaks of 06/2022/QH15 twice"),
        ("[LegalFinding(numbers[0], True, _(str('It ') + 'holds'))]", "“It holds” cannot be collected"),
        ("[True]", "legal_findings() does not return a list of LegalFinding"),
        ("numbers[9]", "legal_findings() raised IndexError"),
    ],
)
def test_what_a_plugin_says_of_legal_documents_is_tried(made: Made, answer: str, told: str) -> None:
    made.spoil("__init__.py", HOOKS, f"{LEGAL.replace('ANSWER', answer)}\n\n{HOOKS}")
    assert told in made.told()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("    import datetime; datetime.date.today()\n", "asks for the clock"),
        ("    import random; random.random()\n", "asks for chance"),
        ("    open(__file__).close()\n", "asks for a file"),
        ("    measures['files.early'] = 3\n", "changes what it is given"),
        (
            "    SEEN.append(1); settings = settings.model_copy(update={'most': Decimal(len(SEEN))})\n",
            "when it is asked again",
        ),
        ("    raise KeyError('x')\n", "failed with KeyError"),
    ],
)
def test_a_rule_that_is_no_pure_function_is_found(made: Made, code: str, told: str) -> None:
    made.spoil("rules.py", RULE, f"{code}{RULE}")
    made.spoil("rules.py", "READS = ", "from decimal import Decimal\nSEEN = []\nREADS = ")
    assert told in made.told()


def test_a_rule_that_asks_the_database_is_found(made: Made) -> None:
    source = "@hookimpl\ndef rules(session, settings):\n    score = asking(session)"
    made.spoil("__init__.py", "@hookimpl\ndef rules(settings: EarlyFiles) -> list[AnyRule]:", source)
    made.spoil("__init__.py", "settings.most, early_share", "settings.most, score")
    asking = """
import sqlalchemy as sa


def asking(session):
    def score(measures, cohort, settings):
        session.connection().execute(sa.text("SELECT 1"))
        return early_share(measures, cohort, settings)

    return score


@hookimpl
def settings_model"""
    made.spoil("__init__.py", "\n@hookimpl\ndef settings_model", asking)
    assert "the database" in made.told()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('        title=marked("Most points"),\n', "", "most has no title"),
        ('title=marked("Most points")', 'title="Most points"', "Remove it from locale"),
        ('title=marked("Most points")', 'title="Most points"', "cannot be translated"),
        (
            'marked("Who finished fewer files in the period gets no points, rather than zero.")',
            'marked("Something else")',
            "Something else” has no translation (vi)",
        ),
    ],
)
def test_settings_without_words_or_translations_are_found(made: Made, old: str, new: str, told: str) -> None:
    made.spoil("settings.py", old, new)
    assert told in made.told()


def test_a_setting_that_says_neither_what_it_is_nor_its_unit_is_found(made: Made) -> None:
    made.spoil("settings.py", '        json_schema_extra={"unit": marked("points")},\n', "")
    made.spoil(
        "settings.py", '        description=marked("Given to an official all of whose files were early."),\n', ""
    )
    assert "most does not say what is typed there" in made.told()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (PO, 'msgstr "Hồ sơ trước hạn"', 'msgstr ""', "“Early files” has no translation (vi)"),
        (PO, "xong trước hạn: %(early)d/", "xong trước hạn: %(soon)d/", "with other placeholders (vi)"),
        ("__init__.py", 'sentences("NAME")', 'sentences("wrong")', "in the catalogue wrong"),
        ("__init__.py", '_("Early files")', '_(" ".join(("Early", "files")))', "“Early files” cannot be collected"),
    ],
)
def test_sentences_without_a_translation_are_found(made: Made, file: str, old: str, new: str, told: str) -> None:
    made.spoil(file, old.replace("NAME", made.name), new)
    assert told in made.told()


@pytest.mark.parametrize(
    ("decorator", "told"),
    [
        ("", "does not say which permission opens it"),
        ('@needs("meetings.view")', "does not say which permission opens it"),
        ('@needs("files.view")', ""),
        ("@public", ""),
    ],
)
def test_a_page_that_anybody_could_open_is_found(made: Made, decorator: str, told: str) -> None:
    pages = PAGES.replace("DECORATOR\n", f"{decorator}\n" if decorator else "").replace("PATH", made.name)
    made.spoil("__init__.py", HOOKS, f"{pages}\n\n{HOOKS}")
    assert made.told().startswith(f"its page /{made.name}/ {told}") if told else made.told() == ""


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ("def jobs():\n    return ['x']", "must return a list of Job"),
        ("def commands():\n    return ['x']", "does not return a list of Command"),
        ("def nav_entries():\n    raise ValueError('x')", "ValueError: x"),
        ("def permissions():\n    raise ValueError('x')", "ValueError: x"),
        ("def no_hook():\n    return []", "which Tracker does not know"),
    ],
)
def test_a_hook_that_cannot_be_used_is_found(made: Made, hook: str, told: str) -> None:
    made.spoil("__init__.py", HOOKS, f"@hookimpl\n{hook}\n\n\n{HOOKS}")
    assert told in made.told()


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ("def dashboard_panels():\n    raise ValueError('x')", "dashboard_panels() raised ValueError: x"),
        ("def official_panels(official_id):\n    return ['x']", "does not return a list of Panel"),
        ("def inbox_items(session):\n    return None", "does not return a list of InboxItem"),
        (
            "def dashboard_panels():\n"
            "    from tracker.api import Panel\n"
            "    return [Panel(_('Early files'), 'NAME/none.html', {}, 'files.view')]",
            "TemplateNotFound",
        ),
    ],
)
def test_what_would_be_left_out_of_pages_of_tracker_is_found(made: Made, hook: str, told: str) -> None:
    made.spoil("__init__.py", HOOKS, f"@hookimpl\n{hook}\n\n\n{HOOKS}")
    assert told in made.told()


def test_keys_of_rules_begin_with_the_plugins_name(made: Made) -> None:
    made.spoil("__init__.py", f'"{made.name}.early_files"', '"early_files"')
    assert f"Call it {made.name}.early_files." in made.told()


def test_measures_that_change_with_who_is_asked_about_are_found(folder: PluginFolder) -> None:
    source = """
def counted(session, officials, period, as_of):
    return {"NAME.number": {1: 5 if officials is None else 6}}


@hookimpl
def measure_sets():
    return [measures("NAME.number", counted)]
"""
    name = folder.add("counts")
    path = folder.path / name / "__init__.py"
    path.write_text(path.read_text(encoding="utf-8") + source.replace("NAME", name), encoding="utf-8")
    found = check_plugin(name, folder.path)
    assert any("alone are not those of him among all" in translate(one.problem, "en") for one in found)


MODEL = """
from sqlmodel import Field, SQLModel


class Visit(SQLModel, table=True):
    __tablename__ = "TABLE"

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id"ONDELETE)
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "NAME_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "NAME_visit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "official_id", sa.Integer, sa.ForeignKey("tracker_official.id", ondelete="CASCADE"), nullable=False
        ),
    )


def downgrade():
    DOWN
"""
KEPT = ', ondelete="CASCADE"'


@pytest.mark.parametrize(
    ("table", "ondelete", "down", "told"),
    [
        ("NAME_visit", KEPT, 'op.drop_table("NAME_visit")', ""),
        ("NAME_visit", KEPT, "pass", "After its migrations down, NAME_visit are still there"),
        ("NAME_visit", KEPT, 'op.drop_table("no_such")', "migration failed"),
        ("NAME_visit", KEPT, "raise ValueError('x')", "Its migrations raised ValueError: x"),
        ("NAME_visit", "", 'op.drop_table("NAME_visit")', "NAME_visit.official_id does not say what becomes of it"),
        ("old_NAME", KEPT, 'op.drop_table("NAME_visit")', "The table old_NAME does not begin with the plugin's name"),
        ("NAME_visit", KEPT, None, "`tracker db revision --owner NAME SUMMARY`"),
    ],
    ids=["fits", "left", "fails", "raises", "loose key", "misnamed", "no migration"],
)
def test_tables_are_made_taken_away_and_made_again(
    made: Made, table: str, ondelete: str, down: str | None, told: str
) -> None:
    model = MODEL.replace("TABLE", table).replace("ONDELETE", ondelete)
    made.spoil("__init__.py", HOOKS, f"{model}\n\n{HOOKS}")
    if down is not None:
        (made.place / "migrations").mkdir()
        path = made.place / "migrations" / f"{made.name}_0001_first.py"
        path.write_text(MIGRATION.replace("DOWN", down).replace("NAME", made.name), encoding="utf-8")
    said = made.told()
    assert told.replace("NAME", made.name) in said if told else said == ""


def test_a_plugin_is_tried_with_those_that_it_requires(folder: PluginFolder) -> None:
    base = folder.add("base")
    above = folder.add("above", requires=[base])
    loop = folder.fresh("loop")
    folder.write(loop, requires=[loop])
    found = check_plugin(above, folder.path)
    assert not any("requires" in translate(one.problem, "en") for one in found)
    with pytest.raises(InputError, match="require each other"):
        check_plugin(loop, folder.path)
    with pytest.raises(InputError, match="no folder plugins/nowhere"):
        check_plugin("nowhere", folder.path)


@pytest.mark.parametrize(
    ("work", "what"),
    [
        (datetime.datetime.now, "the clock"),
        (datetime.date.today, "the clock"),
        (time.monotonic, "the clock"),
        (lambda: random.choice([1, 2]), "chance"),
        (uuid.uuid4, "chance"),
        (lambda: Path(__file__).read_bytes(), "a file"),
        (lambda: Path(__file__).exists(), "the operating system"),
        (lambda: sqlite3.connect(":memory:").close(), "the database"),
        (lambda: subprocess.run([sys.executable, "--version"], check=True, capture_output=True), "another program"),
    ],
)
def test_what_reaches_outside_is_noticed(work: Callable[[], object], what: str) -> None:
    _result, asked = watched(work)
    assert what in [translate(one, "en") for one in asked]


def test_arithmetic_on_given_days_asks_for_nothing() -> None:
    def work() -> str:
        import colorsys

        day = datetime.date.fromisoformat("2026-07-03") + datetime.timedelta(days=sum(map(int, "12")))
        return f"{day:%d/%m/%Y} {colorsys.__name__}"

    assert watched(work) == ("06/07/2026 colorsys", [])
