"""Which words make which detectors look closer. A text with none of them, no digits and no signs passes at once."""

from typing import Final

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.numerals import DIGITS, REPEATS, WEAK
from aval.screening.lexicon.places import (
    APPS,
    HOMELY_APPS,
    MAIL_KEEPERS,
    MAIL_WORDS,
    MAILS,
    NICKNAME_WORDS,
    PHONE_WORDS,
)


class Signal:
    """What a word may announce, as bits; plain integers, for they are asked of every text."""

    APP: Final = 1
    MAIL: Final = 2
    PHONE: Final = 4
    NUMERAL: Final = 8
    OUTSIDE: Final = 16
    CALL_ME: Final = 32
    """A verb that carries "me" and is done by phone."""
    AT: Final = 64
    DOT: Final = 128
    STREET: Final = 256
    PAYMENT: Final = 512
    NICKNAME: Final = 1024
    PROVIDER: Final = 2048
    HOMELY_APP: Final = 4096
    CONTACT: Final = 8192
    SEARCH: Final = 16384
    FILLER: Final = 32768
    REBUILD: Final = 65536
    """A word for what an address is put together from: name, surname, handle."""
    LEAVE: Final = 131072
    """A word of dealing without the site: a discount, the fee, a middleman, directly."""
    ASSEMBLE: Final = 262144
    """A word that tells to put together what stands apart."""
    REACH: Final = 524288
    """A verb of reaching or meeting someone, as it is asked for."""


AT_WORDS = frozenset(
    [
        "arrobinha",
        "enroscada",
        "simbolo",
        "symbol",
        "signo",
        "sign",
        "arroba",
        "arrobita",
        "arobba",
        "arob",
        "arrob",
        "aroba",
        "arrobas",
    ]
)
DOT_WORDS = frozenset(
    [
        "period",
        "puntito",
        "pontinho",
        "dot",
        "d0t",
        "punto",
        "ponto",
        "puntocom",
        "pontocom",
        "dotcom",
        "pto",
        "point",
        "underline",
        "underscore",
        "slash",
        "barra",
    ]
)
# Said between the digits of a number, and seldom elsewhere.
FILLER_WORDS = frozenset(
    [
        "luego",
        "despues",
        "depois",
        "then",
        "seguido",
        "seguida",
        "followed",
        "guion",
        "guiao",
        "traco",
        "hifen",
        "dash",
        "hyphen",
        "espacio",
        "espaco",
        "space",
        "barra",
        "slash",
    ]
)
STREETS = frozenset(
    [
        "calle",
        "avenida",
        "av",
        "avda",
        "rua",
        "street",
        "avenue",
        "road",
        "boulevard",
        "blvd",
        "bulevar",
        "paseo",
        "pasaje",
        "carrera",
        "cra",
        "kr",
        "calz",
        "calzada",
        "travessa",
        "alameda",
        "praca",
        "plaza",
        "rodovia",
        "estrada",
        "drive",
        "lane",
        "jiron",
        "jr",
        "diagonal",
        "transversal",
        "urbanizacion",
        "cep",
        "zip",
        "apt",
        "apto",
        "depto",
        "dpto",
        "ave",
        "rd",
        "suite",
        "colonia",
        "col",
        "st",
        "cp",
        "camino",
        "square",
        "court",
        "largo",
        "oficina",
        "office",
        "escritorio",
        "casa",
        "home",
        "direccion",
        "address",
        "endereco",
        "estudio",
        "studio",
        "local",
        "taller",
        "postcode",
        "postal",
        "way",
        "terrace",
    ]
)
PAYMENTS = frozenset(
    [
        "chave",
        "aleatoria",
        "oxxo",
        "tarjeta",
        "cartao",
        "card",
        "pix",
        "cbu",
        "cvu",
        "clabe",
        "alias",
        "paypal",
        "iban",
        "nequi",
        "daviplata",
        "yape",
        "plin",
        "bizum",
        "zelle",
        "venmo",
        "cashapp",
        "cash",
        "mercadopago",
        "payoneer",
        "skrill",
        "bitcoin",
        "btc",
        "usdt",
        "western",
        "binance",
        "pagame",
        "pagueme",
        "pagarme",
        "pagas",
        "pague",
        "paga",
        "pagar",
        "pagamos",
        "pago",
        "pay",
        "paying",
        "pagamento",
        "payment",
        "cobro",
        "cobrar",
        "cobramos",
        "depositame",
        "deposita",
        "depositas",
        "depositar",
        "transferime",
        "transfiereme",
        "transferis",
        "transfiere",
        "transferir",
        "transferencia",
        "transfer",
        "wire",
        "wise",
        "uala",
        "routing",
        "ag",
        "agencia",
        "mb",
        "mbway",
        "deposite",
        "pasame",
        "girame",
        "mandame",
        "enviame",
        "revolut",
        "picpay",
        "comision",
        "comissao",
        "commission",
        "fee",
        "fees",
        "taxa",
        "taxas",
        "porcentaje",
        "cripto",
        "crypto",
        "cuenta",
        "conta",
        "middleman",
        "intermediarios",
        "directly",
        "directo",
        "direto",
        "debajo",
    ]
)
SEARCH_WORDS = frozenset(
    [
        "google",
        "googlea",
        "googleame",
        "googleas",
        "goglea",
        "gugleame",
        "gugle",
        "googlear",
        "googlealo",
        "bing",
        "qr",
        "redes",
        "networks",
        "network",
        "everywhere",
        "socials",
        "rede",
        "lados",
        "lugares",
        "linkedin",
        "maps",
        "googlame",
        "googla",
        "googlea",
        "googleme",
        "googleia",
        "internet",
        "buscador",
        "partes",
        "web",
        "online",
        "social",
        "platforms",
        "canto",
        "todo",
        "lado",
    ]
)


_ASSEMBLE_WORDS = """
    junta junte juntar juntalos juntos une unir unelos uni suma sumale sume soma some together combine string
    concat concatenate order orden ordem lined hacer fazer do arma armalo monta fila join start starts begins
    begin empieza arranca comienza comeca first primero primera primer primeiro primeira then luego despues
    depois segundo segunda second sigue segue next seguido seguida followed end ends termina terminan acaba
    final finales last ultimos ultimas ultimo ultima resto rest tercero tercera terceiro terceira third
"""
ASSEMBLE_WORDS = frozenset(_ASSEMBLE_WORDS.split())
_REACH_WORDS = """
    ubicarte ubicarlo ubicar localizarte localizar contactarte reach llamar llamo marco marcar timbro ligar ligo
    telefonar juntamos juntarnos juntemos vemos vernos encontramos encontrarnos encontremos encontrar reunimos reunirnos
    espero invito meet tomar tomamos tomemos grab marcamos encontro acho telefoneo contact contacto
    card tarjeta cartao servidor server grupo group canal channel donde onde where
"""
REACH_WORDS = frozenset(_REACH_WORDS.split())
_REBUILD_WORDS = """
    com net mx adv studio append apellido surname sobrenome nombre name nome nick handle username usuario
"""
REBUILD_WORDS = frozenset(_REBUILD_WORDS.split())
_LEAVE_WORDS = """
    directo direto directamente diretamente directly direct straight middleman middlemen intermediario
    intermediarios intermediaria intermediarias skip skipping bypass ditch dodge aqui aca daqui here elsewhere
    otro outro otra outra another plataforma platform izquierda panos books table debajo offline off sitio
    site descuento desconto discount salgamonos vamonos somewhere else
"""
LEAVE_WORDS = frozenset(_LEAVE_WORDS.split())


def _signals() -> dict[str, int]:
    table: dict[str, int] = {}

    def mark(words: frozenset[str], signal: int) -> None:
        for word in words:
            table[word] = table.get(word, 0) | signal

    classes = word_classes()
    mark(APPS, Signal.APP)
    mark(HOMELY_APPS, Signal.HOMELY_APP)
    mark(MAIL_WORDS, Signal.MAIL)
    mark(MAILS | MAIL_KEEPERS, Signal.PROVIDER)
    mark(PHONE_WORDS, Signal.PHONE)
    mark(frozenset(DIGITS) - WEAK, Signal.NUMERAL)
    mark(FILLER_WORDS, Signal.FILLER)
    mark(AT_WORDS, Signal.AT)
    mark(DOT_WORDS, Signal.DOT)
    mark(STREETS, Signal.STREET)
    mark(PAYMENTS, Signal.PAYMENT)
    mark(NICKNAME_WORDS, Signal.NICKNAME)
    mark(SEARCH_WORDS, Signal.SEARCH)
    mark(ASSEMBLE_WORDS, Signal.ASSEMBLE)
    mark(REACH_WORDS, Signal.REACH)
    mark(REBUILD_WORDS, Signal.REBUILD)
    mark(LEAVE_WORDS, Signal.LEAVE)
    mark(frozenset(REPEATS) - WEAK, Signal.FILLER)
    mark(frozenset(word for word, letter in classes.items() if letter == "O"), Signal.OUTSIDE)
    mark(frozenset(word for word, letter in classes.items() if letter in "Jj"), Signal.CALL_ME)
    mark(frozenset({"llama", "marca", "marque", "disca", "liga", "ligue"}), Signal.CALL_ME)
    mark(frozenset(word for word, letter in classes.items() if letter in "Kknrc"), Signal.CONTACT)
    return table


SIGNALS = _signals()
SIGNAL_WORDS = SIGNALS.keys()
