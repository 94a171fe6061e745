"""The questions that pages and other modules ask about contracts. Access is checked by the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from aval.accounts.models import Account
from aval.contracts.commission import client_fee, divided, estimated, paid_before
from aval.contracts.events import VersionSigned
from aval.contracts.models import (
    AgreementVersion,
    Contract,
    ContractEnd,
    Delivery,
    Milestone,
    WorkEntry,
)
from aval.contracts.states import (
    DISPUTABLE,
    ENDED,
    FUNDABLE_CONTRACTS,
    HELD,
    OPEN_CONTRACTS,
    OPEN_VERSIONS,
    ContractStatus,
    MilestoneStatus,
    Side,
    VersionStatus,
)
from aval.contracts.steps import version_in_force
from aval.contracts.terms import Terms
from aval.files import queries as files
from aval.files.models import Attachment
from aval.kernel.money import Money
from aval.ledger import queries as money
from aval.ledger.queries import Earned
from aval.record import queries as record
from aval.record.queries import Recorded

_S = MilestoneStatus
ACTIONS: dict[Side, dict[str, frozenset[MilestoneStatus]]] = {
    Side.CLIENT: {
        "fund": frozenset({_S.AGREED}),
        "accept": frozenset({_S.DELIVERED}),
        "request_changes": frozenset({_S.DELIVERED}),
        "dispute": DISPUTABLE,
    },
    Side.PROFESSIONAL: {
        "deliver": DISPUTABLE,
        "log_work": frozenset({_S.FUNDED, _S.CHANGES_REQUESTED}),
        "refund": HELD,
        "dispute": DISPUTABLE,
    },
}
"""What each side may do to a milestone, by its state: what pages offer; the actions check for themselves."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that somebody is expected to do.

    :ivar side: whose turn it is; None when the site or a mediator is
    :ivar what: in the imperative, as told to that side: "Accept delivery 2 or ask for changes"
    :ivar due_at: by when, if there is a limit
    """

    side: Side | None
    what: str
    due_at: datetime | None = None
    is_late: bool = False
    milestone_id: UUID | None = None
    version_number: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """A delivery with its files and the answer to it."""

    delivery: Delivery
    attachments: Sequence[Attachment]
    is_latest: bool

    @property
    def links(self) -> Sequence[str]:
        """The web addresses that came with it."""
        return self.delivery.links


@dataclass(frozen=True, slots=True)
class WorkShown:
    """A work entry with its files."""

    entry: WorkEntry
    attachments: Sequence[Attachment]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return hasattr(self.entry, "withdrawal")


@dataclass(frozen=True, slots=True)
class MilestoneShown:
    """A milestone as one side sees it: its money, its deliveries, and what that side may do."""

    milestone: Milestone
    held: Money
    deliveries: Sequence[DeliveryShown] = ()
    work: Sequence[WorkShown] = ()
    actions: frozenset[str] = frozenset()
    revisions_left: int = 0
    is_next: bool = False

    @property
    def latest(self) -> Delivery | None:
        """The delivery that counts."""
        return self.deliveries[0].delivery if self.deliveries else None

    @property
    def tone(self) -> str:
        """How the page draws it: done, held, now, trouble, or nothing special."""
        status = self.milestone.status
        if status in {_S.RELEASED, _S.SETTLED, _S.RULED}:
            return "done"
        if status in {_S.DISPUTED, _S.CHANGES_REQUESTED, _S.FROZEN}:
            return "trouble"
        if status in HELD:
            return "held"
        return "now" if self.is_next and status == _S.AGREED else ""

    @property
    def is_current(self) -> bool:
        """Whether something is going on with it, so that the page shows it unfolded."""
        return self.milestone.status in HELD | {_S.FROZEN} or self.is_next

    @property
    def awaits_mediator(self) -> bool:
        """Whether its review ran out and a mediator was asked."""
        return self.latest is not None and self.milestone.status == _S.DELIVERED and hasattr(self.latest, "awaited")

    @property
    def minutes(self) -> int:
        """What the standing work entries of a period come to."""
        return sum(shown.entry.minutes for shown in self.work if not shown.is_withdrawn)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a contract's way, for the page to draw."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class ContractShown:
    """A contract as one of its readers sees it."""

    contract: Contract
    side: Side | None
    version: AgreementVersion | None
    terms: Terms | None
    open_version: AgreementVersion | None
    signed_by: frozenset[UUID]
    milestones: Sequence[MilestoneShown]
    expectations: Sequence[Expectation]
    end: ContractEnd | None = None
    total: Money = field(default_factory=lambda: Money(0, "USD"))
    in_escrow: Money = field(default_factory=lambda: Money(0, "USD"))

    @cached_property
    def earned(self) -> Earned:
        """What left its escrow for the professional so far; asked only where it is shown."""
        return money.earned(self.contract.id, self.contract.currency)

    @property
    def steps(self) -> Sequence[Step]:
        """How far the contract has come: signed, in escrow, worked, completed. None for one that was cancelled."""
        order = [
            (ContractStatus.AGREEING, _("Sign")),
            (ContractStatus.AWAITING_ESCROW, _("Escrow")),
            (ContractStatus.ACTIVE, _("Work")),
            (ContractStatus.COMPLETED, _("Completed")),
        ]
        if self.contract.status == ContractStatus.CANCELLED:
            return ()
        now = [status for status, _label in order].index(ContractStatus(self.contract.status))
        ended = now == len(order) - 1
        return [Step(name, index < now or ended, index == now) for index, (_code, name) in enumerate(order)]

    @property
    def others_turn(self) -> Sequence[Expectation]:
        """What is expected of somebody else than the reader."""
        return [one for one in self.expectations if one.side != self.side or self.side is None]

    @property
    def own_turn(self) -> Sequence[Expectation]:
        """What is expected of the reader."""
        return [one for one in self.expectations if one.side == self.side and self.side is not None]

    @property
    def may_amend(self) -> bool:
        """Whether the reader may put a version forward."""
        return self.side is not None and self.contract.is_open and self.end is None

    @property
    def may_sign(self) -> bool:
        """Whether a version waits for the reader's signature."""
        return self.open_version is not None and self.signer_id is not None and self.signer_id not in self.signed_by

    @property
    def signer_id(self) -> UUID | None:
        """The reader's account, if they are a party."""
        if self.side is None:
            return None
        return self.contract.client_id if self.side == Side.CLIENT else self.contract.professional_id

    @property
    def other(self) -> Account:
        """The other party; for anyone else, the professional."""
        return self.contract.client if self.side == Side.PROFESSIONAL else self.contract.professional

    @property
    def may_cancel(self) -> bool:
        """Whether no money came in yet, so that it can be called off."""
        return self.side is not None and self.contract.status in {
            ContractStatus.AGREEING,
            ContractStatus.AWAITING_ESCROW,
        }

    @property
    def may_end(self) -> bool:
        """Whether the reader can say that nothing more will be funded."""
        return self.side is not None and self.contract.status == ContractStatus.ACTIVE and self.end is None


def contracts_of(account_id: UUID) -> QuerySet[Contract]:
    """Return a person's contracts: open ones first, then by age, newest first."""
    found = Contract.objects.of(account_id).select_related("client", "professional")
    return found.order_by("-opened_at")


def show(contract: Contract, account_id: UUID, *, at: datetime) -> ContractShown:
    """Return all that a contract's page needs, in a fixed number of queries.

    :param at: the present moment, for what is late
    """
    side = contract.side_of(account_id)
    versions = list(contract.versions.prefetch_related("signatures").order_by("number"))
    version = next((one for one in versions if one.status == VersionStatus.IN_FORCE), None)
    waiting = next((one for one in versions if one.status in OPEN_VERSIONS), None)
    terms = version.content if version else None
    end = ContractEnd.objects.filter(contract=contract).select_related("account").first()
    milestones = _milestones(contract, side, terms, end)
    signed_by = frozenset(signature.account_id for signature in waiting.signatures.all()) if waiting else frozenset()
    return ContractShown(
        contract=contract,
        side=side,
        version=version,
        terms=terms,
        open_version=waiting,
        signed_by=signed_by,
        milestones=milestones,
        expectations=list(_expected(contract, waiting, signed_by, milestones, end, at)),
        end=end,
        total=_sum((one.milestone.amount for one in milestones if one.milestone.status != _S.CANCELLED), contract),
        in_escrow=_sum((one.held for one in milestones), contract),
    )


def show_milestone(milestone: Milestone, account_id: UUID, *, at: datetime) -> MilestoneShown:
    """Return one milestone as a reader of its contract sees it."""
    shown = show(milestone.contract, account_id, at=at)
    return next(one for one in shown.milestones if one.milestone.id == milestone.id)


def expected_of(account_id: UUID, *, at: datetime) -> list[tuple[Contract, Expectation]]:
    """Return what a person is expected to do on all their open contracts, what is due first in front."""
    found = []
    for contract in contracts_of(account_id).filter(status__in=sorted(OPEN_CONTRACTS)):
        shown = show(contract, account_id, at=at)
        found += [(contract, expectation) for expectation in shown.own_turn]
    far = at + timedelta(days=36_500)
    return sorted(found, key=lambda pair: pair[1].due_at or far)


@dataclass(frozen=True, slots=True)
class Fees:
    """What a milestone or period would cost the client and leave the professional, if it were paid in order.

    :ivar title: empty for a period
    """

    title: str
    price: Money
    client_fee: Money
    commission: Money

    @property
    def client_pays(self) -> Money:
        """The price and the fee on top."""
        return self.price + self.client_fee

    @property
    def professional_gets(self) -> Money:
        """The price less the commission."""
        return self.price - self.commission


def fee_of(milestone: Milestone) -> Money:
    """Return what the client pays on top when this milestone is funded under the version in force."""
    version = milestone.contract.version_in_force
    return client_fee(version.content, milestone.amount) if version else Money(0, milestone.currency)


def fees_of(version: AgreementVersion) -> list[Fees]:
    """Estimate what each milestone still to be paid would come to, as the version says: to be read before signing."""
    terms, before, found = version.content, paid_before(version.contract), []
    ended = set(version.contract.milestones.filter(status__in=ENDED).values_list("id", flat=True))
    prices = [(one.title, one.amount) for one in terms.milestones if one.id not in ended]
    if terms.periods:
        prices = [("", terms.periods.amount)]
    for title, price in prices:
        found.append(Fees(title, price, client_fee(terms, price), divided(terms, price, before).commission))
        before += price
    return found


def signatures_of(version: AgreementVersion) -> dict[UUID, Recorded]:
    """Return the events by which a version was signed, by who signed."""
    return {
        one.actor_id: one
        for one in record.events(version.contract_id, kinds=[VersionSigned])
        if isinstance(one.event, VersionSigned) and one.event.version_id == version.id
    }


@dataclass(frozen=True, slots=True)
class Payment:
    """What accepting a delivery would pay to whom."""

    to_professional: Money
    commission: Money
    to_client: Money

    @property
    def shares(self) -> dict[str, Money]:
        """Who gets what, by name."""
        return {"to_professional": self.to_professional, "commission": self.commission, "to_client": self.to_client}


def payment_of(delivery: Delivery) -> Payment:
    """Return what accepting this delivery would pay under the version in force.

    :raises NoAgreementInForce: if there is none
    """
    paid = estimated(version_in_force(delivery.milestone.contract), delivery.billed)
    return Payment(paid.to_professional, paid.commission, delivery.milestone.amount - delivery.billed)


def _milestones(
    contract: Contract, side: Side | None, terms: Terms | None, end: ContractEnd | None
) -> list[MilestoneShown]:
    deliveries = Delivery.objects.select_related(
        "version", "change_request", "acceptance", "silence_acceptance", "awaited"
    ).order_by("-number")
    work = WorkEntry.objects.select_related("withdrawal").order_by("worked_on", "logged_at")
    milestones = list(
        contract.milestones.select_related("funding", "acceptance", "silenceacceptance", "refundconsent")
        .prefetch_related(Prefetch("deliveries", deliveries), Prefetch("work", work))
        .order_by("number")
    )
    held = money.contract_holds(contract.id)
    attached = _attachments(milestones)
    fundable = contract.status in FUNDABLE_CONTRACTS and end is None
    waiting = next((one.id for one in milestones if one.status == _S.AGREED), None)
    busy = any(one.status in HELD | {_S.FROZEN} for one in milestones)
    return [
        _shown(one, contract, side, terms, held, attached, fundable=fundable, is_next=one.id == waiting and not busy)
        for one in milestones
    ]


def _shown(
    milestone: Milestone,
    contract: Contract,
    side: Side | None,
    terms: Terms | None,
    held: dict[UUID, Money],
    attached: dict[UUID, Attachment],
    *,
    fundable: bool,
    is_next: bool,
) -> MilestoneShown:
    milestone.contract = contract
    found = list(milestone.deliveries.all())
    asked = sum(hasattr(delivery, "change_request") for delivery in found)
    left = max((terms.revisions if terms else 0) - asked, 0)
    return MilestoneShown(
        milestone=milestone,
        held=held.get(milestone.id, Money(0, milestone.currency)),
        deliveries=[
            DeliveryShown(delivery, [attached[id_] for id_ in delivery.attachments if id_ in attached], index == 0)
            for index, delivery in enumerate(found)
        ],
        work=[
            WorkShown(entry, [attached[id_] for id_ in entry.attachments if id_ in attached])
            for entry in milestone.work.all()
        ],
        actions=_actions(milestone, side, fundable=fundable, revisions_left=left),
        revisions_left=left,
        is_next=is_next,
    )


def _actions(milestone: Milestone, side: Side | None, *, fundable: bool, revisions_left: int) -> frozenset[str]:
    if side is None:
        return frozenset()
    status = MilestoneStatus(milestone.status)
    offered = {verb for verb, states in ACTIONS[side].items() if status in states}
    if not fundable:
        offered.discard("fund")
    if not revisions_left:
        offered.discard("request_changes")
    if not milestone.is_period:
        offered.discard("log_work")
    return frozenset(offered)


def _attachments(milestones: Iterable[Milestone]) -> dict[UUID, Attachment]:
    ids = [
        attachment_id
        for milestone in milestones
        for carried in (
            *(delivery.attachments for delivery in milestone.deliveries.all()),
            *(entry.attachments for entry in milestone.work.all()),
        )
        for attachment_id in carried
    ]
    return {attachment.id: attachment for attachment in files.attachments(ids)} if ids else {}


def _expected(
    contract: Contract,
    waiting: AgreementVersion | None,
    signed_by: frozenset[UUID],
    milestones: Sequence[MilestoneShown],
    end: ContractEnd | None,
    at: datetime,
) -> Iterable[Expectation]:
    if not contract.is_open:
        return
    if waiting is not None:
        for side, account_id in ((Side.CLIENT, contract.client_id), (Side.PROFESSIONAL, contract.professional_id)):
            if account_id not in signed_by:
                what = _("Read and sign version %(number)d of the agreement") % {"number": waiting.number}
                yield Expectation(side, what, version_number=waiting.number)
    elif contract.status == ContractStatus.AGREEING:
        for side in Side:
            yield Expectation(side, _("Put forward a version of the agreement"))
    for shown in milestones:
        yield from _expected_on(shown, at, fundable=contract.status in FUNDABLE_CONTRACTS and end is None)


def _expected_on(shown: MilestoneShown, at: datetime, *, fundable: bool) -> Iterable[Expectation]:
    milestone = shown.milestone
    number = {"number": milestone.number}
    if milestone.status == _S.AGREED and fundable and (shown.is_next or milestone.is_period):
        yield Expectation(
            Side.CLIENT,
            _("Fund milestone %(number)d, so that work on it can begin") % number,
            milestone_id=milestone.id,
        )
    elif milestone.status == _S.FUNDED:
        yield _due_on(Side.PROFESSIONAL, _("Deliver milestone %(number)d") % number, milestone, at)
    elif milestone.status == _S.CHANGES_REQUESTED:
        yield _due_on(Side.PROFESSIONAL, _("Deliver the changes to milestone %(number)d") % number, milestone, at)
    elif milestone.status == _S.DISPUTED:
        yield Expectation(
            None, _("Milestone %(number)d is in dispute: its case decides") % number, milestone_id=milestone.id
        )
    elif milestone.status == _S.FROZEN:
        yield Expectation(
            None,
            _("The client's bank decides about the money of milestone %(number)d") % number,
            milestone_id=milestone.id,
        )
    elif milestone.status == _S.DELIVERED and shown.latest is not None:
        yield from _expected_of_review(shown, shown.latest, at)


def _expected_of_review(shown: MilestoneShown, delivery: Delivery, at: datetime) -> Iterable[Expectation]:
    values = {"delivery": delivery.number, "number": shown.milestone.number}
    if shown.awaits_mediator:
        yield Expectation(None, _("A mediator looks at milestone %(number)d") % values, milestone_id=shown.milestone.id)
    what = _("Accept delivery %(delivery)d of milestone %(number)d, or ask for changes") % values
    yield Expectation(Side.CLIENT, what, delivery.review_ends_at, delivery.review_ends_at < at, shown.milestone.id)


def _due_on(side: Side, what: str, milestone: Milestone, at: datetime) -> Expectation:
    due_at = end_of_day(milestone.due_on)
    return Expectation(side, what, due_at, due_at < at, milestone.id)


def end_of_day(day: date) -> datetime:
    """Return the moment by which something due on a day must have happened: the day's end, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _sum(amounts: Iterable[Money], contract: Contract) -> Money:
    return Money(sum(amount.minor for amount in amounts), contract.currency)
