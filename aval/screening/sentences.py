"""One sentence for the author, in three languages: what was seen and why it must wait, never how it was recognised."""

_WHY = {
    "en": "Contact details open for both of you as soon as the first milestone is funded.",
    "es": "Los datos de contacto se abren para los dos en cuanto se deposite el primer hito.",
    "pt": "Os dados de contato se abrem para os dois assim que a primeira etapa for depositada.",
}

_SEEN = {
    "email": {
        "en": "This looks like an e-mail address.",
        "es": "Esto parece una dirección de correo.",
        "pt": "Isto parece um endereço de e-mail.",
    },
    "phone": {
        "en": "This looks like a phone number.",
        "es": "Esto parece un número de teléfono.",
        "pt": "Isto parece um número de telefone.",
    },
    "link": {
        "en": "This link leads to a page where people can be reached.",
        "es": "Este enlace lleva a una página donde se puede contactar a alguien.",
        "pt": "Este link leva a uma página em que se pode contatar alguém.",
    },
    "meeting": {
        "en": "This looks like a link to a meeting outside.",
        "es": "Esto parece un enlace a una reunión externa.",
        "pt": "Isto parece um link para uma reunião externa.",
    },
    "handle": {
        "en": "This looks like a name on another network.",
        "es": "Esto parece un usuario de otra red.",
        "pt": "Isto parece um usuário de outra rede.",
    },
    "payment": {
        "en": "This looks like a way to pay outside the escrow, which would not be protected.",
        "es": "Esto parece una forma de pagar fuera del depósito en garantía, que no estaría protegida.",
        "pt": "Isto parece uma forma de pagar fora do depósito em garantia, que não estaria protegida.",
    },
    "address": {
        "en": "This looks like a postal address.",
        "es": "Esto parece una dirección postal.",
        "pt": "Isto parece um endereço postal.",
    },
    "invitation": {
        "en": "Read as a whole, this looks like a way to get in touch or to pay outside.",
        "es": "Leído en conjunto, esto parece una forma de contactarse o de pagar por fuera.",
        "pt": "Lido em conjunto, isto parece uma forma de entrar em contato ou de pagar por fora.",
    },
}


def sentence_for(kind: str, language: str) -> str:
    """Say in one line what was seen and why it waits; `language` is a tag such as "es" or "pt-br", else English."""
    tongue = language.lower().replace("_", "-").partition("-")[0]
    if tongue not in _WHY:
        tongue = "en"
    seen = _SEEN[kind][tongue].rstrip(".")
    why = _WHY[tongue]
    return f"{seen}: {why[0].lower()}{why[1:]}"
