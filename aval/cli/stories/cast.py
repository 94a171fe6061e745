"""Who lives in the demo."""

from typing import Any

CLIENTS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("valentina@demo.aval", "Valentina Ríos", "es", "America/Santiago",
     {"headline": "Directora de Andes Verde, viajes de montaña", "country": "CL", "city": "Santiago", "languages": ["es", "en"]}),
    ("rafael@demo.aval", "Rafael Almeida", "pt-br", "America/Sao_Paulo",
     {"headline": "Sócio da Clínica Bem Viver", "country": "BR", "city": "Curitiba", "languages": ["pt"]}),
    ("emma@demo.aval", "Emma Clarke", "en", "Europe/London",
     {"headline": "Founder of Harbour Books, an online bookshop", "country": "GB", "city": "Bristol", "languages": ["en", "es"]}),
    ("ignacio@demo.aval", "Ignacio Paredes", "es", "America/Mexico_City",
     {"headline": "Gerente de Taller Paredes, muebles a medida", "country": "MX", "city": "Guadalajara", "languages": ["es"]}),
)  # fmt: skip

PROFESSIONALS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("sofia@demo.aval", "Sofía Benítez", "es", "America/Argentina/Buenos_Aires",
     {"headline": "Diseño de interfaces y sistemas visuales", "about": "Ordeno pantallas difíciles. Nueve años en productos para bancos y salud.",
      "country": "AR", "city": "Córdoba", "languages": ["es", "en"], "skills": ["Figma", "Diseño de interfaces", "Accesibilidad"],
      "hourly_rate_minor": 3_200, "currency": "USD", "offers_work": True}),
    ("thiago@demo.aval", "Thiago Moreira", "pt-br", "America/Sao_Paulo",
     {"headline": "Desenvolvedor Python e dados", "about": "Integro sistemas e transformo planilhas em painéis que a equipe usa.",
      "country": "BR", "city": "Recife", "languages": ["pt", "es", "en"], "skills": ["Python", "PostgreSQL", "Django", "Pandas"],
      "hourly_rate_minor": 2_600, "currency": "USD", "offers_work": True}),
    ("ana@demo.aval", "Ana Lucía Vargas", "es", "America/Costa_Rica",
     {"headline": "Traducción es-en-pt y corrección de estilo", "about": "Traduzco manuales, contratos y sitios. Entrego con glosario.",
      "country": "CR", "city": "San José", "languages": ["es", "en", "pt"], "skills": ["Traducción", "Corrección", "Redacción"],
      "hourly_rate_minor": 1_900, "currency": "USD", "offers_work": True, "availability": "part"}),
    ("joao@demo.aval", "João Pacheco", "pt-br", "America/Sao_Paulo",
     {"headline": "Edição de vídeo e animação", "about": "Vídeos curtos que explicam produtos. Roteiro, edição e legendas.",
      "country": "BR", "city": "Salvador", "languages": ["pt", "es"], "skills": ["Premiere", "After Effects", "Roteiro"],
      "hourly_rate_minor": 2_100, "currency": "USD", "offers_work": True}),
    ("priya@demo.aval", "Priya Nair", "en", "Europe/Lisbon",
     {"headline": "Front-end engineer, accessible web apps", "about": "I build fast pages that work for everyone, and leave tests behind.",
      "country": "PT", "city": "Lisbon", "languages": ["en", "pt"], "skills": ["TypeScript", "CSS", "Accessibility", "htmx"],
      "hourly_rate_minor": 4_200, "currency": "USD", "offers_work": True}),
    ("carlos@demo.aval", "Carlos Mendoza", "es", "America/Mexico_City",
     {"headline": "Contabilidad y hojas de cálculo", "about": "Presupuestos, conciliaciones y tableros para pymes.",
      "country": "MX", "city": "Puebla", "languages": ["es"], "skills": ["Excel", "Contabilidad", "Power BI"],
      "hourly_rate_minor": 1_600, "currency": "USD", "offers_work": True}),
)  # fmt: skip

STAFF = (
    ("marta@demo.aval", "Marta Lima", "es", "America/Montevideo", "mediator"),
    ("javier@demo.aval", "Javier Núñez", "es", "America/Montevideo", "mediator"),
    ("olivia@demo.aval", "Olivia Reyes", "es", "America/Bogota", "operator"),
)
