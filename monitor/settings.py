"""Environment -> Settings. Command-line options replace single fields and win."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.errors import SettingsError

DATA = Path(__file__).parent / "data"
SCORERS = ("trained", "baseline")  # the models that ship with the project; rules alone


@dataclass(frozen=True)
class Settings:
    store: str = "var/store"  # a directory, or s3://bucket/prefix
    entities: Path = DATA / "entities.toml"
    feeds: Path = DATA / "feeds.opml"
    timezone: str = "UTC"
    contact: str = ""  # goes into the User-Agent, so that a publisher can reach you
    cluster: str = ""  # address of a Dask scheduler
    scorer: str = "trained"  # one of SCORERS
    allow_private: tuple[str, ...] = ()  # private networks that may be polled: 127.0.0.1/32

    @property
    def own_entities(self) -> Path | None:
        """The user's own file of entities, which need not exist yet.

        The file that MONITOR_ENTITIES names, unless that is the packaged one; else
        `entities.toml` in the store's directory. Null where the store is no directory.
        """
        if self.entities.resolve() != Settings.entities.resolve():
            return self.entities
        return None if "://" in self.store else Path(self.store) / "entities.toml"

    @property
    def catalogue(self) -> Path:
        """The file of entities that is in force: the user's own, or the packaged one."""
        own = self.own_entities
        return own if own is not None and own.is_file() else self.entities


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the MONITOR_* variables.

    Raises SettingsError where a file does not exist, or where the time zone or a network
    is unknown.
    """
    given = os.environ if environment is None else environment
    settings = Settings(
        store=given.get("MONITOR_STORE") or Settings.store,
        entities=Path(given.get("MONITOR_ENTITIES") or Settings.entities),
        feeds=Path(given.get("MONITOR_FEEDS") or Settings.feeds),
        timezone=given.get("MONITOR_TIMEZONE") or Settings.timezone,
        contact=given.get("MONITOR_CONTACT", ""),
        cluster=given.get("MONITOR_CLUSTER", ""),
        scorer=given.get("MONITOR_SCORER") or Settings.scorer,
        allow_private=tuple(given.get("MONITOR_ALLOW_PRIVATE", "").replace(",", " ").split()),
    )
    check(settings)
    return settings


def check(settings: Settings) -> None:
    """Raise SettingsError for a value that can't work, and say what would."""
    for name, path in (("MONITOR_ENTITIES", settings.entities), ("MONITOR_FEEDS", settings.feeds)):
        if not path.is_file():
            raise SettingsError(
                f"{name} names {path}, which is not a file.",
                remedy="Give an existing file, or leave it out to use the packaged one.",
            )
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"The time zone {settings.timezone!r} is not known.",
            remedy="Use a name such as UTC, Europe/Brussels or America/New_York.",
        ) from None
    if settings.scorer not in SCORERS:
        raise SettingsError(
            f"There is no scorer {settings.scorer!r}.", remedy=f"Available: {', '.join(SCORERS)}."
        )
    for network in settings.allow_private:
        try:
            ip_network(network)
        except ValueError:
            raise SettingsError(
                f"MONITOR_ALLOW_PRIVATE names {network!r}, which is not a network.",
                remedy="Write it as an address or a network: 127.0.0.1, 10.20.0.0/16, fd00::/8.",
            ) from None
