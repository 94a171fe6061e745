"""A local time authority, made and asked with ``openssl ts``: somebody else's program, somebody else's key."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
[ext]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
"""


@dataclass(frozen=True)
class Tsa:
    """An authority in a folder."""

    folder: Path

    @property
    def certificates(self) -> Path:
        """The file of certificates to trust."""
        return self.folder / "ca.pem"

    def stamp(self, _url: str, query: bytes) -> bytes:
        """Answer a request, as an authority does over HTTP."""
        with tempfile.TemporaryDirectory() as scratch:
            asked, reply = Path(scratch) / "query.tsq", Path(scratch) / "reply.tsr"
            asked.write_bytes(query)
            _openssl(
                "ts",
                "-reply",
                "-queryfile",
                asked,
                "-out",
                reply,
                "-config",
                self.folder / "config",
                "-section",
                "here",
            )
            return reply.read_bytes()


def make_tsa(folder: Path) -> Tsa:
    """Make an authority with a certificate of its own, signed by a root of its own."""
    folder.mkdir()
    config = folder / "config"
    config.write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    days = ["-days", "3650"]
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", config]
    (folder / "config").write_text(config.read_text() + "[req]\ndistinguished_name = dn\n[dn]\n", encoding="ascii")
    _openssl("req", "-x509", *new, *days, "-subj", "/CN=Local root", "-extensions", "ca",
             "-keyout", folder / "ca.key", "-out", folder / "ca.pem")  # fmt: skip
    _openssl("req", *new, "-subj", "/CN=Local time", "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")
    _openssl("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", *days,
             "-set_serial", "2", "-extfile", config, "-extensions", "ext", "-out", folder / "tsa.pem")  # fmt: skip
    return Tsa(folder)


def openssl_verifies(token: bytes, text: bytes, certificates: Path) -> bool:
    """Tell whether ``openssl ts -verify`` takes a stamp of a text."""
    with tempfile.TemporaryDirectory() as scratch:
        reply, data = Path(scratch) / "reply.tsr", Path(scratch) / "text"
        reply.write_bytes(token)
        data.write_bytes(text)
        command = ["openssl", "ts", "-verify", "-data", data, "-in", reply, "-CAfile", certificates]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
