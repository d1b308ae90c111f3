"""Every error that Stancewatch raises on purpose.

    MonitorError
    |-- SettingsError            a setting or option has no usable value
    |-- CatalogueError           the list of feeds or of entities can't be used
    |-- CollectError             one feed or file could not be taken in
    |   |-- FetchError           no usable answer came over the network
    |   |-- ParseError           the bytes are not a feed that we can read
    |   `-- DocumentError        a file, or one row of it, was refused
    |-- ReadError                a text or a span in it can't be scored
    |   `-- ModelError           the model's files are missing or damaged
    |-- StoreError               the tables can't be read or written
    |   |-- StoreBusyError       another process is writing
    |   `-- StoreVersionError    the tables were written by a newer release
    `-- ExportError              a file could not be written for the user

This module imports nothing of ours, so that every room may use it.
"""


class MonitorError(Exception):
    """An error that a person can act on.

    `message` says what happened; `remedy` says what to do about it and may be empty.
    `reason` is a stable word for tables and scripts, such as "timeout".
    """

    reason = "error"

    def __init__(self, message: str, *, remedy: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.reason = reason or type(self).reason

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SettingsError(MonitorError):
    reason = "settings"


class CatalogueError(MonitorError):
    reason = "catalogue"


class CollectError(MonitorError):
    reason = "collect"


class FetchError(CollectError):
    reason = "fetch"


class ParseError(CollectError):
    reason = "parse"


class DocumentError(CollectError):
    reason = "document"


class ReadError(MonitorError):
    reason = "read"


class ModelError(ReadError):
    reason = "model"


class StoreError(MonitorError):
    reason = "store"


class StoreBusyError(StoreError):
    reason = "busy"


class StoreVersionError(StoreError):
    reason = "newer_store"


class ExportError(MonitorError):
    reason = "export"
