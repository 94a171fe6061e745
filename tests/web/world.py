"""One contract with a case, and all that can hang on it: an object of every kind that an address may name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from aval.accounts import actions as accounts
from aval.accounts.models import Account
from aval.cases import actions as cases
from aval.contracts import actions as contracts
from aval.contracts.models import Contract
from aval.conversation import actions as conversation
from aval.conversation.models import Message, Thread
from aval.erasure import actions as erasure
from aval.files import actions as files
from aval.imports.models import ImportedEntry
from aval.kernel.money import Money
from aval.ledger.models import Operation
from aval.moderation import actions as moderation
from aval.moderation import queries as moderation_queries
from aval.moderation.actions import screen
from aval.newsletter import actions as newsletter
from aval.newsletter.models import Issue
from aval.notifications import actions as notifications
from aval.notifications.models import Notification, SentMail
from aval.payments import actions as payments
from aval.payments.models import Difference
from aval.payments.providers.interface import StatementEntry
from aval.projects.choices import Kind, Period
from aval.record import relay, sitelog
from aval.reputation import actions as reputation
from aval.search import actions as searches
from tests import make

DAY = timedelta(days=1)
ROLES = ("visitor", "stranger", "client", "professional", "mediator", "operator")


@dataclass(frozen=True)
class World:
    """The cast, and the value of each parameter that an address may have."""

    people: dict[str, Account]
    contract: Contract
    values: dict[str, Any]

    def account(self, role: str) -> Account | None:
        """Return who has this role; nobody for a visitor."""
        return self.people.get(role)


def build(*, heard: bool = True) -> World:
    """Live the story of one contract up to a ruling, with everything on the way that has an address of its own.

    :param heard: whether readers hear of it, as they can within the one transaction of a test; where it was really
        committed they wait for older transactions of the whole server, those of other tests too
    """
    people = {
        "client": make.client(),
        "professional": make.offering("Pedro Rocha", languages=["es"]),
        "mediator": make.mediator(),
        "operator": make.operator(),
        "stranger": make.stranger(),
    }
    client, professional = people["client"], people["professional"]
    make.wallet(client)
    values: dict[str, Any] = {"number": 1, "seq": 1, "provider": "sandbox", "account_id": professional.id}
    contract = _agreed(client, professional, values)
    _refused(contract, people, values)
    _said(contract, client, professional, values)
    _paid(contract, client, professional, values)
    _disputed(contract, people, values)
    _at_the_desk(people, values)
    _beside(client, professional, values)
    _erased(contract, people, values)
    if heard:
        relay.discover()
        relay.run_once()
        size = sitelog.run_once(make.site_act())
        values["place"] = f"tile/0/000.p/{size}"
        values["notification_id"] = Notification.objects.filter(account=client).values_list("id", flat=True)[0]
    return World(people, contract, values)


def _agreed(client: Account, professional: Account, values: dict[str, Any]) -> Contract:
    contract = make.contract(client=client, professional=professional)
    version = make.signed(contract.versions.get())
    contract.refresh_from_db()
    asked_about = make.project(client)
    question = make.question(asked_about, professional)
    values |= {
        "contract_id": contract.id,
        "proposal_id": contract.id,
        "version_id": version.id,
        "project_id": asked_about.id,
        "question_id": question.id,
        "invitation_id": make.invitation(asked_about, professional.id).id,
    }
    return contract


def _refused(contract: Contract, people: dict[str, Account], values: dict[str, Any]) -> None:
    """Let the professional try to pass on a number: refused, reviewed, measured, appealed."""
    thread = _thread(contract)
    refused = make.refused(thread, by=people["professional"])
    moderation.send_for_review(make.act(people["professional"]), refused_id=refused.id)
    measure = make.decision(refused, deliberate=True, by=people["operator"]).measure
    moderation.appeal_measure(make.act(people["professional"]), measure_id=measure.id, text="It is a part number.")
    moderation.agree_to_corpus(make.act(people["professional"]), refused_id=refused.id)
    held = make.held_file(thread, by=people["professional"])
    values |= {"refused_id": refused.id, "measure_id": measure.id}
    values |= {"held_text_id": held.id, "held_file_id": moderation_queries.files_of(held)[0].id}


def _said(contract: Contract, client: Account, professional: Account, values: dict[str, Any]) -> None:
    first = contract.milestones.get(number=1)
    contracts.fund_milestone(make.act(client), milestone_id=first.id)
    drawing = make.uploaded(professional)
    said = conversation.post_message(
        make.act(professional), contract_id=contract.id, text="Here it is", attachments=[drawing.id]
    )
    thread = _thread(contract)
    brought = make.imported(thread)
    entry = ImportedEntry.objects.filter(contract_id=contract.id).first()
    assert entry is not None
    values |= {
        "message_id": said.id,
        "attachment_id": drawing.id,
        "import_id": brought.id,
        "entry_id": entry.id,
        "minutes_id": make.minutes(thread).id,
        "arrival_id": make.arrived(thread).id,
        "bridge_id": make.bridge(thread).id,
        "form": "vcon",
        "upload_id": _upload(client),
    }


def _paid(contract: Contract, client: Account, professional: Account, values: dict[str, Any]) -> None:
    """Let the second milestone end well, and the professional take money out."""
    second = make.funded(contract, 2)
    delivery = make.delivery(second, after=DAY)
    contracts.accept_delivery(make.act(client, after=2 * DAY), delivery_id=delivery.id)
    payout = payments.start_payout(
        make.act(professional, after=9 * DAY),
        account_id=professional.id,
        amount=Money(1_000, "USD"),
        destination="Banco de prueba 123",
        provider="sandbox",
    )
    deposit = payments.start_deposit(
        make.act(client), account_id=client.id, amount=Money(5_000, "USD"), provider="sandbox"
    )
    funded = Operation.objects.filter(kind="fund", hold_id=second.id).get()
    values |= {"payout_id": payout.id, "deposit_id": deposit.id, "operation_id": funded.id}


def _at_the_desk(people: dict[str, Account], values: dict[str, Any]) -> None:
    """Let the provider's statement say something of its own, and an operator propose a correction."""
    stray = StatementEntry("txn_stray", "adjustment", None, Money(700, "USD"), Money(0, "USD"), make.NOON)
    payments.keep_statement(make.site_act(), provider="sandbox", entries=[stray])
    payments.compare(make.site_act(after=10 * DAY), provider="sandbox")
    proposal = payments.propose_correction(
        make.act(people["operator"]),
        source="fees",
        target=people["client"].email,
        amount=Money(100, "USD"),
        reason="Counted twice",
    )
    stray_one = Difference.objects.get(subject="line:txn_stray")
    payments.explain_difference(
        make.act(people["operator"]), difference_id=stray_one.id, explanation="A gift of the bank's"
    )
    values |= {
        "difference_id": stray_one.id,
        "correction_id": proposal.id,
    }


def _disputed(contract: Contract, people: dict[str, Account], values: dict[str, Any]) -> None:
    first = contract.milestones.get(number=1)
    delivery = make.delivery(first, after=DAY)
    case = make.heard_case(first)
    offer = case.offers.get()
    asked = cases.ask_party(
        make.act(people["mediator"], after=3 * DAY),
        case_id=case.id,
        asked_of=people["professional"].id,
        text="Which payments were agreed?",
        answer_by=make.NOON + 5 * DAY,
    )
    ruling = make.ruling(case, after=4 * DAY)
    # Two kinds of questions share the name of the parameter: a project's and a mediator's.
    values |= {
        "milestone_id": first.id,
        "delivery_id": delivery.id,
        "case_id": case.id,
        "offer_id": offer.id,
        "ruling_id": ruling.id,
        "cases:question_id": asked.id,
    }


def _erased(contract: Contract, people: dict[str, Account], values: dict[str, Any]) -> None:
    """Have a message erased on another contract, ask for one here, and keep this record whole."""
    made = make.erased()
    assert made.by_seq is not None
    message = Message.objects.filter(contract_id=contract.id).order_by("seq")[0]
    asked = erasure.ask(
        make.act(people["client"]),
        contract_id=contract.id,
        seqs=[message.seq],
        ground="gdpr-17-1-d",
        reason="It names my son.",
    )
    erasure.decide(make.act(people["operator"]), request_id=asked.id, granted=True, reason="It is personal.")
    hold = erasure.place_hold(
        make.act(people["operator"]),
        contract_id=contract.id,
        until=make.NOON + timedelta(days=90),
        reason="A court asked for it.",
    )
    values |= {"request_id": asked.id, "hold_id": hold.id}


def _beside(client: Account, professional: Account, values: dict[str, Any]) -> None:
    weekly = make.proposal(
        make.project(client, kind=Kind.HOURLY, period=Period.WEEK),
        professional,
        milestones=(),
        price=Money(2_000, "USD"),
        hours_per_period=10,
    )
    hired = contracts.choose_proposal(make.act(client), proposal_id=weekly.id)
    make.signed(hired.versions.get())
    make.wallet(client)
    week = contracts.fund_milestone(make.act(client), milestone_id=hired.milestones.get().id)
    entry = make.hours(week)
    reviewed = make.agreed(client=client, professional=professional)
    for number in (1, 2):
        made = make.delivery(make.funded(reviewed, number), after=DAY)
        contracts.accept_delivery(make.act(client, after=2 * DAY), delivery_id=made.id)
    for party in (client, professional):
        review = reputation.write_review(
            make.act(party, after=3 * DAY), contract_id=reviewed.id, stars=5, text="Clear, careful and on time."
        )
    piece = accounts.add_portfolio_item(
        make.act(professional), title="A kitchen", description="", made_in=2025, screen=screen
    )
    token = accounts.create_token(make.act(professional), name="till", scopes=["read"]).token
    search = searches.save_search(make.act(client), name="Shops", subject="projects", parameters={"q": ["shop"]})
    reader = make.subscriber()
    issue = Issue.objects.create(language="en", since=make.NOON - 7 * DAY, until=make.NOON)
    letter = SentMail.objects.create(recipients=professional.email, subject="Hello", text="Hello", sent_at=make.NOON)
    values |= {
        "work:entry_id": entry.id,
        "review_id": review.id,
        "item_id": piece.id,
        "token_id": token.id,
        "search_id": search.id,
        "issue_id": issue.id,
        "mail_id": letter.id,
        "token": newsletter.token_for(reader.id, newsletter.CHANGE),
        "letters:token": _letters_token(client),
    }


def _thread(contract: Contract) -> Thread:
    return Thread.objects.select_related("client", "professional").get(contract_id=contract.id)


def _upload(by: Account) -> UUID:
    begun: UUID = files.begin_upload(make.act(by), name="plan.pdf", size=10).id
    return begun


def _letters_token(account: Account) -> str:
    return notifications.unsubscribe_path(account.id, "money").rstrip("/").rsplit("/", 1)[1]
