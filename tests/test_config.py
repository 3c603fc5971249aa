"""The configuration: from the file and the environment, checked, with errors that name the key and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config import load_config
from tracker.messages import InputError, Message, message


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    """Write a configuration file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, **environment: str) -> str:
    """Return why the configuration is refused."""
    with pytest.raises(InputError) as refused:
        load_config(environment, folder)
    return str(refused.value)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    config = load_config({}, tmp_path)
    assert (config.site.language, config.site.timezone) == ("vi", "Asia/Ho_Chi_Minh")
    of_plugins = ("reward_rules", "expression_rules", "training", "regulations", "commendations", "rating")
    assert config.plugins.enabled == of_plugins
    assert config.scoring.period == "quarter"
    assert config.site.weekend == {5, 6}


def test_the_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, '[site]\nname = "Xã Chi Lăng"\nrest_days = ["sun"]\n[scoring]\nperiod = "month"\n')
    config = load_config({}, tmp_path)
    assert (config.site.name, config.scoring.period) == ("Xã Chi Lăng", "month")
    assert config.site.weekend == {6}


def test_the_variables_that_set_a_key_are_known(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    environment = {"TRACKER_SITE__NAME": "Xã Thử", "TRACKER_CONFIG": str(file), "PATH": "/bin"}
    assert load_config(environment, tmp_path).variables == {"TRACKER_SITE__NAME"}
    assert refusal(tmp_path, TRACKER_VARIABLES__X="1").endswith("there is no key variables. Remove it.")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, '[site]\nlanguage = "vi"\nname = "A"\n')
    config = load_config({"TRACKER_SITE__LANGUAGE": "en", "OTHER": "x"}, tmp_path)
    assert (config.site.language, config.site.name) == ("en", "A")


@pytest.mark.parametrize(
    ("variable", "value", "section", "key", "wanted"),
    [
        ("TRACKER_PLUGINS__ENABLED", "a, b,", "plugins", "enabled", ("a", "b")),
        ("TRACKER_PLUGINS__ENABLED", '["a", "b"]', "plugins", "enabled", ("a", "b")),
        ("TRACKER_PLUGINS__ENABLED", "", "plugins", "enabled", ()),
        ("TRACKER_SITE__REST_DAYS", "sat,sun", "site", "rest_days", {"sat", "sun"}),
        ("TRACKER_IMPORTS__MAX_ROWS", "5", "imports", "max_rows", 5),
        ("TRACKER_SITE__TIMEZONE", "UTC", "site", "timezone", "UTC"),
    ],
)
def test_every_kind_of_key_can_be_set_by_the_environment(
    tmp_path: Path, variable: str, value: str, section: str, key: str, wanted: object
) -> None:
    assert getattr(getattr(load_config({variable: value}, tmp_path), section), key) == wanted


def test_another_file_can_be_named_and_relative_paths_start_beside_it(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    path = write(tmp_path / "etc", '[database]\nurl = "sqlite:///data/x.db"\n', "commune.toml")
    config = load_config({"TRACKER_CONFIG": str(path)}, tmp_path)
    assert config.folder == tmp_path / "etc"
    assert config.database.url == f"sqlite:///{(tmp_path / 'etc' / 'data' / 'x.db').as_posix()}"


@pytest.mark.parametrize(
    "url", ["sqlite:///:memory:", "postgresql://tracker@localhost/tracker", "sqlite:////var/lib/tracker.db"]
)
def test_an_address_that_is_no_relative_path_stays_as_it_is(tmp_path: Path, url: str) -> None:
    assert load_config({"TRACKER_DATABASE__URL": url}, tmp_path).database.url == url


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[site]\nlangage = "vi"', ("site.langage", "TRACKER_SITE__LANGAGE")),
        ("[colours]\nred = 1", ("colours",)),
        ('[site]\nlanguage = "fr"', ("site.language", "must be one of: vi, en")),
        ('[site]\ntimezone = "Saigon"', ("site.timezone", "such as Asia/Ho_Chi_Minh")),
        ('[site]\ntimezone = "../etc"', ("site.timezone", "such as Asia/Ho_Chi_Minh")),
        ('[site]\nrest_days = ["monday"]', ("site.rest_days", "must be one of: mon, tue")),
        ("[imports]\nmax_rows = 0", ("imports.max_rows", "must be at least 1")),
        ('[imports]\nmax_rows = "many"', ("imports.max_rows: is not a whole number",)),
        ('[database]\nurl = "mysql://host/name"', ("database.url: must be sqlite:///FILE or postgresql",)),
        ('[mail]\nhost = "mail.lan"', ("mail: lacks a sender",)),
        ('[mail]\nsecurity = "ssl"', ("mail.security", "must be one of: starttls, tls, none")),
        ("[backups]\nkeep_days = 0", ("backups.keep_days", "must be at least 1")),
        ("site = 5", ("site: is not a group of keys",)),
        ("[site", ("is not valid TOML",)),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    path = write(tmp_path, text)
    said = refusal(tmp_path)
    assert str(path) in said
    assert all(part in said for part in told)


def test_a_file_that_is_not_utf8_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('name = "xã"'.encode("utf-16"))
    assert "is not valid TOML" in refusal(tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    assert "named by TRACKER_CONFIG does not exist" in refusal(tmp_path, TRACKER_CONFIG=str(tmp_path / "no.toml"))


@pytest.mark.parametrize("variable", ["TRACKER_LANGUAGE", "TRACKER_"])
def test_a_variable_that_names_no_key_is_refused(tmp_path: Path, variable: str) -> None:
    assert f"The variable {variable} names no key" in refusal(tmp_path, **{variable: "vi"})


def test_a_variable_for_an_unknown_key_is_refused(tmp_path: Path) -> None:
    assert "site.colour" in refusal(tmp_path, TRACKER_SITE__COLOUR="red")


def test_a_variable_cannot_reach_into_a_value(tmp_path: Path) -> None:
    write(tmp_path, "site = 5")
    assert "TRACKER_SITE__LANGUAGE names no key" in refusal(tmp_path, TRACKER_SITE__LANGUAGE="vi")


def test_what_cannot_be_used_is_told_in_a_message_that_is_translated(tmp_path: Path) -> None:
    write(tmp_path, "[imports]\nmax_rows = 0")
    with pytest.raises(InputError) as refused:
        load_config({}, tmp_path)
    what = refused.value.message.params["what"]
    assert isinstance(what, Message)
    assert what == message("must be at least %(bound)s", bound=1)
