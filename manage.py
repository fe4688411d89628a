#!/usr/bin/env python
"""Django's command line. A wrong environment, or a database that is not there, is one sentence and no traceback."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError, connection
    except ImportError:
        sys.exit("找不到 Django：请先运行 make setup，再用 .venv/bin/python manage.py …")
    try:
        _ = settings.INSTALLED_APPS  # reads the settings now
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if connection.connection is not None:  # it was there: then it is an error like others
            raise
        sys.exit(f"连不上数据库，请检查 DATABASE_URL 和数据库服务：{' '.join(str(error).split())}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # Ctrl-C is no error of the program
