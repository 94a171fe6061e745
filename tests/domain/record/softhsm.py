"""A token of SoftHSM 2 for one test: a PKCS#11 device that is a folder."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
PIN = "a pin, of 1234"
_MAKE = """
import sys
import pkcs11
from pkcs11 import Attribute, KeyType

module, pin, label, number, kind = sys.argv[1:]
with pkcs11.lib(module).get_token(token_label="site").open(rw=True, user_pin=pin) as session:
    if kind == "ed25519":
        curve = {Attribute.EC_PARAMS: bytes.fromhex("06032b6570")}
        maker = session.create_domain_parameters(KeyType.EC_EDWARDS, curve, local=True)
        maker.generate_keypair(store=True, label=label, id=bytes.fromhex(number))
    else:
        session.generate_keypair(KeyType.RSA, 2048, store=True, label=label, id=bytes.fromhex(number))
"""


def module() -> Path | None:
    """Return SoftHSM's library, if it is on this machine, with the tool that makes tokens."""
    if shutil.which("softhsm2-util") is None:
        return None
    return next((path for path in map(Path, MODULES) if path.exists()), None)


@dataclass(frozen=True, slots=True)
class SoftToken:
    """A token named ``site``, with the PIN in a file."""

    module: Path
    pin_file: Path

    @classmethod
    def make(cls, module: Path, folder: Path) -> "SoftToken":
        """Make a token in a folder; ``SOFTHSM2_CONF`` leads to it."""
        (folder / "tokens").mkdir(parents=True)
        settings = f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
        Path(os.environ["SOFTHSM2_CONF"]).write_text(settings)
        made = cls(module, folder / "pin")
        made.pin_file.write_text(f"{PIN}\n")
        made.pin_file.chmod(0o400)
        _run("softhsm2-util", "--init-token", "--free", "--label", "site", "--pin", PIN, "--so-pin", "87654321")
        return made

    def make_key(self, label: str, number: str = "01", kind: str = "ed25519") -> str:
        """Make a key pair in it, as the device's own tool does: in another process. Return its URI."""
        _run(sys.executable, "-c", _MAKE, str(self.module), PIN, label, number, kind)
        return self.uri(label)

    def uri(self, label: str, query: str | None = None) -> str:
        """Return the URI of a key."""
        where = quote(str(self.pin_file))
        asked = f"pin-source={where}" if query is None else query
        return f"pkcs11:token=site;object={quote(label)}?module-path={quote(str(self.module))}&{asked}"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
