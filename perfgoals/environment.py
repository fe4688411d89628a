"""Variables as operators write them: `NAME`, or a file that `NAME_FILE` names. What is wrong is one sentence.

What stands there is what is meant: django-environ would take a value that begins with `$`, as passwords may, for the
name of another variable. The line's end and the mark at the beginning that editors leave in files do not count.
"""

from __future__ import annotations

import warnings
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")


class Given(FileAwareMapping):
    """The environment's variables, and those that are in files. Raises ImproperlyConfigured."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "不是 UTF-8 文本"
            raise ImproperlyConfigured(
                f"环境变量 {key}_FILE 指的文件 {self.env[key + '_FILE']} 读不出：{why}。"
            ) from None
        return value.removeprefix("\ufeff").rstrip("\r\n").replace("$", r"\$")  # which `escape_proxy` turns back


class Environment(environ.FileAwareEnv):
    """What the settings ask."""

    ENVIRON = Given()

    def __init__(self) -> None:
        super().__init__()
        self.escape_proxy = True

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """The value. Raises ImproperlyConfigured where it is not of its kind; it may be a secret, so it is not told."""
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError:
            raise ImproperlyConfigured(f"环境变量 {var} 的值不对（说明见 docs/operations.md）。") from None

    def names(self, var: str, default: list[str]) -> list[str]:
        """Entries between commas, with blanks around them or without."""
        return [name for name in map(str.strip, self.list(var, default=default)) if name]

    def database(self, default: str) -> dict[str, Any]:
        """What DATABASE_URL says. Raises ImproperlyConfigured where it is no address of a database that we know."""
        try:
            with warnings.catch_warnings(action="ignore"):  # it would tell the password of what it does not know
                found: dict[str, Any] = self.db_url_config(self("DATABASE_URL", default=default))
        except ValueError:  # a port that is no number, half a bracket
            found = {}
        if found.get("ENGINE") not in ENGINES:
            raise ImproperlyConfigured("DATABASE_URL 应是 postgres://用户:密码@主机:5432/库名 这样的地址。")
        found["HOST"] = unquote(found["HOST"])  # a folder with the server's socket, as PostgreSQL writes it
        return found
