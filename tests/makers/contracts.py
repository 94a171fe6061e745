"""Contracts at each stage of their life, made through the real actions."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from aval.accounts.models import Account
from aval.contracts import actions as contracts
from aval.contracts.models import AgreementVersion, Contract, Delivery, Milestone, WorkEntry
from aval.contracts.states import MilestoneStatus, Silence
from aval.contracts.terms import Draft
from aval.kernel.money import Money
from aval.projects.choices import Kind, Period
from tests.makers.money import wallet
from tests.makers.people import act, site_act
from tests.makers.projects import project, proposal

__all__ = [
    "agreed",
    "amendment",
    "contract",
    "delivery",
    "draft_of",
    "funded",
    "hours",
    "milestone",
    "periodic",
    "run_deadlines",
    "signed",
    "status_of",
    "wallet",
]


def contract(*, client: Account | None = None, professional: Account | None = None) -> Contract:
    """Return a contract whose first version waits for two signatures: 500 and 300 USD."""
    sent = proposal(project(client), professional)
    return contracts.choose_proposal(act(sent.project.client), proposal_id=sent.id)


def signed(version: AgreementVersion, *, after: timedelta = timedelta()) -> AgreementVersion:
    """Let both parties sign a version."""
    for account in (version.contract.client, version.contract.professional):
        contracts.sign_agreement(act(account, after=after), version_id=version.id, terms_hash=bytes(version.terms_hash))
    version.refresh_from_db()
    return version


def agreed(*, silence: str = "", revisions: int | None = None, balance: int = 100_000, **people: Account) -> Contract:
    """Return a contract that awaits escrow; the client's wallet has 1,000 USD unless told."""
    made = contract(**people)
    version = made.versions.get()
    changes: dict[str, Any] = {"silence": Silence(silence)} if silence else {}
    if revisions is not None:
        changes["revisions"] = revisions
    if changes:
        version = contracts.draft_version(act(made.client), contract_id=made.id, draft=draft_of(made, **changes))
    signed(version)
    if balance:
        wallet(made.client, Money(balance, "USD"))
    made.refresh_from_db()
    return made


def draft_of(made: Contract, **changes: Any) -> Draft:
    """Return what the latest version of the agreement says, with some fields changed, as a new draft."""
    content = made.versions.latest("number").content
    kept = {name: getattr(content, name) for name in Draft.__dataclass_fields__}
    return Draft(**{**kept, **changes})


def amendment(
    made: Contract, *, by: Account | None = None, after: timedelta = timedelta(), **changes: Any
) -> AgreementVersion:
    """Return a version put forward on top of the latest one."""
    return contracts.draft_version(
        act(by or made.client, after=after), contract_id=made.id, draft=draft_of(made, **changes)
    )


def milestone(made: Contract | None = None, number: int = 1) -> Milestone:
    """Return a milestone that is agreed and not funded yet: 500 USD, the second one 300 USD."""
    made = made or agreed()
    return made.milestones.select_related("contract").get(number=number)


def funded(made: Contract | None = None, number: int = 1, **options: Any) -> Milestone:
    """Return a milestone whose money is in escrow."""
    waiting = milestone(made or agreed(**options), number)
    return contracts.fund_milestone(act(waiting.contract.client), milestone_id=waiting.id)


def delivery(of: Milestone | None = None, *, after: timedelta = timedelta(), **options: Any) -> Delivery:
    """Return a delivery that waits for the client's answer."""
    of = of or funded(**options)
    return contracts.deliver(
        act(of.contract.professional, after=after), milestone_id=of.id, note="The shop is on the test server."
    )


def periodic(kind: Kind = Kind.HOURLY, *, balance: int = 100_000, sign: bool = True, **changes: Any) -> Contract:
    """Return a contract by the week from 3 March 2026: ten hours at 20 USD, or 200 USD flat; its first week is open."""
    options: dict[str, Any] = {"kind": kind, "period": Period.WEEK}
    terms: dict[str, Any] = {"milestones": (), "price": Money(20_000, "USD")}
    if kind == Kind.HOURLY:
        terms |= {"price": Money(2_000, "USD"), "hours_per_period": 10}
    sent = proposal(project(**options), **terms)
    made = contracts.choose_proposal(act(sent.project.client), proposal_id=sent.id)
    version = made.versions.get()
    if changes:
        version = amendment(made, **changes)
    if sign:
        signed(version)
    if balance:
        wallet(made.client, Money(balance, "USD"))
    made.refresh_from_db()
    return made


def hours(
    of: Milestone, minutes: int = 120, *, on: date = date(2026, 3, 3), after: timedelta = timedelta(days=1)
) -> WorkEntry:
    """Return a work entry in a period; two hours on its first day by default."""
    return contracts.log_work(
        act(of.contract.professional, after=after),
        milestone_id=of.id,
        minutes=minutes,
        worked_on=on,
        note="Built the catalogue's pages",
    )


def run_deadlines(after: timedelta) -> int:
    """Run what is due at that time after noon of the first day."""
    return contracts.run_deadlines(site_act(after=after))


def status_of(milestone_id: UUID) -> MilestoneStatus:
    """Return where a milestone stands in the database."""
    return MilestoneStatus(Milestone.objects.get(id=milestone_id).status)
