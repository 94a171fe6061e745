"""The e-mail address of each contract: ``c-<token>@inbound.<domain>``.

The token is the contract's id, enciphered: it names the contract to this site alone, nobody can make one up for a
contract that they don't know, and no table has to hold it. It is good once the gate is open, which the intake checks.
"""

from base64 import b32decode, b32encode
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

PREFIX = "c-"
TOKEN_LENGTH = 26
_PADDING = "======"


def address_of(contract_id: UUID) -> str:
    """Return the address to which mail about this contract can be sent or copied."""
    encryptor = _cipher(settings.INBOUND_KEY).encryptor()
    token = b32encode(encryptor.update(contract_id.bytes)).decode().rstrip("=").lower()
    return f"{PREFIX}{token}@{settings.INBOUND_DOMAIN}"


def contract_of(address: str) -> UUID | None:
    """Return which contract an address names; None if it is none of ours. The contract may not exist."""
    local, _at, domain = address.strip("<> ").lower().rpartition("@")
    token = local.removeprefix(PREFIX)
    if domain != settings.INBOUND_DOMAIN or not local.startswith(PREFIX) or len(token) != TOKEN_LENGTH:
        return None
    try:
        block = b32decode(token.upper() + _PADDING)
    except ValueError:
        return None
    return UUID(bytes=_cipher(settings.INBOUND_KEY).decryptor().update(block))


@cache
def _cipher(key: str) -> Cipher[modes.ECB]:
    # One id is one block: of a single block that never repeats, this mode tells nothing.
    return Cipher(algorithms.AES(sha256(f"inbound address {key}".encode()).digest()), modes.ECB())  # noqa: S305 (see above)
