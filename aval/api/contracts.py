"""Contracts: agreements, milestones, deliveries, acceptance, and work by the period."""

import base64
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from aval.api.pages import Cursor, page
from aval.api.projects import MoneyValue, caller_id
from aval.api.requests import act_of
from aval.api.signing import IntentOut, Signable, asked
from aval.contracts import access, actions, deeds, queries
from aval.contracts.models import AgreementVersion, Contract, Delivery, Milestone, Signature
from aval.contracts.states import Ownership, Side, Silence
from aval.contracts.terms import Draft, MilestoneTerms, PeriodTerms
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.projects.choices import Period

router = Router(tags=["contracts"])


class MilestoneTermsIn(Schema):
    """One milestone of a version. Give the ``id`` of one that exists; leave it out for a new one."""

    id: UUID | None = None
    title: str
    criteria: str
    amount: MoneyValue
    due_on: date

    def terms(self) -> MilestoneTerms:
        """Return it as the domain has it."""
        return MilestoneTerms(self.id or new_id(), self.title, self.criteria, self.amount.money(), self.due_on)


class PeriodTermsIn(Schema):
    """The clause of ongoing work. ``price`` is an hour's where ``hours_max`` is set, a period's otherwise."""

    unit: Period
    price: MoneyValue
    hours_max: int = 0
    starts_on: date
    criteria: str

    def terms(self) -> PeriodTerms:
        """Return it as the domain has it."""
        return PeriodTerms(self.unit.value, self.price.money(), self.hours_max, self.starts_on, self.criteria)


class DraftIn(Schema):
    """What can be chosen in a version of an agreement."""

    scope: str
    milestones: list[MilestoneTermsIn] = []
    periods: PeriodTermsIn | None = None
    review_days: int = 14
    silence: Silence = Silence.ASK_MEDIATOR
    revisions: int = 2
    ownership: Ownership = Ownership.ON_PAYMENT
    small_print: str = ""

    def draft(self) -> Draft:
        """Return it as the domain has it."""
        return Draft(
            scope=self.scope,
            milestones=tuple(one.terms() for one in self.milestones),
            periods=self.periods.terms() if self.periods else None,
            review_days=self.review_days,
            silence=self.silence,
            revisions=self.revisions,
            ownership=self.ownership,
            small_print=self.small_print,
        )


class SignatureOut(Schema):
    """Who signed, and when."""

    account_id: UUID
    signed_at: AwareDatetime


class VersionOut(Schema):
    """A version of the agreement. ``terms`` is base64 of the bytes whose SHA-256 is ``terms_sha256``."""

    id: UUID
    contract_id: UUID
    number: int
    status: str
    terms: str
    terms_sha256: str
    drafted_by_id: UUID
    drafted_at: AwareDatetime
    signatures: list[SignatureOut]

    @staticmethod
    def resolve_terms(version: AgreementVersion) -> str:
        """The canonical bytes."""
        return base64.b64encode(bytes(version.terms)).decode()

    @staticmethod
    def resolve_terms_sha256(version: AgreementVersion) -> str:
        """Their hash: what is signed."""
        return version.fingerprint

    @staticmethod
    def resolve_signatures(version: AgreementVersion) -> list[Signature]:
        """Who has signed it."""
        return list(version.signatures.order_by("signed_at"))


class TermsIn(Schema):
    """The hash of the terms that were read: 64 hexadecimal digits."""

    terms_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class SignIn(TermsIn, Signable):
    """A signature: the hash of the terms that were read, and the passkey's own if there is one."""


class ReasonIn(Schema):
    """A word on why."""

    reason: str = Field(default="", max_length=2_000)


class RefundIn(ReasonIn, Signable):
    """Why the money goes back, and the passkey's signature if there is one."""


class ReasonsIn(Schema):
    """What should change."""

    reasons: str


class DeliveryIn(Schema):
    """A version of the work. ``attachments``: ids of the caller's uploads."""

    note: str = ""
    links: list[str] = []
    attachments: list[UUID] = []


class DeliveryOut(Schema):
    """A version of the work, and the answer to it."""

    id: UUID
    milestone_id: UUID
    contract_id: UUID
    number: int
    note: str
    links: list[str]
    attachments: list[UUID]
    minutes: int | None
    billed: MoneyValue
    delivered_at: AwareDatetime
    review_ends_at: AwareDatetime
    accepted_at: AwareDatetime | None
    changes: str | None

    @staticmethod
    def resolve_accepted_at(delivery: Delivery) -> Any:
        """When the client accepted it, or by the signed clause silence counted."""
        if hasattr(delivery, "acceptance"):
            return delivery.acceptance.accepted_at
        return delivery.silence_acceptance.counted_at if hasattr(delivery, "silence_acceptance") else None

    @staticmethod
    def resolve_changes(delivery: Delivery) -> str | None:
        """What the client asked to change."""
        return delivery.change_request.reasons if hasattr(delivery, "change_request") else None


class MilestoneOut(Schema):
    """A milestone: what is agreed, where it stands, and where its money is."""

    id: UUID
    contract_id: UUID
    number: int
    status: str
    title: str
    criteria: str
    amount: MoneyValue
    in_escrow: MoneyValue
    due_on: date
    period_starts_on: date | None
    hours_max: int | None
    minutes: int
    actions: list[str]
    deliveries: list[DeliveryOut]


class ExpectationOut(Schema):
    """What somebody is expected to do, and by when. ``side`` is absent where the site or a mediator is."""

    side: Side | None
    what: str
    due_at: AwareDatetime | None
    is_late: bool
    milestone_id: UUID | None


class ContractOut(Schema):
    """A contract in short."""

    id: UUID
    project_id: UUID
    client_id: UUID
    professional_id: UUID
    title: str
    kind: str
    currency: str
    status: str
    opened_at: AwareDatetime


class ContractDetail(ContractOut):
    """A contract with its agreement, its milestones and what is expected of whom."""

    version_in_force: VersionOut | None
    open_version: VersionOut | None
    milestones: list[MilestoneOut]
    expected: list[ExpectationOut]


class ContractPage(Schema):
    """Some contracts, and where the next begin."""

    items: list[ContractOut]
    next: UUID | None


class PaymentOut(Schema):
    """Who was paid what, and which version of the agreement it stands on."""

    id: UUID
    milestone_id: UUID
    version_id: UUID
    to_professional: MoneyValue
    commission: MoneyValue
    to_client: MoneyValue


class WorkIn(Schema):
    """Time worked on a day of a period."""

    worked_on: date
    minutes: int
    note: str
    attachments: list[UUID] = []


class WorkOut(Schema):
    """A work entry."""

    id: UUID
    milestone_id: UUID
    worked_on: date
    minutes: int
    note: str
    logged_at: AwareDatetime


class AbsenceIn(Schema):
    """When the caller will be away."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


@router.get("/contracts", response=ContractPage)
def list_contracts(request: HttpRequest, cursor: Query[Cursor]) -> Any:
    """Return the caller's contracts, newest first."""
    return page(Contract.objects.of(caller_id(request)), cursor)


@router.get("/contracts/{uuid:contract_id}", response=ContractDetail)
def contract(request: HttpRequest, contract_id: UUID) -> Any:
    """Return one contract with all that its page shows."""
    found = access.contract_for(contract_id, caller_id(request))
    shown = queries.show(found, caller_id(request), at=now())
    return {
        **{name: getattr(found, name) for name in ContractOut.model_fields},
        "version_in_force": shown.version,
        "open_version": shown.open_version,
        "milestones": [_milestone(one) for one in shown.milestones],
        "expected": shown.expectations,
    }


@router.post("/proposals/{uuid:proposal_id}/choice", response={201: ContractOut})
def choose_proposal(request: HttpRequest, proposal_id: UUID) -> Any:
    """Choose a proposal: its contract begins, with a first version of the agreement to sign."""
    return Status(201, actions.choose_proposal(act_of(request), proposal_id=proposal_id))


@router.get("/contracts/{uuid:contract_id}/versions", response=list[VersionOut])
def versions(request: HttpRequest, contract_id: UUID) -> Any:
    """Return all versions of the agreement, oldest first."""
    return access.contract_for(contract_id, caller_id(request)).versions.order_by("number")


@router.post("/contracts/{uuid:contract_id}/versions", response={201: VersionOut})
def draft_version(request: HttpRequest, contract_id: UUID, body: DraftIn) -> Any:
    """Put a version forward; it takes the place of the one that waits for signatures."""
    return Status(201, actions.draft_version(act_of(request), contract_id=contract_id, draft=body.draft()))


@router.post("/versions/{uuid:version_id}/signature", response={201: SignatureOut})
def sign_agreement(request: HttpRequest, version_id: UUID, body: SignIn) -> Any:
    """Sign a version by the hash of its terms."""
    signed = actions.sign_agreement(
        act_of(request),
        version_id=version_id,
        terms_hash=bytes.fromhex(body.terms_sha256),
        assertion=body.given(),
    )
    return Status(201, signed)


@router.post("/versions/{uuid:version_id}/signature/intent", response=IntentOut)
def intend_to_sign(request: HttpRequest, version_id: UUID, body: TermsIn) -> Any:
    """Return what a passkey has to sign so that it signs this version; nothing is done."""
    version = AgreementVersion.objects.select_related("contract").get(id=version_id)
    access.contract_for_party(version.contract_id, caller_id(request))
    if body.terms_sha256 != version.fingerprint:
        raise actions.NotTheTermsShown
    return asked(request, deeds.signing(version))


@router.post("/versions/{uuid:version_id}/rejection", response={204: None})
def reject_version(request: HttpRequest, version_id: UUID, body: ReasonIn) -> Any:
    """Turn a version down."""
    actions.reject_version(act_of(request), version_id=version_id, reason=body.reason)
    return Status(204, None)


@router.post("/contracts/{uuid:contract_id}/cancellation", response=ContractOut)
def cancel_contract(request: HttpRequest, contract_id: UUID, body: ReasonIn) -> Any:
    """Call off a contract on which no money came in."""
    return actions.cancel_contract(act_of(request), contract_id=contract_id, reason=body.reason)


@router.post("/contracts/{uuid:contract_id}/end", response=ContractOut)
def end_contract(request: HttpRequest, contract_id: UUID, body: ReasonIn) -> Any:
    """Say that nothing more will be funded; what is in escrow runs its course."""
    end = actions.end_contract(act_of(request), contract_id=contract_id, reason=body.reason)
    return end.contract


@router.get("/milestones/{uuid:milestone_id}", response=MilestoneOut)
def milestone(request: HttpRequest, milestone_id: UUID) -> Any:
    """Return one milestone with its deliveries and what the caller may do to it."""
    return _shown(request, access.milestone_for(milestone_id, caller_id(request)))


@router.post("/milestones/{uuid:milestone_id}/funding", response=MilestoneOut)
def fund_milestone(request: HttpRequest, milestone_id: UUID) -> Any:
    """Put a milestone's price from the caller's wallet into escrow."""
    return _shown(request, actions.fund_milestone(act_of(request), milestone_id=milestone_id))


@router.post("/milestones/{uuid:milestone_id}/deliveries", response={201: DeliveryOut})
def deliver(request: HttpRequest, milestone_id: UUID, body: DeliveryIn) -> Any:
    """Deliver a version of the work."""
    values = body.dict()
    return Status(201, actions.deliver(act_of(request), milestone_id=milestone_id, **values))


@router.post("/deliveries/{uuid:delivery_id}/acceptance", response={201: PaymentOut})
def accept_delivery(request: HttpRequest, delivery_id: UUID, body: Signable | None = None) -> Any:
    """Accept a delivery; its escrow is released at once."""
    given = body.given() if body is not None else None
    return Status(201, actions.accept_delivery(act_of(request), delivery_id=delivery_id, assertion=given))


@router.post("/deliveries/{uuid:delivery_id}/acceptance/intent", response=IntentOut)
def intend_to_accept(request: HttpRequest, delivery_id: UUID) -> Any:
    """Return what a passkey has to sign so that it accepts this delivery; nothing is done."""
    found = access.delivery_for(delivery_id, caller_id(request))
    access.contract_for_party(found.contract_id, caller_id(request))
    return asked(request, deeds.accepting(found, **queries.payment_of(found).shares))


@router.post("/deliveries/{uuid:delivery_id}/changes", response={204: None})
def request_changes(request: HttpRequest, delivery_id: UUID, body: ReasonsIn) -> Any:
    """Ask for changes to a delivery."""
    actions.request_changes(act_of(request), delivery_id=delivery_id, reasons=body.reasons)
    return Status(204, None)


@router.post("/milestones/{uuid:milestone_id}/refund", response={201: PaymentOut})
def consent_to_refund(request: HttpRequest, milestone_id: UUID, body: RefundIn) -> Any:
    """Give a milestone's escrow back to the client."""
    consent = actions.consent_to_refund(
        act_of(request), milestone_id=milestone_id, reason=body.reason, assertion=body.given()
    )
    return Status(201, consent)


@router.post("/milestones/{uuid:milestone_id}/refund/intent", response=IntentOut)
def intend_to_refund(request: HttpRequest, milestone_id: UUID, body: ReasonIn) -> Any:
    """Return what a passkey has to sign so that it gives this escrow back; nothing is done."""
    found = access.milestone_for(milestone_id, caller_id(request))
    access.contract_for_party(found.contract_id, caller_id(request))
    return asked(request, deeds.refunding(found, body.reason))


@router.post("/milestones/{uuid:milestone_id}/work", response={201: WorkOut})
def log_work(request: HttpRequest, milestone_id: UUID, body: WorkIn) -> Any:
    """Write down time worked in a period."""
    return Status(201, actions.log_work(act_of(request), milestone_id=milestone_id, **body.dict()))


@router.post("/work/{uuid:entry_id}/withdrawal", response={204: None})
def withdraw_work(request: HttpRequest, entry_id: UUID) -> Any:
    """Take a work entry back."""
    actions.withdraw_work(act_of(request), entry_id=entry_id)
    return Status(204, None)


@router.post("/absences", response={201: AbsenceIn})
def announce_absence(request: HttpRequest, body: AbsenceIn) -> Any:
    """Announce an absence; reviews of what is delivered from now on stand still meanwhile."""
    act = act_of(request)
    return Status(201, actions.announce_absence(act, starts_at=body.starts_at, ends_at=body.ends_at))


def _shown(request: HttpRequest, found: Milestone) -> dict[str, Any]:
    found.contract = access.contract_for(found.contract_id, caller_id(request))
    return _milestone(queries.show_milestone(found, caller_id(request), at=now()))


def _milestone(shown: queries.MilestoneShown) -> dict[str, Any]:
    names = ("id", "contract_id", "number", "status", "title", "criteria", "amount", "due_on", "period_starts_on")
    held: Money = shown.held
    return {
        **{name: getattr(shown.milestone, name) for name in names},
        "hours_max": shown.milestone.hours_max,
        "in_escrow": held,
        "minutes": shown.minutes,
        "actions": sorted(shown.actions),
        "deliveries": [one.delivery for one in shown.deliveries],
    }
