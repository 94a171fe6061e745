"""Keys that stay in a PKCS#11 device, an HSM or a smart card, and sign there. Needs the extra ``aval[pkcs11]``.

The library initialises a module without telling it of threads: a module may then rely on one call at a time, so every
call into one is made under one lock here, and one session for each token serves the whole process. A forked process is
another application to a device; it begins anew.
"""

import logging
import os
import secrets
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast

import pkcs11
from django.utils.translation import gettext_lazy as _
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, PKCS11Error, TokenFlag
from pkcs11.attributes import AttributeMapper, handle_bytes
from pkcs11.types import Object, Session, SignMixin, Token

from aval.kernel.refusals import Refusal
from aval.proofs.notes import Verifier
from aval.record.pkcs11_uri import DeviceUri

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

PUBLIC_KEY_INFO = 0x129
"""CKA_PUBLIC_KEY_INFO of PKCS#11 2.40, a SubjectPublicKeyInfo, for which the library has no name."""

_KEY_SIZE = 32
_SPELLINGS = (b"", b"\x04\x20", b"\x03\x21\x00", bytes.fromhex("302a300506032b6570032100"))
"""What devices put before the 32 bytes: nothing, or the heads of OCTET STRING, BIT STRING, SubjectPublicKeyInfo."""
_PIN_REFUSED = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)


class DeviceFailed(Refusal):
    """The device does not sign with the site's key.

    As a text it is the reason, for the operator; people are told that the record is closed.
    """

    sentence = _("The record is closed for now: the device that holds this site's key does not sign.")
    advice = _("Nothing that you wrote was kept. The site's operators have to see to the device first.")
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.args = (reason,)


class DeviceKey:
    """An Ed25519 private key in a device.

    :ivar public_key: its 32 bytes
    """

    def __init__(self, uri: DeviceUri) -> None:
        """Find the key, and have it sign something, so that a wrong one is noticed before it signs a head.

        :raises DeviceFailed: if module, token or key is missing or not the only one, if the PIN is refused, if the key
            is not an Ed25519 one, or if its signature does not fit a public key that the device shows
        """
        self._uri = uri
        self._module = _module_at(uri.module)
        self._key: SignMixin | None = None
        self._epoch = 0
        self.public_key = b""
        with self._module.lock:
            self._twice(self._find)

    def sign(self, data: bytes, /) -> bytes:
        """Return the device's signature; a session that was lost is opened once more.

        :raises DeviceFailed: if it does not sign then either
        """
        with self._module.lock:
            return self._twice(lambda: self._sign(data))

    def _twice(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except PKCS11Error as lost:
            logger.warning("%s did not sign (%s): a session is opened anew", self._uri, _said(lost))
        try:
            self._module.start_anew()
            return work()
        except PKCS11Error as error:
            raise DeviceFailed(
                f"the device does not sign with {self._uri}: {_said(error)}. See whether it is connected and answers "
                "its own tools; then nothing needs to be restarted"
            ) from error

    def _sign(self, data: bytes) -> bytes:
        if self._key is None or self._module.is_stale or self._epoch != self._module.epoch:
            self._find()
        assert self._key is not None
        return _signature(self._key, data)

    def _find(self) -> None:
        session = self._module.session(self._uri)
        key = _private_key(session, self._uri)
        public_key = _public_key(session, key, self._uri)
        if self.public_key not in {b"", public_key}:
            raise DeviceFailed(
                f"{self._uri} is another key than the one that signed until now; restart all processes if that is meant"
            )
        self._key, self._epoch, self.public_key = key, self._module.epoch, public_key


class _Module:
    """A device's library, loaded: the lock under which it is called, and its sessions, one for each token.

    :ivar epoch: grows when the sessions were lost, and with them the handles of keys
    """

    def __init__(self, path: Path) -> None:
        self.lock = threading.Lock()
        self.epoch = 0
        self.is_stale = False
        self._path = path
        self._sessions: dict[int, Session] = {}
        self._refused: set[tuple[bytes, str]] = set()
        if not path.is_file():
            raise DeviceFailed(
                f"there is no PKCS#11 module {path}: install the device's library, or correct module-path"
            )
        try:
            self._library = pkcs11.lib(str(path))
        except PKCS11Error as error:
            raise DeviceFailed(f"{path} can't be used as a PKCS#11 module: {_said(error)}") from error

    def start_anew(self) -> None:
        """Give up all sessions and initialise the module again."""
        with suppress(PKCS11Error):  # it may say that there was nothing to give up
            self._library.finalize()
        self._sessions.clear()
        self.epoch += 1
        self._library.initialize()
        self.is_stale = False

    def close(self) -> None:
        """Give up all sessions; the next use begins anew."""
        with self.lock, suppress(PKCS11Error):
            self._library.finalize()
        self.is_stale = True

    def was_forked(self) -> None:
        """Leave the parent's lock and sessions alone."""
        self.lock = threading.Lock()
        self.is_stale = True

    def session(self, uri: DeviceUri) -> Session:
        """Return the session on the URI's token, opened and logged in on the first call."""
        if self.is_stale:
            self.start_anew()
        token = self._token(uri)
        slot = token.slot.slot_id
        if slot not in self._sessions:
            self._sessions[slot] = self._open(token, uri)
        return self._sessions[slot]

    def _token(self, uri: DeviceUri) -> Token:
        tokens = list(self._tokens())
        found = [token for token in tokens if _is_of(token, uri)]
        if len(found) > 1:
            found = [token for token in found if token.flags & TokenFlag.TOKEN_INITIALIZED]
        if len(found) > 1:
            raise DeviceFailed(f"several tokens could be meant by {uri}: name one by serial= or token=")
        if not found:
            # Some modules see what was plugged in later only when they are initialised again.
            self.is_stale = True
            labels = ", ".join(repr(token.label) for token in tokens) or "none"
            raise DeviceFailed(
                f"no token for {uri} is there (tokens that {self._path} shows: {labels}): connect the device, or "
                "correct the URI"
            )
        return found[0]

    def _tokens(self) -> Iterator[Token]:
        for slot in self._library.get_slots(token_present=True):
            with suppress(pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
                yield slot.get_token()

    def _open(self, token: Token, uri: DeviceUri) -> Session:
        pin = _pin(uri)
        if pin is None and token.flags & TokenFlag.LOGIN_REQUIRED:
            raise DeviceFailed(
                f"the token {token.label!r} wants a PIN: put it into a file and add ?pin-source=/that/file to the URI"
            )
        asked = (token.serial, pin or "")
        reason = (
            f"the token {token.label!r} refuses the PIN. This process does not try it again, for a token locks itself "
            "after some wrong ones: correct it where the URI says that it is"
        )
        if asked in self._refused:
            raise DeviceFailed(reason)
        if token.flags & TokenFlag.USER_PIN_FINAL_TRY:
            # A process that is started again and again would otherwise lock it.
            raise DeviceFailed(
                f"the token {token.label!r} allows one more PIN before it locks, and a person should enter that one: "
                "log in with the device's own tool, then try again"
            )
        try:
            return token.open(user_pin=pin, attribute_mapper=_mapper())
        except _PIN_REFUSED:
            self._refused.add(asked)
            raise DeviceFailed(reason) from None
        except pkcs11.PinLocked:
            raise DeviceFailed(
                f"the token {token.label!r} has locked its PIN after too many wrong ones: unlock it with the device's "
                "own tool and the security officer's PIN"
            ) from None


_modules: dict[Path, _Module] = {}
_loading = threading.Lock()


def forget() -> None:
    """Close every session: between tests, whose devices come and go."""
    for module in _modules.values():
        module.close()


def _module_at(path: Path) -> _Module:
    # Two names of one file are one module: it can be initialised once.
    file = path.resolve()
    with _loading:
        if file not in _modules:
            _modules[file] = _Module(file)
        return _modules[file]


def _after_fork() -> None:
    global _loading  # noqa: PLW0603 (a lock that a thread of the parent may have held)
    _loading = threading.Lock()
    for module in _modules.values():
        module.was_forked()


os.register_at_fork(after_in_child=_after_fork)


def _is_of(token: Token, uri: DeviceUri) -> bool:
    shown = (
        (uri.token, token.label),
        (uri.manufacturer, token.manufacturer_id),
        (uri.model, token.model),
        (uri.serial, token.serial.rstrip(b" \0").decode(errors="replace")),
        (uri.slot_id, token.slot.slot_id),
    )
    return all(wanted is None or wanted == has for wanted, has in shown)


def _pin(uri: DeviceUri) -> str | None:
    if uri.pin_file is None:
        return uri.pin
    try:
        with uri.pin_file.open() as file:
            is_open = os.fstat(file.fileno()).st_mode & stat.S_IROTH
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise DeviceFailed(f"the PIN for {uri} can't be read from {uri.pin_file}: {reason}") from None
    if is_open:
        raise DeviceFailed(
            f"{uri.pin_file} holds a PIN and everybody on this machine may read it: chmod 400, owned by the site's user"
        )
    return text.rstrip("\r\n")


def _mapper() -> AttributeMapper:
    mapper = AttributeMapper()
    mapper.register_handler(cast("Attribute", PUBLIC_KEY_INFO), *handle_bytes)
    return mapper


def _private_key(session: Session, uri: DeviceUri) -> SignMixin:
    wanted = {Attribute.LABEL: uri.label, Attribute.ID: uri.id}
    found = _objects(session, ObjectClass.PRIVATE_KEY, wanted)
    if not found:
        raise DeviceFailed(f"the token has no private key {uri}: pkcs11-tool --login --list-objects shows which it has")
    if len(found) > 1:
        raise DeviceFailed(f"{len(found)} private keys could be meant by {uri}: name one by id=")
    kind = _kind(found[0])
    if kind != KeyType.EC_EDWARDS.name:
        raise DeviceFailed(
            f"the key {uri} is of type {kind}, and the record is signed with Ed25519: make a key of type EC_EDWARDS"
        )
    return cast("SignMixin", found[0])


def _public_key(session: Session, key: SignMixin, uri: DeviceUri) -> bytes:
    """Return the public key under which the private one's signature holds, among those that the device shows for it."""
    shown = [_told(key, Attribute.EC_POINT), _told(key, PUBLIC_KEY_INFO)]
    number = _told(key, Attribute.ID)
    for named in ({Attribute.ID: number or None}, {Attribute.LABEL: uri.label}):
        shown += [_told(one, Attribute.EC_POINT) for one in _objects(session, ObjectClass.PUBLIC_KEY, named)]
    candidates = [found for value in shown if value is not None and (found := _raw(value)) is not None]
    if not candidates:
        raise DeviceFailed(
            f"the device shows no Ed25519 public key for {uri}: write the public object beside it, with the same id"
        )
    # No note ends like this, so that this signature can't be taken for one over a head.
    text = b"Aval asks which key this is: " + secrets.token_bytes(_KEY_SIZE) + b"."
    signature = _signature(key, text)
    for candidate in candidates:
        if Verifier("device", candidate).verifies(text, signature):
            return candidate
    raise DeviceFailed(
        f"what {uri} signs does not fit the public key that the device shows for it: the public object belongs to "
        "another key, or the key is not an Ed25519 one"
    )


def _objects(session: Session, kind: ObjectClass, wanted: Mapping[Attribute, object]) -> list[Object]:
    named = {attribute: value for attribute, value in wanted.items() if value is not None}
    if not named:
        return []
    return list(session.get_objects({Attribute.CLASS: kind, **named}))


def _kind(key: Object) -> str:
    try:
        return KeyType(key[Attribute.KEY_TYPE]).name
    except ValueError:
        return "unknown"


def _told(thing: Object, attribute: int) -> bytes | None:
    try:
        value = thing[cast("Attribute", attribute)]
    except PKCS11Error:  # which one is up to the module
        return None
    return bytes(value)


def _raw(value: bytes) -> bytes | None:
    found = (value.removeprefix(spelling) for spelling in _SPELLINGS if value.startswith(spelling))
    return next((rest for rest in found if len(rest) == _KEY_SIZE), None)


def _signature(key: SignMixin, data: bytes) -> bytes:
    return bytes(key.sign(data, mechanism=Mechanism.EDDSA))


def _said(error: PKCS11Error) -> str:
    return " ".join(filter(None, [type(error).__name__, str(error)]))
