"""The real settings for bench/load.py; static files are collected into a folder of the measurement's own."""

import os
from pathlib import Path

from perfgoals.settings import *  # noqa: F403
from perfgoals.settings import STORAGES

STATIC_ROOT = Path(os.environ["PERFGOALS_DATA"]) / "static"
# Compressing takes a minute, and no static file is asked for.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
