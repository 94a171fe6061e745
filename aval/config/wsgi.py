"""The application that Granian serves: pages and API."""

import gc
import os

from django.core.wsgi import get_wsgi_application

GARBAGE_THRESHOLDS = (20_000, 20, 50)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for ever: the collector need not look through it again and again while requests are
# answered, nor begin at every few hundred objects, of which one request makes thousands.
gc.collect()
gc.freeze()
gc.set_threshold(*GARBAGE_THRESHOLDS)
