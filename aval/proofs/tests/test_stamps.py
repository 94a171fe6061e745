import pytest

from aval.proofs import stamps
from aval.proofs.stamps import StampError, Trust
from aval.proofs.tests.test_notes import VECTORS

FOLDER = VECTORS / "rfc3161"
GOOD = [
    ("sigstage", "response-sha256.tsr", "2025-05-09T11:58:55+00:00"),
    ("sigstage", "response-sha384.tsr", "2025-05-09T11:58:55+00:00"),
    ("sigstage", "response-sha512.tsr", "2025-05-09T11:58:56+00:00"),
    ("sigstage", "response-no-embedded-cert.tsr", "2025-06-18T08:13:02+00:00"),
    ("test_tsa", "response.tsr", "2024-10-08T15:40:32+00:00"),
    # Certificates that were slipped in beside the signer's do not make somebody else the signer.
    ("test_tsa", "response-injected-certs.tsr", "2024-10-08T15:40:32+00:00"),
]
BAD = [("sigstage", "response-invalid-signature.tsr"), ("test_tsa", "other_response.tsr")]


def trust(folder: str) -> Trust:
    return Trust.from_pem((FOLDER / folder / "ts_chain.pem").read_bytes())


@pytest.mark.parametrize(("folder", "name", "at"), GOOD)
def test_a_stamp_says_when_its_text_existed(folder: str, name: str, at: str) -> None:
    token = (FOLDER / folder / name).read_bytes()

    stamped = stamps.verify(token, b"hello", trust(folder))

    assert stamped.at.isoformat() == at
    assert stamped.authority in {"CN=sigstore-tsa,O=sigstore.dev", "CN=Test TSA Timestamping,O=local"}


@pytest.mark.parametrize(("folder", "name", "at"), GOOD)
def test_a_stamp_is_of_one_text_and_by_somebody_trusted(folder: str, name: str, at: str) -> None:
    token = (FOLDER / folder / name).read_bytes()
    other = {"sigstage": "test_tsa", "test_tsa": "sigstage"}[folder]

    for text, trusted in ((b"hello\n", folder), (b"", folder), (b"hello", other)):
        with pytest.raises(StampError):
            stamps.verify(token, text, trust(trusted))


@pytest.mark.parametrize(("folder", "name"), BAD)
def test_a_forged_stamp_is_refused(folder: str, name: str) -> None:
    with pytest.raises(StampError):
        stamps.verify((FOLDER / folder / name).read_bytes(), b"hello", trust(folder))


def test_an_answer_must_repeat_the_number_of_its_request() -> None:
    asked = stamps.ask(b"hello")

    with pytest.raises(StampError, match=r"[Nn]once"):
        stamps.verify(
            (FOLDER / "test_tsa" / "response.tsr").read_bytes(), b"hello", trust("test_tsa"), nonce=asked.nonce
        )


@pytest.mark.parametrize("token", [b"", b"<html>", b"\x30\x03\x02\x01\x00"])
def test_bytes_that_are_no_stamp_are_refused(token: bytes) -> None:
    with pytest.raises(StampError):
        stamps.verify(token, b"hello", trust("sigstage"))


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_trust_needs_a_root(pem: bytes) -> None:
    with pytest.raises(StampError):
        Trust.from_pem(pem)
