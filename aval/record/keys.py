"""The site's signing key. One Ed25519 key signs the heads of all logs, each under the log's own name."""

import base64
import os
import secrets
from functools import cache

from django.conf import settings

from aval.kernel.database import home
from aval.proofs.notes import Signer


def origin_of(log: str) -> str:
    """Return the name by which a log is known outside, for ever: ``record.<domain>/c/<id>``."""
    return f"record.{settings.SITE_DOMAIN}/c/{log}"


@cache
def signer() -> Signer:
    """Return the site's signer, from ``AVAL_RECORD_KEY`` or from a key made once and kept in the home folder."""
    if settings.RECORD_KEY:
        seed = base64.b64decode(settings.RECORD_KEY)
    else:
        path = home() / "secrets" / "record_key"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(secrets.token_bytes(32)))
        seed = base64.b64decode(path.read_bytes())
    return Signer.from_seed(f"record.{settings.SITE_DOMAIN}", seed)
