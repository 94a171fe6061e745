"""What people say when they want to be paid elsewhere: keys and accounts, and asking to leave escrow out."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from typing import NamedTuple

from aval.screening.lexicon.gates import Gate


class Phrase(NamedTuple):
    """An expression, the fewest digits of a text that it can match, and whether talk of rules can't excuse it."""

    pattern: re.Pattern[str]
    digits: int
    sure: bool


def _phrase(pattern: str, *needs: str, digits: int = 0, sure: bool = False) -> tuple[list[list[str]], Phrase]:
    return [words.split() for words in needs], Phrase(re.compile(pattern), digits, sure)


_WAYS = """
    alias cbu cvu clabe iban paypal nequi daviplata yape plin bizum zelle venmo cashapp cash mercado
    mercadopago wise payoneer skrill binance pix wallet chave cuenta conta account uala revolut picpay crypto
    cripto bitcoin btc usdt western transferencia transfer wire bank banco deposito moneygram remitly oxxo
    spei ted mb mbway tarjeta cartao card billetera carteira bre sinpe yappy transfiya deuna interac chime
    payid osko twint swish blik dimo
"""
# Ways of one country each.
_LOCAL_WAYS = r"bre-b|sinpe(?:\smovil)?|yappy|transfiya|deuna|mb\s?way|interac|chime|payid|osko|twint|swish|blik|tigo\smoney|pago\smovil|dimo"
# Banks and wallets whose accounts are told by their number; those named like everyday words are left out.
_BANKS_TEXT = """
    gtbank gtb opay kuda moniepoint palmpay zenith fidelity uba fcmb wema sterling monzo starling natwest barclays lloyds halifax
    santander hsbc nationwide tsb chase citibank citi wells fargo revolut wise bancolombia davivienda bancoestado bbva
    banorte banamex bancomer azteca interbank bcp scotiabank bci itau bradesco nubank inter bb caixa sicoob sicredi c6
    pagbank pagseguro galicia brubank macro bancor pichincha produbanco banreservas popular banesco mercantil bac banrural
    bod millennium bpi cgd montepio caixabank sabadell bankinter ing n26 abanca unicaja hdfc icici sbi axis kotak pnb canara
    bkash nagad easypaisa jazzcash gcash maya mpesa paga paystack flutterwave bai bfa banistmo lafise ficohsa atlantida promerica
"""
_BANKS = "|".join(sorted(_BANKS_TEXT.split(), key=len, reverse=True))
# No date and no sum begins there.
_NUMBER = r"(?!(?:19|20)\d\d[-./]\d|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d(?!\d)|\d{1,3}(?:\.\d{3})+(?![\d.-]*\d))\d"
_ACCOUNT = r"(?:account|acct?|a/c|nuban|cuentas?|ctas?|ahorros?|corriente|conta|poupanca|corrente|cc|c/c)"
_ACCOUNTS = "account acc acct a nuban cuenta cuentas cta ctas ahorro ahorros corriente conta poupanca corrente cc c"
PHRASES = Gate(
    [
        # Account numbers, by what stands before them.
        _phrase(r"\bsort\s?code\W{0,3}(?:is\s)?\d\d[\s-]?\d\d[\s-]?\d\d(?!\d)", "sort sortcode", digits=6, sure=True),
        _phrase(
            r"\b(?:cbu|cvu|clabe|cci)\b[^.!?\n\d]{0,24}\d(?:[\s-]?\d){17}(?:(?:[\s-]?\d){2}){0,2}(?!\d)",
            "cbu cvu clabe cci",
            digits=18,
            sure=True,
        ),
        _phrase(
            rf"\b(?:{_BANKS})\b(?:\W{{1,2}}{_ACCOUNT}|\s(?:bank|number|numero|no|nro|de|rut|digital|soles|dolares|pesos))*\W{{0,4}}(?:es\s|is\s|e\s|to\s)?{_NUMBER}(?:(?:[\s.-]|-\w\s/\s)?\d){{7,19}}(?![\d%]|\s?(?:rows?|filas|linhas|users|usuarios|records|registros|clientes|customers))",
            _BANKS_TEXT,
            digits=8,
            sure=True,
        ),
        _phrase(
            rf"\b{_ACCOUNT}\s(?:\w+\s){{0,3}}?(?:{_BANKS})\b\W{{0,4}}(?:{_ACCOUNT}\W{{0,3}})?(?:(?:numero|number|no|nro|n)\W{{0,2}})?{_NUMBER}(?:[\s.-]?\d){{6,19}}(?!\d)",
            _BANKS_TEXT,
            _ACCOUNTS,
            digits=7,
            sure=True,
        ),
        _phrase(
            r"\b(?:ag|agencia|nubank|inter|neon|pagbank)\W{0,2}\d{3,4}(?:-[\dx])?\b[^\n!?]{0,40}?\b(?:cc|c/c|c/p|conta|poupanca)\b[^\d\n.!?]{0,18}\d[\d.]{3,12}(?:-[\dx])?",
            "ag agencia nubank inter neon pagbank",
            "cc c conta poupanca",
            digits=7,
            sure=True,
        ),
        _phrase(
            r"\b(?:binance|bybit|okx|kucoin|airtm|payeer|webmoney|neteller|skrill|upi)\s(?:pay\s)?(?:u?id|pay|numero|number)?\W{0,3}(?:(?:es|is|e)\s)?\W?\d(?:[\s-]?\d){6,11}(?!\d)",
            "binance bybit okx kucoin airtm payeer webmoney neteller skrill upi",
            digits=7,
            sure=True,
        ),
        # A name in a wallet.
        _phrase(
            r"\b(?:venmo|zelle|cash\s?app|paypal|nequi|wise|revolut|payoneer|picpay|uala|lemon|belo|monzo)\b[^.!?\n@$]{0,25}(?<![a-z0-9.])[@$]\s?[a-z][a-z0-9_.-]{3,30}(?![a-z0-9@(/])",
            "venmo zelle cash cashapp paypal nequi wise revolut payoneer picpay uala lemon belo monzo",
        ),
        _phrase(
            r"\b(?:cash\s?(?:app|tag)|venmo)\b[^.!?\n]{0,20}\b(?:dollar\s?sign|signo\s(?:de\s|del?\s)?(?:pesos?|dolar)|cifrao|at\s?sign|arroba)\s[a-z][a-z0-9_.-]{2,30}",
            "cash cashapp cashtag venmo",
            "dollar signo cifrao at arroba",
        ),
        _phrase(
            rf"\b(?:(?:mi|my|meu|minha)\s(?:llave\s|chave\s)?|(?:llave|chave)\s)(?:{_LOCAL_WAYS})\b | \b(?:me|te|lo|it|paga\w*|pay|pague|haz\w*|faz|manda\w*|send|use|usa|just)\s(?:\w+\s){{0,4}}?(?:por|con|com|via|un|um|an|a|al|el|o|on|by|through|with|it|use|usa|just)?\s?(?:{_LOCAL_WAYS})\b(?!\s(?:api|integra|sdk|plugin|button|boton|botao|gateway|checkout))".replace(
                " | ", "|"
            ),
            "bre sinpe yappy transfiya deuna mb mbway interac chime payid osko twint swish blik tigo movil dimo",
        ),
        # Keys, accounts, and asking for a transfer.
        _phrase(
            r"\b(?:(?:mi|meu|minha|my|el|o|a|la)\s)?(?:chave\s)?pix\s?(?:e|es|is|:|para|pra|no|na|=)\s?(?:o\s|a\s|meu\s|minha\s)?(?:cpf|cnpj|email|e-mail|celular|telefone|chave|numero|\d|[0-9a-f]{8}-)",
            "pix",
        ),
        _phrase(
            r"\b(?:mi|my|meu)\s(?:alias|cbu|cvu|clabe|iban|paypal|nequi|daviplata|yape|plin|bizum|zelle|venmo|cashapp|mercado\s?pago|wise|payoneer|skrill|binance|pix|wallet|chave|cuenta\sbancaria|conta\sbancaria|bank\saccount|uala|revolut|picpay)\b(?!\s(?:api|integra|sdk|plugin|button|boton|gateway|checkout|payments))",
            "mi my meu",
            _WAYS,
        ),
        _phrase(
            r"\bpix\b[^.!?\n\d]{0,14}(?:\d{3}[.\s]?\d{3}[.\s]?\d{3}[\s-]?\d\d|\d{2}[.\s]?\d{3}[.\s]?\d{3}[/\s]?\d{4}[\s-]?\d\d)(?!\d)|\bpix\b[^.!?\n]{0,30}\b(?:e|meu|minha|no)\s(?:meu\s|minha\s)?(?:cpf|cnpj)\b",
            "pix",
            digits=11,
            sure=True,
        ),
        _phrase(
            r"\b(?:pix|evp|aleatoria|chave)\b[^.!?\n]{0,30}?\b[0-9a-f]{8}[\s_-]?[0-9a-f]{4}[\s_-]?[0-9a-f]{4}[\s_-]?[0-9a-f]{4}[\s_-]?[0-9a-f]{12}(?![0-9a-f])",
            "pix evp aleatoria chave",
            digits=4,
            sure=True,
        ),
        _phrase(r"\bnib\b\W{0,3}\d(?:[\s.-]?\d){20}(?!\d)", "nib", digits=21, sure=True),
        _phrase(
            r"\b(?:a|minha)\schave\s(?:e|eh)\s(?:o\s|a\s|meu\s|minha\s)?(?:cpf|cnpj|celular|email|e-mail|telefone|aleatoria)\b",
            "chave",
        ),
        _phrase(
            r"\biban\b[^.!?\n]{0,30}?\b[a-z]{2}[\s.-]?\d{2}(?:[\s.-]{0,2}[a-z0-9]){11,28}(?![a-z0-9])",
            "iban",
            digits=12,
            sure=True,
        ),
        _phrase(
            r"(?<![a-z0-9._-])[a-z0-9][a-z0-9._-]{1,40}@(?:ok(?:axis|icici|sbi|hdfcbank)|ybl|ibl|axl|paytm|upi|apl|yapl|ptsbi|ptaxis|ptyes|pthdfc|fbl|jupiteraxis|axisb|icici|sbi|hdfcbank|kotak|airtel|freecharge|ikwik|rapl|waicici|wahdfcbank|wasbi|waaxis|timecosmos|slice|naviaxis|superyes)(?![a-z0-9.])",
            "okaxis okicici oksbi okhdfcbank ybl ibl axl paytm upi apl yapl ptsbi ptaxis ptyes pthdfc fbl jupiteraxis axisb icici sbi hdfcbank kotak airtel freecharge ikwik rapl waicici wahdfcbank wasbi waaxis timecosmos slice naviaxis superyes",
        ),
        _phrase(
            r"\b(?:upi|vpa|gpay|phonepe|paytm|bhim)\b[^.!?\n]{0,25}?(?<![a-z0-9._-])[a-z0-9][a-z0-9._-]{1,40}@[a-z]{2,20}(?![a-z0-9.])",
            "upi vpa gpay phonepe paytm bhim",
        ),
        _phrase(
            r"(?<![a-z0-9$])\$[a-z][a-z0-9_]{3,20}\b(?=[^.!?\n]{0,30}\b(?:cash\s?(?:app|tag|thing|one)|(?:on|via|by|through)\s(?:the\s)?cash)\b)|\b(?:cash\s?(?:app|tag|thing|me)|tip\sjar)\b[^.!?\n$]{0,25}\$[a-z][a-z0-9_]{3,20}\b",
            "cash cashapp cashtag tip",
        ),
        _phrase(
            r"(?:\b(?:no|por|via|pelo|o|um)\s)?\bpix\b[^.!?\n]{0,6}\b(?:cpf|cnpj|celular|telefone|chave)\W{1,3}[\d(+]",
            "pix",
            digits=8,
        ),
        _phrase(r"\bcash\s?(?:tag|app)\b[^.!?\n$]{0,12}\$[a-z]\w{2,}", "cashtag cash cashapp"),
        _phrase(r"\bpix\s(?:aleatori[ao]|copia)\b(?!\se\scola\s(?:d[aeo]|n[ao])\s)", "pix"),
        _phrase(
            rf"\b(?:venmo|zelle|cash\s?app|paypal|nequi|daviplata|yape|plin|bizum|wise|revolut|uala|payoneer|skrill|pix|picpay|{_LOCAL_WAYS})\s?(?:is|:|es|e|al|to|at|-|=|me\sat|me|no|na)?\s?(?:[@$]\s?[a-z][\w.-]{{2,}}|\+?\(?\d[\d\s().-]{{6,}})",
            _WAYS,
        ),
        _phrase(
            r"\b(?:zelle|venmo|cashapp|paypal|bizum|nequi|yape)\s(?:me|mi)\b",
            "zelle venmo cashapp paypal bizum nequi yape",
        ),
        _phrase(
            r"\b(?:manda|mande|faz|faca|hago|hace|haceme|hazme|send|do|te\smando|te\shago|faco|me\sfaz|me\smanda)\s(?:um|un|una|a|me\sa|me\sum|el|o)\s(?:pix|bizum|zelle|nequi|transferencia|yape|wire)\b",
            "pix bizum zelle nequi transferencia yape wire",
        ),
        _phrase(
            r"\b(?:cash\s?app|venmo|zelle|paypal|nequi|bizum|yape|plin|wise|payoneer|usdt|crypto|cripto)\s(?:is\s(?:fine|ok|good)|works?|works\stoo|me\ssirve|sirve|esta\sbien|serve|funciona|tambien\b|ta\sbom)",
            _WAYS,
        ),
        _phrase(r"\bpaypal\sfriends", "paypal"),
        _phrase(
            r"\b(?:deposit\w+|transf\w+|pag[oau]\w*|pay|send|manda\w*|envia\w*)\b[^.!?\n]{0,40}(?<!\d)\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?!\d)",
            _WAYS
            + " pago paga pagas pagar paguen pay send manda mandar mandame envia enviar enviame deposita depositar depositame deposite transferir transfiere transferime",
            digits=16,
        ),
        _phrase(r"\balias\s?(?::|es|mp|mercado\s?pago)\s?[a-z0-9]+(?:\.[a-z0-9]+){1,4}", "alias"),
        _phrase(r"\b(?:chave\spix|chave\saleatoria)\s?(?::|e\b|=)", "chave"),
        _phrase(
            r"\b(?:te\spaso|te\smando|ahi\sva|here'?s|this\sis|aqui\sesta|segue|segue\sa|anota|pass[oe]?)\s(?:mi|el|la|my|meu|minha|a|o)\s(?:cbu|cvu|clabe|alias|iban|pix|chave|cuenta|conta|paypal|wallet|bank\sdetails|dados\sbancarios|datos\sbancarios)",
            _WAYS + " dados datos",
        ),
        _phrase(
            r"\b(?:pag(?:ar|as|ues|uen)me|pagar(?:me|nos)?|me\spag(?:as|a|ues|ue|uem)|pag(?:as|ues)|pagame|pagueme|transferirme|transferime|transfiereme|depositame|deposita(?:r)?me|paga|pague|pay\sme|send\sme\smoney|mandame\sla\splata|me\spaga|me\stransfere|transfere|faz\sum|manda\sum|hace(?:me)?\suna\stransferencia|send\s(?:it|the\smoney|payment)|pay)\s(?:\w+\s){0,4}(?:por|via|al|a|en|no|pelo|com|con|to|on|by|through|with|using|in|um|de|usando)\s(?:mi\s|my\s|meu\s|el\s|o\s)?(?:pix|cbu|cvu|alias|paypal|nequi|daviplata|yape|plin|bizum|zelle|venmo|cash\s?app|mercado\s?pago|wise|payoneer|skrill|crypto|cripto|bitcoin|btc|usdt|binance|western\sunion|transferencia|bank\stransfer|bank\saccount|wire|cuenta|conta|deposito\sbancario|uala|revolut|picpay)\b",
            _WAYS,
        ),
        _phrase(
            r"\b(?:(?:i|we)\s(?:only\s|just\s|also\s|can\s|do\s)?(?:accept|take)|acepto|aceito|recibo|recebo|cobro)\s(?:\w+\s){0,3}?(?:crypto|cripto|usdt|btc|bitcoin|paypal|zelle|wise|bizum|nequi|yape|plin|pix|venmo|cash\s?app|western|payoneer|mercado\s?pago)\b",
            _WAYS,
        ),
        _phrase(
            r"\b(?:mitad|metade|half|pag\w+|pay|resto|rest|cobro|saldo)\b[^.!?\n]{0,25}\b(?:en\smano|em\smaos?|in\scash|in\shand|en\sefectivo|em\sdinheiro|em\sespecie)\b",
            "mano maos mao cash hand efectivo dinheiro especie",
        ),
        _phrase(
            r"\b(?:te|lhe|i'?ll|i\scan)\s(?:puedo\s|posso\s|vou\s)?(?:paso|pasar|mando|mandar|doy|dar|envio|enviar|passo|passar|send\syou|give\syou)\s(?:un|una|el|la|mi|o|a|meu|minha|uma?|my)\s(?:alias|cbu|cvu|clabe|pix|chave|iban|link\sde\s(?:pago|pagamento)|payment\slink|bank\sdetails|cuenta|conta)\b",
            "alias cbu cvu clabe pix chave iban link bank cuenta conta",
        ),
        # Leaving the escrow or the fee out.
        _phrase(
            r"\b(?:deposit\w*|transf\w+|wire|send|mand[ae]\w*|pas[ae]\w*|gir[ae]\w*|envi\w+|pag\w+|pay)\s(?:\w+\s){0,4}?(?:en|na|a|to|into|in|no|por|via|al|through)\s(?:mi|minha|my|meu)\s(?:cuenta|conta|account|banco|bank|paypal|alias|wise|payoneer|mercado|tarjeta|cartao|card|wallet|billetera|carteira)\b",
            "mi minha my meu",
            _WAYS,
        ),
        _phrase(
            r"\b(?:pas[ae]me|mand[ae]me|gir[ae]me|envi[ae]me|me\s(?:manda|passa|envia)|send|wire|transfer|deposit\w*)\s(?:\w+\s){0,2}?(?:plata|dinero|guita|lana|pago|deposito|dinheiro|grana|money|deposit|payment|half|mitad|metade|anticipo|adelanto|sena|sinal)\s(?:\w+\s){0,3}?(?:por|via|through|to|a|al|pelo|pela|na|no|by|with|con|com)\s(?:el\s|o\s|la\s|a\s)?(?:mercado|pix|paypal|western|moneygram|remitly|wise|zelle|nequi|yape|plin|bizum|alias|cbu|cvu|clabe|cuenta|conta|transferencia|banco|bank|crypto|cripto|usdt|binance|payoneer|skrill|oxxo|spei|ted|mb\s?way)",
            _WAYS,
            "plata dinero guita lana pago deposito dinheiro grana money deposit payment half mitad metade anticipo adelanto sena sinal",
        ),
        _phrase(r"\brouting\s(?:number\s|no\s)?:?\d{9}\b", "routing ag agencia mb mbway"),
        _phrase(r"\bmb\s?way\b(?=[^.\n]{0,20}\d{9})", "routing ag agencia mb mbway"),
        _phrase(
            r"\b(?:pagame|pagueme|pagarme|pagas|pague|paga|pagar|pagamos|pago|pay|paying|pagamento|payment|cobro|cobrar|te\scobro|transferis|transfiere|cobrarte|paguemos|me\spaga|arreglamos|arreglemos|acertamos|acertar|cerramos|fechamos|negociamos|trabajamos|trabalhamos)\s(?:\w+[\s,]{1,2}){0,5}(?:por\sfuera|por\sfora|fuera\sde|fora\sd[aeo]|afuera|off[\s-]?(?:platform|site|the\splatform)|outside|sin\s(?:la\s|pagar\s)?(?:comision|comisiones|intermediarios)|sem\s(?:a\s|pagar\s)?(?:comissao|taxa|taxas|intermediarios)|without\s(?:the\s)?(?:fee|fees|commission|middleman)|por\sdebajo|directly\sto\sme|directo\sa\smi\scuenta|direto\sna\sminha\sconta)",
            "fuera fora afuera off outside comision comisiones comissao comissoes taxa taxas fee fees commission intermediarios middleman debajo directly directo direto",
        ),
        _phrase(
            r"\b(?:me\s(?:transf\w+|pagas|deposit\w+)|pagame|pague|pagar|paga|pay|paying|receber|recibir|cobrar|depositas?|deposita(?:me)?|transferencia|transferis|transfer|deposit)\s(?:\w+\s){0,2}?(?:directo|direto|directly|direct|directa|en\smano|a\smi\s(?:cuenta|banco)|na\s(?:minha\s)?conta|to\smy\s(?:bank|account))\b(?!\s(?:\w+\s)?(?:archivos?|arquivos?|files?)\b)",
            "directo direto directly direct directa mano cuenta banco conta bank account",
        ),
        _phrase(
            r"\b(?:sin\spasar\spor|sem\spassar\sp(?:or|ela|elo)|without\sgoing\sthrough|without\spassing\sthrough)\s(?:\w+\s){0,3}?(?:aca|aqui|plataforma|platform|deposito|escrow|pagina|site|sitio|here|workana|app|garantia)",
            "pasar passar going passing",
        ),
        _phrase(
            r"\b(?:without|sin|sem|no)\s(?:the\s|el\s|los\s|o\s|os\s|un\s)?(?:middlem[ae]n|intermediari[oa]s?)",
            "middleman middlemen intermediario intermediarios intermediaria intermediarias",
        ),
        _phrase(
            r"\b(?:sin|sem|without)\s(?:la\s|a\s|the\s)?(?:plataforma|platform)\s(?:de\spor\smedio|no\smeio|in\sbetween)",
            "plataforma platform",
        ),
        _phrase(r"\boff[\s-](?:the[\s-])?platform\b", "platform"),
        _phrase(
            r"\b(?:evit\w+|ahorr\w+|saltar(?:nos|se)?|saltear(?:nos)?|econom\w+|avoid\w*|skip\w*|sav(?:e|ing)|bypass\w*|fugir|escapar|sin\spagar|sem\spagar|without\spaying|not\spay(?:ing)?)\s(?:\w+\s){0,3}(?:comision\w*|comissao|comissoes|fees?|commission|cut|taxa|taxas|porcentaje|percentage|20%|10%)",
            "comision comisiones comissao comissoes fee fees commission cut taxa taxas porcentaje percentage sin sem evitar evitamos avoid avoiding ahorrar ahorramos save saving skip",
        ),
        _phrase(
            r"\b(?:sin|sem|without)\s(?:la\s|a\s|the\s|pagar\s)?(?:comision|comissao|commission|taxa|fee)\s(?:de\s|da\s|of\s)?(?:la\s|a\s|the\s)?(?:plataforma|platform|workana|upwork|site|sitio|pagina|app)",
            "comision comissao commission taxa fee",
        ),
    ]
)
