"""The WSGI entry point, for gunicorn."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(error, file=sys.stderr)  # noqa: T201
    sys.exit(3)  # the status by which gunicorn knows that starting again is of no use
