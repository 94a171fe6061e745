"""Ways to pay outside escrow: account numbers by their check digits, keys and aliases, wallets, requests to pay directly."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.payment import checks
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the payment details of a text."""
    text = reading.text
    if reading.digits >= 10:
        yield from _accounts(reading)
    if reading.digits >= 4 and len(text) >= 26:
        for match in _WALLET.finditer(text):
            if (
                not reading.in_code(match.start())
                and checks.looks_random(match.group())
                and not _ABOUT_CODE.search(text[max(0, match.start() - 60) : match.start()])
            ):
                yield Hit(match.start(), match.end(), "payment", 0.9, reading.folded.disguise)
    if reading.has(Signal.PAYMENT):
        for pattern in (_KEY, _DIRECT):
            for match in pattern.finditer(text):
                if not _TALK.search(text[max(0, match.start() - 60) : match.start()]):
                    yield Hit(match.start(), match.end(), "payment", 0.8, reading.folded.disguise)


def _accounts(reading: Reading) -> Iterator[Hit]:
    for match in _LONG.finditer(reading.text):
        digits = re.sub(r"\D", "", match.group())
        if (len(digits) == 22 and checks.is_cbu(digits)) or (len(digits) == 18 and checks.is_clabe(digits)):
            yield Hit(match.start(), match.end(), "payment", 0.95, reading.folded.disguise)
    for match in _IBAN.finditer(reading.text):
        if checks.is_iban(re.sub(r"\W", "", match.group())):
            yield Hit(match.start(), match.end(), "payment", 0.95, reading.folded.disguise)


_LONG = re.compile(r"(?<![\d-])\d(?:[\s-]?\d){17,21}(?![\d-])")
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b")
_WALLET = re.compile(r"\b(?:0x[0-9a-f]{40}|(?:bc1|ltc1|addr1)[a-z0-9]{20,90}|[13][a-z0-9]{25,34}|t[a-z0-9]{33})\b")
_ABOUT_CODE = re.compile(
    r"\b(?:contract|contrato|hash|commit|token|checksum|tx|transaction|nft|deploy\w*|smart|sha|key|id|abi|bytecode|explorer|etherscan|session|sesion|api)\b[^.\n]{0,40}$"
)
_KEY = re.compile(
    r"""
    \b(?:(?:mi|meu|minha|my|el|o|a|la)\s)?(?:chave\s)?pix\s?(?:e|es|is|:|para|pra|no|na|=)\s?(?:o\s|a\s|meu\s|minha\s)?(?:cpf|cnpj|email|e-mail|celular|telefone|chave|numero|\d|[0-9a-f]{8}-)
    | \b(?:mi|my|meu)\s(?:alias|cbu|cvu|clabe|iban|paypal|nequi|daviplata|yape|plin|bizum|zelle|venmo|cashapp|mercado\s?pago|wise|payoneer|skrill|binance|pix|wallet|chave|cuenta\sbancaria|conta\sbancaria|bank\saccount|uala|revolut|picpay)\b(?!\s(?:api|integra|sdk|plugin|button|boton|gateway|checkout|payments))
    | \bpix\s(?:aleatori[ao]|copia)\b
    | \b(?:venmo|zelle|cash\s?app|paypal|nequi|daviplata|yape|plin|bizum|wise|revolut|uala|payoneer|skrill|pix|picpay)\s?(?:is|:|es|e|al|to|at|-|=|me\sat|me)?\s?(?:[@$]\s?[a-z][\w.-]{2,}|\+?\(?\d[\d\s().-]{6,})
    | \b(?:zelle|venmo|cashapp|paypal|bizum|nequi|yape)\s(?:me|mi)\b
    | \b(?:manda|mande|faz|faca|hago|hace|haceme|hazme|send|do|te\smando|te\shago|faco|me\sfaz|me\smanda)\s(?:um|un|una|a|me\sa|me\sum|el|o)\s(?:pix|bizum|zelle|nequi|transferencia|yape|wire)\b
    | \b(?:cash\s?app|venmo|zelle|paypal|nequi|bizum|yape|plin|wise|payoneer|usdt|crypto|cripto)\s(?:is\s(?:fine|ok|good)|works?|works\stoo|me\ssirve|sirve|esta\sbien|serve|funciona|tambien\b|ta\sbom)
    | \bpaypal\sfriends
    | \b(?:deposit\w+|transf\w+|pag[oau]\w*|pay|send|manda\w*|envia\w*)\b[^.!?\n]{0,40}(?<!\d)\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?!\d)
    | \balias\s?(?::|es|mp|mercado\s?pago)\s?[a-z0-9]+(?:\.[a-z0-9]+){1,4}
    | \b(?:chave\spix|chave\saleatoria)\s?(?::|e\b|=)
    | \b(?:te\spaso|te\smando|ahi\sva|here'?s|this\sis|aqui\sesta|segue|segue\sa|anota|pass[oe]?)\s(?:mi|el|la|my|meu|minha|a|o)\s(?:cbu|cvu|clabe|alias|iban|pix|chave|cuenta|conta|paypal|wallet|bank\sdetails|dados\sbancarios|datos\sbancarios)
    | \b(?:pagame|pagueme|transferime|transfiereme|depositame|deposita(?:r)?me|paga|pague|pay\sme|send\sme\smoney|mandame\sla\splata|me\spaga|me\stransfere|transfere|faz\sum|manda\sum|hace(?:me)?\suna\stransferencia|send\s(?:it|the\smoney|payment)|pay)\s(?:\w+\s){0,4}(?:por|via|al|a|en|no|pelo|com|con|to|on|by|through|with|using|in|um|de|usando)\s(?:mi\s|my\s|meu\s|el\s|o\s)?
      (?:pix|cbu|cvu|alias|paypal|nequi|daviplata|yape|plin|bizum|zelle|venmo|cash\s?app|mercado\s?pago|wise|payoneer|skrill|crypto|cripto|bitcoin|btc|usdt|binance|western\sunion|transferencia|bank\stransfer|bank\saccount|wire|cuenta|conta|deposito\sbancario|uala|revolut|picpay)\b
    """,
    re.VERBOSE,
)
_DIRECT = re.compile(
    r"""
      \b(?:deposit\w*|transf\w+|wire|send|mand[ae]\w*|pas[ae]\w*|gir[ae]\w*|envi\w+|pag\w+|pay)\s(?:\w+\s){0,4}?(?:en|na|a|to|into|in|no|por|via|al|through)\s(?:mi|minha|my|meu)\s(?:cuenta|conta|account|banco|bank|paypal|alias|wise|payoneer|mercado|tarjeta|cartao|card|wallet|billetera|carteira)\b |
      \b(?:pas[ae]me|mand[ae]me|gir[ae]me|envi[ae]me|me\s(?:manda|passa|envia)|send|wire|transfer|deposit\w*)\s(?:\w+\s){0,2}?(?:plata|dinero|guita|lana|pago|deposito|dinheiro|grana|money|deposit|payment|half|mitad|metade|anticipo|adelanto|sena|sinal)\s(?:\w+\s){0,3}?(?:por|via|through|to|a|al|pelo|pela|na|no|by|with|con|com)\s(?:el\s|o\s|la\s|a\s)?(?:mercado|pix|paypal|western|moneygram|remitly|wise|zelle|nequi|yape|plin|bizum|alias|cbu|cvu|clabe|cuenta|conta|transferencia|banco|bank|crypto|cripto|usdt|binance|payoneer|skrill|oxxo|spei|ted|mb\s?way) |
      \brouting\s(?:number\s|no\s)?:?\d{9}\b | \bag(?:encia)?\W{0,2}\d{3,4}\W[^\n]{0,12}\b(?:cc|conta|c/c)\W{0,2}\d{4,8} | \bmb\s?way\b(?=[^.\n]{0,20}\d{9}) |
    \b(?:pagame|pagueme|pagarme|pagas|pague|paga|pagar|pagamos|pago|pay|paying|pagamento|payment|cobro|cobrar|te\scobro|transferis|transfiere|cobrarte|paguemos|me\spaga|arreglamos|arreglemos|acertamos|acertar|cerramos|fechamos|negociamos|trabajamos|trabalhamos)\s(?:\w+[\s,]{1,2}){0,5}
      (?:por\sfuera|por\sfora|fuera\sde|fora\sd[aeo]|afuera|off[\s-]?(?:platform|site|the\splatform)|outside|sin\s(?:la\s|pagar\s)?(?:comision|comisiones|intermediarios)|sem\s(?:a\s|pagar\s)?(?:comissao|taxa|taxas|intermediarios)|without\s(?:the\s)?(?:fee|fees|commission|middleman)|por\sdebajo|directly\sto\sme|directo\sa\smi\scuenta|direto\sna\sminha\sconta)
    | \b(?:pagame|pague|pagar|paga|pay|paying|receber|recibir|cobrar|depositas?|deposita(?:me)?|transferencia|transferis|transfer|deposit)\s(?:\w+\s){0,2}?(?:directo|direto|directly|direct|directa|en\smano|a\smi\s(?:cuenta|banco)|na\s(?:minha\s)?conta|to\smy\s(?:bank|account))
    | \b(?:sin\spasar\spor|sem\spassar\sp(?:or|ela|elo)|without\sgoing\sthrough|without\spassing\sthrough)\s(?:\w+\s){0,3}?(?:aca|aqui|plataforma|platform|deposito|escrow|pagina|site|sitio|here|workana|app|garantia)
    | \b(?:without|sin|sem|no)\s(?:the\s|el\s|los\s|o\s|os\s|un\s)?(?:middlem[ae]n|intermediari[oa]s?)
    | \b(?:sin|sem|without)\s(?:la\s|a\s|the\s)?(?:plataforma|platform)\s(?:de\spor\smedio|no\smeio|in\sbetween)
    | \boff[\s-](?:the[\s-])?platform\b
    | \b(?:evit\w+|ahorr\w+|saltar(?:nos|se)?|saltear(?:nos)?|econom\w+|avoid\w*|skip\w*|sav(?:e|ing)|bypass\w*|fugir|escapar|sin\spagar|sem\spagar|without\spaying|not\spay(?:ing)?)\s(?:\w+\s){0,3}(?:comision\w*|comissao|comissoes|fees?|commission|cut|taxa|taxas|porcentaje|percentage|20%|10%)
    | \b(?:sin|sem|without)\s(?:la\s|a\s|the\s|pagar\s)?(?:comision|comissao|commission|taxa|fee)\s(?:de\s|da\s|of\s)?(?:la\s|a\s|the\s)?(?:plataforma|platform|workana|upwork|site|sitio|pagina|app)
    """,
    re.VERBOSE,
)
_TALK = re.compile(
    r"\b(?:no|nao|not|never|nunca|jamas|dont|don't|nunca|sin|prohib\w+|proib\w+|forbidden|against|integra\w*|api|boton|botao|button|checkout|pasarela|gateway|modulo|plugin|implement\w*|usuarios?|users?|clientes?|customers?|clients?|compradora?e?s?|buyers?|vendedora?e?s?|sellers?|evit\w+)\b[^.!?\n]{0,40}$"
)
