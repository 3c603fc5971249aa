"""The manual of hooks says what the hooks are, and every example in the manual of plugins runs."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from tests.plugins_system.conftest import PluginFolder
from tracker import hookspecs
from tracker.config import load_config
from tracker.database import Database
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.training_records import TrainingRecord
from tracker.scoring.measuring import CORE_MEASURE_SETS, measures_by_key
from tracker.testing import Office, score

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "plugins" / "hooks.md"
PAGES = (
    ROOT / "plugins" / "README.md",
    ROOT / "docs" / "plugins" / "measures.md",
    ROOT / "docs" / "plugins" / "rules.md",
)
HOOKS = [name for name, one in vars(hookspecs).items() if hasattr(one, f"{hookspecs.PROJECT}_spec")]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


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
    found = {path: text for _, path, text in BLOCK.findall(page.read_text(encoding="utf-8"))}
    assert "" not in found, f"a block of {page.name} does not name its file"
    return found


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
def test_every_hook_answers_as_its_example_in_the_manual_says(hook: str, tmp_path: Path, database: Database) -> None:
    folder = PluginFolder(tmp_path)
    ((language, _, example),) = BLOCK.findall(sections()[hook])
    assert language == "python"
    name = folder.add("manual")
    (folder.path / name / "__init__.py").write_text(example, encoding="utf-8")
    plugins = folder.load(name)
    assert plugins.set_aside == []
    settings = {name: plugins.loaded[0].settings_model()}
    wanted = set(inspect.signature(getattr(hookspecs, hook)).parameters) - {"settings"}
    with database.reading() as session:
        given: Mapping[str, object] = {"session": session, "measures": measures_by_key(CORE_MEASURE_SETS)}
        (answer,) = plugins.call_each(hook, settings, **{argument: given[argument] for argument in wanted})
    assert answer.error is None
    assert answer.result


@pytest.fixture(scope="session")
def manual_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with all plugins of the manual."""
    site = tmp_path_factory.mktemp("manual")
    for page in PAGES:
        for path, text in blocks(page).items():
            file = site / path
            assert not file.exists(), f"{path} stands in two pages"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    return site


def files_with_tests(page: Path) -> list[str]:
    """Return the test files that a page shows."""
    return [path for path in blocks(page) if Path(path).name.startswith("test_")]


def course(official_id: int | None, day: date, is_passed: bool) -> TrainingRecord:
    """Return a course of one day."""
    assert official_id is not None
    return TrainingRecord(
        official_id=official_id, title="Land law", starts_on=day, ends_on=day, hours_hundredths=800, is_passed=is_passed
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_plugin_of_the_manual_is_loaded_and_scores_a_quarter(
    page: Path, manual_site: Path, database: Database
) -> None:
    enabled = [path.split("/")[1] for path in blocks(page) if path.endswith("plugin.toml")]
    plugins = Plugins(["reward_rules", *enabled], manual_site / "plugins")
    assert plugins.set_aside == []
    with database.writing("test") as session:
        office = Office(session)
        for number in range(4):
            official = office.official(f"CB0{number}")
            for finished in (9, 10):
                office.file(official, date(2026, 7, 6), date(2026, 7, 10), finished_on=date(2026, 7, finished))
                session.add(course(official.id, date(2026, 7, finished), is_passed=finished == 9))
        cards = score(session, plugins, parse_period("2026-Q3"))
    measures, lines = cards["CB01"].measures, {line.rule.key: line for line in cards["CB01"].lines}
    if page.stem == "measures":
        assert measures["closing_days.files"] == 1
    elif page.stem == "rules":
        assert str(lines["steady.files"].points.value) == "10.00"
    else:
        assert str(lines["courses.passed"].points.value) == "2.50"


def test_the_line_for_the_configuration_turns_the_plugin_on(manual_site: Path) -> None:
    config = load_config({}, manual_site)
    assert config.plugins.enabled == ("reward_rules", "courses")
    assert Plugins(config.plugins.enabled, config.folder / "plugins").set_aside == []


@pytest.mark.parametrize("path", [path for page in PAGES for path in files_with_tests(page)])
def test_the_tests_in_the_manual_pass(path: str, manual_site: Path) -> None:
    Plugins([path.split("/")[1]], manual_site / "plugins")
    tests = [test for name, test in vars(run_file(manual_site / path)).items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def run_file(path: Path) -> ModuleType:
    """Import a file as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"manual_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_of_the_manual_is_tested() -> None:
    assert {MANUAL, *PAGES} == {ROOT / "plugins" / "README.md", *(ROOT / "docs" / "plugins").glob("*.md")}


def test_the_manual_lists_the_measures_of_the_core() -> None:
    text = (ROOT / "docs" / "plugins" / "measures.md").read_text(encoding="utf-8")
    table = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    listed = [key for cell in table for key in re.findall(r"`([^`]+)`", cell)]
    assert sorted(listed) == sorted(measure.key for one in CORE_MEASURE_SETS for measure in one.measures)
