"""The real settings, with what makes tests quick and keeps them apart from the data in var/."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="perfgoals-test-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["PERFGOALS_DATA"] = str(SCRATCH)

from perfgoals.settings import *  # noqa: E402, F403
from perfgoals.settings import DATABASES  # noqa: E402
from tests.prepared import TEMPLATE  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A static file is looked for when it is asked for: otherwise every new test client reads all of them at its first
# request, which takes longer than most pages.
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the threads of the live server then have connections of their own, as in real life.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
elif TEMPLATE in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ[TEMPLATE]}
