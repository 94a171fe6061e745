"""Invitations that need no app: being looked up, a mailbox or site put together, dealing elsewhere, calling, meeting.

Matched in the folded text, each only where one word of each of its sets stands.
"""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from typing import NamedTuple

from aval.screening.lexicon.gates import Gate
from aval.screening.lexicon.places import APPS, HOMELY_APPS, NICKNAME_WORDS, SHOWROOMS


class Phrase(NamedTuple):
    """An expression; talk of the work excuses it if `of_work`; talk of rules and refusing do not if `sure`."""

    pattern: re.Pattern[str]
    of_work: bool
    sure: bool


def phrase(
    pattern: str, *needs: str | re.Pattern[str], of_work: bool = False, sure: bool = False
) -> tuple[list[list[str] | re.Pattern[str]], Phrase]:
    """Return an entry of a gate: what an expression needs, each set as words or as what they look like, and the phrase."""
    sets = [need.split() if isinstance(need, str) else need for need in needs]
    return sets, Phrase(re.compile(pattern, re.VERBOSE), of_work, sure)


def _first_words(pattern: str) -> re.Pattern[str]:
    """Return what the first words of an expression's alternatives look like."""
    return re.compile(
        re.sub(r"(?:\\s\??|\[\\s)(?:\(\?:[^()]*\)|[^|()])*(?=[|)]|$)", "", pattern)
        .replace(r"\w+", "[a-z]*")
        .replace(r"\w", "[a-z]")
    )


_MY = r"(?:mi|my|meu|minha|nosso|nossa|our|nuestr[oa]|el\snombre\sde\smi|o\snome\sd[ao]\sminha|the\sname\sof\smy)"
_NAME = r"(?:full\s|business\s|company\s|brand\s|first\s|last\s|nick)?(?:nombre|name|nome|apellidos?|sobrenome|surname|empresa|company|marca|brand|estudio|studio|agencia|agency|negocio|business|usuario|user(?:name)?|apelido|nick(?:name)?|handle|@|perfil|profile)"
_SEARCH = r"(?:pone|pon|ponga|joga|jogue|bota|bote|coloca|coloque|pesquis\w*|busc\w*|busqu\w*|procur\w*|search\w*|type|put|look(?!\sat\b)|escrib\w*|escrev\w*|digit\w*|teclea\w*|find|check|mir\w+|tipea\w*|enter)"
_DOT = r"(?:\.|\bdot\s|\bpunto\s|\bponto\s)\s?(?:com|net|org|io|co|dev|me|app|mx|ar|br|es|pt|cl|pe|uy|adv|studio|design|art)\b(?:(?:\.|\sdot\s|\spunto\s|\sponto\s)(?:mx|ar|br|co|pe|uy|ve|es|pt))?"
_PLACE = r"(?:plataforma|platform|sitio|site|app|aplicacion|aplicativo|pagina|website|web|marketplace|workana|upwork|fiverr|freelancer|aval|sistema|aqui|aca|daqui|here)"
_DEAL = r"(?:arregl\w+|acord\w+|cerr\w+|cierr\w+|fech\w+|acert\w+|combin\w+|negoci\w+|trat\w+|trabaj\w+|trabalh\w+|work\w*|deal\w*|pag\w+|pay\w*|paid|contrat\w+|hire|faz\w*|faco|hac\w+|hag\w+|do\s(?:it|this|the\srest)|resolv\w+|segu\w+|sigamos|sigo|continu\w+|convers\w+|habl\w+|fal[ao]\w*|charl\w+|talk\w*|chat\w*|move|moving|take|taking|keep\sgoing|coordin\w+|manej\w+|llev\w+|settle|cobr\w+|finish|handle|transfer\w*|deposit\w*|receb\w+|recib\w+|factur\w+|invoice\w*|charge|book|vemos|vemonos|mensaje\w*|mensagem|messag\w+|chatting|write|escrib\w+|escrev\w+)"
_CHEAPER = r"(?:descuento|desconto|discount|off|less|cheaper|barat\w+|econom\w+|ahorr\w+|menos|metade|mitad|half|comision\w*|comissao|comissoes|fees?|commission|taxas?|cut|porcentaje|\d\s?%|precio|preco|price|save|saves|saving)"
_DIRECT = r"(?:director?|direto|directo|directamente|diretamente|directly|direct|straight)"
_NOUN = r"(?:telefono|telefone|fono|fone|celular|celu|cel|cell|phone|mobile|movil|numero|number|whats\w*|wpp|zap|wsp|contacto|contato|contact|correo|e-?mail|mail)"
_REACH = r"(?:llam\w+|lig(?:ar|o|ue)|contact\w*|ubic\w+|localiz\w+|encontr\w+|encuentr\w+|escrib\w+|escrev\w+|ach[ao]r?|reach|call|text|find|write|email|mail|habl\w+|fal(?:ar|o)|get\sa\shold|get\sin\stouch|speak|talk|comunic\w+|marc\w+)"
_SCAN = r"(?:escane\w+|scan\w*|a?pont[ae]\w*|apunta\w*|point)\b[^.!?\n]{0,30}\b(?:qr|codigo|code)|(?:qr|codigo|code)\b[^.!?\n]{0,10}\bescane\w+"
_WORKPLACE = r"(?:a\sla|al|en\sla|en\sel|na|no|pra|para\s[oa]|at|the|my|at\sthe|at\smy|n?o\smeu|la\sn[ao]|mi|en\smi)\s(?:meu\s|minha\s|mi\s|my\s)?(?:oficina|despacho|conmutador|recepcion|tienda|taller|negocio|escritorio|loja|recepcao|portaria|office|shop|front\sdesk|reception|store|workshop|switchboard)"
_WORKPLACES = """
    oficina despacho conmutador recepcion tienda taller negocio escritorio loja recepcao portaria office shop desk
    reception store workshop switchboard
"""
_ENDINGS = "com net org io co dev me app mx ar br es pt cl pe uy adv studio design art"
# Of these the ones that are no everyday words.
_SURE_ENDINGS = "com net org io dev mx ar br cl pe uy adv studio"
_PLACES = """
    plataforma platform sitio site app aplicacion aplicativo pagina website web marketplace workana upwork
    fiverr freelancer aval sistema aqui aca daqui here
"""
_OUTSIDE = "fuera afuera fora outside off offline away"
_DIRECTLY = "director directo direto directamente diretamente directly direct straight"
_NAMES = """
    nombre name nome apellido apellidos sobrenome surname empresa company marca brand estudio studio agencia
    agency negocio business usuario user username apelido nick nickname handle perfil profile
"""
_MAILBOXES = "gmail hotmail outlook yahoo proton protonmail icloud"
_NUMBERS = """
    telefono telefone fono fone celular celu cel cell phone mobile movil numero number whats whatsapp wpp zap
    wsp contacto contato contact correo email mail
"""
_LOOKED_UP = """
    google googleame googlame googleme googlea googleas googlear googlealo googla googleia gugleame gugle
    goglea googlenos googleanos
"""
_CHEAPLY = (
    _DIRECTLY
    + """
     descuento desconto discount off less cheaper barato barata baratos ahorro ahorramos ahorrar ahorrarnos
    ahorras ahorrate economiza economizamos economizar menos metade mitad half comision comisiones comissao
    comissoes fee fees commission commissions taxa taxas cut porcentaje precio preco price save saves saving
"""
)
# Out of the platform's sight, and not the outside of a thing; what one then does or saves is said beside it.
_UNSEEN = rf"(?:por\s(?:fuera|fora|afuera|debajo|la\sizquierda|baixo\sdos\spanos)|off[\s-]?the[\s-]?books|under\sthe\stable)\b(?!\s(?:de|del|d[aeo]s?|of)\s(?!(?:la\s|a\s|esta\s|este\s|el\s|o\s|lo\s)?{_PLACE}\b))(?!\s(?:y|e|and)\s(?:por\s)?d)(?![^.!?\n]{{0,40}}\bpor\sd[ei]ntro\b)"
_NO_THING = r"(?![^.!?\n]{0,80}\b(?:fachadas?|acabamento|acabado|ziper|zipper|cierre|iman?|costuras?|forro|tela|tecido|pintur\w+|pintad\w+|cajas?|caixas?|muebles?|movel|moveis|muros?|pared(?:e|es)?|madera|madeira|cuero|couro|embalagem|envase|verniz|barniz)\b)"
_DEALT = rf"{_DEAL}|{_CHEAPER}|bora|vamos|topa\w*"
PHRASES = Gate(
    [
        # Being looked up.
        phrase(
            rf"\b(?:g(?:oo|u)?g[uo]?le[aei]\w*(?:me|nos|lo|r)\b | (?:me|nos)\sg(?:oo|u)gl\w+ | g(?:oo|u)gl[aeo]\w*\s(?:ai\s|me\b|us\b|(?!(?:meu|mi|my)\s(?:negocio|business)\b){_MY}\s))",
            _LOOKED_UP,
        ),
        phrase(r"\b(?:google\s[a-z]+\s[a-z]+\s(?:[a-z]+\s)?(?:y|and|e|that|to)\b)", "google"),
        phrase(
            rf"\b{_SEARCH}\s(?!(?:en|no|on|in|into|em|na)\s)(?!(?:[a-z]+\s){{0,3}}?['\"])[^.!?\n]{{3,40}}\b(?:en|no|on|in|into|em|na)\s(?:el\s|o\s|a\s)?(?:google|bing|internet|buscador|the\sweb)\b",
            "google bing internet buscador web",
            of_work=True,
        ),
        phrase(
            rf"\b{_SEARCH}\b[^.!?\n]{{0,12}}\b{_MY}\s(?:\w+\s){{0,2}}?{_NAME}\b[^.!?\n]{{0,30}}\b(?:maps|google|internet|linkedin|web|redes|online|everywhere|todas?)\b",
            "maps google internet linkedin web redes online everywhere toda todas",
            _NAMES,
        ),
        phrase(
            r"\b(?:on|en|no|in)\sgoogle\s(?:maps\s)?(?:you|me|vas|vais|voce|aparezco|apareco|sale|aparece|estoy|estou)",
            "google",
        ),
        phrase(
            r"\b(?:escane\w+|scan\w*|leia|lee|lea|apunta\w*|le)\b[^.!?\n]{0,20}\bqr\b[^.!?\n]{0,20}\b(?:mi|my|minha|meu|foto|imagen|imagem|picture|photo|perfil|profile|contact\w*|para\s(?:hablar|escrib|contact)\w*)\b",
            "qr",
        ),
        phrase(
            rf"\b(?:{_SCAN})\b[^.!?\n]{{0,60}}\b(?:hablamos|hablar|charlamos|platicamos|conversamos|me\sagreg\w+|agregame|me\sadicion\w+|me\schama|falamos|falar\scomigo|fala\scomigo|me\sescrib\w+|escribeme|escribime|chat\swith\sme|talk\sto\sme|adds?\sme|reach\sme|message\sme|text\sme)\b",
            "escanea escanealo escaneala escaneas escanee escaneen escaneia escaneie escanear scan scanea scaneia aponta apunta point",
            of_work=True,
        ),
        phrase(
            r"\b(?:qr|codigo|code)\b[^.!?\n]{0,40}\b(?:abre|lleva|leva|opens?|leads?|takes\syou|links?)\s(?:\w+\s){0,2}?(?:(?:la\s|a\s|uma?\s|una?\s|o\s|el\s|the\s)?(?:conversa|conversacion|charla|chat|whats\w*)\s(?:comigo|conmigo|with\sme)|(?:mi|meu|minha|my)\s(?:chat|conversa|whats\w*|contact\w*|contato|perfil|profile))\b",
            "qr codigo code",
            "comigo conmigo me mi meu minha my",
        ),
        phrase(
            r"\b(?:mis?|my|meus?|minhas?)\s(?:\w+\s)?(?:contact\w*|contatos?|datos|dados|details|info|numero|number|whats\w*|zap|telefono|telefone|phone)\b[^.!?\n]{0,25}\bqr\b",
            "qr",
            of_work=True,
        ),
        phrase(
            rf"\b(?:me\s(?:pas[ae]s?|passa\w*|passe)\s(?:o|el|un|um|algun|algum)|(?:me\s(?:inform\w+|indi[cq]\w+|proporcion\w+|fornec\w+|pas[ae]s?|passa\w*|passe)|(?:informar|indicar|proporcionar)me|let\sme\sknow|tell\sme)\s(?:(?:o|el|um|algum)\s)?(?:tu|su|seu|teu|your|ur|algun|algum))\s(?:\w+\s)?{_NOUN}\b(?=\W*(?:$|[.!?,;\n])|\s(?:so|and|to|y|e|para|pra|que|por|logo|ya|ja|please|porfa)\b)",
            _NUMBERS,
            re.compile(
                "inform[a-z]*|indi[cq][a-z]*|proporcion[a-z]*|fornec[a-z]*|pas[ae]s?|passa[a-z]*|passe|know|tell"
            ),
            of_work=True,
        ),
        phrase(
            r"\b(?:me\s(?:adiciona|segue|add|agreg\w+|acha)|agregame|seguime|sigueme|add\sme|follow\sme)\s(?:la|ahi|alli|ali|there)\b(?=\W*(?:$|[.!?,;:\n])|\s(?:que|e|y|and|so)\b)",
            "la ahi alli ali there",
            "adiciona segue add acha agrega agregas agregue agregame seguime sigueme follow",
            of_work=True,
        ),
        phrase(
            r"\b(?:contact\w*|comunic\w+|escrib\w+|habl\w+|fal(?:ar|amos|arlhe)|reach|talk|message)\b[^.!?\n]{0,20}\b(?:por|by|via|through|em|en|on)\s(?:some\s|any\s|algun\s|algum\s)?(?:otr[oa]s?|outr[oa]s?|other|another)\s(?:medios?|meios?|means|ways?|vias?|canal(?:es)?|channels?|lados?)\b(?!\s(?:d[aeo]|of)\b)",
            "otro otros otra otras outro outros outra outras other another",
            "medio medios meio meios means way ways via vias canal canales channel channels lado lados",
            of_work=True,
        ),
        phrase(
            r"\b(?:tien\w+|tenes|tem|have|got|usas?|use)\s(?:(?:face|feis|insta|ig|snap)\s?(?:\?|(?:o|ou|or)\s(?:algo|alguna|alguma|insta|ig|face|something|whats\w*|twitter|tiktok)\b)|(?:otro|outro|another)\s(?:chat|messenger|correo|e-?mail)\b(?=\W*(?:$|[.!?,;\n])))",
            "face feis insta ig snap chat messenger correo mail email",
            of_work=True,
        ),
        phrase(
            r"\b(?:llamarte|marcarte|telefonearte)\b(?=\W*(?:$|[.!?,;\n])|\s(?:hoy|manana|al|ahora|un|esta|en|para|y|por|cuando)\b)",
            "llamarte marcarte telefonearte",
            of_work=True,
        ),
        phrase(
            r"\b(?:did|do|discuss\w*|sort\w*|settle\w*|explain\w*|finish|verlo|vemos|arregl\w+|resolv\w+|explic\w+)\s(?:(?:this|it|that|everything|all|out|todo|tudo|isso|esto)\s){0,2}(?:over|by|on|por)\s(?:the\s|el\s)?(?:phone|telefono|telefone|llamada|ligacao)\b(?!\s[a-z]+s\b)",
            "phone telefono telefone llamada ligacao",
            of_work=True,
        ),
        phrase(
            r"\b(?:mi|meu|my)\s(?:tarjeta|cartao|card)\s(?:con|com|with)\b[^.!?\n]{0,20}\b(?:datos|contact\w*|contatos?|dados|details|numero|telefono|telefone|phone)\b",
            "tarjeta cartao card",
            of_work=True,
        ),
        # Called or asked for where one works.
        phrase(
            r"\b(?:call|phone|ring|llam[ae]|liga|ligue|marca)\s(?:a\s|al\s|na\s|no\s|la\s|pra\s|para\s)?(?:the\s|la\s|el\s|my\s|mi\s|a\s|o\s)?[a-z][a-z\s]{2,30}[\s,]{1,2}(?:and|y|e)\s(?:ask\sfor\b(?!\s(?:the|an?|help|it)\b)|(?:pide|pedi)\s(?:con|por|hablar)\b|pregunta\spor\b(?!\s(?:la|el|los|las|un|una)\b)|(?:pede|peca|pergunta)\s(?:a|o|pel[ao]|por|(?:pra|para)\sfalar)\s(?!(?:senha|prato|codigo|nota)\b))",
            "ask pide pedi pregunta pede peca pergunta",
            "call phone ring llama llame liga ligue marca",
            of_work=True,
        ),
        phrase(
            r"\b(?:mi|my|meu|minha)\s(?:\w+\s)?(?:ramal|landline|(?:desk|direct|office)\sline|linea\sdirecta|linha\sdireta)\b(?!\s(?:d[aeo]|of|drawings?|art|items?)\b)",
            "ramal landline line linea linha",
            of_work=True,
        ),
        phrase(
            rf"\b(?:(?:trouble|bother|ask)\syou\sfor|(?:pedirte|pedirle|molestarlo|molestarla|molestarte)\s(?:\w+\s)?|pedir(?:-lhe|\slhe)?)\s?(?:an?\s|un\s|um\s|el\s|o\s|tu\s|su\s|seu\s|your\s|algun\s|algum\s)(?:\w+\s)?{_NOUN}\b(?=\W*(?:$|[.!?,;\n])|\s(?:address|number|to|so|please|para|pra|por)\b)",
            _NUMBERS,
            "trouble bother ask pedirte pedirle molestarlo molestarla molestarte pedir",
            of_work=True,
        ),
        phrase(
            rf"\b(?:me\sliga\w*|liga\s(?:la|aqui|direto)|ligue|marca|ring|call|phone|llam[ae]|timbra)\s(?:me\s)?(?:\w+\s)?{_WORKPLACE}\b(?=\s?(?:$|[.!?\n,]|\b(?:y|e|and|de|da|do|a|na|entre|between|before|after|antes|despues|depois)\b))",
            _WORKPLACES,
            of_work=True,
        ),
        phrase(
            rf"\b(?:pregunt[ae]\w*|pergunt[ae]\w*|ask|pide|pedi|pede|peca)\s(?:(?:por|for|pra|para|hablar|falar|to|speak|talk|con|com|with)\s){{1,3}}(?:mi|mim|me|comigo|conmigo)\b[^.!?\n]{{0,12}}\b{_WORKPLACE}\b",
            _WORKPLACES,
            of_work=True,
        ),
        phrase(
            r"\b(?:somewhere|anywhere|someplace)\selse\b[^.!?\n]{0,20}\b(?:talk|chat|speak|reach|message|continue|discuss)\b",
            "else",
            of_work=True,
        ),
        phrase(
            r"\b(?:mism[oa]|mesm[oa]|same|igual)\b\s(?:\w+\s){0,3}?(?:usuario|nombre|nome|user|username|name|handle|nick|arroba|@)?[^.!?\n]{0,20}(?<!are\sthe\ssame\s)\b(?:otras\sredes|outras\sredes|todas\s(?:las|as|mis|minhas)\sredes|las\sredes|redes|(?:every|all|other|any)\s?(?:my\s)?(?:social\s)?(?:networks?|socials?|social\smedia)|everywhere|socials|todos\s(?:os\s)?(?:lados|lugares)|todas\spartes|qualquer\srede|cualquier\sred|todo\slado)\b",
            "mismo misma mesmo mesma same igual",
        ),
        phrase(
            r"\b(?:redes|networks?|socials|everywhere)\b[^.!?\n]{0,30}\b(?:mism[oa]|mesm[oa]|same)\s(?:nombre|nome|usuario|user|username|name|handle|nick|arroba)\b",
            "redes network networks socials everywhere",
            "mismo misma mesmo mesma same",
        ),
        phrase(
            r"\b(?:handle|username|user|usuario|nick|arroba|me\sencuentr\w+|me\sacha\w*|find\sme|encontr\w+me|soy|sou|i'?m)\b[^.!?\n,]{0,30}\b(?:everywhere|en\stodas?\s(?:partes|las\sredes|mis\sredes)|en\stodos\slados|em\stodas?\s(?:as\sredes|lugar|as\splataformas)|em\stodo\s(?:lugar|canto)|on\sall\s(?:social|platforms|networks|socials)\w*|nas\sredes|en\sredes|on\ssocials?)\b",
            "everywhere redes partes lados lugar plataformas canto socials social platforms networks",
        ),
        # A site or a mailbox to put together.
        phrase(
            rf"\b(?:agreg\w+|anad\w+|coloca\w*|coloque|poe|bota|bote|pon|pone|ponle|ponele|suma\w*|sume|add|append|stick|tack|plus|seguid[oa](?:\sde)?|followed\sby|with\sa|with|con\sun|com\sum|termina\w*\s(?:en|em)|ends?\s(?:in|with)|mas|mais|y\sluego|e\sdepois|and\sthen|then)\s(?:(?:un|um|a|el|o|the|le|lhe|it|de|by)\s)?{_DOT}(?=\W*(?:$|[.,!?\n]|al\s|no\s|at\s|depois|despues|after|to\s|and\b|y\b|e\b))",
            _SURE_ENDINGS,
        ),
        phrase(
            rf"{_DOT}\s(?:al\sfinal|no\sfinal|no\sfim|at\sthe\send|depois|despues|atras)",
            "final fim end depois despues atras",
            _ENDINGS,
        ),
        phrase(
            rf"\b(?:mi|my|meu|minha)\s(?:\w+\s){{0,4}}?(?:nombre|name|nome|apellido|sobrenome|surname|usuario|username|user|nick|marca|brand|empresa|company)\b[^.!?\n]{{0,25}}{_DOT}",
            _ENDINGS,
            "mi my meu minha",
        ),
        phrase(
            r"\b(?:gmail|hotmail|outlook|yahoo|proton(?:mail)?|icloud|mail|correo|e-?mail)\b[^.!?\n]{0,25}\b(?:is|es|e)\s(?:just\s|so\s|solo\s)?(?:my|mi|meu|o\smeu)\s(?:full\s|first\s|last\s|company\s|primer\s)?(?:name|nombre|nome|apellido|sobrenome|surname|brand|marca|empresa|usuario|handle|username)\b",
            "gmail hotmail outlook yahoo proton protonmail icloud mail correo email",
            "is es e",
            "mi my meu",
        ),
        phrase(
            r"(?:^|[.!?\n,:]\s{0,2})(?:es|e|soy|sou|it'?s|is|i'?m)\s[a-z0-9._-]{4,40}\s(?:en|no|na|at|on|de|del|do|in|arroba)\s(?:el\s|o\s|the\s|my\s|mi\s)?(?:gmail|hotmail|outlook|yahoo|proton(?:mail)?|icloud)\b",
            _MAILBOXES,
        ),
        phrase(
            r"\b(?:a|em|no|to|at)\s(?:que|cual|qual|which|what)\s(?:\w+\s)?(?:correo|e-?mail|mail|numero|number|telefono|telefone|celular|whatsapp|wpp|zap)\b(?=[^.!?\n]{0,30}\?)",
            _NUMBERS,
            "que cual qual which what",
        ),
        phrase(
            r"\b(?:nombre|name|nome|apellido|sobrenome|surname|handle|username|usuario|nick|user)\b[^.!?\n]{0,25}(?:@|\barroba\b|\bat\b)\s?(?:gmail|hotmail|outlook|yahoo|proton\w*|icloud)\b",
            _MAILBOXES,
            _NAMES,
        ),
        # Dealing elsewhere.
        phrase(
            rf"\b(?:{_DEALT})\b{_NO_THING}[^.!?\n]{{0,60}}\b{_UNSEEN}|\b{_UNSEEN}{_NO_THING}(?=[^.!?\n]{{0,60}}\b(?:{_DEALT})\b)|^\W*(?:\w+\W{{1,3}}){{0,5}}{_UNSEEN}(?=\W*$)",
            "fuera fora afuera debajo izquierda panos books table",
        ),
        phrase(
            rf"\b{_DEAL}\b[^.!?\n]{{0,40}}\b(?:fuera|afuera|fora|outside|off(?:line)?|away\sfrom)[\s-](?:(?:de|d[aeo]|of|from)\s?)?(?:la\s|el\s|a\s|o\s|esta\s|este\s|this\s|the\s|desta\s|deste\s)?{_PLACE}\b",
            _OUTSIDE,
            _PLACES,
            _first_words(_DEAL),
        ),
        phrase(
            rf"\b(?:fuera|afuera|fora|outside|off)\s(?:(?:de|d[aeo]|of)\s?)?(?:la\s|el\s|a\s|o\s|esta\s|este\s|this\s|the\s|desta\s|deste\s)?{_PLACE}\b[^.!?\n]{{0,40}}\b(?:{_DEAL}|{_CHEAPER})",
            _OUTSIDE,
            _PLACES,
        ),
        phrase(
            rf"\b(?:trabaj\w+|trabalh\w+|work|deal|hire|contrat\w+|pag\w+|pay|negoci\w+|trat\w+|faz\w*|faco|hac\w+|hag\w+|do\s(?:it|this)|arregl\w+|fech\w+|cerr\w+|combin\w+|acert\w+|go|vamos|ir|sea|seja|seria)\s(?:[a-z']+\s){{0,4}}?(?<!\bmas\s)(?<!\bmais\s)(?<!\bmore\s){_DIRECT}\b(?=\W*(?:$|[.!?,]|(?:y|and|e|sin|sem|without|so|asi|entre|between|conmigo|comigo|contigo|nosotros|nos|eu|vos|yo|te|le|cobro|cobras|sale|sai|i|i'?ll|you)\b|with\s(?:me|you|us)\b|(?:co[nm]\s)(?:migo|tigo|voce|vc|vos|usted)\b|para\s(?:ahorr|evit)|pra\s(?:nao|econom)))",
            _DIRECTLY,
        ),
        phrase(
            r"\b(?:skip|bypass|ditch|leave|dodge|get\soff|get\sout\sof|quit|cancel\w*|evit\w+|salt\w+|without|sin|sem|cut\sout|cutting\sout|dej\w+|deix\w+|larg\w+|sacar|tirar)\s(?:[a-z]+\s){0,3}?(?:middlem[ae]n|intermediari[oa]s?|plataforma\s(?:de\spor|no\smeio)|platform\s(?:in\sthe|cut|fee))\b",
            "middleman middlemen intermediario intermediarios intermediaria intermediarias plataforma platform",
            re.compile(
                "skip|bypass|ditch|leave|dodge|get|quit|without|sin|sem|cut|cutting|sacar|tirar|(?:cancel|evit|salt|dej|deix|larg)[a-z]*"
            ),
        ),
        phrase(
            rf"\b(?:skip|skipping|bypass|ditch|dodge|get\soff|get\sout\sof|leave|cancel\w*|evit\w+|salt\w+|sin|sem|without|sal\w+|saia\w*|sair|vamo\w*|larg\w+|dej\w+|deix\w+)\s(?:[a-z]+\s){{0,3}}?{_PLACE}\b(?=[^.!?\n]{{0,50}}\b(?:{_CHEAPER}|{_DIRECT}|por\s(?:fuera|fora))\b)",
            _PLACES,
            _CHEAPLY,
        ),
        phrase(
            rf"\b(?:{_CHEAPER}|{_DIRECT})\b[^.!?\n]{{0,40}}\b(?:skip|skipping|bypass|ditch|dodge|leave|get\soff|cancel\w*|evit\w+|salt\w+|sin|sem|without|no)\s(?:usar\s|pasar\spor\s|passar\spor\s|using\s|going\sthrough\s)?(?:la\s|el\s|a\s|o\s|the\s|this\s|esta\s|este\s)?{_PLACE}\b(?!\s[a-z]+(?:ing|ndo)\b)",
            _PLACES,
            _CHEAPLY,
        ),
        phrase(
            r"\b(?:salgamo\w*|salimos|salirnos|saiamos|sair|saimos|vamonos|vayamonos|let's\sget\sout|let's\sleave|get\sout|move|moving|migrar|mudar|pasemos|passemos)\s(?:[a-z]+\s){0,2}?(?:de\saqui|de\saca|daqui|off\shere|from\shere|out\sof\shere|off\sthis|de(?:st|ss)a\s(?:plataforma|pagina)|de\sesta\s(?:plataforma|pagina|app|web)|this\sconversation\sto|a\sotro\slado|para\soutro\slugar|pra\soutro\slugar|to\s(?:another|a\sdifferent)\s(?:app|place|platform))\b",
            "aqui aca daqui here lado lugar off plataforma pagina app web place platform conversation out",
            re.compile(
                "salgamo[a-z]*|salimos|salirnos|saiamos|sair|saimos|vamonos|vayamonos|let|get|move|moving|migrar|mudar|pasemos|passemos"
            ),
        ),
        phrase(
            rf"\b{_DEAL}\b[^.!?\n]{{0,30}}\b(?:por|em|en|a|in|on|to|at)\s(?:otro|outro|otra|outra|another|some\sother|a\sdifferent)\s(?:lado|lugar|canal|app|medio|meio|place|channel|platform|plataforma|red|rede|aplicacion|aplicativo|via)\b",
            "otro outro otra outra another other different",
            "lado lugar canal app medio meio place channel platform plataforma red rede aplicacion aplicativo via",
        ),
        phrase(
            r"\b(?:get\spaid|be\spaid|receive|recibir|receber|me\spague\w*|me\spagas?|que\sme\spag\w+|cobrar|pay(?:ment)?|pago|pagamento)\b[^.!?\n]{0,40}\b(?:straight\sto\sme|directly\sto\sme|direct\sto\smy|to\smy\s(?:bank|account|paypal|wise)|a\smi\scuenta|na\sminha\sconta|no\splatform|no\s(?:fees?|cut|commission)|sin\splataforma|sem\splataforma)\b",
            "straight directly direct bank account paypal wise cuenta conta plataforma platform fee fees cut commission",
            re.compile("get|be|receive|recibir|receber|pag[a-z]*|cobrar|pay|payment|pago|pagamento"),
        ),
        phrase(
            rf"\b{_DEAL}\b[^.!?\n]{{0,30}}\b(?:sin|sem|without)\s(?:la|a|the|esta|usar\sla|usar\sa|using\sthe)\s(?:plataforma|platform)(?=\W*(?:$|[.!?]))",
            "plataforma platform",
        ),
        phrase(
            r"\b(?:otr[oa]s?|outr[oa]s?|another|other|different|mas|mais|more|better|mejor|melhor)\s(?:\w+\s)?(?:lado|lugar|canal|app|medio|meio|place|channel|via|forma|manera|maneira|jeito|way|line)\b[^.!?\n]{0,25}\b(?:habl\w+|convers\w+|comunic\w+|charl\w+|platic\w+|contact\w+|talk|chat|reach|falar|escrib\w+)\b",
            "lado lugar canal app medio meio place channel via forma manera maneira jeito way line",
            of_work=True,
        ),
        phrase(
            r"\b(?:canal|contacto|contato|medio|meio|line|contact|channel|via)\s(?:\w+\s)?(?:directo|direto|direct)\b(?!\s(?:de\s(?:venta|venda)|sales|marketing))|\b(?:more\s|a\s)direct\s(?:line|contact|channel|way)\b(?!\s(?:under|above|below|across|between|from|around|over)\b)",
            _DIRECTLY,
            "canal contacto contato medio meio line contact channel via way",
            of_work=True,
        ),
        phrase(
            r"(?:\bno\sme\sdeja|\bnao\s(?:me\s)?deixa|\bbloquea\w*|\bbloqueia\w*|\bblocks?\b|\bblocking\b|\bwon'?t\slet\sme|\bdoesn'?t\slet\sme|\bfiltra)\b[^.!?\n]{0,40}\b(?:numero|number|datos|dados|contact[oa]?|contato|mail|correo|e-?mail|telefono|telefone|whatsapp|zap)\b[^.!\n]{0,40}\b(?:como|how|jeito|forma|manera)\b[^.!\n]{0,30}\?",
            "deja deixa bloquea bloquean bloqueia bloqueiam block blocks blocking let filtra",
            sure=True,
        ),
        phrase(
            r"\b(?:no\shay|hay|tem|nao\stem|existe|is\sthere|any)\s(?:alguna?\s|algum\s|some\s)?(?:otr[oa]|outr[oa]|another|any\sother|other)\s(?:forma|manera|maneira|jeito|medio|meio|way|canal|channel)\b[^.!?\n]{0,20}\b(?:comunic\w+|habl\w+|convers\w+|contact\w+|falar|talk|chat|reach)\w*\b",
            "forma manera maneira jeito medio meio way canal channel",
            sure=True,
        ),
        phrase(
            r"\b(?:talk|chat|speak|meet|continue|move|message)\s(?:\w+\s){0,2}?(?:somewhere|anywhere|elsewhere)\b|\b(?:chat|call|talk|messages?|messaging|conversation)\b[^.!?\n]{0,40}\b(?:use|try|on)\ssomething\selse\b|\bsomething\selse\sto\s(?:talk|chat|message|communicate)\b",
            "somewhere anywhere elsewhere something",
        ),
        phrase(
            rf"\bme\s(?:das|darias|des|da|daria|(?:podrias|puedes|podes|pode|poderia)\s(?:dar|pasar|passar|compartir))\s(?:tu|su|teu|seu|um|un|algun|algum)\s(?:numero\sde\s)?{_NOUN}\b(?!\sde\s(?:pedido|orden|factura|serie|guia|registro|expediente|processo|referencia|cliente|nota))",
            _NUMBERS,
            "das darias des da daria podrias puedes podes pode poderia",
            of_work=True,
        ),
        phrase(
            rf"\b(?:entre\s(?:nosotros|nos|a\sgente|los\sdos|voce\se\seu)|between\s(?:us|you\sand\sme|the\stwo\sof\sus))\b(?=[^.!?\n]{{0,40}}\b(?:{_CHEAPER}|em\sconta))|\b(?:{_CHEAPER}|{_DEAL}|em\sconta)\b[^.!?\n]{{0,25}}\b(?:entre\s(?:nosotros|nos|a\sgente|los\sdos)|between\s(?:us|you\sand\sme))\b",
            "nosotros nos gente dos us me",
            "entre between",
        ),
        phrase(
            r"\b(?:plataforma|pagina|site|sitio|platform|app|ellos|eles|they)\b[^.!?\n]{0,15}\b(?:se\squede|quede|fique|fica|keep|keeps|take|takes|gets?|getting)\s(?:con|com)?\s?(?:nada|nothing|anything|su\sparte|a\sparte|un\speso|um\sreal|a\scent)\b|\bkeep\s(?:the|this)\s(?:platform|site|app)'?s?\s(?:cut|fee|share|commission)\b",
            "nada nothing anything parte peso real cent cut fee share commission",
        ),
        phrase(
            r"\b(?:hire|contrat\w+|order|book|buy|pay|paga\w*|compra\w*)\s(?:me\s)?(?:\w+\s)?(?:through|via|from|on|by|por|pelo|no|en|at|a\straves\sde|atraves\sdo)\s(?:my|mi|meu)\s(?:own\s|propi[ao]\s|proprio\s)?(?:site|website|web|page|pagina|sitio|store|tienda|loja|shop)\b",
            "my mi meu",
            "site website web page pagina sitio store tienda loja shop",
        ),
        phrase(
            r"\b(?:leave|dej\w+|deix\w+|give|drop|pas\w+|mand\w+|send|share)\s(?:me\s)?(?:a|un|um|some|any|algun|algum|your|tu|seu|teu)\s(?:contact|contacto|contato)s?\b(?!\s(?:form|page|list|sheet|person|point|de\s|do\s|da\s))",
            "contact contacto contato contacts contactos contatos",
            of_work=True,
        ),
        phrase(
            r"\b(?:cola|chega|corre|mand\w+|send|envi(?!os?\b)\w+|drop|shoot|slide|escrib\w+|tirame|tira)\b[^.!?\n]{0,15}\b(?:dms?|md|inbox|direct(?=\W*$)|direct\smessage|mensaje\sdirecto|mensagem\sdireta|sms)\b|\b(?:dms?|inbox|directs?)\s(?:are\s|esta\w?\s|always\s)?(?:open|abiert[oa]s?|abert[oa]s?)\b|\b(?:my|mis|meus|mi|meu)\s(?:tweets?|posts|reels|stories|snaps|pins|gram)\s(?:are|is|estan|esta|estao|van)\s(?:under|at|on|en|como|as|no|em|by)\b",
            "dm dms md inbox direct directs directo direta sms tweets tweet posts reels stories snaps pins gram",
            of_work=True,
        ),
        # Going on where a network was named.
        phrase(
            r"\b(?:escribeme|escribime|escribame|hablame|contactame|buscame|agregame|sigueme|seguime|me\s(?:escreve|chama|acha|adiciona|segue|procura|manda)|(?:write|message|dm|add|reach|find|follow|text|ping|hire|book|order|contrat\w+)(?:\sme)?|hit\sme\sup|hmu|chama|seguimos|hablamos)\s(?:por|en|on|in|over|no|pelo)?\s?(?:ahi|alli|alla|there|la)\b(?=\W*(?:$|[.,;!?)\n]|(?:y|and|e|pa|pra|para|to|when|si|se|cuando|quando|with|con|com)\b))",
            "ahi alli alla there la",
            " ".join(sorted(APPS | HOMELY_APPS | NICKNAME_WORDS | SHOWROOMS)),
        ),
        # Asking how to reach someone, calling, meeting.
        phrase(
            rf"\b(?:a?donde|onde|where|(?:que|qual|what|which|cual)\s(?:\w+\s)?{_NOUN}|how|como)\b[^.!?\n]{{0,25}}\b(?:te|le|you|u|voce|vc|contigo|usted)\s(?:\w+\s){{0,2}}?{_REACH}\b(?![^?\n]{{0,20}}\b(?:aqui|aca|here|por\saqui)\b)[^.!\n]{{0,25}}\?",
            "donde adonde onde where que qual what which cual how como",
            "te le you u voce vc contigo usted",
            of_work=True,
        ),
        phrase(
            r"\b(?:how|where)\s(?:\w+\s){1,3}?(?:reach|contact|call|text|email|find)\s(?:you|u)\b(?!\s(?:here|on\shere))",
            "how where",
            "you u",
            of_work=True,
        ),
        phrase(
            rf"\b(?:best|good|better|mejor|melhor|easiest|fastest)\s(?:number|phone|way|email|e-mail|place|numero|forma|manera|maneira|jeito|correo|medio|meio)\s(?:to|de|para|pra|for)\s(?:\w+\s){{0,2}}?{_REACH}\b(?!\s?(?:here|aqui|por\saca|support|suporte|soporte|users?|customers?|clientes?))",
            "best good better mejor melhor easiest fastest",
            "number phone way email mail place numero forma manera maneira jeito correo medio meio",
            of_work=True,
        ),
        phrase(
            rf"\b(?:algun|algum|any|otro|outro|another|un|um|a|tu|seu|teu|your)\s{_NOUN}\s(?:\w+\s){{0,2}}?(?:donde|onde|where|para|pra|to|de|que)\s(?:\w+\s){{0,2}}?{_REACH}\b",
            _NUMBERS,
            "donde onde where para pra to de que",
            of_work=True,
        ),
        phrase(
            rf"\b(?:way|forma|manera|maneira|jeito|como)\s(?:to|de|para|pra|of)?\s?(?:\w+\s){{0,2}}?{_REACH}\b[^.!?\n]{{0,25}}\b(?:fuera|fora|outside|off)\b",
            "fuera fora outside off",
            of_work=True,
        ),
        phrase(
            r"\b(?:te|le|os)\s(?:puedo\s|podria\s|voy\sa\s)?(?:llam(?:ar|o)|(?:marco|marcar)(?!\s(?:con|las?|los?|el|un[oa]?s?|en|cada|todo|todas?|todos|donde|que|aqui|aca)\b)|telefoneo|telefonear|timbro|timbrar)\b(?!\s(?:la\satencion|asi|como))(?![^.!?\n]{0,25}\b(?:aca|aqui|sala)\b)",
            "llamar llamo marco marcar telefoneo telefonear timbro timbrar",
            of_work=True,
        ),
        phrase(
            r"\b(?:te|lhe)\s(?:ligar|ligo|telefonar|telefono)\b | \bligar\s(?:pra|para|pro)\s(?:voce|vc|ti|mim|o\ssenhor|a\ssenhora)\b",
            "ligar ligo telefonar telefono",
            of_work=True,
        ),
        phrase(
            r"\b(?:give|gimme)\s(?:you|me|us)\s?(?:a\s)?(?:call|ring|buzz|bell)\b | \bcall\syou\b(?!r)(?!\s(?:a|an|the)\b)(?![^.!?\n]{0,30}\b(?:platform|room|here|site)\b)",
            "call ring buzz bell",
            of_work=True,
        ),
        phrase(
            r"\bphone\scalls?\b | \bllamada\s(?:telefonica|por\stelefono|a\stu|de\stelefono) | \b(?:ligacao|chamada)\s(?:telefonica|por\stelefone) | \b(?:call|llamada|conversa|charla|chat)\s(?:por|by|over|on)\s(?:the\s)?(?:telefono|telefone|phone)\b",
            "phone telefono telefone telefonica",
            of_work=True,
        ),
        phrase(
            r"\b(?:por|by|over|on)\s(?:the\s|el\s)?(?:telefono|telefone|phone|celular)\s(?:mejor|melhor|better|es\smas|e\smais|is|would|seria|nos|a\sgente)\b",
            "phone telefono telefone celular",
            of_work=True,
        ),
        phrase(
            r"\b(?:mi|my|meu|mis|meus|minhas?)\s(?:\w+\s)?(?:phone|number|numero|e-?mail|mail|correo|telefono|telefone|contact\w*|contacto|contato|whatsapp|cel\w*|contact\sinfo|(?:business|visit\w+)\scard|card|tarjeta|cartao|datos\sde\scontacto|dados\sde\scontato)\s(?:\w+\s)?(?:is|are|esta|estan|ta|estao|fica|va|van|aparece\w*|figura\w*|vai)\s(?:\w+\s){0,2}?(?:there|in|on|at|en|no|na|ahi|alli|la|ai|inside|attached|adjunt[oa]|anex[oa])\b",
            "mi my meu mis meus minha minhas",
            of_work=True,
        ),
        phrase(
            r"\b(?:entr[ae]\w*|join|unite|unete|sumate|junta-te|te\sagrego\sa[l]?|te\sadiciono\sn?o|te\sinvito\sa[l]?|add\syou\sto|invite\syou\sto)\s(?:\w+\s){0,2}?(?:mi|my|meu|el|o|un|um|a|nuestro|our|nosso)\s(?:\w+\s){0,2}?(?:servidor|server|grupo|group|canal|channel|comunidad|community|comunidade)\s(?:\w+\s){0,1}?(?:discord|telegram|whatsapp|wpp|zap|whats|facebook|slack|signal)\b",
            "servidor server grupo group canal channel comunidad community comunidade",
            of_work=True,
        ),
        phrase(
            r"\b(?:juntamos|juntarnos|juntemos|vemos|vernos|veamos|encontramos|encontrarnos|encontremos|encontrar|reunimos|reunirnos|te\sespero|te\sinvito|meet|meet\sup|toma(?:r|mos|rmos)\b(?!\s(?:\w+\s)?(?:fotos?|medidas?|notas?))|tomemos|grab|marcamos|pasate|passa|encontro)\b[^.!?\n]{0,25}\b(?:cafe|cafecito|cafezinho|cafeteria|coffee|starbucks|almuerzo|almorzar|almoco|lunch|beer|cerveza|cerveja|en\spersona|in\sperson|pessoalmente|personalmente|presencial(?:mente)?|cara\sa\scara|ao\svivo|coworking|shopping|lobby)\b(?!\s(?:virtual|online)\b)(?![^.!?\n]{0,50}\b(?:por\sel\schat|pelo\schat|sala\sde\svideo|aca|aqui|here)\b)",
            "cafe cafecito cafezinho cafeteria coffee starbucks almuerzo almorzar almoco lunch beer cerveza cerveja persona person pessoalmente personalmente presencial presencialmente cara vivo coworking shopping lobby",
            of_work=True,
        ),
    ]
)
# Refused, reported or asked about: no invitation.
GUARD = re.compile(
    r"\b(?:no|nao|not|never|nunca|jamas|don'?t|won'?t|can'?t|cannot|shouldn'?t|avoid\w*|prohib\w+|proib\w+|forbid\w*|against|contra|prefiero\sno|prefiro\snao|ninguem|nadie|nobody|usuarios?|users?|clientes|customers)\b[^.!?\n,]{0,40}$"
)
# Whom or what the work serves: then the talk is of the work.
WORKISH = re.compile(
    r"\b(?:usuari[oa]s?|users?|client[ea]s?|clients|customers?|pacientes?|patients?|script|guion|roteiro|api|bot|chatbot|sistema|system|campaign|campan[ah]a?|leads?|boton|botao|button|feature|modulo|ivr|centralita|locut\w+|locuc\w+|personaje|personagem|character|scene|escena|cena|says|dice|diz|compradora?e?s?|buyers?|vendedora?e?s?|sellers?|empleados?|alumnos?|students?|visitantes?|visitors?|formulario|form|landing|crm|verific\w+|otp|2fa|call\scent\w+|agentes?|agents?|handling|atender|atendi|atencion|atendimento|alguien|alguem|someone|moderator\w*|moderador\w*|mod|people|vecin[oa]s|vizinh[oa]s|neighbou?rs|miembros|membros|members|padres|parents|profesores|professores|teachers|turistas|tourists|jugadores|jogadores|players|oyentes|ouvintes|listeners|repartidores|entregador(?:es)?|couriers?|drivers?|choferes|motoristas?|voluntari[oa]s|volunteers|competencia|concorren\w+|competitors?|seo)\b"
)
