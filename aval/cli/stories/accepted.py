"""A story that ends well, in Spanish: agreed, paid into escrow, delivered, corrected, accepted, paid out."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from aval.accounts.models import Account
from aval.cli.stories.teller import Teller
from aval.contracts import actions as contracts
from aval.contracts.models import Contract
from aval.conversation import actions as conversation
from aval.imports import actions as imports
from aval.imports import minutes
from aval.kernel.money import Money
from aval.moderation.actions import ContactDetailsFound
from aval.projects import actions as projects
from aval.projects.choices import Category, Kind, Language
from aval.projects.terms import MilestoneTerms, ProjectTerms, ProposalTerms

CHAT = """\
{0}, 18:02 - Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat puede leerlos.
{0}, 18:03 - Lucía Herrera: Hola Mateo, ¿pudiste ver las fotos del catálogo?
{0}, 18:05 - Mateo Quispe: Sí, las recibí. Las dejo en 1200 px para que carguen rápido.
{0}, 18:06 - Lucía Herrera: Perfecto. Y el envío gratis desde 40 dólares, como dijimos.
{0}, 18:09 - Mateo Quispe: Anotado, queda en el carrito.
"""


def tell(teller: Teller, also: Callable[[Contract], None] | None = None) -> tuple[Contract, Account]:
    """Live the story; return its contract and the client.

    :param also: called with the contract when it has ended, for what a caller wants to add
    """
    lucia = teller.person(
        "lucia@demo.aval", "Lucía Herrera", language="es", zone="America/Bogota",
        headline="Dueña de Barro Vivo, cerámica hecha a mano", country="CO", city="Bogotá", languages=["es"],
    )  # fmt: skip
    mateo = teller.person(
        "mateo@demo.aval", "Mateo Quispe", language="es", zone="America/Lima",
        headline="Tiendas en línea con Django", about="Diez años construyendo tiendas que venden. Trabajo con catálogos, pagos y envíos.",
        country="PE", city="Lima", languages=["es", "en"], skills=["Django", "PostgreSQL", "htmx"],
        hourly_rate_minor=2_800, currency="USD", offers_work=True,
    )  # fmt: skip
    contract = _agree(teller, lucia, mateo)
    first, second = contract.milestones.order_by("number")
    teller.pay_in(lucia, Money(90_000, "USD"))
    teller.later(hours=1)
    contracts.fund_milestone(teller.act(lucia), milestone_id=first.id)
    teller.say(
        lucia, contract, "Ya está en garantía el primer hito. Mi WhatsApp es +57 601 555 0142, por si hace falta."
    )
    _bring_in_the_chat(teller, contract, lucia, mateo)
    _talk_on_the_phone(teller, contract, lucia, mateo)
    _work(teller, contract, lucia, mateo, first.id)
    teller.later(days=1)
    contracts.fund_milestone(teller.act(lucia), milestone_id=second.id)
    teller.later(days=6)
    last = contracts.deliver(
        teller.act(mateo),
        milestone_id=second.id,
        note="El carrito cobra, calcula envíos y manda el recibo. Probado con diez compras.",
    )
    teller.later(days=2)
    contracts.accept_delivery(teller.act(lucia), delivery_id=last.id)
    teller.say(lucia, contract, "¡Gracias, Mateo! La tienda quedó preciosa y ya entró el primer pedido.")
    teller.settle_down()
    if also is not None:
        also(contract)
    contract.refresh_from_db()
    return contract, lucia


def _agree(teller: Teller, lucia: Account, mateo: Account) -> Contract:
    today = teller.now.date()
    project = projects.draft_project(
        teller.act(lucia),
        terms=ProjectTerms(
            title="Tienda en línea para cerámica hecha a mano",
            description="Vendemos tazas y platos hechos a mano. Necesitamos una **tienda** con catálogo, carrito y pagos "
            "con tarjeta. Tenemos las fotos y los textos de 60 piezas.",
            kind=Kind.FIXED,
            category=Category.DEVELOPMENT,
            language=Language.SPANISH,
            currency="USD",
            skills=("Django", "PostgreSQL", "htmx"),
            budget=(Money(60_000, "USD"), Money(120_000, "USD")),
        ),
    )
    projects.publish_project(teller.act(lucia), project_id=project.id)
    teller.later(hours=5)
    proposal = projects.send_proposal(
        teller.act(mateo),
        project_id=project.id,
        terms=ProposalTerms(
            text="Hice tres tiendas parecidas. Empezaría por el catálogo, para que puedas cargar las piezas mientras armo el carrito.",
            price=Money(80_000, "USD"),
            milestones=(
                MilestoneTerms("Catálogo", Money(50_000, "USD"), today + timedelta(days=14), "Cada pieza tiene su página con fotos, medidas y precio. Se carga desde el teléfono."),
                MilestoneTerms("Carrito y pagos", Money(30_000, "USD"), today + timedelta(days=28), "Se puede comprar con tarjeta; llega un recibo por correo; envío gratis desde 40 USD."),
            ),
            availability="Veinte horas por semana",
        ),
    )  # fmt: skip
    _too_early(teller, lucia, proposal.id)
    teller.later(hours=3)
    contract = contracts.choose_proposal(teller.act(lucia), proposal_id=proposal.id)
    teller.say(mateo, contract, "¡Gracias por elegirme! Revisé el acuerdo y está como lo hablamos.")
    version = contract.versions.latest("number")
    teller.sign(mateo, version)
    teller.later(hours=1)
    teller.sign(lucia, version)
    contract.refresh_from_db()
    return contract


def _too_early(teller: Teller, lucia: Account, contract_id: UUID) -> None:
    """Try to exchange contact details before the escrow: it is refused, and says why."""
    teller.later(hours=1)
    try:
        conversation.post_message(
            teller.act(lucia), contract_id=contract_id, text="Te paso mi correo: lucia arroba barrovivo punto co"
        )
    except ContactDetailsFound:
        teller.later(minutes=2)
        conversation.post_message(
            teller.act(lucia),
            contract_id=contract_id,
            text="Me gusta tu idea de empezar por el catálogo. ¿Incluye las medidas de cada pieza?",
        )
    else:
        raise AssertionError("contact details passed through a closed gate")


def _bring_in_the_chat(teller: Teller, contract: Contract, lucia: Account, mateo: Account) -> None:
    teller.later(days=2)
    day = f"{teller.now.day}/{teller.now.month}/{teller.now:%y}"
    teller.later(hours=9)
    held = imports.preview_import(
        teller.act(lucia),
        contract_id=contract.id,
        stream=io.BytesIO(CHAT.format(day).encode()),
        name="Chat de WhatsApp con Mateo Quispe.txt",
    )
    held = imports.read_differently(teller.act(lucia), import_id=held.id, zone="America/Bogota", day_first=True)
    imports.confirm_import(
        teller.act(lucia), import_id=held.id, people={"Lucía Herrera": "client", "Mateo Quispe": "professional"}
    )
    teller.later(hours=3)
    imports.confirm_entries(teller.act(mateo), contract_id=contract.id, import_id=held.id)


def _talk_on_the_phone(teller: Teller, contract: Contract, lucia: Account, mateo: Account) -> None:
    teller.later(days=1)
    written = minutes.write_minutes(
        teller.act(mateo),
        contract_id=contract.id,
        medium="phone",
        began_at=teller.now - timedelta(minutes=40),
        people="Lucía y Mateo",
        text="Acordamos mostrar el precio con impuestos y dejar la sección de regalos para más adelante.",
        length_minutes=25,
    )
    teller.later(hours=2)
    minutes.answer_minutes(teller.act(lucia), contract_id=contract.id, minutes_id=written.id, answer="confirmed")


def _work(teller: Teller, contract: Contract, lucia: Account, mateo: Account, milestone_id: UUID) -> None:
    teller.later(days=5)
    plan = teller.upload(mateo, "catalogo.txt", "Mapa del catálogo\n\n- Tazas\n- Platos\n- Ediciones\n".encode())
    first = contracts.deliver(
        teller.act(mateo),
        milestone_id=milestone_id,
        note="El catálogo está en el servidor de prueba, con las 60 piezas.",
        attachments=(plan.id,),
        links=("https://prueba.barrovivo.example/catalogo",),
    )
    teller.later(days=1)
    contracts.request_changes(
        teller.act(lucia),
        delivery_id=first.id,
        reasons="Faltan las medidas en las tazas y en el teléfono las fotos se ven cortadas.",
    )
    teller.say(mateo, contract, "Tienes razón, lo corrijo mañana.", wait=2)
    teller.later(days=1)
    second = contracts.deliver(
        teller.act(mateo),
        milestone_id=milestone_id,
        note="Medidas en todas las piezas y fotos completas en el teléfono.",
    )
    teller.later(hours=20)
    contracts.accept_delivery(teller.act(lucia), delivery_id=second.id)
