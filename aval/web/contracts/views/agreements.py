"""The agreement: its versions, what is between two of them, drafting, signing, rejecting."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.contracts import access, deeds, queries
from aval.contracts import actions as contracts
from aval.contracts.agreed import MILESTONES_MAX
from aval.contracts.models import AgreementVersion, Contract
from aval.contracts.states import MilestoneStatus
from aval.contracts.terms import Draft
from aval.moderation.actions import ContactDetailsFound
from aval.record import queries as record
from aval.web import signing
from aval.web.contracts.changes import changes
from aval.web.contracts.forms import (
    AgreementForm,
    MilestoneForms,
    PeriodForm,
    ReasonForm,
    SignatureForm,
    initial_of_milestone,
    status_of,
)
from aval.web.contracts.receipts import size_before, to_contract
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once

ROWS = "milestones"
ROWS_ADDRESSED = ("add", "remove")


@login_required
@require_safe
def versions(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """List all versions of an agreement, who signed each, and what each changed."""
    contract = access.contract_for(contract_id, account_of(request).id)
    found = list(
        contract.versions.select_related("drafted_by", "rejection")
        .prefetch_related("signatures__account")
        .order_by("-number")
    )
    return render(request, "contracts/versions.html", {"contract": contract, "versions": found})


@login_required
@require_safe
def version(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Show exactly what a version says, its fingerprint, and its signatures; and let a party sign or reject it."""
    return _version(request, access.version_for(contract_id, number, account_of(request).id))


@login_required
@require_safe
def terms(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Give a version's terms byte for byte: their SHA-256 is the fingerprint."""
    found = access.version_for(contract_id, number, account_of(request).id)
    response = HttpResponse(bytes(found.terms), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="agreement-{number}.json"'
    return response


@login_required
@require_safe
def compare(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Show what a version changes against another one, by default the one before it."""
    found = access.version_for(contract_id, number, account_of(request).id)
    other = _other(request, found)
    values = {
        "version": found,
        "other": other,
        "contract": found.contract,
        "changes": changes(other.content, found.content),
    }
    return render(request, "contracts/comparison.html", values)


@login_required
@require_POST
@once
def sign(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Sign a version by the hash that the page showed."""
    found = access.version_for(contract_id, number, account_of(request).id)
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return _version(request, found, signature=form)
    before = size_before(contract_id)
    terms_hash = bytes.fromhex(form.cleaned_data["terms_hash"])
    contracts.sign_agreement(
        act_of(request), version_id=found.id, terms_hash=terms_hash, assertion=signing.given(request)
    )
    return to_contract(contract_id, before)


@login_required
@require_POST
def intend_to_sign(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Say what a passkey is to sign so that it signs this version."""
    found = access.version_for(contract_id, number, account_of(request).id)
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return signing.not_yet(form)
    if form.cleaned_data["terms_hash"] != found.fingerprint:
        raise contracts.NotTheTermsShown
    return signing.asked(request, deeds.signing(found))


@login_required
@require_POST
@once
def reject(request: HttpRequest, contract_id: UUID, number: int) -> HttpResponse:
    """Turn a version down."""
    found = access.version_for(contract_id, number, account_of(request).id)
    form = ReasonForm(request.POST)
    before = size_before(contract_id)
    tried = attempt(
        form,
        lambda: contracts.reject_version(act_of(request), version_id=found.id, reason=form.cleaned_data["reason"]),
    )
    if tried.made:
        return to_contract(contract_id, before)
    return _version(request, found, rejection=form, refusal=tried.refusal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Write a version and put it forward, starting from the latest one."""
    contract = access.contract_for(contract_id, account_of(request).id)
    if not contract.is_party(account_of(request).id):
        raise Contract.DoesNotExist
    if request.method != "POST":
        return render(request, "contracts/draft.html", _Drafting.of(contract, None).values)
    if any(name in request.POST for name in ROWS_ADDRESSED):
        return render(request, "contracts/draft.html", _Drafting.with_other_rows(contract, request.POST).values)
    return _put_forward(request, contract)


@once
def _put_forward(request: HttpRequest, contract: Contract) -> HttpResponse:
    drafting = _Drafting.of(contract, request.POST)
    before = size_before(contract.id)
    tried = attempt(
        drafting.form,
        lambda: contracts.draft_version(act_of(request), contract_id=contract.id, draft=drafting.draft()),
        valid=drafting.is_valid(),
    )
    if tried.made:
        return to_contract(contract.id, before)
    return render(request, "contracts/draft.html", {**drafting.values, "refusal": tried.refusal}, status=422)


@dataclass(frozen=True, slots=True)
class _Drafting:
    """The forms of one version: the choices, and milestones or the clause of periods."""

    contract: Contract
    form: AgreementForm
    rows: Any = None
    periods: PeriodForm | None = None

    @classmethod
    def of(cls, contract: Contract, data: QueryDict | None) -> "_Drafting":
        """Return the forms with what was sent, or as the latest version has it."""
        latest = contract.versions.latest("number").content
        form = AgreementForm(data, initial=AgreementForm.initial_of(latest))
        if latest.periods is not None:
            initial = PeriodForm.initial_of(latest.periods)
            return cls(contract, form, periods=PeriodForm(data, contract=contract, prefix="periods", initial=initial))
        initial_rows = [initial_of_milestone(milestone) for milestone in latest.milestones]
        return cls(contract, form, _rows(contract, data, initial_rows))

    @classmethod
    def with_other_rows(cls, contract: Contract, data: QueryDict) -> "_Drafting":
        """Return the forms with what was typed and one milestone more or less; nothing is judged yet."""
        typed = _typed(data)
        removed = str(data.get("remove", ""))
        if "add" in data:
            typed.append({})
        elif removed.isdecimal() and int(removed) < len(typed):
            typed.pop(int(removed))
        form = AgreementForm(initial={name: data.get(name, "") for name in AgreementForm.base_fields})
        return cls(contract, form, _rows(contract, None, typed))

    @property
    def values(self) -> dict[str, Any]:
        """What the template needs."""
        return {"contract": self.contract, "form": self.form, "rows": self.rows, "periods": self.periods}

    def is_valid(self) -> bool:
        """Tell whether every part is valid; each one is asked, so that all errors show at once."""
        parts = [part for part in (self.form, self.rows, self.periods) if part is not None]
        return all([part.is_valid() for part in parts])  # noqa: C419 (see above)

    def draft(self) -> Draft:
        """Return what was written, for the action."""
        return self.form.draft(
            milestones=tuple(row.terms() for row in self.rows) if self.rows is not None else (),
            periods=self.periods.terms() if self.periods is not None else None,
        )


def _version(
    request: HttpRequest,
    found: AgreementVersion,
    *,
    signature: SignatureForm | None = None,
    rejection: ReasonForm | None = None,
    refusal: ContactDetailsFound | None = None,
) -> HttpResponse:
    reader = account_of(request).id
    contract = access.contract_for(found.contract_id, reader)
    signatures = list(found.signatures.select_related("account").order_by("signed_at"))
    signed = {one.account_id for one in signatures}
    may_act = contract.is_party(reader) and found.is_open and contract.is_open
    before = contract.versions.filter(number__lt=found.number).order_by("-number").first()
    values = {
        "contract": contract,
        "version": found,
        "record_name": record.fingerprint(contract.id),
        "terms": found.content,
        "signatures": signatures,
        "signed_events": queries.signatures_of(found),
        "keys": record.keys_of(contract.id),
        "unsigned": [one for one in (contract.client, contract.professional) if one.id not in signed],
        "may_sign": may_act and reader not in signed,
        "may_reject": may_act,
        "signature": signature or SignatureForm(initial={"terms_hash": found.fingerprint}),
        "rejection": rejection or ReasonForm(),
        "changes": changes(before.content, found.content) if before else (),
        "before": before,
        "fees": queries.fees_of(found) if found.is_open else (),
        "refusal": refusal,
    }
    bound = signature or rejection
    return render(request, "contracts/version.html", values, status=status_of(bound) if bound else 200)


def _other(request: HttpRequest, found: AgreementVersion) -> AgreementVersion:
    text = request.GET.get("with", "")
    others = AgreementVersion.objects.filter(contract_id=found.contract_id)
    if text.isdecimal() and len(text) < 6:  # noqa: PLR2004 (far more versions than an agreement has)
        return others.get(number=int(text))
    other = others.filter(number__lt=found.number).order_by("-number").first()
    return other or found


def _rows(contract: Contract, data: QueryDict | None, initial: list[dict[str, Any]]) -> Any:
    existing = {milestone.id: milestone for milestone in contract.milestones.exclude(status=MilestoneStatus.CANCELLED)}
    kwargs = {"contract": contract, "existing": existing}
    return MilestoneForms(data, prefix=ROWS, initial=None if data is not None else initial, form_kwargs=kwargs)


def _typed(data: QueryDict) -> list[dict[str, Any]]:
    """Return what stands in the rows now, before one is added or taken away."""
    total = data.get(f"{ROWS}-TOTAL_FORMS", "0")
    count = min(int(total), MILESTONES_MAX) if total.isdecimal() else 0
    names = ("id", "title", "amount", "due_on", "criteria")
    return [{name: data.get(f"{ROWS}-{index}-{name}", "") for name in names} for index in range(count)]
