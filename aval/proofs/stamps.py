"""Time stamps (RFC 3161): somebody else says that a text existed at a moment.

A token is good if the certificates that one trusts lead to whoever signed it, and if it is for this very text. Both
the signature and the certificates are checked as of the token's own time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)


class StampError(ValueError):
    """The bytes are no time stamp, or not of this text, or nobody trusted made it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a stamp: its bytes, and the number that the answer has to repeat."""

    body: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a good stamp says: when, how exactly, and who signed it."""

    at: datetime
    authority: str


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates by which stamps are checked."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]

    @classmethod
    def from_pem(cls, pem: bytes) -> "Trust":
        """Read certificates; those that sign themselves are the roots.

        :raises StampError: if there is none, or no root among them
        """
        try:
            found = x509.load_pem_x509_certificates(pem)
        except ValueError as error:
            raise StampError(f"not a file of certificates: {error}") from None
        roots = tuple(one for one in found if one.issuer == one.subject)
        if not roots:
            raise StampError("no root among the certificates")
        return cls(roots, tuple(one for one in found if one not in roots))


def ask(text: bytes) -> Asked:
    """Return a request to stamp a text, with the authority's certificate in the answer."""
    request = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
    nonce = request.nonce
    if nonce is None:
        raise StampError("the request has no nonce")
    return Asked(request.as_bytes(), nonce)


def verify(token: bytes, text: bytes, trust: Trust, *, nonce: int | None = None) -> Stamped:
    """Return what a stamp says of a text.

    :param token: the authority's whole answer
    :param nonce: of the request, when the answer has just come
    :raises StampError: if it is no stamp, or not a good one of this text
    """
    response = _decode(token)
    builder = VerifierBuilder(roots=list(trust.roots), intermediates=list(trust.intermediates), nonce=nonce)
    leaf = None
    if not response.signed_data.certificates:
        # The token names its signer without bringing the certificate: it may be among those that are trusted.
        leaf = _signer(response, (*trust.intermediates, *trust.roots))
        builder = builder.tsa_certificate(leaf)
    try:
        builder.build().verify_message(response, text)
    except (VerificationError, ValueError) as error:
        raise StampError(str(error)) from None
    at = response.tst_info.gen_time
    signer = leaf or _signer(response, map(x509.load_der_x509_certificate, response.signed_data.certificates))
    return Stamped(at if at.tzinfo else at.replace(tzinfo=UTC), signer.subject.rfc4514_string())


def _decode(token: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(token)
    except ValueError as error:
        raise StampError(f"not a time stamp: {error}") from None


def _signer(response: TimeStampResponse, certificates: Iterable[x509.Certificate]) -> x509.Certificate:
    for info in response.signed_data.signer_infos:
        for certificate in certificates:
            if certificate.serial_number == info.serial_number and certificate.issuer == info.issuer:
                return certificate
    raise StampError("the certificate of whoever signed is missing")
