"""``aval verify DOSSIER``: offline, without database or Django."""

from aval.proofs.dossier.library import Library
from aval.proofs.dossier.verify import main


def run(arguments: list[str]) -> int:
    """Check a dossier, signatures of time authorities included; the exit code says how it stands (docs/record.md)."""
    return main(arguments, Library())
