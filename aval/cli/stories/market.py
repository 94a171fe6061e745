"""The example marketplace of the demo: people, projects in three languages, contracts in every state.

Everything in it was done through the real actions, in the weeks before now.
"""

from collections.abc import Callable
from datetime import timedelta

from aval.accounts.models import Account
from aval.cases import actions as cases
from aval.cli.stories import accepted, disputed
from aval.cli.stories.cast import CLIENTS, PROFESSIONALS, STAFF
from aval.cli.stories.projects import PROJECTS, Told
from aval.cli.stories.teller import Teller
from aval.contracts import actions as contracts
from aval.contracts.models import Contract
from aval.conversation import actions as conversation
from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.projects import actions as projects
from aval.projects.models import Proposal
from aval.reputation import actions as reputation

WEEKS = 9


def fill() -> bool:
    """Fill the marketplace if it is empty; tell whether that was done."""
    if Account.objects.filter(email=CLIENTS[0][0]).exists():
        return False
    teller = Teller(now() - timedelta(weeks=WEEKS))
    people = {
        email: teller.person(email, name, language=language, zone=zone, **about)
        for email, name, language, zone, about in (*CLIENTS, *PROFESSIONALS)
    }
    for email, name, language, zone, role in STAFF:
        people[email] = teller.person(email, name, language=language, zone=zone, role=role)
    accepted.tell(teller, also=lambda contract: _review_each_other(teller, contract))
    teller.now = now() - timedelta(weeks=7)
    disputed.tell(teller)
    for told in PROJECTS:
        teller.now = now() - timedelta(days=told.days_ago)
        _tell(teller, told, people)
    teller.settle_down()
    return True


def people() -> dict[str, str]:
    """Return who lives in the demo, by e-mail address, with a few words about each."""
    named = Account.objects.filter(email__endswith="@demo.aval").select_related("profile").order_by("joined_at", "id")
    return {
        account.email: f"{account.display_name}: {account.profile.headline or ', '.join(str(role.get_kind_display()) for role in account.roles.all())}"
        for account in named.prefetch_related("roles")
    }


def _tell(teller: Teller, told: Told, people: dict[str, Account]) -> None:
    client = people[told.client]
    project = projects.draft_project(teller.act(client), terms=told.terms(teller.now.date()))
    if told.ends == "draft":
        return
    projects.publish_project(teller.act(client), project_id=project.id)
    sent: list[Proposal] = []
    for offer in told.offers:
        teller.later(hours=7)
        by = people[offer.by]
        sent.append(projects.send_proposal(teller.act(by), project_id=project.id, terms=offer.terms(teller.now.date())))
        for asks, text in offer.talk:
            teller.later(hours=2)
            speaker = by if asks == "professional" else client
            conversation.post_message(teller.act(speaker), contract_id=sent[-1].id, text=text)
    if told.question:
        asked = projects.ask_question(
            teller.act(people[told.offers[0].by if told.offers else told.asker]),
            project_id=project.id,
            text=told.question,
        )
        teller.later(hours=5)
        projects.answer_question(teller.act(client), question_id=asked.id, text=told.answer)
    if told.ends == "withdrawn":
        projects.withdraw_project(teller.act(client), project_id=project.id)
    if told.ends == "shortlisted":
        projects.shortlist_proposal(teller.act(client), proposal_id=sent[0].id)
    if told.ends in STAGES:
        teller.later(hours=20)
        contract = contracts.choose_proposal(teller.act(client), proposal_id=sent[0].id)
        STAGES[told.ends](teller, contract)


def _sign(teller: Teller, contract: Contract) -> None:
    version = contract.versions.latest("number")
    teller.sign(contract.client, version)
    teller.later(hours=6)
    teller.sign(contract.professional, version)
    contract.refresh_from_db()


def _fund(teller: Teller, contract: Contract) -> None:
    _sign(teller, contract)
    teller.pay_in(contract.client, Money(200_000, contract.currency))
    contracts.fund_milestone(teller.act(contract.client), milestone_id=contract.milestones.get(number=1).id)
    contract.refresh_from_db()


def _deliver(teller: Teller, contract: Contract) -> None:
    _fund(teller, contract)
    teller.later(days=2)
    contracts.deliver(
        teller.act(contract.professional),
        milestone_id=contract.milestones.get(number=1).id,
        note={
            "es": "Primera entrega completa, lista para revisar.",
            "pt": "Primeira entrega completa, pronta para revisão.",
        }.get(contract.language[:2], "First delivery, complete and ready for review."),
    )


def _ask_for_changes(teller: Teller, contract: Contract) -> None:
    _deliver(teller, contract)
    teller.later(hours=18)
    contracts.request_changes(
        teller.act(contract.client),
        delivery_id=contract.milestones.get(number=1).deliveries.get().id,
        reasons={
            "es": "Falta la segunda parte de lo acordado en los criterios.",
            "pt": "Falta a segunda parte do que foi combinado nos critérios.",
        }.get(contract.language[:2], "The second part of the agreed criteria is missing."),
    )


def _complete(teller: Teller, contract: Contract) -> None:
    _deliver(teller, contract)
    teller.later(days=1)
    first = contract.milestones.get(number=1).deliveries.get()
    contracts.accept_delivery(teller.act(contract.client), delivery_id=first.id)
    contract.refresh_from_db()
    _review_each_other(teller, contract)


def _review_each_other(teller: Teller, contract: Contract) -> None:
    teller.later(hours=12)
    texts = {
        "es": ("Cumplió con lo acordado y explicó cada paso.", "Pedidos claros y respuestas rápidas."),
        "pt": ("Cumpriu o combinado e explicou cada passo.", "Pedidos claros e respostas rápidas."),
    }.get(contract.language[:2], ("Did what was agreed and explained every step.", "Clear requests, quick answers."))
    for person, text in zip((contract.client, contract.professional), texts, strict=True):
        reputation.write_review(teller.act(person), contract_id=contract.id, stars=5, text=text)


def _dispute(teller: Teller, contract: Contract, *, heard: bool) -> None:
    _deliver(teller, contract)
    teller.later(days=1)
    milestone = contract.milestones.get(number=1)
    case = cases.open_case(
        teller.act(contract.client),
        milestone_id=milestone.id,
        reason="not-as-agreed",
        statement={
            "es": "Lo entregado no cumple los criterios que firmamos.",
            "pt": "O que foi entregue não cumpre os critérios que assinamos.",
        }.get(contract.language[:2], "What was delivered does not meet the criteria we signed."),
        to_client=milestone.amount,
    )
    if heard:
        teller.later(hours=9)
        cases.ask_for_mediator(teller.act(contract.professional), case_id=case.id)


STAGES: dict[str, Callable[[Teller, Contract], None]] = {
    "agreeing": lambda teller, _contract: teller.later(hours=1),
    "awaiting-escrow": _sign,
    "funded": _fund,
    "delivered": _deliver,
    "changes": _ask_for_changes,
    "completed": _complete,
    "negotiation": lambda teller, contract: _dispute(teller, contract, heard=False),
    "mediation": lambda teller, contract: _dispute(teller, contract, heard=True),
}
