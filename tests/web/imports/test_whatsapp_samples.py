"""Chats that real phones exported go in through the form, each to its last entry."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.cli.main import main
from aval.imports.events import ImportConfirmed
from aval.imports.models import Import, ImportedEntry
from aval.record.queries import events
from tests import make

pytestmark = pytest.mark.django_db
SIDES = ("client", "professional")


@pytest.mark.parametrize("sample", sorted(make.SAMPLES.glob("*.[tz]*")), ids=lambda path: path.name)
def test_a_real_export_goes_from_the_form_into_the_record(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thread = make.thread(gate_open=True)
    client = Client()
    client.force_login(thread.client, backend="django.contrib.auth.backends.ModelBackend")

    upload = {"file": SimpleUploadedFile(sample.name, sample.read_bytes())}
    uploaded = client.post(reverse("imports:index", args=[thread.contract_id]), upload)
    assert uploaded.status_code == 302, uploaded.content.decode()
    where = uploaded.headers["Location"]
    asked = client.get(where).context["reading_form"].fields
    client.post(
        f"{where}reading/", {"zone": "America/Bogota", **({"day_first": "yes"} if "day_first" in asked else {})}
    )
    people = client.get(where).context["form"].people
    chosen = {f"person_{place}": SIDES[place] if place < 2 else "other" for place in range(len(people))}
    confirmed = client.post(f"{where}confirmation/", {**chosen, "omission": ""})

    assert confirmed.status_code == 302, confirmed.content.decode()
    assert Import.objects.get().status == Import.Status.CONFIRMED
    main(["parse", str(sample)])
    written: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    said = [one["text"] for one in written if one["kind"] != "notice"]
    assert sorted(ImportedEntry.objects.values_list("text", flat=True)) == sorted(said)
    (told,) = events(thread.contract_id, kinds=[ImportConfirmed])
    assert getattr(told.event, "notices", None) == len(written) - len(said)
