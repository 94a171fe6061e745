"""The application that Granian serves: pages and API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
application = get_wsgi_application()
