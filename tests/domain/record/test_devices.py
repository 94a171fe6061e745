"""Keys in a device: found, tried before they sign a head, and every way in which that fails.

Most run on a device made of Python, which can be broken in any way; what only a real module shows runs on SoftHSM.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

from aval.proofs.notes import Verifier
from aval.record import devices
from aval.record.devices import DeviceFailed, DeviceKey
from aval.record.pkcs11_uri import DeviceUri
from tests.domain.record.softhsm import SoftToken

SECRET = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = SECRET.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
READY = TokenFlag.TOKEN_INITIALIZED | TokenFlag.LOGIN_REQUIRED


@dataclass
class Thing:
    """An object of a token; what it was not given it does not tell."""

    told: dict[int, Any]
    secret: Ed25519PrivateKey = SECRET
    lost: int = 0
    """How many signatures fail, as if the session was lost."""

    def __getitem__(self, attribute: int) -> Any:
        if attribute not in self.told:
            raise pkcs11.AttributeTypeInvalid
        return self.told[attribute]

    def sign(self, data: bytes, *, mechanism: Mechanism) -> bytes:
        assert mechanism == Mechanism.EDDSA
        if self.lost:
            self.lost -= 1
            raise pkcs11.DeviceRemoved
        return self.secret.sign(data)


def private(**more: Any) -> Thing:
    told: dict[int, Any] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: KeyType.EC_EDWARDS}
    return Thing({**told, Attribute.LABEL: "record", Attribute.ID: b"\x01"}, **more)


def public(point: bytes = PUBLIC, number: bytes = b"\x01") -> Thing:
    told: dict[int, Any] = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.KEY_TYPE: KeyType.EC_EDWARDS}
    return Thing({**told, Attribute.LABEL: "record", Attribute.ID: number, Attribute.EC_POINT: point})


@dataclass
class Token:
    label: str = "site"
    serial: bytes = b"0001"
    flags: int = READY
    things: list[Thing] = field(default_factory=lambda: [private(), public()])
    logins: list[str | None] = field(default_factory=list)
    raises: type[pkcs11.PKCS11Error] | None = None
    slot: Any = field(default_factory=lambda: SimpleNamespace(slot_id=3))
    manufacturer_id: str = "Snake Oil"
    model: str = "One"

    def get_token(self) -> "Token":
        return self

    def open(self, *, user_pin: str | None, attribute_mapper: object) -> "Token":
        assert attribute_mapper is not None
        self.logins.append(user_pin)
        if self.raises is not None:
            raise self.raises
        if user_pin != "1234":
            raise pkcs11.PinIncorrect
        return self

    def get_objects(self, wanted: dict[int, Any]) -> Iterator[Thing]:
        return (thing for thing in self.things if all(thing.told.get(one) == value for one, value in wanted.items()))


@dataclass
class Library:
    tokens: list[Token] = field(default_factory=lambda: [Token()])
    begun: int = 1

    def get_slots(self, *, token_present: bool) -> list[Token]:
        assert token_present
        return self.tokens

    def initialize(self) -> None:
        self.begun += 1

    def finalize(self) -> None:
        pass


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A device of one token with one key."""
    made = Library()
    (tmp_path / "module.so").touch()
    monkeypatch.setattr(pkcs11, "lib", lambda _path: made)
    (tmp_path / "pin").write_text("1234\n")
    (tmp_path / "pin").chmod(0o400)
    return made


def uri(tmp_path: Path, path: str = "object=record", query: str | None = None) -> DeviceUri:
    query = f"pin-source={tmp_path / 'pin'}" if query is None else query
    return DeviceUri.parse(f"pkcs11:{path}?module-path={tmp_path / 'module.so'}&{query}".rstrip("&"))


def refusal(named: DeviceUri) -> str:
    """Return the reason why a key can't be used."""
    with pytest.raises(DeviceFailed) as refused:
        DeviceKey(named)
    return str(refused.value)


@pytest.mark.parametrize(
    "path",
    ["object=record", "id=%01", "token=site;object=record;id=%01", "serial=0001;object=record", "slot-id=3;id=%01",
     "model=One;manufacturer=Snake%20Oil;object=record"],
)  # fmt: skip
def test_a_key_is_found_by_what_the_uri_says_and_signs(library: Library, tmp_path: Path, path: str) -> None:
    key = DeviceKey(uri(tmp_path, path))

    assert key.public_key == PUBLIC
    assert Verifier("x", PUBLIC).verifies(b"a head", key.sign(b"a head"))
    assert library.tokens[0].logins == ["1234"]


@pytest.mark.parametrize(
    ("attribute", "head"),
    [
        (Attribute.EC_POINT, ""),
        (Attribute.EC_POINT, "0420"),
        (Attribute.EC_POINT, "032100"),
        (devices.PUBLIC_KEY_INFO, "302a300506032b6570032100"),
    ],
)
def test_the_private_object_may_tell_the_public_key(
    library: Library, tmp_path: Path, attribute: int, head: str
) -> None:
    key = private()
    key.told[attribute] = bytes.fromhex(head) + PUBLIC
    library.tokens[0].things = [key]

    assert DeviceKey(uri(tmp_path)).public_key == PUBLIC


def test_among_public_objects_of_one_name_the_one_whose_signature_holds_counts(
    library: Library, tmp_path: Path
) -> None:
    other = OTHER.public_key().public_bytes_raw()
    library.tokens[0].things = [private(), public(other, b"\x02"), public(other), public()]

    assert DeviceKey(uri(tmp_path)).public_key == PUBLIC


def test_keys_of_one_token_share_a_session(library: Library, tmp_path: Path) -> None:
    first, second = DeviceKey(uri(tmp_path)), DeviceKey(uri(tmp_path, "id=%01"))

    assert first.sign(b"x") == second.sign(b"x")
    assert library.tokens[0].logins == ["1234"]


def test_a_module_that_is_not_there_or_is_none_is_said(tmp_path: Path) -> None:
    assert "there is no PKCS#11 module" in refusal(uri(tmp_path))

    (tmp_path / "module.so").write_text("not a library")
    assert "can't be used as a PKCS#11 module" in refusal(uri(tmp_path))


def test_a_missing_token_is_said_with_those_that_are_there(library: Library, tmp_path: Path) -> None:
    reason = refusal(uri(tmp_path, "token=elsewhere;object=record"))

    assert "no token for pkcs11:token=elsewhere;object=record" in reason
    assert "'site'" in reason


def test_a_token_that_comes_later_is_found(library: Library, tmp_path: Path) -> None:
    library.tokens, there = [], library.tokens
    refusal(uri(tmp_path))

    library.tokens = there

    assert DeviceKey(uri(tmp_path)).public_key == PUBLIC
    assert library.begun == 2


def test_several_tokens_are_one_too_many_unless_the_others_are_blank(library: Library, tmp_path: Path) -> None:
    library.tokens.append(Token(label="", flags=0, things=[]))
    assert DeviceKey(uri(tmp_path)).public_key == PUBLIC

    library.tokens.append(Token(label="second"))
    assert "several tokens" in refusal(uri(tmp_path))


def test_a_missing_key_and_several_keys_are_said(library: Library, tmp_path: Path) -> None:
    assert "the token has no private key pkcs11:object=Record" in refusal(uri(tmp_path, "object=Record"))

    library.tokens[0].things.append(private())
    assert "2 private keys could be meant" in refusal(uri(tmp_path))


@pytest.mark.parametrize(("kind", "name"), [(KeyType.RSA, "RSA"), (KeyType.EC, "EC"), (0x8000_0001, "unknown")])
def test_a_key_of_another_type_is_said(library: Library, tmp_path: Path, kind: int, name: str) -> None:
    library.tokens[0].things[0].told[Attribute.KEY_TYPE] = kind

    assert f"is of type {name}" in refusal(uri(tmp_path))


def test_a_refused_pin_is_said_and_not_tried_again(library: Library, tmp_path: Path) -> None:
    wrong = uri(tmp_path, query="pin-value=4711")

    reasons = [refusal(wrong), refusal(wrong)]

    assert all("refuses the PIN" in reason and "4711" not in reason for reason in reasons)
    assert library.tokens[0].logins == ["4711"]
    assert DeviceKey(uri(tmp_path)).public_key == PUBLIC


def test_a_locked_pin_is_said(library: Library, tmp_path: Path) -> None:
    library.tokens[0].raises = pkcs11.PinLocked

    assert "has locked its PIN" in refusal(uri(tmp_path))


def test_the_last_try_before_a_pin_locks_is_left_to_a_person(library: Library, tmp_path: Path) -> None:
    library.tokens[0].flags |= TokenFlag.USER_PIN_FINAL_TRY

    assert "allows one more PIN before it locks" in refusal(uri(tmp_path))
    assert library.tokens[0].logins == []


def test_a_token_that_wants_a_pin_and_gets_none_is_said(library: Library, tmp_path: Path) -> None:
    assert "wants a PIN" in refusal(uri(tmp_path, query=""))
    assert library.tokens[0].logins == []


def test_a_pin_file_that_is_missing_or_open_to_all_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "pin").chmod(0o444)
    assert "everybody on this machine may read it" in refusal(uri(tmp_path))

    (tmp_path / "pin").unlink()
    assert "No such file" in refusal(uri(tmp_path))
    assert library.tokens[0].logins == []


@pytest.mark.parametrize("point", [b"", PUBLIC[1:], b"\x04\x20" + PUBLIC[1:], b"\x04\x39" + PUBLIC + bytes(25)])
def test_a_device_that_shows_no_ed25519_key_is_said(library: Library, tmp_path: Path, point: bytes) -> None:
    library.tokens[0].things = [private(), public(point)]

    assert "shows no Ed25519 public key" in refusal(uri(tmp_path))


def test_a_signature_that_does_not_fit_the_public_key_is_noticed_before_a_head(
    library: Library, tmp_path: Path
) -> None:
    library.tokens[0].things = [private(secret=OTHER), public()]

    assert "does not fit the public key" in refusal(uri(tmp_path))


def test_a_lost_session_is_opened_once_more(library: Library, tmp_path: Path) -> None:
    key = DeviceKey(uri(tmp_path))
    library.tokens[0].things[0].lost = 1

    signature = key.sign(b"a head")

    assert Verifier("x", PUBLIC).verifies(b"a head", signature)
    assert library.begun == 2
    assert library.tokens[0].logins == ["1234", "1234"]


def test_a_device_that_stays_away_is_said_and_serves_again_when_it_is_back(library: Library, tmp_path: Path) -> None:
    key = DeviceKey(uri(tmp_path))
    library.tokens[0].things[0].lost = 2

    with pytest.raises(DeviceFailed, match="does not sign with pkcs11:object=record: DeviceRemoved"):
        key.sign(b"a head")

    assert Verifier("x", PUBLIC).verifies(b"a head", key.sign(b"a head"))


def test_another_key_in_the_place_of_the_one_that_signed_does_not_sign(library: Library, tmp_path: Path) -> None:
    key = DeviceKey(uri(tmp_path))
    library.tokens[0].things[0].lost = 1
    changed = public(OTHER.public_key().public_bytes_raw())
    library.tokens[0].things = [library.tokens[0].things[0], changed]
    library.tokens[0].things[0].secret = OTHER

    with pytest.raises(DeviceFailed, match="another key than the one that signed until now"):
        key.sign(b"a head")


def test_softhsm_signs_as_cryptography_verifies(token: SoftToken) -> None:
    key = DeviceKey(DeviceUri.parse(token.make_key("record")))

    assert Verifier("x", key.public_key).verifies(b"a head", key.sign(b"a head"))


def test_softhsm_refuses_what_the_device_of_python_refuses(token: SoftToken) -> None:
    token.make_key("record")
    token.make_key("record", "02")
    token.make_key("rsa", "03", "rsa")

    def reason(text: str) -> str:
        return refusal(DeviceUri.parse(text))

    assert "2 private keys" in reason(token.uri("record"))
    assert "no private key" in reason(token.uri("nothing"))
    assert "is of type RSA" in reason(token.uri("rsa"))
    devices.forget()
    assert "wants a PIN" in reason(token.uri("record", "").rstrip("&"))
    assert "refuses the PIN" in reason(token.uri("record", "pin-value=4711"))


def test_threads_share_the_session_of_their_process(token: SoftToken) -> None:
    key = DeviceKey(DeviceUri.parse(token.make_key("record")))
    verifier = Verifier("x", key.public_key)
    texts = [b"head %d" % number for number in range(200)]

    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(key.sign, texts))

    assert all(verifier.verifies(text, one) for text, one in zip(texts, signatures, strict=True))


def test_a_session_that_the_module_gave_up_is_opened_again(token: SoftToken) -> None:
    key = DeviceKey(DeviceUri.parse(token.make_key("record")))
    library = pkcs11.lib(str(token.module.resolve()))
    library.reinitialize()

    assert Verifier("x", key.public_key).verifies(b"a head", key.sign(b"a head"))


FORKING = """
import os, sys
from aval.proofs.notes import Verifier
from aval.record.devices import DeviceKey
from aval.record.pkcs11_uri import DeviceUri

key = DeviceKey(DeviceUri.parse(sys.argv[1]))
good = lambda: Verifier("x", key.public_key).verifies(b"a head", key.sign(b"a head"))
key._module.lock.acquire()  # as if another thread signed while this one forks
child = os.fork()
if child == 0:
    os._exit(0 if good() and key._module.epoch == 1 else 1)
key._module.lock.release()
assert os.waitpid(child, 0)[1] == 0
assert good() and key._module.epoch == 0
"""


def test_a_forked_process_opens_a_session_of_its_own(token: SoftToken) -> None:
    named = token.make_key("record")

    done = subprocess.run(
        [sys.executable, "-c", FORKING, named], check=False, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, "")
