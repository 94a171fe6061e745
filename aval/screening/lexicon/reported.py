"""Sentences that tell of leaving the platform, ask about it, quote or decline it: nobody is invited by them."""

import re

# What somebody offered, did or was refused: it is told, and nobody is invited.
_REPORTED = re.compile(
    r"\b(?:(?:me|nos|us)\s(?:ofreci\w+|pidi\w+|oferec\w+|pedi(?:u|ram))|(?:ofrecer|oferecer)(?:me|nos)|ofrec(?:io|ieron)|ofereceu|ofereceram|offered|insist(?:ed|io|iu|iam|ieron)|quiso|quisieron|(?:asked|told|pressured)\s(?:me|us)"
    r"|(?:pediu|pediram|pidio|pidieron)\s(?:para|pra|que|seguir|continuar)|(?:ter|haber|por\shaver)\s(?:combinado|fechado|acertado|pago|pagado|arreglado|cerrado|acordado|tratado)|(?:el|ella|ele|ela|he|she|they|ellos|eles)\s(?:me\s|nos\s)?(?:disse|disseram|dijo|dijeron|said|falou|escreveu|wrote|escribio)(?!\s(?:que|pra|para|to)\b)"
    r"|tried\sto|wanted\sto|querendo|queriendo|(?:alguien|alguem|someone|somebody|anyone|una\spersona|gente)\s(?:\w+\s)?(?:cobra|paga|pays?|ofrec|oferec|wants?|quiere|quer|pide|pede|asks?|offers?)\w*|recus(?:ei|amos)|rechac(?:e|amos)"
    r"|(?:ultim[oa]|anterior|previous|last)\s(?:contratante|cliente|client|freelancer|profesional|profissional|guy|designer|developer)|(?:contratante|cliente|profesional|profissional)\santerior|(?:if|si|se)\s(?:an?|any|some|the|una?|uma?|el|la|o|a)\s\w+\s(?:te\s|le\s|lhe\s)?(?:asks?|offers?|wants?|pide|ofrece|quiere|pedir|oferecer|pede|oferece|quiser)|(?:quem|quien|el\sque|who|whoever)\s(?:paga|pays|cobra|trabaja|trabalha|works|fecha|hace|faz|arregla|combina)|(?:es\sverdad|e\sverdade|it\strue|esta\spermitido|e\spermitido|it\sallowed)|(?:me\s)?(?:propuso|propos)|(?:recebi|recibi|received|got)\s(?:\w+\s)?(?:proposta|propuesta|oferta|offers?)|(?:perdi|perdio|perdeu|lost)\s(?:dinero|dinheiro|plata|grana|money)|calote|burn(?:ed|t)\sby|me\s(?:estafaron|queimei|quemaron)|got\sscammed|(?:que\spasa|what\shappens|o\sque\sacontece|what\sdo\syou\sdo|por\sque)\s(?:si|if|se|when|cuando|quando|nadie|ninguem)|(?:nadie|nobody|ninguem|no\sone)\s(?:puede|pode|deberia|debe|deve|pueda|possa|should|can|may|is\sallowed))\b"
)
# What follows says no to it.
_DECLINED = re.compile(
    r"\b(?:pero|but|mas|porem)\s(?:yo\s|eu\s|i\s)?(?:solo|so|only|prefiero|prefiro|prefer)\s(?:\w+\s){0,4}?(?:deposito|garantia|escrow|aqui|here|site|sitio|plataforma|platform)\b|\b(?:lo\s|eu\s|i\s|la\s)?(?:reporte(?:d|i)?|denunci\w+)\b|\b(?:said|say|dije|digo|disse)\s(?:que\s)?(?:no|nao)\b"
    r"|\bban\b|\bsuspen\w+|\bvanished\b|\bghosted\b|\bdesaparec\w+|\bsumi(?:u|ram)\b|\brecus(?:ei|o|amos)\b|\brechac(?:e|o|amos)\b|\bdeclined?\b|\bdesisto\b|\bthe\sanswer\sis\sno\b|\b(?:la\srespuesta|a\sresposta)\s(?:es|e)\s(?:que\s)?(?:no|nao)\b|\b(?:no|nao),?\s(?:gracias|obrigad[oa]|thanks|thank\syou)\b"
    r"|\b(?:nao|no|eu\snao|yo\sno|i\sdon'?t)\s(?:lo\s|la\s|eso\s|isso\s|that\s)?(?:faco|hago|acepto|aceito|topo|topei|rola|do|accept|trabajo|trabalho)(?:\s(?:eso|isso|asi|assim|that|it|por\sfuera|por\sfora)|\s(?:de\s(?:jeito|modo|ninguna?|nenhuma?)|ni|nem)\b[^.,;!\n]{0,25})?(?=\W*(?:$|[.,;!\n]))|\bnao\stopei\b|\b(?:no|nao)\s(?:me\s)?(?:sirve|interesa|interessa|conviene|convem|serve\spra\smim)\b|\bagainst\sthe\s(?:terms|rules|policy)\b|\bcontra\s(?:las|as|los|os)\s(?:reglas|regras|normas|terminos|termos)\b|\breport\s(?:it|him|her|them)\b"
    r"|\b(?:pierdes?|pierden|perde|perdem|perdes|loses?|te\sdeja|me\sdeja|te\squedas|fica|ficamos|sin|sem|without)\s(?:sin\s|sem\s|without\s|any\s|ninguna?\s|nenhuma?\s)?(?:la\s|el\s|a\s|o\s|the\s|tu\s|su\s|sua\s|minha\s|mi\s|my\s|your\s)?(?:garantia|proteccion|protecao|seguro|respaldo|guarantee|protection)\b|\bprejuizo\b|\bperjuicio\b|\bignorei\b|\bignored\sit\b|\bthe\splot\b"
)
# What one says that one does not do, with nothing but its own words up to the place.
_WITHHELD = re.compile(
    r"\b(?:no|nao|never|nunca|jamas|don'?t|do\snot|won'?t)\s(?:te\s|le\s|lhe\s|me\s|lo\s)?(?:pongo|publico|comparto|dejo|trabajo|trato|tratar|acepto|hago|cobro|pago|gusta|coloco|ponho|passo|dou|mostro|trabalho|aceito|recebo|faco|gosto|topo|fecho|cierro|arreglo|combino|acerto|negocio|share|give|post|put|publish|work|deal|take|accept)\b(?!\s(?:\w+\s)?(?:aqui|aca|here)\b)(?:(?!\b(?:pero|mas|but|sino|aqui|aca|here)\b)[^,;:.!?\n]){0,60}$"
)
# What is worse than what one does.
_COMPARED = re.compile(
    r"\b(?:prefiero|prefiro|sooner|rather|mas\sseguro|mais\sseguro|safer)\b[^.!?\n]{0,60}\b(?:antes\sque|do\sque|than|(?<=seguro\s)que)\b[^.!?\n]{0,40}$"
)
# Who says it in the sentence around is a text: a line, a title, a label.
_OF_TEXT = re.compile(
    r"\b(?:dic[eh]\w*|diz\w*|says?|said|reads?|lee|le|titul\w+|title\w*|headline|slogan|lema|frase|phrase|line|linea|linha|texto|text|copy|boton|botao|button|label|etiqueta|rotulo|guion|script|roteiro|personaje|personagem|character|escena|scene|cena|cuento|conto|story|letra|lyrics|dialog\w+|empieza|comeca|starts|cartel|banner|placa|sign|placeholder|mensaje|mensagem|message|call\sto\saction|cta|llamado|chamada|traduc\w+|traduz\w+|translat\w+|subtitul\w+|legenda|locut\w+|audio|voz|voice"
    r"|monolog\w+|cancion|canciones|cancao|musica|song|coro|estribillo|refrao|chorus|obra|poema|poem|verso|verse|capitulo|chapter|manual|actriz|actor|atriz|ator)\b"
)
# A word or two between quotation marks, in a sentence that goes on outside them, is spoken of and not said.
WORD_MAX = 30
TALK_MIN = 15
_QUOTED = re.compile(r"(?<![a-z0-9])'(?=[^'\n]{3,160}'(?![a-z0-9]))(?:[^'\n]|'(?=[a-z]))*'(?![a-z0-9])")


def is_reported(text: str, start: int, end: int) -> bool:
    """Whether the sentence around [start, end) of a plain text tells of what others did or says no to it."""
    begin = max(text.rfind(sign, 0, start) for sign in ".!?\n") + 1
    first = max(begin, start - _BEFORE)
    if any(telling.search(text, first, end) for telling in (_REPORTED, _WITHHELD, _COMPARED)):
        return True
    return _DECLINED.search(_SENTENCE.match(text, end, end + _AFTER).group()) is not None  # type: ignore[union-attr]


def is_cited(text: str, start: int, end: int) -> bool:
    """Whether [start, end) lies between quotation marks: a line of a text, a title, a label, a word spoken of."""
    line = text.rfind("\n", 0, start) + 1
    if '"' in text:
        opened, closed = text.rfind('"', line, start), text.find('"', start)
        if text.count('"', line, start) % 2 and closed >= end and "\n" not in text[start:closed]:
            return _is_spoken_of(text, line, opened, closed)
    if "'" in text:
        for match in _QUOTED.finditer(text, line, end + _QUOTED_MAX):
            if match.start() < start and match.end() > end:
                return _is_spoken_of(text, line, match.start(), match.end() - 1)
    return False


def _is_spoken_of(text: str, line: int, opened: int, closed: int) -> bool:
    outside = text[max(line, opened - 160) : opened] + text[closed + 1 : closed + 100].partition("\n")[0]
    return _OF_TEXT.search(outside) is not None or (closed - opened <= WORD_MAX and len(outside) >= TALK_MIN)


_BEFORE = 80
_AFTER = 100
_QUOTED_MAX = 160
# What is said of paying elsewhere may stand in the next sentence.
_SENTENCE = re.compile(r"[^!?\n]*\??[^!?\n]*")
