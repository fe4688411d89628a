"""Programs of the machine that some tests need: where they are, or None."""

import shutil
from pathlib import Path


def find_chromium() -> str | None:
    """A Chromium or Chrome installed by the system."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def find_postgres() -> Path | None:
    """The folder of initdb, pg_ctl and postgres; Debian keeps them off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((each for each in folders if all((each / name).exists() for name in ("initdb", "pg_ctl"))), None)


def find_libreoffice() -> str | None:
    """LibreOffice, which reads the old .doc files."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def find_nginx() -> str | None:
    """nginx, the proxy that deploy/nginx is written for; Debian keeps it off the PATH of ordinary accounts."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def find_redis() -> str | None:
    """A Redis server, the other engine of the queue."""
    return shutil.which("redis-server")
