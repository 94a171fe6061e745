"""A story that goes wrong, in Portuguese: delivered late and not as agreed, negotiated, ruled upon, divided."""

from datetime import timedelta

from aval.accounts.models import Account
from aval.cases import access
from aval.cases import actions as cases
from aval.cases.models import Case
from aval.cli.stories.teller import Teller
from aval.contracts import actions as contracts
from aval.contracts.models import Contract, Milestone
from aval.kernel.money import Money
from aval.projects import actions as projects
from aval.projects.choices import Category, Kind, Language
from aval.projects.terms import MilestoneTerms, ProjectTerms, ProposalTerms
from aval.record import queries as record


def tell(teller: Teller, *, until: str = "") -> tuple[Contract, Account]:
    """Live the story; return its contract and the client.

    :param until: ``"offer"`` stops it while an offer waits, ``"mediation"`` while a mediator hears it; else to the end
    """
    camila, diego = _people(teller)
    contract, milestone = _agree(teller, camila, diego)
    _work_late(teller, contract, milestone, camila, diego)
    teller.later(days=1)
    case = cases.open_case(
        teller.act(camila),
        milestone_id=milestone.id,
        reason="not-as-agreed",
        statement="Combinamos três propostas de logotipo em arquivo vetorial. Recebi duas, com atraso, e só em PNG.",
        to_client=Money(30_000, "USD"),
    )
    teller.later(hours=20)
    cases.make_offer(
        teller.act(diego),
        case_id=case.id,
        to_client=Money(10_000, "USD"),
        note="Fiz duas propostas completas e entrego os vetores delas. Proponho devolver um terço.",
    )
    if until == "offer":
        teller.settle_down()
        return contract, camila
    teller.later(days=1)
    case = cases.ask_for_mediator(teller.act(camila), case_id=case.id)
    if until == "mediation":
        teller.settle_down()
        return contract, camila
    _hear(teller, case, camila, diego)
    teller.later(days=6)
    cases.run_deadlines(teller.site())
    teller.settle_down()
    contract.refresh_from_db()
    return contract, camila


def _people(teller: Teller) -> tuple[Account, Account]:
    camila = teller.person(
        "camila@demo.aval", "Camila Souza", language="pt-br", zone="America/Sao_Paulo",
        headline="Café Serra Azul, torrefação pequena", country="BR", city="Belo Horizonte", languages=["pt"],
    )  # fmt: skip
    diego = teller.person(
        "diego@demo.aval", "Diego Fernández", language="es", zone="America/Argentina/Buenos_Aires",
        headline="Identidad visual y empaques", about="Diseño marcas para alimentos y bebidas.", country="AR",
        city="Rosario", languages=["es", "pt"], skills=["Identidade visual", "Illustrator", "Embalagens"],
        hourly_rate_minor=2_200, currency="USD", offers_work=True,
    )  # fmt: skip
    for email, name in (("marta@demo.aval", "Marta Lima"), ("javier@demo.aval", "Javier Núñez")):
        teller.person(email, name, language="es", zone="America/Montevideo", role="mediator")
    return camila, diego


def _agree(teller: Teller, camila: Account, diego: Account) -> tuple[Contract, Milestone]:
    today = teller.now.date()
    project = projects.draft_project(
        teller.act(camila),
        terms=ProjectTerms(
            title="Logotipo e embalagem para um café da serra",
            description="Torramos café de pequenos produtores. Precisamos de um logotipo e do rótulo do pacote de 250 g.",
            kind=Kind.FIXED,
            category=Category.DESIGN,
            language=Language.PORTUGUESE,
            currency="USD",
            skills=("Identidade visual", "Illustrator"),
            budget=(Money(20_000, "USD"), Money(40_000, "USD")),
        ),
    )
    projects.publish_project(teller.act(camila), project_id=project.id)
    teller.later(hours=8)
    proposal = projects.send_proposal(
        teller.act(diego),
        project_id=project.id,
        terms=ProposalTerms(
            text="Trabalho com marcas de alimentos há oito anos. Começo com três caminhos diferentes para o logotipo.",
            price=Money(30_000, "USD"),
            milestones=(
                MilestoneTerms(
                    "Logotipo",
                    Money(30_000, "USD"),
                    today + timedelta(days=10),
                    "Três propostas de logotipo e a escolhida em arquivo vetorial (SVG e AI).",
                ),
            ),
            availability="Meio período",
        ),
    )
    teller.later(hours=4)
    contract = contracts.choose_proposal(teller.act(camila), proposal_id=proposal.id)
    version = contract.versions.latest("number")
    teller.sign(camila, version)
    teller.later(hours=2)
    teller.sign(diego, version)
    teller.pay_in(camila, Money(35_000, "USD"))
    milestone = contract.milestones.get(number=1)
    milestone = contracts.fund_milestone(teller.act(camila), milestone_id=milestone.id)
    contract.refresh_from_db()
    return contract, milestone


def _work_late(teller: Teller, contract: Contract, milestone: Milestone, camila: Account, diego: Account) -> None:
    teller.say(camila, contract, "Oi Diego! O depósito já está em garantia. Quando você começa?")
    teller.say(diego, contract, "Começo amanhã. Te mando os primeiros esboços na quinta.", wait=3)
    teller.say(camila, contract, "Oi, já passou quinta. Como vai?", wait=24 * 6)
    teller.say(diego, contract, "Desculpa, tive um imprevisto. Entrego na semana que vem.", wait=24 * 2)
    teller.later(days=7)
    logo = teller.upload(diego, "logo-propostas.png", PNG)
    delivery = contracts.deliver(
        teller.act(diego), milestone_id=milestone.id, note="Seguem duas propostas de logotipo.", attachments=(logo.id,)
    )
    teller.later(hours=10)
    contracts.request_changes(
        teller.act(camila), delivery_id=delivery.id, reasons="Faltam a terceira proposta e os arquivos vetoriais."
    )
    teller.later(days=4)
    contracts.deliver(teller.act(diego), milestone_id=milestone.id, note="Ajustei as cores das duas propostas.")


def _hear(teller: Teller, case: Case, camila: Account, diego: Account) -> None:
    present = access.present_assignment(case)
    if present is None:
        raise LookupError("no mediator is free of ties")
    mediator = present.mediator
    teller.later(hours=6)
    cases.read_file(teller.act(mediator), case_id=case.id)
    question = cases.ask_party(
        teller.act(mediator),
        case_id=case.id,
        asked_of=diego.id,
        text="¿Existe una tercera propuesta, y en qué fecha estaría en formato vectorial?",
        answer_by=teller.now + timedelta(days=2),
    )
    teller.later(hours=9)
    cases.reply(
        teller.act(diego),
        question_id=question.id,
        text="No llegué a hacer la tercera. Los vectores de las dos los tengo hoy.",
    )
    cases.state(teller.act(camila), case_id=case.id, text="Sem os vetores não consigo imprimir o rótulo.")
    teller.later(days=1)
    relied_on = [
        one.seq
        for one in record.events(case.contract_id)
        if one.kind in {"contracts.version-in-force.1", "contracts.work-delivered.1", "cases.question-replied.1"}
    ]
    cases.rule(
        teller.act(mediator),
        case_id=case.id,
        to_client=Money(18_000, "USD"),
        reasons="Se acordaron tres propuestas y el archivo vectorial. Se entregaron dos, tarde y sin vectores: "
        "corresponde pagar dos quintos por lo que la clienta puede usar.",
        relied_on=relied_on,
        work="both",
    )


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
