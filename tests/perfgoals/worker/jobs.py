"""A job that lasts until the test says so, and one that fails."""

import time
from pathlib import Path

from django_tasks import task


@task()
def wait_for_the_test(folder: str) -> None:
    """Tell that it runs, and end when it may: a file is there."""
    Path(folder, "begun").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.02)


@task()
def fail() -> None:
    """An error of ours."""
    raise ValueError("an error of ours")
