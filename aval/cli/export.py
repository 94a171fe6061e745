"""``aval export CONTRACT -o FILE``: a contract's dossier, for whoever runs the site to hand to a party that asks."""

import argparse
import sys
from pathlib import Path
from uuid import UUID

from aval.cli.installation import check_keys, setup, site_database


def run(arguments: list[str]) -> int:
    """Write the dossier; 1 if there is no such contract."""
    parser = argparse.ArgumentParser(prog="aval export", description="Write a contract's dossier.")
    parser.add_argument("contract", type=UUID)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--only", metavar="EVENTS", help="show these events alone, such as 0,3,7-9")
    options = parser.parse_args(arguments)
    with site_database():
        setup()
        check_keys()
        return _export(options.contract, options.output, options.only)


def _export(contract_id: UUID, output: Path, wanted: str | None) -> int:
    # Django must be set up before these are imported.
    from aval.contracts.dossier import chosen_events, write_dossier  # noqa: PLC0415
    from aval.contracts.models import Contract  # noqa: PLC0415
    from aval.kernel.clock import now  # noqa: PLC0415
    from aval.kernel.refusals import Invalid  # noqa: PLC0415

    contract = Contract.objects.select_related("client").filter(id=contract_id).first()
    if contract is None:
        print(f"There is no contract {contract_id} here.", file=sys.stderr)
        return 1
    try:
        only = None if wanted is None else chosen_events(contract_id, wanted)
        with output.open("wb") as file:
            write_dossier(file, contract_id=contract.id, reader=contract.client, made_at=now(), only=only)
    except Invalid as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    return 0
