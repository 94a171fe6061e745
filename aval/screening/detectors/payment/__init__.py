"""Ways to pay outside escrow: account numbers by their check digits, keys and aliases, wallets, requests to pay directly."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.payment import checks
from aval.screening.detectors.payment.phrases import PHRASES
from aval.screening.detectors.phone.rows import ascending
from aval.screening.lexicon.reported import is_cited, is_reported
from aval.screening.text.reading import Hit, Reading

# The fewest digits that an account number and a wallet's address hold.
IBAN_DIGITS_MIN = 12
ACCOUNT_DIGITS_MIN = 9
WALLET_DIGITS_MIN = 4
# With no more around it an address speaks for itself.
ALONE_MAX = 12


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the payment details of a text."""
    text = reading.text
    if reading.digits >= IBAN_DIGITS_MIN:
        yield from _accounts(reading)
    if reading.digits >= WALLET_DIGITS_MIN and _LONG_TOKEN.search(text):
        for match in _WALLET.finditer(text):
            if (
                not reading.in_code(match.start())
                and checks.looks_random(match.group())
                and not _ABOUT_CODE.search(text[max(0, match.start() - 60) : match.start()])
                and (len(text) - len(match.group()) <= ALONE_MAX or _PAID_TO.search(text))
            ):
                yield Hit(match.start(), match.end(), "payment", 0.9, reading.folded.disguise)
    for phrase in PHRASES.open_for(reading.marks):
        if reading.digits < phrase.digits:
            continue
        for match in phrase.pattern.finditer(text):
            before = text[max(0, match.start() - 60) : match.start()]
            # "no pix" is "by pix".
            if match.group().startswith("pix") and before.endswith(" no "):
                before = before[:-3]
            around = text[match.end() : match.end() + 60]
            told = (
                _TALK.search(before)
                or _PLAYED.search(before)
                or _PAID_HERE.search(before)
                or _TALK_AFTER.match(around)
                or is_cited(text, *match.span())
                or is_reported(text, *match.span())
            )
            if not (_SAMPLE.search(before + around) if phrase.sure else told):
                yield Hit(match.start(), match.end(), "payment", 0.8, reading.folded.disguise)


def _accounts(reading: Reading) -> Iterator[Hit]:
    for match in _LONG.finditer(reading.text):
        groups = _DIGITS.findall(match.group())
        if ascending(groups):
            continue
        digits = "".join(groups)
        if (len(digits) == 22 and checks.is_cbu(digits)) or (len(digits) == 18 and checks.is_clabe(digits)):
            yield Hit(match.start(), match.end(), "payment", 0.95, reading.folded.disguise)
    for match in _IBAN.finditer(reading.text):
        size = checks.IBAN_LENGTHS.get(match["country"], 0)
        # What goes on into words belongs to the account as far as its country's are long.
        places = [place for place in range(match.start(), match.end()) if reading.text[place].isalnum()][:size]
        account = "".join(reading.text[place] for place in places)
        if (
            size
            and len(account) == size
            and sum(map(str.isdigit, account)) > ACCOUNT_DIGITS_MIN
            and (checks.is_iban(account) or _ACCOUNT_OF.search(reading.text, max(0, match.start() - 40), match.start()))
            and not _SAMPLE.search(reading.text, max(0, match.start() - 60), match.end() + 60)
        ):
            yield Hit(match.start(), places[-1] + 1, "payment", 0.95, reading.folded.disguise)


_DIGITS = re.compile(r"\d+")
_LONG = re.compile(r"(?<![\d-])\d(?:[\s-]?\d){17,21}(?![\d-])")
_IBAN = re.compile(r"(?<![a-z0-9])(?P<country>[a-z]{2})[\s.-]?\d{2}(?:[\s.-]{0,2}[a-z0-9]){11,30}")
# A digit mistyped, or changed on purpose, is an account all the same where it is called one.
_ACCOUNT_OF = re.compile(
    r"\b(?:iban|cuenta|conta|account|acct|banco|bank|deposit\w*|transf\w*|ingres\w*)\b[^.!?\n]{0,24}$"
)
_SAMPLE = re.compile(
    r"\b(?:validat\w*|validar?|samples?|examples?|ejemplos?|exemplos?|tests?|prueba|teste|regex|dummy|placeholder|md5|sha1?|hash|commit|uuid|api|fields?|campos?|formatos?|formats?|reconcil\w+|concilia\w*|extractos?|extratos?|statements?|mascara|mask|placeholder)\b"
)
_PAID_TO = re.compile(
    r"\b(?:wallet|billetera|carteira|monedero|eth|ether|btc|bitcoin|usdt|usdc|bnb|trx|tron|trc20|erc20|sol|ltc|crypto|cripto|pay|paid|pago|paga\w*|pague\w*|pagar|deposit\w*|transf\w+|send|manda\w*|envia\w*|mi|my|meu|minha|direccion|address|endereco)\b"
)
_LONG_TOKEN = re.compile(r"[a-z0-9]{26}")
_WALLET = re.compile(r"\b(?:0x[0-9a-f]{40}|(?:bc1|ltc1|addr1)[a-z0-9]{20,90}|[13][a-z0-9]{25,34}|t[a-z0-9]{33})\b")
_ABOUT_CODE = re.compile(
    r"\b(?:contract|contrato|hash|commit|token|checksum|tx|transaction|nft|deploy\w*|smart|sha|key|id|abi|bytecode|explorer|etherscan|session|sesion|api)\b[^.\n]{0,40}$"
)
# "pays cash who buys in the shop, so the checkout has to take it".
_TALK_AFTER = re.compile(
    r"[^.!?\n]{0,45}\b(?:checkout|pos|gateway|api|usuarios?|users?|customers?|clientes|compradores|buyers?|quien(?:es)?\scompra\w*|quem\scompra\w*|lema|slogan|eslogan|cooperativa|modulo|boton|botao|button|pantalla|tela|screen)\b"
)
# "how long until the site pays out to my account": the one who pays is this place.
_PAID_HERE = re.compile(
    r"(?:^\W{0,2}|[.!?,;:¿]\s?|\b(?:que|si|if|when|until|does|how|como|cuando|quando|se|porque|because|hasta)\s)(?:la|el|a|o|the|this|esta|este)\s(?:plataforma|platform|sitio|site)\s(?:[a-z]+\s){0,3}$"
)
# Who pays is somebody of a story.
_PLAYED = re.compile(
    r"\b(?:detetive|detective|protagonist\w*|personaj\w+|personagens?|characters?|villain|vilao|villano)\b[^.!?\n]*$"
)
_TALK = re.compile(
    r"\b(?:modules?|companies|empresas|stores?|tiendas?|lojas?|faq|polic\w+|rules?|reglas?|regras?|terms|no|nao|not|never|nunca|jamas|dont|don't|nunca|sin|prohib\w+|proib\w+|forbidden|against|integra\w*|api|boton|botao|button|checkout|pasarela|gateway|modulo|plugin|implement\w*|valida\w*|usuarios?|users?|clientes?|customers?|clients?|compradora?e?s?|buyers?|vendedora?e?s?|sellers?|evit\w+)\b[^.!?\n]{0,40}$"
)
