"""Where people are reached: apps, networks, mail providers, the words for a phone, and their nicknames."""

# ruff: noqa: E501  (an expression is read one alternative a line)

from itertools import chain

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
        "tiktok",
        "snapchat",
    ]
)
_LONG_NAMES = ("whatsapp", "telegram", "messenger")
_LONG_NETWORKS = ("instagram", "facebook", "linkedin", "snapchat")
# One letter away from a name, and a word of its own.
_OWN_WORDS = frozenset(["passenger", "telegraph", "telegrams", "telegramas", "messengers"])

CHATS = (_CHAT_SPELLINGS | set(chain.from_iterable(map(_misspelt, _LONG_NAMES)))) - _OWN_WORDS
NETWORKS = _NETWORK_SPELLINGS | set(chain.from_iterable(map(_misspelt, _LONG_NETWORKS)))
APPS = CHATS | NETWORKS

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

MAILS = frozenset(
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

_THING = (
    "pajar(?:o|ito)|passar(?:o|inho)|bird(?:ie)?|camar(?:a|ita)|camera|cameri(?:ta|nha)|foto(?:s|grafias)?|photos?|fantasm(?:a|ita|inha)|ghost"
    "|avion(?:cito)?|aviao(?:zinho)?|paper plane|plane|f azul|blue f|f blanca|letra f|notas? musical(?:es)?|music note|caras|trabajo|trabalho|empleos?"
    "|profesionales|profissionais|telefon(?:o|ito|e|inho)(?: blanco| verde| branco)?|globo|globito|balao|balaozinho|bubble|speech bubble|burbuja|mundo|reels|bailes|dancinhas"
    "|danzas|videos cortos|videos curtos|logo verde|logo azul|icono verde|icono azul|icone verde|icone azul|green logo|blue logo|green icon|blue icon"
)
_MEDIUM = "red|rede|redes|app|apps|aplicacion|aplicativo|network|site|sitio|plataforma|platform|pagina|mensajero|mensageiro|messenger|la|a|lo|o|the one|one"
# Named without the name, matched in the folded text.
NICKNAMES = (
    rf"(?:{_MEDIUM})(?: social)? (?:de la|de las|del|de los|de|da|do|das|dos|of the|of|with the|with|for|con el|con la|com o|com a) (?:{_THING})",
    r"(?:bird|blue bird|ghost|paper plane|plane|camera|photo|green|blue|video|music) (?:app|network|site|bubble|chat|icon|messenger|messaging app|chat app|platform)",
    r"(?:pajarito|passarinho|camarita|avioncito|aviaozinho|globito|fantasmita|telefonito|telefoninho|balaozinho)(?: (?:azul|verde|blanco|branco|amarillo|amarelo|rosa))?",
    r"(?:app|aplicacion|aplicativo|appzinho|appcito|iconito|icono|icone|logo|globo|balao|mensajero|mensageiro|mensajeria|red|rede)"
    r"(?: de mensajes| de mensagens| de mensajeria| de mensagem| de chat| social| profesional| profissional)*"
    r" (?:verde|verdecita|verdecito|verdinho|verdinha|azulzinho|azulzinha|azulito|azul|celeste)(?: de mensajes| de mensagens| de mensajeria)?",
    r"(?:the |el |la |o |a |por |no |en )(?:verdecito|verdinho|verdecita|verdezinho|azulzinho|azulito|verdinha)",
    r"what ?s ?(?:up )?app|guats? ?ap|tele gram|face book|insta gram|linked in|w ?hats ?ap+|wha t s ?app|dis cord|whats ap+|zap zap|tik tok",
    r"(?:red|rede) (?:social )?(?:profesional|profissional)(?: azul)?|(?:the )?professional network(?:ing site)?|red de profesionales|rede de profissionais",
    r"(?:letra|letter) [wtz]\b(?= (?:verde|green|azul|blue))|w ?verde|green w",
)
# Meeting rooms, whose names are everyday words: by what stands before them.
_BEFORE_MEETING = "|".join(
    rf"(?<=\b{word} )"
    for word in [
        "por",
        "via",
        "pelo",
        "over",
        "una",
        "uma",
        "un",
        "um",
        "no",
        "en",
        "on",
        "do",
        "al",
        "ao",
        "el",
        "by",
        "quick",
        "usar",
        "using",
    ]
)
MEETING_NAMES = (
    r"\b(?:google meet|gmeet|zoom (?:call|meeting)|hangouts?|jitsi)\b"
    rf"|(?:{_BEFORE_MEETING})(?:zoom|meet|teams|signal|line)\b(?! (?:de|da|del|of|chart|in|out)\b)|(?<=\ba )(?:zoom|meet)\b(?! in| out| the| you)"
)
# Without one of these no nickname is there.
NICKNAME_WORDS = frozenset(
    [
        "pajarito",
        "pajaro",
        "passarinho",
        "passaro",
        "bird",
        "birdie",
        "camarita",
        "cameri",
        "camerita",
        "fantasmita",
        "fantasma",
        "ghost",
        "avion",
        "avioncito",
        "aviaozinho",
        "aviao",
        "plane",
        "verdecito",
        "verdinho",
        "verdecita",
        "verdinha",
        "verdezinho",
        "azulzinho",
        "azulzinha",
        "azulito",
        "telefonito",
        "telefoninho",
        "globito",
        "balaozinho",
        "profesional",
        "profissional",
        "professional",
        "verde",
        "green",
        "azul",
        "blue",
        "bubble",
        "burbuja",
        "tele",
        "face",
        "insta",
        "linked",
        "guats",
        "guat",
        "w",
        "fotos",
        "photo",
        "photos",
        "camera",
        "camara",
        "hats",
        "whats",
        "what",
        "dis",
        "tik",
        "zap",
        "profesionales",
        "profissionais",
        "musical",
        "bailes",
        "dancinhas",
        "empleos",
        "celeste",
    ]
)
