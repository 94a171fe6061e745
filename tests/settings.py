"""The settings under test: the site's own, with a fixed key, quick passwords and no outside."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault(
    "AVAL_HOME", str(Path(tempfile.gettempdir()) / "aval-tests" / os.environ.get("PYTEST_XDIST_WORKER", "main"))
)
os.environ.setdefault("AVAL_SECRET_KEY", "only for tests")
os.environ.setdefault(
    "AVAL_RECORD_KEY",
    "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,ml-dsa-44:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
)
os.environ.setdefault("AVAL_DEMO", "1")
os.environ.setdefault("AVAL_INBOUND_KEY", "only for tests")
os.environ.setdefault("AVAL_INBOUND_DOMAIN", "inbound.aval.test")

from aval.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = Path(os.environ["AVAL_HOME"]) / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LANGUAGE_CODE = "en"
