"""What the people of the demo need done, who offered to do it, and how far each has come."""

from dataclasses import dataclass
from datetime import date, timedelta

from aval.kernel.money import Money
from aval.projects.choices import Category, Kind, Language, Period
from aval.projects.terms import MilestoneTerms, ProjectTerms, ProposalTerms


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal: by whom, in which words, for how much in which milestones, and what the two said before choosing."""

    by: str
    text: str
    milestones: tuple[tuple[str, int, int, str], ...] = ()
    """Title, amount in minor units, days from then, acceptance criteria."""
    price: int = 0
    hours: int | None = None
    talk: tuple[tuple[str, str], ...] = ()

    def terms(self, today: date) -> ProposalTerms:
        """Return it as it is sent on that day."""
        return ProposalTerms(
            text=self.text,
            price=Money(self.price or sum(amount for _title, amount, _days, _criteria in self.milestones), "USD"),
            milestones=tuple(
                MilestoneTerms(title, Money(amount, "USD"), today + timedelta(days=days), criteria)
                for title, amount, days, criteria in self.milestones
            ),
            hours_per_period=self.hours,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A project with what came of it."""

    client: str
    days_ago: int
    ends: str
    title: str
    description: str
    category: Category
    language: Language
    skills: tuple[str, ...]
    budget: tuple[int, int] | None = None
    kind: Kind = Kind.FIXED
    period: Period | None = None
    offers: tuple[Offer, ...] = ()
    question: str = ""
    answer: str = ""
    asker: str = "sofia@demo.aval"

    def terms(self, today: date) -> ProjectTerms:
        """Return it as it is published on that day."""
        return ProjectTerms(
            title=self.title,
            description=self.description,
            kind=self.kind,
            period=self.period,
            category=self.category,
            language=self.language,
            currency="USD",
            skills=self.skills,
            budget=None if self.budget is None else (Money(self.budget[0], "USD"), Money(self.budget[1], "USD")),
            due_on=today + timedelta(days=45) if self.kind == Kind.FIXED else None,
        )


PROJECTS = (
    Told(
        "valentina@demo.aval", 2, "published", "Rediseño de la página de reservas",
        "Nuestros viajeros abandonan en el segundo paso. Buscamos un rediseño de la **página de reservas** pensado primero para el teléfono, con pruebas con cinco personas.",
        Category.DESIGN, Language.SPANISH, ("Figma", "Diseño de interfaces"), (80_000, 150_000),
        offers=(
            Offer("sofia@demo.aval", "Haría primero una prueba rápida con tres viajeros para saber dónde se pierden, y después el rediseño.",
                  (("Pruebas y hallazgos", 30_000, 8, "Informe con los cinco problemas principales y su evidencia."),
                   ("Rediseño", 70_000, 22, "Pantallas de teléfono y escritorio en Figma, listas para construir.")),
                  talk=(("client", "¿Las pruebas las harías con nuestros propios viajeros?"),
                        ("professional", "Sí, con tres o cuatro que hayan abandonado este mes. Yo preparo el guion."))),
            Offer("priya@demo.aval", "I would rebuild the page directly in code, so that you can test it on real phones.",
                  (("Prototype in code", 60_000, 12, "Works on three phones, keyboard and screen reader."),
                   ("Hand-over", 50_000, 25, "Templates and styles in your repository, with tests."))),
        ),
        question="¿Hay estadísticas del embudo actual?", answer="Sí, se comparten con quien elijamos: tenemos seis meses de datos.",
    ),
    Told(
        "rafael@demo.aval", 4, "published", "Painel de agendamentos para a clínica",
        "Temos as consultas em planilhas. Queremos um painel simples com agendamentos por médico, faltas e receita do mês.",
        Category.DATA, Language.PORTUGUESE, ("Python", "PostgreSQL"), (60_000, 120_000),
        offers=(
            Offer("thiago@demo.aval", "Já fiz painéis para duas clínicas. Começo importando as planilhas como estão.",
                  (("Importação e modelo", 40_000, 10, "As planilhas de 12 meses importadas sem perda, com relatório de inconsistências."),
                   ("Painel", 45_000, 24, "Agendamentos por médico, faltas e receita, filtráveis por mês."))),
            Offer("carlos@demo.aval", "Puedo hacerlo en Power BI, conectado a sus hojas actuales.",
                  (("Tablero", 55_000, 15, "Tablero con las tres vistas pedidas y un manual corto."),)),
        ),
    ),
    Told(
        "emma@demo.aval", 1, "published", "Accessible search for a bookshop",
        "Our search box fails with a keyboard and misses accents. We want it **fast, forgiving and accessible**. The shop runs on Django.",
        Category.DEVELOPMENT, Language.ENGLISH, ("Django", "PostgreSQL", "Accessibility"), (90_000, 160_000),
    ),
    Told(
        "ignacio@demo.aval", 6, "shortlisted", "Catálogo en PDF de muebles a medida",
        "Tenemos fotos y medidas de 40 muebles. Necesitamos un catálogo en PDF para imprenta y otro ligero para enviar.",
        Category.DESIGN, Language.SPANISH, ("InDesign", "Diseño editorial"), (30_000, 60_000),
        offers=(
            Offer("sofia@demo.aval", "Diseño una retícula sencilla y monto las 40 fichas. Incluye dos rondas de cambios.",
                  (("Catálogo", 45_000, 15, "PDF para imprenta con sangrado y PDF ligero de menos de 5 MB."),)),
        ),
    ),
    Told(
        "emma@demo.aval", 8, "agreeing", "Translate the shop into Spanish",
        "About 14,000 words: product pages, help and legal texts, from English into neutral Spanish, with a glossary.",
        Category.WRITING, Language.ENGLISH, ("Translation",), (50_000, 90_000),
        offers=(
            Offer("ana@demo.aval", "Neutral Spanish, glossary first, then product pages, help and legal.",
                  (("Glossary and products", 40_000, 12, "120 terms agreed; product pages in your CMS."),
                   ("Help and legal", 35_000, 24, "All remaining texts, reviewed by a second reader."))),
        ),
    ),
    Told(
        "valentina@demo.aval", 10, "awaiting-escrow", "Videos cortos de cinco destinos",
        "Cinco videos de 30 segundos con material propio, con subtítulos en español e inglés.",
        Category.DESIGN, Language.SPANISH, ("Premiere", "Subtítulos"), (40_000, 80_000),
        offers=(
            Offer("joao@demo.aval", "Edito los cinco con la misma identidad y entrego versiones vertical y horizontal.",
                  (("Tres videos", 36_000, 14, "Tres destinos, vertical y horizontal, subtitulados."),
                   ("Dos videos", 24_000, 21, "Los dos restantes, con las correcciones aprendidas."))),
        ),
    ),
    Told(
        "rafael@demo.aval", 13, "funded", "Site da clínica com agendamento online",
        "Site institucional em português com agendamento online e página de cada médico.",
        Category.DEVELOPMENT, Language.PORTUGUESE, ("Django", "htmx"), (120_000, 200_000),
        offers=(
            Offer("thiago@demo.aval", "Entrego primeiro o agendamento, que é o que mais ajuda a recepção.",
                  (("Agendamento", 90_000, 20, "Paciente agenda e remarca pelo celular; a recepção vê o dia."),
                   ("Páginas", 60_000, 35, "Página de cada médico, contato e convênios."))),
        ),
    ),
    Told(
        "emma@demo.aval", 15, "delivered", "Reading-list widget for our blog",
        "A small widget that shows a reading list with covers, keyboard-friendly, no tracking.",
        Category.DEVELOPMENT, Language.ENGLISH, ("TypeScript", "CSS"), (30_000, 60_000),
        offers=(
            Offer("priya@demo.aval", "A custom element of about 5 kB, with tests, that degrades to a plain list.",
                  (("Widget", 48_000, 12, "Works without JavaScript as a list; Lighthouse accessibility 100."),)),
        ),
    ),
    Told(
        "ignacio@demo.aval", 18, "changes", "Planilla de costos por mueble",
        "Una hoja de cálculo que calcule madera, herrajes y horas por mueble, y el precio con margen.",
        Category.FINANCE, Language.SPANISH, ("Excel", "Contabilidad"), (15_000, 30_000),
        offers=(
            Offer("carlos@demo.aval", "La armo con listas de materiales editables y un resumen por pedido.",
                  (("Planilla", 22_000, 9, "Calcula costo y precio de los 10 muebles de ejemplo; incluye manual de una página."),)),
        ),
    ),
    Told(
        "valentina@demo.aval", 5, "negotiation", "Guía de senderos en inglés",
        "Traducción al inglés de una guía de 60 páginas, con nombres locales respetados.",
        Category.WRITING, Language.SPANISH, ("Traducción",), (60_000, 90_000),
        offers=(
            Offer("ana@demo.aval", "Traduzco por capítulos y acordamos el glosario de nombres locales al comienzo.",
                  (("Guía", 72_000, 18, "60 páginas en inglés, con glosario y una relectura."),)),
        ),
    ),
    Told(
        "rafael@demo.aval", 26, "mediation", "Vídeo institucional da clínica",
        "Vídeo de dois minutos com depoimentos que já gravamos.",
        Category.DESIGN, Language.PORTUGUESE, ("Premiere", "Roteiro"), (40_000, 70_000),
        offers=(
            Offer("joao@demo.aval", "Roteiro, edição e legendas em duas semanas.",
                  (("Vídeo", 52_000, 14, "Dois minutos, três depoimentos, legendas em português."),)),
        ),
    ),
    Told(
        "emma@demo.aval", 40, "completed", "Move our newsletter archive to static pages",
        "Nine years of newsletters in a database dump. We want clean static pages that search engines can read.",
        Category.DEVELOPMENT, Language.ENGLISH, ("Python", "HTML"), (40_000, 70_000),
        offers=(
            Offer("thiago@demo.aval", "I parse the dump, keep every link, and leave you the script.",
                  (("Archive", 55_000, 14, "All 430 issues, no broken internal links, one command to rebuild."),)),
        ),
    ),
    Told(
        "ignacio@demo.aval", 3, "published", "Apoyo contable semanal",
        "Diez horas por semana para conciliar ventas, facturas y banco. Trabajo continuo.",
        Category.FINANCE, Language.SPANISH, ("Contabilidad", "Excel"), (1_400, 2_000), Kind.HOURLY, Period.WEEK,
        offers=(Offer("carlos@demo.aval", "Puedo los lunes y jueves por la tarde, con informe semanal.", price=1_600, hours=10),),
    ),
    Told(
        "valentina@demo.aval", 5, "draft", "Campaña de invierno",
        "Textos y piezas para la campaña de invierno. Por definir con el equipo.",
        Category.MARKETING, Language.SPANISH, ("Redacción",),
    ),
)  # fmt: skip
