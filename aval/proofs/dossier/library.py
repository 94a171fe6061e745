"""What ``aval verify`` checks beyond verify.py, with libraries: stamps' signatures, ML-DSA, OpenTimestamps proofs."""

from aval.proofs import stamps
from aval.proofs.cosignatures import CosignatureVerifier
from aval.proofs.ots import OtsError, Proof
from aval.proofs.stamps import Trust


class Library:
    """The checks of :class:`aval.proofs.dossier.verify.Library`."""

    def cosigned(self, vkey: str, text: bytes, value: bytes) -> None:
        """Check a witness's cosignature of any kind.

        :raises ValueError: if it is none, or not this witness's
        """
        if not CosignatureVerifier.from_vkey(vkey).verifies(text, value):
            raise ValueError("the cosignature does not fit the checkpoint")

    def stamped(self, token: bytes, text: bytes, certificates: bytes) -> str:
        """Return whose stamp it is, by the certificates that one is given.

        :raises aval.proofs.stamps.StampError: if they don't bear it out
        """
        return stamps.verify(token, text, Trust.from_pem(certificates)).authority

    def anchored(self, proof: bytes, text: bytes) -> str:
        """Return which blocks a proof leads to, and which Merkle root each has to have.

        :raises aval.proofs.ots.OtsError: if it can't be followed, or leads to none
        """
        found = Proof.from_bytes(proof)
        blocks = [one for one in found.attestations if one.height is not None]
        if not found.is_of(text) or not blocks:
            raise OtsError("it leads to no block")
        # Bitcoin shows digests with their bytes reversed.
        return ", ".join(f"{one.kind} {one.height} (Merkle root {one.digest[::-1].hex()})" for one in blocks)
