"""Loading: in the order of the configuration, and what is set aside, with the reason a person needs to mend it."""

from __future__ import annotations

import pytest

from tests.plugins_system.conftest import PluginFolder, names, why
from tracker.plugins import Plugins

A_RULE = """
@hookimpl
def rules():
    return [rule("tiny")]
"""


def test_plugins_are_asked_in_the_order_of_the_configuration(folder: PluginFolder) -> None:
    wanted = [folder.add(stem, f"@hookimpl\ndef measure_sets():\n    return ['{stem}']") for stem in ("c", "a", "b")]
    plugins = folder.load(*wanted)
    assert names(plugins) == wanted
    assert [answer.result for answer in plugins.call_each("measure_sets", {})] == [["c"], ["a"], ["b"]]


def test_an_implementation_gets_the_arguments_that_it_names_and_the_settings_of_its_own_plugin(
    folder: PluginFolder,
) -> None:
    takes_one = folder.add("one", "@hookimpl\ndef rules(settings):\n    return [settings.most]")
    takes_none = folder.add("none", "@hookimpl\ndef rules():\n    return []")
    plugins = folder.load(takes_one, takes_none)
    settings = {name: plugins.loaded[0].module.Settings(most=most) for name, most in ((takes_one, 7), (takes_none, 9))}
    assert [answer.result for answer in plugins.call_each("rules", settings, session=None)] == [[7], []]


def test_an_error_of_one_plugin_does_not_reach_the_others(folder: PluginFolder) -> None:
    broken = folder.add("broken", "@hookimpl\ndef measure_sets():\n    raise ValueError('no such table')")
    sound = folder.add("sound", "@hookimpl\ndef measure_sets():\n    return []")
    first, second = folder.load(broken, sound).call_each("measure_sets", {})
    assert str(first.error).startswith("ValueError: no such table")
    assert (second.result, second.error) == ([], None)


def test_an_error_says_the_file_and_the_line_in_the_plugin(folder: PluginFolder) -> None:
    name = folder.add("broken", "from plugins.NAME.reading import read\n\n@hookimpl\ndef measure_sets():\n    read()")
    init = folder.path / name / "__init__.py"
    init.write_text(init.read_text(encoding="utf-8").replace("NAME", name), encoding="utf-8")
    (folder.path / name / "reading.py").write_text("def read():\n    int('x')", encoding="utf-8")
    (answer,) = folder.load(name).call_each("measure_sets", {})
    assert str(answer.error).endswith("'x' (reading.py:2)")


def test_a_plugin_toml_as_windows_writes_it_is_read(folder: PluginFolder) -> None:
    name = folder.add("marked", A_RULE)
    toml = folder.path / name / "plugin.toml"
    toml.write_text(toml.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    assert names(folder.load(name)) == [name]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_broken_plugin_does_not_touch_those_around_it(folder: PluginFolder, position: int) -> None:
    wanted = [folder.add("sound", A_RULE), folder.add("sound", A_RULE)]
    broken = folder.add("broken", "raise RuntimeError('half a module')")
    wanted.insert(position, broken)
    plugins = folder.load(*wanted)
    assert names(plugins) == [name for name in wanted if name != broken]
    assert len(list(plugins.call_each("rules", {}))) == 2


def test_only_the_plugin_that_is_loaded_is_asked_for_its_settings_and_once(folder: PluginFolder) -> None:
    source = "asked = []\n\n@hookimpl\ndef settings_model():\n    asked.append(1)\n    return Settings"
    plugins = folder.load(*(folder.add("asked", source) for _ in range(3)))
    assert [len(plugin.module.asked) for plugin in plugins.loaded] == [1, 1, 1]
    assert [plugin.settings_model.__name__ for plugin in plugins.loaded] == ["Settings"] * 3


def test_a_plugin_named_twice_is_loaded_once(folder: PluginFolder) -> None:
    twice = folder.add("twice", A_RULE)
    plugins = folder.load(twice, twice)
    assert names(plugins) == [twice]
    assert plugins.set_aside == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('the printer is on fire')", "RuntimeError: the printer is on fire"),
        ("import a_module_that_nobody_has", "No module named 'a_module_that_nobody_has'"),
        ("def (", "SyntaxError"),
        ("@hookimpl\ndef settings_model():\n    raise KeyError('points')", "KeyError: 'points'"),
        ("@hookimpl\ndef settings_model():\n    return 5", "does not return a pydantic model"),
        (
            "class Bare(BaseModel):\n    wanted: int\n\n@hookimpl\ndef settings_model():\n    return Bare",
            "wanted\n  Field required",
        ),
        ("@hookimpl\ndef mesure_sets():\n    return []", "a hook mesure_sets, which Tracker does not know"),
        ("@hookimpl(optionalhook=True)\ndef rule_s():\n    return []", "a hook rule_s, which Tracker does not know"),
        (
            "@hookimpl\ndef rules(colour):\n    return []",
            "its hook rules takes colour, which Tracker does not give. It may take session, settings, measures.",
        ),
        ("@hookimpl\ndef rules(settings=None):\n    return []", "has a default for settings"),
        (A_RULE + "@hookimpl(specname='rules')\ndef more():\n    return []", "has the hook rules twice"),
        ("@hookimpl(tryfirst=True)\ndef rules():\n    return []", "its hook rules is a wrapper or asks to come first"),
        ("@hookimpl(trylast=True)\ndef rules():\n    return []", "its hook rules is a wrapper or asks to come first"),
        ("@hookimpl(wrapper=True)\ndef rules():\n    return (yield)", "its hook rules is a wrapper"),
        ("@hookimpl(hookwrapper=True)\ndef rules():\n    yield", "its hook rules is a wrapper"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_set_aside_with_the_reason(
    folder: PluginFolder, source: str, reason: str
) -> None:
    bad, sound = folder.add("bad", source), folder.add("sound", A_RULE)
    plugins = folder.load(bad, sound)
    assert reason in why(plugins, bad)
    assert names(plugins) == [sound]
    assert [answer.plugin.info.name for answer in plugins.call_each("rules", {})] == [sound]


def test_the_message_about_an_unknown_hook_names_those_that_there_are(folder: PluginFolder) -> None:
    bad = folder.add("bad", "@hookimpl\ndef mesure_sets():\n    return []")
    assert "measure_sets, nav_entries, official_panels, papers, permissions, rules, settings_model" in why(
        folder.load(bad), bad
    )


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("title = 'Tiny", "not valid TOML"),
        ("title = 'Tiny'", "lacks summary, version, tracker"),
        ("", "lacks title, summary, version, tracker"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='>=0'\nscore=true", "unknown score"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='>=0'\nname='x'", "unknown name"),
        ("title='T'\nsummary='S'\nversion='one'\ntracker='>=0'", "one"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='newest'", "newest"),
        ("title='T'\nsummary='S'\nversion=1\ntracker='>=0'", "version in its plugin.toml cannot be 1"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='>=0'\nscores='no'", "scores in its plugin.toml cannot be 'no'"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='>=0'\nrequires='a'", "requires in its plugin.toml cannot be"),
        ("title='T'\nsummary='S'\nversion='1'\ntracker='>=0'\nrequires=[1]", "requires in its plugin.toml cannot be"),
    ],
)
def test_a_plugin_toml_that_cannot_be_used_is_said_so(folder: PluginFolder, toml: str, reason: str) -> None:
    bad = folder.add("bad", toml=toml)
    plugins = folder.load(bad)
    assert reason in why(plugins, bad)
    assert plugins.set_aside[0].scores


def test_a_plugin_toml_in_another_encoding_is_said_so(folder: PluginFolder) -> None:
    bad = folder.add("bad")
    (folder.path / bad / "plugin.toml").write_bytes("title = 'Thưởng'".encode("utf-16"))
    assert "plugin.toml is not valid TOML" in why(folder.load(bad), bad)


def test_a_plugin_without_a_folder_is_set_aside_with_the_cure() -> None:
    plugins = Plugins(["nowhere"])
    assert "no folder plugins/nowhere with a plugin.toml" in why(plugins, "nowhere")
    assert "Correct the name, or install the package" in why(plugins, "nowhere")
    assert plugins.set_aside[0].scores


@pytest.mark.parametrize("name", ["../reward_rules", "Reward", "reward.rules", "", "1st", "thưởng"])
def test_a_name_that_cannot_be_a_table_prefix_is_refused(name: str) -> None:
    assert "write small letters" in why(Plugins([name]), name)


def test_a_plugin_for_another_version_is_set_aside(folder: PluginFolder) -> None:
    newer = folder.add("newer", tracker=">=99")
    assert "it needs tracker >=99" in why(folder.load(newer), newer)


def test_a_required_plugin_must_be_named_and_named_before(folder: PluginFolder) -> None:
    basis = folder.add("basis")
    upper = folder.add("upper", requires=[basis])
    assert names(folder.load(basis, upper)) == [basis, upper]
    for plugins in (folder.load(upper), folder.load(upper, basis)):
        assert f"it requires the plugin {basis}. Name {basis} before it" in why(plugins, upper)


def test_a_plugin_goes_with_the_one_that_it_requires(folder: PluginFolder) -> None:
    basis = folder.add("basis", "raise RuntimeError('broken')")
    upper = folder.add("upper", requires=[basis])
    assert f"it requires the plugin {basis}, which was set aside" in why(folder.load(basis, upper), upper)


@pytest.mark.parametrize("shorter_first", [True, False])
def test_a_name_that_begins_like_another_is_refused_because_their_tables_would_mix(
    folder: PluginFolder, shorter_first: bool
) -> None:
    short = folder.add("duty")
    folder.write(f"{short}_days")
    wanted = [short, f"{short}_days"] if shorter_first else [f"{short}_days", short]
    plugins = folder.load(*wanted)
    assert names(plugins) == wanted[:1]
    assert f"its name and the name {wanted[0]} begin alike" in why(plugins, wanted[1])


def test_a_name_that_only_looks_alike_is_no_trouble(folder: PluginFolder) -> None:
    short = folder.add("duty")
    folder.write(f"{short}x")
    assert folder.load(short, f"{short}x").set_aside == []


def test_no_plugin_may_take_a_name_of_the_core(folder: PluginFolder) -> None:
    folder.write("tracker_extra")
    assert "begin alike" in why(folder.load("tracker_extra"), "tracker_extra")
