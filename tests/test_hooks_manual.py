"""The manual of hooks says what the hooks are, and every example in the manual of plugins runs."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
from click import Group
from click.testing import CliRunner
from sqlmodel import SQLModel

import tracker.api
import tracker.testing
from tests.plugins_system.conftest import PluginFolder
from tracker import hookspecs
from tracker.accounts.viewers import Viewer
from tracker.cli.main import tracker as tracker_command
from tracker.cli.own_commands import own_command
from tracker.config import load_config
from tracker.hookspecs import PROJECT
from tracker.messages import translate
from tracker.periods import parse_period
from tracker.plugin_checks.checking import check_plugin
from tracker.plugins import Plugins
from tracker.scoring.measuring import CORE_MEASURE_SETS, measures_by_key
from tracker.testing import fake_month, find_plugins, make_app, run_command, score

ROOT = Path(__file__).parent.parent
README = ROOT / "plugins" / "README.md"
FOLDER = ROOT / "docs" / "plugins"
MANUAL = FOLDER / "hooks.md"
TOGETHER = (
    "settings",
    "tables",
    "permissions",
    "notices",
    "pages",
    "menu",
    "people",
    "files",
    "panels",
    "commands",
    "sentences",
    "testing",
)
PAGES = (
    README,
    *(FOLDER / f"{name}.md" for name in TOGETHER),
    *sorted(page for page in FOLDER.glob("*.md") if page != MANUAL and page.stem not in TOGETHER),
)
"""The pages in the order in which they are read; where several show an `__init__.py`, it grows from page to page."""
HOOKS = [name for name, one in vars(hookspecs).items() if hasattr(one, f"{PROJECT}_spec")]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
API = [tracker.api, *(importlib.import_module(f"tracker.api.{one.name}") for one in iter_modules(tracker.api.__path__))]
VIEWER = Viewer(1, "ha.pt", None, date(2026, 8, 3))


def begin_with(folder: Path, name: str) -> Path:
    """Make a plugin as `tracker plugins new` does; returns its folder."""
    made = CliRunner().invoke(tracker_command, ["plugins", "new", name, "--folder", str(folder)])
    assert made.exit_code == 0, made.output
    return folder / name


def sections() -> dict[str, str]:
    """Return what the manual says of each hook."""
    _, *parts = re.split(r"^## ", MANUAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {heading: text for heading, _, text in (part.partition("\n") for part in parts)}


def signature(hook: str) -> str:
    """Return the signature of a hook as its source has it."""
    (function,) = ast.parse(inspect.getsource(getattr(hookspecs, hook))).body
    assert isinstance(function, ast.FunctionDef)
    assert function.returns is not None
    return f"{hook}({ast.unparse(function.args)}) -> {ast.unparse(function.returns)}"


def sentences_of(hook: str) -> list[str]:
    """Return what the docstring of a hook says, without its example."""
    docstring = inspect.getdoc(getattr(hookspecs, hook))
    assert docstring is not None
    return [" ".join(part.split()) for part in docstring.split("\n\n") if not part.startswith("    ")]


def blocks(page: Path) -> dict[str, str]:
    """Return the code blocks of a page by the file that each is."""
    found: dict[str, str] = {}
    for _, path, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        assert path, f"a block of {page.name} does not name its file"
        assert path not in found, f"{page.name} shows {path} twice"
        found[path] = text
    return found


def files() -> dict[str, str]:
    """Return every file of the manual; an `__init__.py` in several pages is that of the first, then the others'."""
    found: dict[str, str] = {}
    for page in PAGES:
        for path, text in blocks(page).items():
            assert path not in found or path.endswith("__init__.py"), f"{path} stands in two pages"
            found[path] = found.get(path, "") + text
    return found


def plugins_shown() -> list[str]:
    """Return the names of the plugins that the manual builds."""
    return [path.split("/")[1] for path in files() if path.endswith("plugin.toml")]


def test_plugins_can_give_settings_measures_and_rules() -> None:
    assert {"settings_model", "measure_sets", "rules"} <= set(HOOKS)


def test_the_manual_has_every_hook_in_the_order_of_the_code() -> None:
    assert list(sections()) == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_the_manual_gives_the_signature_of_the_code(hook: str) -> None:
    assert f"`{signature(hook)}`" in sections()[hook].splitlines()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_manual_says_what_the_code_says_of_when_it_is_called_and_what_if_it_fails(hook: str) -> None:
    told = " ".join(sections()[hook].split())
    assert all(sentence in told for sentence in sentences_of(hook))
    assert "Called " in told
    assert "If it fails" in told


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_answers_as_its_example_in_the_manual_says(hook: str, tmp_path: Path) -> None:
    folder = PluginFolder(tmp_path)
    ((language, _, example),) = BLOCK.findall(sections()[hook])
    assert language == "python"
    name = folder.add("meetings")
    (folder.path / name / "__init__.py").write_text(example.replace("meetings", name), encoding="utf-8")
    plugins = folder.load(name)
    assert plugins.set_aside == []
    settings = {name: plugins.loaded[0].settings_model()}
    given: Mapping[str, object] = {
        "measures": measures_by_key(CORE_MEASURE_SETS),
        "viewer": VIEWER,
        "session": None,
        "official_id": 1,
        "period": parse_period("2026-Q3"),
        "scenario": "story",
        "today": VIEWER.today,
        "on": VIEWER.today,
        "period_ends": VIEWER.today,
        "numbers": ["152/2025/NĐ-CP"],
    }
    wanted = set(inspect.signature(getattr(hookspecs, hook)).parameters) - {"settings"}
    (answer,) = plugins.call_each(hook, settings, **{argument: given[argument] for argument in wanted})
    assert answer.error is None
    assert answer.result


@pytest.fixture(scope="module")
def manual_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with all plugins of the manual; their tables are not known to tests after these."""
    site = tmp_path_factory.mktemp("manual")
    (site / "plugins").mkdir()
    begin_with(site / "plugins", "courses")
    for path, text in files().items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    yield site
    for table in list(SQLModel.metadata.tables.values()):
        if table.name.startswith(tuple(f"{name}_" for name in plugins_shown())):
            SQLModel.metadata.remove(table)


@pytest.mark.parametrize("name", plugins_shown())
def test_a_plugin_of_the_manual_holds_what_every_plugin_must(name: str, manual_site: Path) -> None:
    findings = check_plugin(name, manual_site / "plugins")
    is_translated = (manual_site / "plugins" / name / "locale").exists()
    told = [translate(one.problem, "en") for one in findings]
    assert [one for one in told if is_translated or "has no translation" not in one] == []


def test_the_plugins_of_the_manual_score_a_month_together(manual_site: Path) -> None:
    with make_app(["reward_rules", *plugins_shown()], folder=manual_site) as app:
        card = score(app, fake_month(app))["CB01"]
    assert (card.measures["closing_days.files"], card.measures["hamlets.visits"]) == (2, 0)
    assert (card.lines["steady.files"].points, card.lines["courses.passed"].points) == (10, 5)


def test_the_line_for_the_configuration_turns_the_plugin_on(manual_site: Path) -> None:
    config = load_config({}, manual_site)
    assert config.plugins.enabled == ("reward_rules", "courses")
    assert Plugins(config.plugins.enabled, config.folder / "plugins").set_aside == []


def test_the_tests_in_the_manual_pass_outside_of_this_repository(manual_site: Path) -> None:
    shown = [text for path, text in files().items() if Path(path).name.startswith("test_")]
    # In a folder of its own: in the shared one it would take away the rights by which the PostgreSQL of this run works.
    own_folder = f"--basetemp={manual_site / 'tried'}"
    options = ("-p", "no:cacheprovider", "--import-mode=importlib", "--color=no", "-q", own_folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "plugins"],
        cwd=manual_site,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    number = sum(len(re.findall(r"^def test_", text, re.MULTILINE)) for text in shown)
    assert re.search(rf"^{number} passed", ran.stdout, re.MULTILINE), ran.stdout + ran.stderr


def test_a_new_plugin_has_the_files_that_the_first_page_lists(tmp_path: Path) -> None:
    made = begin_with(tmp_path, "courses")
    text = README.read_text(encoding="utf-8")
    listing = text.partition("    plugins/courses/\n")[2].partition("\n\n")[0]
    listed = [line.split()[0] for line in listing.splitlines()]
    assert sorted(listed) == sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())


@pytest.mark.parametrize("page", [MANUAL, *PAGES], ids=lambda page: page.stem)
def test_what_is_shown_inside_of_the_text_runs(page: Path, manual_site: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for shown in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE):
        if "make_app(" in shown:
            find_plugins(manual_site / "plugins")
            exec(textwrap.dedent(shown), vars(tracker.testing).copy())


def test_every_command_that_the_manual_names_is_one(manual_site: Path) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in (MANUAL, *PAGES))
    named = re.findall(r"(?:`|^    )tracker ((?:[a-z][a-z-]*(?: |`|$))+)", text, re.MULTILINE)
    commands = sorted({_command_in(one) for one in named})
    assert ("plugins", "new") in commands
    with make_app(["hamlets"], folder=manual_site) as app:
        missing = [words for words in commands if run_command(app, *words, "--help").exit_code != 0]
    assert missing == []


def _command_in(words: str) -> tuple[str, ...]:
    """Return the command that words after `tracker` begin with: a group with its command, or a command alone."""
    first, *others = words.replace("`", " ").split()
    is_group = first == "hamlets" or isinstance(own_command(first), Group)
    return (first, *others[:1]) if is_group else (first,)


def test_the_command_of_the_manual_shows_its_table(manual_site: Path) -> None:
    with make_app(["hamlets"], folder=manual_site) as app:
        fake_month(app)
        app.client("leader").post("/hamlets/new", data={"official_id": 1, "on": "03/08/2026", "hamlet": "Đông Hải"})
        answer = run_command(app, "hamlets", "list", language="vi")
    assert "Thôn" in answer.stdout
    assert "Đông Hải" in answer.stdout


def test_the_manual_has_a_page_for_each_hook_and_the_index_names_every_page() -> None:
    linked = re.findall(r"\]\((\w+\.md)\)", MANUAL.read_text(encoding="utf-8"))
    assert set(linked) == {page.name for page in PAGES if page.parent == FOLDER}


@pytest.mark.parametrize("page", [MANUAL, *PAGES], ids=lambda page: page.stem)
def test_no_link_of_the_manual_leads_nowhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("module", [tracker.testing, *API], ids=lambda module: module.__name__)
def test_every_module_and_name_of_the_api_is_in_the_manual(module: ModuleType) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in (MANUAL, *PAGES))
    names = [module.__name__, *module.__all__]
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []


def test_the_manual_lists_the_measures_of_the_core() -> None:
    text = (FOLDER / "measures.md").read_text(encoding="utf-8").partition("| record |")[0]
    table = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    listed = [key for cell in table for key in re.findall(r"`([^`]+)`", cell)]
    assert sorted(listed) == sorted(measure.key for one in CORE_MEASURE_SETS for measure in one.measures)


def test_the_records_of_the_manual_have_the_columns_that_it_names() -> None:
    text = (FOLDER / "measures.md").read_text(encoding="utf-8").partition("| record |")[2]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    assert rows
    for record, columns in rows:
        named = set(re.findall(r"`(\w+)`", columns))
        assert named <= set(getattr(tracker.api, record).model_fields), record


def test_the_manual_lists_the_icons() -> None:
    drawn = (ROOT / "tracker" / "web" / "static" / "icons.svg").read_text(encoding="utf-8")
    listed = (FOLDER / "menu.md").read_text(encoding="utf-8").partition("## Icons")[2]
    assert sorted(re.findall(r"`([^`]+)`", listed)) == sorted(re.findall(r'symbol id="([^"]+)"', drawn))
