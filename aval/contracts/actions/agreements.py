"""Choosing a proposal, putting versions of the agreement forward, signing and rejecting them."""

from dataclasses import fields, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from aval.accounts import passkeys
from aval.accounts import queries as accounts
from aval.accounts.passkeys import Assertion
from aval.contracts import access, deeds
from aval.contracts.agreed import apply_version, check_amendment, check_draft
from aval.contracts.clauses import clauses
from aval.contracts.events import VersionDrafted, VersionInForce, VersionRejected, VersionSigned
from aval.contracts.models import AgreementVersion, Contract, ContractEnd, Rejection, Signature
from aval.contracts.refusals import EndedAlready, NotTheTermsShown, SignedAlready
from aval.contracts.states import ContractStatus, VersionStatus
from aval.contracts.steps import by_site, complete_if_done
from aval.contracts.terms import Draft, MilestoneTerms, PeriodTerms, Terms, fingerprint, write
from aval.conversation import queries as conversation
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.refusals import IllegalMove
from aval.kernel.transactions import action, step
from aval.moderation import actions as moderation
from aval.projects import actions as projects
from aval.projects.choices import Kind
from aval.projects.models import Proposal
from aval.record import actions as record
from aval.record.events import Text

SMALL_REVIEW_DAYS = 3


@action
def choose_proposal(act: Act, *, proposal_id: UUID) -> Contract:
    """Choose a proposal: the contract begins, with a first version of its agreement made from project and proposal.

    :raises Proposal.DoesNotExist: if there is none, or it is not on a project of the actor's
    :raises IllegalMove: if the proposal or the project is not open any more
    """
    proposal = projects.mark_chosen(act, proposal_id=proposal_id)
    project = proposal.project
    tiers = [list(tier) for tier in settings.COMMISSION_TIERS.get(project.currency, ())]
    contract = Contract.objects.create(
        id=proposal.id,
        project=project,
        client_id=project.client_id,
        professional_id=proposal.professional_id,
        title=project.title,
        kind=proposal.terms.kind,
        language={"pt": "pt-br"}.get(project.language, project.language),
        currency=project.currency,
        commission_basis_points=tiers[0][1] if tiers else settings.COMMISSION_BASIS_POINTS,
        commission_tiers=tiers,
        client_fee_basis_points=settings.CLIENT_FEE_BASIS_POINTS,
        opened_at=act.at,
    )
    _put_forward(act, contract, _first_draft(proposal, contract.language, act.at.date()))
    return contract


@action
def draft_version(act: Act, *, contract_id: UUID, draft: Draft) -> AgreementVersion:
    """Put a version of the agreement forward: the first wording, a counter-proposal, or an amendment.

    It takes the place of whatever version was waiting for a signature; what is in force stays so until both have
    signed the new one.

    :raises Contract.DoesNotExist: if there is none, or the actor is not a party
    :raises EndedAlready: if one side has ended the contract
    :raises Invalid: if a value makes no sense, naming its field
    :raises AmendmentOutdated: if it would change a funded milestone's price, or anything of one that has ended
    :raises ContactDetailsFound: if the gate is closed and the text would pass contact details on
    """
    contract = access.lock_contract_for_party(contract_id, act.actor_id)
    _check_not_ended(contract)
    _screen(act, contract, draft)
    check_draft(draft, contract, act.at.date())
    check_amendment(contract, draft)
    waiting = contract.open_version
    if waiting is not None:
        waiting.move_to(VersionStatus.REPLACED)
    return _put_forward(act, contract, draft)


@action
def sign_agreement(act: Act, *, version_id: UUID, terms_hash: bytes, assertion: Assertion | None = None) -> Signature:
    """Sign a version by the hash of the terms that were shown; with both signatures it is in force.

    :param terms_hash: the SHA-256 that the page showed (32 bytes)
    :param assertion: what the actor's passkey signed, if it did
    :raises AgreementVersion.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if it can't be signed any more
    :raises NotTheTermsShown: if the hash is not the version's
    :raises SignedAlready: if the actor has signed it
    :raises AssertionRefused: if the passkey did not sign this
    :raises AmendmentOutdated: if a milestone that it changes was funded or ended since it was drafted
    """
    version = access.lock_version_for_party(version_id, act.actor_id)
    contract = version.contract
    _check_not_ended(contract)
    if not version.is_open:
        raise IllegalMove
    if terms_hash != bytes(version.terms_hash):
        raise NotTheTermsShown
    if version.signatures.filter(account_id=act.actor_id).exists():
        raise SignedAlready

    signed = passkeys.sign(act, deeds.signing(version), assertion)
    comes_into_force = version.status == VersionStatus.SIGNED_BY_ONE
    if comes_into_force and contract.status == ContractStatus.AGREEING:
        # Before the first event: projects are locked ahead of logs everywhere.
        projects.confirm_award(act, proposal_id=contract.id)
    signature = Signature.objects.create(
        version=version, contract=contract, account_id=act.actor_id, terms_hash=terms_hash, signed_at=act.at
    )
    record.append_signed(act, contract.id, VersionSigned(version.id, version.number, version.fingerprint), signed)
    if comes_into_force:
        _bring_into_force(act, contract, version)
    else:
        version.move_to(VersionStatus.SIGNED_BY_ONE)
    return signature


@action
def reject_version(act: Act, *, version_id: UUID, reason: str = "") -> Rejection:
    """Turn a version down, or take back one's own; what is in force stays so.

    :raises AgreementVersion.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if it is in force, rejected or replaced already
    :raises ContactDetailsFound: if the gate is closed and the reason would pass contact details on
    """
    version = access.lock_version_for_party(version_id, act.actor_id)
    screen_text(act, version.contract, reason)
    rejection = reject(act, version, reason)
    complete_if_done(act, version.contract)
    return rejection


@step
def reject(act: Act, version: AgreementVersion, reason: str) -> Rejection:
    """Write down that a party turned a version down.

    :raises IllegalMove: if it is in force, rejected or replaced already
    """
    version.move_to(VersionStatus.REJECTED)
    rejection = Rejection.objects.create(
        version=version, account_id=act.actor_id, reason=reason.strip(), rejected_at=act.at
    )
    event = VersionRejected(version.id, version.number, Text(reason.strip()) if reason.strip() else None)
    record.append(act, version.contract_id, event)
    return rejection


@step
def screen_text(act: Act, contract: Contract, text: str) -> None:
    """Let a text of the actor's on this contract pass, or refuse it while the gate is closed.

    :raises ContactDetailsFound: if the gate is closed and the text would pass contact details on
    """
    if not text.strip():
        return
    gate = conversation.gate(contract.id)
    moderation.screen(
        act,
        text=text,
        place="agreement",
        author_id=act.actor_id,
        contract_id=contract.id,
        gate_open=gate.is_open,
        subject=contract.title,
        skills=contract.project.skills,
    )


def _check_not_ended(contract: Contract) -> None:
    if not contract.is_open or ContractEnd.objects.filter(contract=contract).exists():
        raise EndedAlready


def _screen(act: Act, contract: Contract, draft: Draft) -> None:
    for milestone in draft.milestones:
        screen_text(act, contract, f"{milestone.title}\n{milestone.criteria}")
    for text in (draft.scope, draft.small_print, draft.periods.criteria if draft.periods else ""):
        screen_text(act, contract, text)


def _put_forward(act: Act, contract: Contract, draft: Draft) -> AgreementVersion:
    terms = _complete(draft, contract, number=contract.versions.count() + 1)
    data = write(terms)
    version = AgreementVersion.objects.create(
        contract=contract,
        number=terms.number,
        terms=data,
        terms_hash=fingerprint(data),
        silence=terms.silence,
        reminder_count=len(terms.reminders),
        commission_basis_points=terms.commission_basis_points,
        drafted_by_id=act.actor_id,
        drafted_at=act.at,
    )
    event = VersionDrafted(version.id, version.number, Text(data.decode()), version.fingerprint)
    record.append(act, contract.id, event)
    return version


def _complete(draft: Draft, contract: Contract, *, number: int) -> Terms:
    """Add to a person's choices what the contract and the site's rules give."""
    reminders = tuple(sorted(round(share * 100) for share in settings.REVIEW_REMINDERS))
    names = accounts.display_names({contract.client_id, contract.professional_id})
    chosen = {field.name: getattr(draft, field.name) for field in fields(Draft)}
    return Terms(
        **chosen,
        contract_id=contract.id,
        number=number,
        language=contract.language,
        title=contract.title,
        kind=str(contract.kind),
        currency=contract.currency,
        client=names[contract.client_id],
        professional=names[contract.professional_id],
        commission_basis_points=contract.commission_basis_points,
        commission_tiers=tuple((start, basis_points) for start, basis_points in contract.commission_tiers),
        client_fee_basis_points=contract.client_fee_basis_points,
        reminders=reminders,
        clauses=clauses(draft, contract, reminders=reminders),
    )


def _bring_into_force(act: Act, contract: Contract, version: AgreementVersion) -> None:
    before = contract.version_in_force
    if before is not None:
        before.move_to(VersionStatus.REPLACED)
    version.move_to(VersionStatus.IN_FORCE)
    if contract.status == ContractStatus.AGREEING:
        contract.move_to(ContractStatus.AWAITING_ESCROW)
    record.append(by_site(act), contract.id, VersionInForce(version.id, version.number, version.fingerprint))
    apply_version(act, contract, version)
    complete_if_done(act, contract)


def _first_draft(proposal: Proposal, language: str, today: date) -> Draft:
    """Make the first version from what the client published and the professional proposed."""
    terms, project = proposal.terms, proposal.project
    with translation.override(language):
        scope = "\n\n".join(
            [
                "## " + _("What the client needs"),
                project.description,
                "## " + _("What the professional proposes"),
                terms.text,
            ]
        )
        criteria = _("The work done in the period, entry by entry.")
    draft = Draft(scope=scope, review_days=_review_days(terms.period_price.minor, terms.currency))
    if terms.kind == Kind.FIXED:
        milestones = (
            MilestoneTerms(new_id(), item.title, item.criteria or item.title, item.amount, item.due_on)
            for item in terms.milestones.all()
        )
        return replace(draft, milestones=tuple(milestones))
    starts_on = max(project.starts_on or today, today + timedelta(days=1))
    periods = PeriodTerms(terms.period, terms.price, terms.hours_per_period or 0, starts_on, criteria)
    return replace(draft, periods=periods)


def _review_days(total_minor: int, currency: str) -> int:
    small = total_minor <= settings.SMALL_CLAIM_MINOR_MAX.get(currency, 0)
    return SMALL_REVIEW_DAYS if small else settings.REVIEW_WINDOW.days
