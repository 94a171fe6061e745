"""Where people are reached: apps, networks, mail providers, the words for a phone, and their nicknames."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from itertools import chain

from aval.screening.lexicon.gates import Gate

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _misspelt(name: str) -> set[str]:
    """Every spelling of a long name with one letter dropped, doubled, swapped with its neighbour, added or changed."""
    cuts = [(name[:place], name[place:]) for place in range(len(name) + 1)]
    dropped = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    added = {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    changed = {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    return dropped | swapped | added | changed


# Chats: someone who names one without speaking of the work wants to talk there.
_CHAT_SPELLINGS = frozenset(
    [
        "whatsapp",
        "whatsap",
        "watsapp",
        "whatsup",
        "whasap",
        "whassap",
        "whatss",
        "wathsapp",
        "watsap",
        "wasap",
        "wassap",
        "wasapp",
        "guasap",
        "guasapp",
        "guassap",
        "guasape",
        "guatsap",
        "guatsapp",
        "uasap",
        "uatsap",
        "uatsapp",
        "uatizap",
        "uatizape",
        "uotsap",
        "whats",
        "wpp",
        "wsp",
        "wtsp",
        "wapp",
        "wsap",
        "wspp",
        "wpps",
        "whapp",
        "zap",
        "zapp",
        "zapzap",
        "zapi",
        "wzp",
        "wzap",
        "wazap",
        "wazzap",
        "wazapp",
        "watts",
        "whatszap",
        "wassup",
        "guachap",
        "guachapp",
        "watsa",
        "watsup",
        "wattsapp",
        "wasaps",
        "wats",
        "wassa",
        "uats",
        "zapizinho",
        "zapzinho",
        "zape",
        "uasapp",
        "whatapp",
        "telegram",
        "telegrama",
        "telegran",
        "telgram",
        "tlgrm",
        "whtspp",
        "whtsp",
        "dscrd",
        "tgram",
        "telega",
        "tele-gram",
        "skype",
        "skipe",
        "eskype",
        "eskaip",
        "escaip",
        "eskaype",
        "skyp",
        "discord",
        "discor",
        "discordia",
        "dscord",
        "messenger",
        "mesenger",
        "msn",
        "wechat",
        "viber",
        "imessage",
        "linktree",
        "calendly",
        "whereby",
        "facetime",
        "threema",
        "wickr",
        "icq",
    ]
) - {"tele-gram", "discordia"}
_NETWORK_SPELLINGS = frozenset(
    [
        "instagram",
        "insta",
        "instagran",
        "instagrm",
        "ig",
        "igram",
        "instgram",
        "facebook",
        "fb",
        "facebok",
        "feisbuk",
        "feisbuc",
        "feis",
        "feice",
        "feisbook",
        "linkedin",
        "linkdin",
        "linkedn",
        "linkedln",
        "lnkdin",
        "linkedim",
        "twitter",
        "tuiter",
        "twttr",
        "nstgrm",
        "fcbk",
        "lnkdn",
        "tktk",
        "tiktok",
        "snapchat",
    ]
)
_LONG_NAMES = ("whatsapp", "telegram", "messenger")
_LONG_NETWORKS = ("instagram", "facebook", "linkedin", "snapchat")
# One letter away from a name, and a word of its own.
_OWN_WORDS = frozenset(["passenger", "telegraph", "telegrams", "telegramas", "messengers"])

# "guatsapito", "zapinho", "wasapazo": of longer names only, or other words would be among them.
_FOND_MIN = 5
_FOND_TAILS = ("ito", "itos", "inho", "azo", "cito")
_FOND_CHATS = {name + tail for name in _CHAT_SPELLINGS if len(name) >= _FOND_MIN for tail in _FOND_TAILS}
CHATS = (_CHAT_SPELLINGS | _FOND_CHATS | set(chain.from_iterable(map(_misspelt, _LONG_NAMES)))) - _OWN_WORDS
NETWORKS = _NETWORK_SPELLINGS | set(chain.from_iterable(map(_misspelt, _LONG_NETWORKS)))
APPS = CHATS | NETWORKS

# Where people show their work, play or are hired: there may be talk of work there.
_SHOWROOMS = """
    youtube dribbble pinterest reddit twitch behance github fiverr upwork workana freelancer freelas malt toptal
    peopleperhour soyfreelancer steam psn xbox tumblr artstation deviantart vimeo soundcloud patreon threads bluesky
    bsky mastodon gitlab guru
"""
SHOWROOMS = frozenset(_SHOWROOMS.split())

# Apps whose names are everyday words too: they need more around them.
HOMELY_APPS = frozenset(
    [
        "signal",
        "zoom",
        "meet",
        "teams",
        "line",
        "face",
        "slack",
        "wa",
        "tg",
        "snap",
        "kik",
        "duo",
        "hangouts",
        "hangout",
        "webex",
        "jitsi",
    ]
)

# As people hear them: "jimeil", "rotmeil", "gmale".
_HEARD_TAILS = ("mail", "meil", "mel", "mal", "male", "mayl", "meill", "maill")
_HEARD_MAILS = {
    head + tail
    for head in ("g", "j", "ge", "je", "gi", "ji", "gee", "hot", "jot", "rot", "ot")
    for tail in _HEARD_TAILS
} | {"outluk", "autluk", "autlook", "outlok", "yaju", "yahu", "iahu", "yajoo", "aicloud", "iclaud", "aiclaud"}
MAILS = frozenset(_HEARD_MAILS) - {"jemal", "otmal", "gemel", "gimel"} | frozenset(
    [
        "gmail",
        "gemail",
        "jemail",
        "jimail",
        "gmeil",
        "gmial",
        "gamil",
        "gmai",
        "hotmail",
        "jotmail",
        "hotmeil",
        "hotmal",
        "outlook",
        "yahoo",
        "icloud",
        "protonmail",
        "proton",
        "aol",
        "zoho",
        "gmx",
        "ymail",
        "uol",
        "bol",
        "rocketmail",
        "tutanota",
        "fastmail",
    ]
)
# Providers whose names mean nothing else: a name next to one is an address.
SURE_MAILS = MAILS - {"outlook", "proton", "zoho", "bol", "uol", "aol"}

# Who keeps the mailboxes, said instead of the provider's name.
MAIL_KEEPERS = frozenset({"google", "microsoft", "apple"})

MAIL_WORDS = frozenset(
    ["email", "mail", "correo", "imeil", "imail", "meil", "eletronico", "emailzinho", "mailto", "correito", "maill"]
)
PHONE_WORDS = frozenset(
    [
        "telefono",
        "telefone",
        "fono",
        "fone",
        "telf",
        "tlf",
        "celular",
        "celu",
        "cel",
        "cell",
        "cellphone",
        "cellular",
        "movil",
        "movel",
        "mobile",
        "phone",
        "telephone",
        "telemovel",
        "tlm",
        "sms",
        "telefonito",
        "telefoninho",
    ]
)

# What a network is known by, as people say it; the small forms of each language are read alike.
_SMALL = r"(?:it[oa]s?|cit[oa]s?|inh[oa]s?|zinh[oa]s?)"
_THING = (
    rf"p[aá]jar(?:o|os|{_SMALL})|passar(?:o|os|{_SMALL})|bird(?:ie|y)?|camar(?:a|{_SMALL})|camera|cameri(?:ta|nha)|cam|fot(?:o|os|{_SMALL}|ografias?)|photos?|pics|pictures"
    rf"|fantasm(?:a|{_SMALL})|ghost|avion(?:cito)?|aviao(?:zinho)?|paper ?plane|paper airplane|plane|f azul|blue f|f blanca|letra f|the f|notas? musical(?:es)?|notinha|music note|caras|trabajo|trabalho|empleos?|vagas"
    rf"|profesionales|profissionais|telefon(?:o|e|{_SMALL})|globo|globito|balao|balaozinho|bubble|speech bubble|burbuja|mundo azul|reels|bailes|dancinhas?|(?:vide(?:it)?os? de )(?:dancinhas?|bailes?|danzas?)|(?:speech |chat )?ball|bol(?:a|it[oa]|inha)s?"
    r"|danzas|vide(?:it)?os? (?:cortos|cortitos|curtos|curtinhos|rapidos|verticales|verticais)|professionals|short videos|logo verde|logo azul|icono verde|icono azul|icone verde|icone azul|green logo|blue logo|green icon|blue icon|green phone|historias|stories|corazones"
)
_OWNER = r"zuck(?:erberg)?|zuckerberg|musk|elon|meta|marquitos|mark zuckerberg|elon musk|tio zuck|bezos"
_MEDIUM = (
    "red|redes|rede|app|apps|appcito|appcita|apli|aplicacion|aplicativo|network|net|site|sitio|plataforma|platform|pagina|mensajero|mensageiro|messenger|mensajeria|chat"
    "|la|a|lo|o|the one|one|aquela|naquela|aquele|naquele|aquella|aquel|that one"
)
_WITH = (
    "de la|de las|del|de los|de|da|do|das|dos|of the|of|with the|with that|with|for|con el|con la|con|com o|com a|com"
)
_LITTLE = r"(?:little |small |tiny |pequen[oa] |blue |green |white |yellow |simbolo de |icono de |icone de |logo de |dibujito de |desenho de )?(?:la |el |o |a |un |una |um |uma )?"
_THINGS = """
    pajaro pajaros pajarito pajaritos pajarita passaro passaros passarinho passarinhos bird birdie birdy
    camara camarita camera camerita camerinha cam foto fotos fotito fotitos fotita fotitas fotinha fotinhas fotinho fotinhos
    fotografia fotografias photo photos pics pictures fantasma fantasmita fantasminha ghost avion avioncito
    aviao aviaozinho plane airplane azul blue blanca letra f musical musicales notinha note caras trabajo
    trabalho empleo empleos vagas profesionales profissionais telefono telefone telefonito telefoninho globo
    globito balao balaozinho bubble burbuja reels bailes baile dancinha dancinhas danza danzas ball bola bolita bolito bolinha bolitas cortos curtos cortitos curtinhos professionals videos verde green historias
    stories corazones
"""
_OWNERS = "zuck zuckerberg musk elon meta marquitos bezos"
# Named without the name, matched in the folded text: the expressions, and the words that each needs.
_NICKNAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        rf"(?:{_MEDIUM})(?: social)? (?:{_WITH}) {_LITTLE}(?:{_THING})",
        (_THINGS,),
    ),
    (
        rf"(?:{_MEDIUM})(?: social)? (?:de|del|do|da|of|by|from) (?:{_OWNER})",
        (_OWNERS,),
    ),
    (
        rf"(?:{_OWNER})(?:'?s)? (?:[a-z]+ )?(?:app|network|site|thing|social network|messenger|platform)",
        (
            _OWNERS,
            "app network site thing social messenger platform",
        ),
    ),
    (
        r"(?:bird|blue bird|ghost|paper plane|plane|camera|photo|green|blue|video|music|yellow|purple|short video|selfie|job|work) (?:app|network|site|bubble|chat|icon|messenger|messaging app|chat app|messenger app|platform)",
        (
            "bird ghost plane camera photo green blue video music yellow purple selfie job work",
            "app network site bubble chat icon messenger messaging platform",
        ),
    ),
    (
        r"(?:blue |white |little |old |former |ex )*(?:bird|ghost|camera|paper ?plane)(?:'?s)? (?:old |former |blue |little )*(?:site|app|network|place|one|thing|messenger)|(?:blue|white|little) paper (?:air)?plane|(?:gamers?|gaming) (?:chat )?(?:app|server|network)|paper plane one|paper plane(?= ?(?:->|→|:|=))|(?<=\bon )(?:the )?(?:yellow ghost|blue bird(?:ie)?)(?! (?:background|page|layer))",
        ("bird birds birdie ghost camera plane paper paperplane airplane gamer gamers gaming",),
    ),
    (
        r"(?:no|na|naquel[ae]|en la|en el|la|a|o|el) d[aeo]s? (?:las |los )?(?:dancinhas?|bailecitos|bailes|videozinhos|videitos|videos|fotinhos|fotitos|fotinhas) ?(?:curt[ao]s|cort[ao]s|cuadrad[ao]s|quadrad[ao]s|chin[eo]s\w*)*",
        ("dancinhas dancinha bailecitos bailes videozinhos videitos videos fotinhos fotitos fotinhas",),
    ),
    (
        r"(?:app|aplicativo|aplicacion|aplicacao|la|o|a|mensajero|mensageiro) (?:de la|del|da|do|de) (?:bolinha|bolita|bola|circulo|burbuja|mensajitos?|mensagenzinhas?) (?:verdes?|azul|azules|azuis)",
        ("bolinha bolita bola circulo burbuja mensajito mensajitos mensagenzinhas",),
    ),
    (
        r"(?:site|app|network|red|rede|sitio)[^.!?,\n]{0,16} (?:used to be|was|era|foi|fue) (?:once )?(?:an? |un |um |the |el |o )?(?:little )?(?:blue )?(?:bird|pajar(?:o|ito)|passar(?:o|inho))",
        ("bird pajaro pajarito passaro passarinho", "used was era foi fue"),
    ),
    (
        r"(?:the gram|(?:the )?blue f(?: site| app| network)?|f azul|the book of faces|the bird site|the ex bird|the former twitter|ex twitter|antiguo twitter|antigo twitter|caralibro|cara libro|livro das caras|tuiter|libro de caras|feice|feisbuk)",
        ("gram f faces bird twitter caralibro libro livro tuiter feice feisbuk insta instagram caras",),
    ),
    (
        r"(?:where|donde|onde)\s(?:\w+\s){0,3}?(?:posts?|sub[eo]n?|uploads?|posta\w*|public\w+|compart\w+|share|pone\w?|cuelga\w?|poe\w?)\s(?:\w+\s){0,2}?(?:fot\w+|photos?|pics|pictures|reels|videos?|stories|historias|curriculums?|curriculos?|cvs?)|square (?:photos?|pictures?|pics) (?:place|site|app|network)",
        ("where donde onde square",),
    ),
    (
        r"(?:app|aplicacion|aplicativo|mensajero|mensageiro|servicio|messenger|chat) (?:ruso|russo|russian|de durov)",
        ("ruso russo russian durov",),
    ),
    (
        r"(?:pajarito|passarinho|camarita|avioncito|aviaozinho|globito|fantasmita|fantasminha|telefonito|telefoninho|balaozinho)(?: (?:azul|verde|blanco|branco|amarillo|amarelo|rosa))?",
        (
            "pajarito passarinho camarita avioncito aviaozinho globito fantasmita fantasminha telefonito telefoninho balaozinho",
        ),
    ),
    (
        r"(?:app|aplicacion|aplicativo|appzinho|appcito|iconito|icono|icone|logo|globo|balao|mensajero|mensageiro|mensajeria|red|rede)"
        r"(?: de mensajes| de mensagens| de mensajeria| de mensagem| de chat| social| profesional| profissional)*"
        r" (?:verde|verdecita|verdecito|verdinho|verdinha|azulzinho|azulzinha|azulito|azul|celeste)(?: de mensajes| de mensagens| de mensajeria)?",
        (
            "verde verdecita verdecito verdinho verdinha azulzinho azulzinha azulito azul celeste",
            "app aplicacion aplicativo appzinho appcito iconito icono icone logo globo balao mensajero mensageiro mensajeria red rede",
        ),
    ),
    (
        r"(?:the |el |la |o |a |por |no |en )(?:verdecito|verdinho|verdecita|verdezinho|azulzinho|azulito|verdinha)",
        ("verdecito verdinho verdecita verdezinho azulzinho azulito verdinha",),
    ),
    (
        r"what ?s (?:up ?)?app|what s(?:up)?app|guats? ap|tele gram|face book|insta gram|linked in|w hats ?ap+|wha t s ?app|dis cord|whats ap+|zap zap|tik tok|(?<=\bno )what's|(?<=\bpor )what's|(?<=\bel )what's|(?<=\bpelo )what's",
        ("what whats guats guat tele face insta linked w hats wha dis zap tik",),
    ),
    (
        r"(?:red|rede) (?:social )?(?:profesional|profissional)(?: azul)?|(?:the )?professional network(?:ing site)?|red de profesionales|rede de profissionais|red de curriculums|rede de curriculos",
        ("profesional profissional professional profesionales profissionais curriculums curriculos",),
    ),
    (
        r"(?:letra|letter) [wtz]\b(?= (?:verde|green|azul|blue))|w ?verde|green w",
        ("letra letter verde w",),
    ),
    (
        r"(?<=\ben )tele\b|(?<=\bno )tele\b|(?<=\bpor )tele\b|(?<=\bon )tele\b|(?<=\bpelo )tele\b|(?<=\bvia )tele\b|(?<=\bal )tele\b|(?<=\bmy )tele\b|(?<=\bmi )tele\b|(?<=\bel )face\b|(?<=\bno )face\b|(?<=\bpor )face\b|(?<=\bpelo )face\b|(?<=\bmi )face\b|(?<=\bmeu )face\b|(?<=\btu )face\b|(?<=\bteu )face\b|(?<=\bseu )face\b",
        ("tele face",),
    ),
)
NICKNAMES = Gate(
    ([words.split() for words in needs], re.compile(rf"\b(?:{pattern})\b")) for pattern, needs in _NICKNAMES
)
