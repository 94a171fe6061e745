"""A time authority in a few lines: the same stamp of the same text each time, and stamps that an honest one never makes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256_OID = bytes.fromhex("608648016503040201")
_ECDSA_SHA256 = bytes.fromhex("2a8648ce3d040302")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")


@dataclass
class Tsa:
    """An authority: its root certificate, and the one that stamps."""

    name: str = "Test time"
    root: x509.Certificate = field(init=False)
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        """Make the keys and certificates, the same for each run."""
        seed = int.from_bytes(sha256(self.name.encode()).digest()) >> 1
        self._key, ca = (ec.derive_private_key(seed + i, ec.SECP256R1()) for i in range(2))
        self.root = self._certify(f"{self.name} root", ca, f"{self.name} root", ca, is_ca=True)
        self.certificate = self._certify(self.name, self._key, f"{self.name} root", ca, is_ca=False)

    @property
    def pem(self) -> bytes:
        """The certificate to trust."""
        return self.root.public_bytes(Encoding.PEM)

    def stamp(
        self, text: bytes, at: datetime, *, algorithm: bytes = SHA256_OID, status: int = 0, made: bytes = b""
    ) -> bytes:
        """Return the answer to a request to stamp a text (RFC 3161 section 2.4.2)."""
        info = tlv(
            0x30,
            tlv(0x02, b"\x01"),
            tlv(0x06, b"\x2a\x03\x04"),
            tlv(0x30, tlv(0x30, tlv(0x06, algorithm)), tlv(0x04, sha256(text).digest())),
            tlv(0x02, b"\x07"),
            tlv(0x18, made or at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
        )
        signed = tlv(
            0x30,
            tlv(0x02, b"\x03"),
            tlv(0x31, tlv(0x30, tlv(0x06, SHA256_OID))),
            tlv(0x30, tlv(0x06, _TST_INFO), tlv(0xA0, tlv(0x04, info))),
            tlv(0xA0, self.certificate.public_bytes(Encoding.DER)),
            tlv(0x31, self._signer_info(info)),
        )
        status_info = tlv(0x30, tlv(0x02, bytes([status])))
        return tlv(0x30, status_info, tlv(0x30, tlv(0x06, _SIGNED_DATA), tlv(0xA0, signed)))

    def _signer_info(self, info: bytes) -> bytes:
        der = self.certificate.public_bytes(Encoding.DER)
        issuer, serial = self.certificate.issuer.public_bytes(), tlv(0x02, bytes([self.certificate.serial_number]))
        certificate_id = tlv(0x30, tlv(0x04, sha256(der).digest()), tlv(0x30, tlv(0x30, tlv(0xA4, issuer)), serial))
        attributes = b"".join(sorted((
            tlv(0x30, tlv(0x06, _CONTENT_TYPE), tlv(0x31, tlv(0x06, _TST_INFO))),
            tlv(0x30, tlv(0x06, _MESSAGE_DIGEST), tlv(0x31, tlv(0x04, sha256(info).digest()))),
            tlv(0x30, tlv(0x06, _SIGNING_CERTIFICATE_V2), tlv(0x31, tlv(0x30, tlv(0x30, certificate_id)))),
        )))  # fmt: skip
        signature = self._key.sign(tlv(0x31, attributes), ec.ECDSA(SHA256(), deterministic_signing=True))
        return tlv(
            0x30,
            tlv(0x02, b"\x01"),
            tlv(0x30, issuer, serial),
            tlv(0x30, tlv(0x06, SHA256_OID)),
            tlv(0xA0, attributes),
            tlv(0x30, tlv(0x06, _ECDSA_SHA256)),
            tlv(0x04, signature),
        )

    def _certify(
        self, name: str, key: ec.EllipticCurvePrivateKey, issuer: str, ca: ec.EllipticCurvePrivateKey, *, is_ca: bool
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(issuer))
            .public_key(key.public_key())
            .serial_number(1 if is_ca else 2)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.public_key()), critical=False)
            .add_extension(_usage(is_ca=is_ca), critical=True)
        )
        if not is_ca:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(ca, SHA256(), ecdsa_deterministic=True)


def tlv(tag: int, *contents: bytes) -> bytes:
    """Return a DER element."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + content


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca, key_cert_sign=is_ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
