"""What one installation needs to know: `config.toml`, each key of which the environment can set too."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tracker.messages import InputError, message
from tracker.validation_messages import RefusedValueError, told

PREFIX = "TRACKER_"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RefusedValueError(message("is no known time zone, write one such as Asia/Ho_Chi_Minh")) from error
    return name


def _known_database(url: str) -> str:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        told = message("is not the address of a database, write sqlite:///FILE or postgresql://USER@HOST/NAME")
        raise RefusedValueError(told) from error
    if backend not in ("sqlite", "postgresql"):
        raise RefusedValueError(message("must be sqlite:///FILE or postgresql://USER@HOST/NAME, no other is supported"))
    return url


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _split_at_commas(value: object) -> object:
    """Return a list key as the environment gives it, one text, as its parts; brackets and quotes may stand around."""
    if not isinstance(value, str):
        return value
    parts = (part.strip().strip("\"'").strip() for part in value.strip().removeprefix("[").removesuffix("]").split(","))
    return [part for part in parts if part]


class SiteConfig(_Section):
    """Where the commune is and how it writes."""

    name: str = ""
    language: Literal["vi", "en"] = "vi"
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    rest_days: Annotated[
        frozenset[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], BeforeValidator(_split_at_commas)
    ] = frozenset({"sat", "sun"})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which every date of the records stands."""
        return ZoneInfo(self.timezone)

    @property
    def weekend(self) -> frozenset[int]:
        """The weekly rest days as Python numbers them, Monday 0."""
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        return frozenset(names.index(day) for day in self.rest_days)


class DatabaseConfig(_Section):
    """Where the records are kept."""

    url: Annotated[str, AfterValidator(_known_database)] = "sqlite:///var/tracker.db"


class PluginsConfig(_Section):
    """Which plugins are installed, in the order in which they are asked."""

    enabled: Annotated[tuple[str, ...], BeforeValidator(_split_at_commas)] = (
        *("reward_rules", "expression_rules", "training", "regulations", "commendations", "rating"),
    )


class ScoringConfig(_Section):
    """The one length of period that is scored and closed."""

    period: Literal["quarter", "month"] = "quarter"


class ImportsConfig(_Section):
    """How much one upload may hold."""

    max_megabytes: int = Field(default=50, ge=1)
    max_unpacked_megabytes: int = Field(default=500, ge=1)
    max_members: int = Field(default=2000, ge=1)
    max_rows: int = Field(default=300_000, ge=1)
    max_columns: int = Field(default=200, ge=1)
    max_seconds: int = Field(default=120, ge=1)


class WebConfig(_Section):
    """How the pages are served."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65_535)
    threads: int = Field(default=8, ge=1, le=64)
    address: str = ""
    secret_key: str = ""
    https: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=5)


class MailConfig(_Section):
    """The mail server that takes the daily e-mail; without a host nobody is mailed."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = Field(default="", repr=False)
    sender: str = ""
    timeout_seconds: int = Field(default=20, ge=1, le=120)

    @model_validator(mode="after")
    def _has_sender(self) -> MailConfig:
        if self.host and "@" not in self.sender:
            told = message("lacks a sender, write the address from which Tracker mails, such as tracker@commune.vn")
            raise RefusedValueError(told)
        return self


class BackupsConfig(_Section):
    """Where the nightly backups go, and how long they stay; without a folder none is written."""

    folder: str = "var/backups/nightly"
    keep_days: int = Field(default=14, ge=1, le=3660)
    keep_months: int = Field(default=12, ge=0, le=1200)


class Config(_Section):
    """The whole of `config.toml`, checked; `folder` is where relative paths start.

    `variables` are those of the environment which set a key, whatever the file says.
    """

    site: SiteConfig = SiteConfig()
    database: DatabaseConfig = DatabaseConfig()
    plugins: PluginsConfig = PluginsConfig()
    scoring: ScoringConfig = ScoringConfig()
    imports: ImportsConfig = ImportsConfig()
    web: WebConfig = WebConfig()
    mail: MailConfig = MailConfig()
    backups: BackupsConfig = BackupsConfig()
    folder: Path = Field(default=Path(), exclude=True)
    variables: frozenset[str] = Field(default=frozenset(), exclude=True)

    @field_validator("database")
    @classmethod
    def _absolute_sqlite_path(cls, database: DatabaseConfig, info: ValidationInfo) -> DatabaseConfig:
        folder = (info.context or {}).get("folder")
        head, mark, path = database.url.partition("sqlite:///")
        if folder is None or not mark or head or path == ":memory:" or Path(path).is_absolute():
            return database
        return DatabaseConfig(url=f"sqlite:///{(folder / path).as_posix()}")


def config_path(environment: Mapping[str, str], folder: Path) -> Path:
    """Return the file of the installation in `folder`, which the environment may name instead."""
    named = environment.get("TRACKER_CONFIG")
    return Path(named) if named else folder / "config.toml"


def load_config(environment: Mapping[str, str], folder: Path) -> Config:
    """Return the configuration of the installation in `folder`.

    `TRACKER_CONFIG` names another file than `folder/config.toml`; `TRACKER_DATABASE__URL` sets `url` of `[database]`,
    and so on. Raises InputError that names the key, its place and what is wrong.
    """
    path = config_path(environment, folder)
    values = _read_toml(path, must_exist=environment.get("TRACKER_CONFIG") is not None)
    home = path.resolve().parent
    variables = {name for name in environment if name.startswith(PREFIX) and name != "TRACKER_CONFIG"}
    for name in variables:
        _set_from_environment(values, name, environment[name])
    for key in ("folder", "variables"):
        if key in values:
            raise InputError("%(file)s: there is no key %(key)s. Remove it.", file=str(path), key=key)
    try:
        given = {**values, "folder": home, "variables": variables}
        return Config.model_validate(given, context={"folder": home})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(
            "%(file)s: key %(key)s: %(what)s. Correct it there, or in the variable %(variable)s.",
            file=str(path),
            key=key,
            what=told(first),
            variable=PREFIX + "__".join(str(part) for part in first["loc"][:2]).upper(),
        ) from error


def _read_toml(path: Path, must_exist: bool) -> dict[str, object]:
    if not path.is_file():
        if must_exist:
            raise InputError("The configuration %(file)s named by TRACKER_CONFIG does not exist.", file=str(path))
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("%(file)s is not valid TOML: %(what)s.", file=str(path), what=str(error)) from error


def _set_from_environment(values: dict[str, object], name: str, value: str) -> None:
    section, mark, key = name.removeprefix(PREFIX).lower().partition("__")
    inner = values.setdefault(section, {})
    if not mark or not isinstance(inner, dict):
        raise InputError(
            "The variable %(name)s names no key: write TRACKER_SECTION__KEY, such as TRACKER_DATABASE__URL.", name=name
        )
    inner[key] = value
