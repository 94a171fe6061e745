"""Riddles whose answer is a number, an address or a name: letters to count, keys to press, a name to change, a room to enter.

Matched in the folded text, each only where one word of each of its sets stands.
"""

# ruff: noqa: E501  (an expression is read one alternative a line)

from aval.screening.detectors.invitation.phrases import Phrase, phrase
from aval.screening.lexicon.gates import Gate

_MY = r"(?:mi|mis|my|meu|meus|minha|nuestr[oa]|noss[oa]|our)"
_USER = r"(?:nombre\sde\s(?:usuario|perfil)|nome\sde\s(?:usuario|perfil)|profile\sname|usuari[oa]|user(?:name)?|handle|nick(?:name)?|alias|perfil|profile|apodo|apelido)"
_USERS = "usuario usuaria user username handle nick nickname alias perfil profile apodo apelido"
_NET = r"(?:insta\w*|ig|telegram|tg|tele|discord|dc|tiktok|facebook|face|fb|twitter|x|skype|snap\w*|whats\w*|linkedin|behance|gmail|hotmail|outlook|icloud|yahoo|google|microsoft|apple)"
# What one does with the answer, or whose it is.
_ANSWERED = (
    rf"\b(?:llam[aeo]\w*|marc(?:a|ame|al[oa]|ar|as|ue)|timbr[aeo]\w*|lig(?:a|ue|ar)|disc\w+|disq\w+|chama|call|ring|dial|text\sme|write\sme|find\sme|reach\sme|escrib\w+|escrev\w+|busca\w*|procura|atend[eo]\w*|atiend\w+|te\scontest\w+|contesto|respondo|i'?ll\sanswer|i\sanswer|pick\sup|that'?s\sme|salgo\s?yo|soy\syo|sou\seu|te\sespero"
    rf"|(?:mi|my|meu|mis|meus)\s(?:\w+\s)?(?:cel\w*|cell|phone|fone|fono|numer[oi]s?|numbers?|digits?|zap|telefon[oe]|mobile|movil|whats\w*|usuario|user\w*|nick|handle|correo|mail|e-?mail|contact\w*|contat\w*|{_NET})|(?:en|no|on|na)\s{_NET})\b"
)
_KEYPAD = r"(?:teclados?|teclas?|key\s?pad|dial\s?pad|phone\skeys|nokia|t9|botonera|discador|marcador)"
_PATH = (
    r"(?:(?:top|bottom|middle|cent(?:re|er)|upper|lower|left|right|first|second|third|last)\s(?:row|column|key|left|right|corner|cent(?:re|er)|button)|(?:row|key|column)\s(?:up|down|above|below)|(?:fila|linha|columna|coluna|tecla|esquina|canto|hilera|linea)\s(?:de(?:l|\sla)?\s|d[aeo]\s)?(?:arriba|abajo|centro|meio|medio|cima|baixo|superior|inferior|izquierda|derecha|esquerda|direita)"
    r"|(?:arriba|abajo)\s(?:a\sla\s)?(?:izquierda|derecha)|de\s(?:arriba|cima)\s(?:a|hasta|pra|para|ate)\s(?:abajo|baixo)|\b(?:desce|sobe|baja|sube|go\s(?:up|down|left|right)|one\s(?:up|down|left|right)|(?:up|down)\sone)\b|(?:canto|lado)\s(?:direito|esquerdo|superior|inferior)|diagonal|quinas|esquinas|corners|(?<![a-z])(?:abc|def|ghi|jkl|mno|pqrs|tuv|wxyz)(?![a-z])|(?<!\d)(?:22|33|44|55|66|77|88|99|222|333|444|555|666|777|888|999|7777|9999)(?!\d))"
)
_CASE = r"(?:mayusculas?|maiusculas?|upper\s?case|capital(?:s|ized|ised)?|caps)"
_GAME = r"(?:lol|league|valorant|fortnite|minecraft|roblox|steam|psn|xbox|invocador|summoner|gamer\s?tag|battle\s?(?:tag|net)|riot|epic|free\sfire|freefire|dota|cs\s?go|clash|genshin|overwatch|brawl|fifa|warzone|apex|among\sus|nintendo|switch|playstation|gamertag)"
_GAMES = """
    lol league valorant fortnite minecraft roblox steam psn xbox invocador summoner gamer gamertag battle battlenet riot
    epic freefire fire dota cs clash genshin overwatch brawl fifa warzone apex among nintendo switch playstation
"""
_ROOM = r"(?:jitsi|zoom|google\smeet|meet|whereby|teams|webex|skype|hangouts)"

DETAILS: Gate[Phrase] = Gate(
    [
        # Letters that are counted, or seen by their size.
        phrase(
            rf"\b(?:cuent[ae]\w*|cont[ae]\w*|count|numero|number|cantidad|quantidade|quantas|cuantas|how\smany|largo|length)\b[^.!?\n]{{0,20}}\b(?:letras?|letters?)\b[^.!?\n]{{0,20}}\b(?:cada|each|every|las|as|the|esta|this)\s(?:\w+\s)?(?:palabras?|palavras?|words?|frase|sentence|line|linea|linha|one|una|uma)\b(?=[^\n]{{0,120}}{_ANSWERED})",
            "letra letras letter letters",
            "palabra palabras palavra palavras word words frase sentence line linea linha one una uma",
            sure=True,
        ),
        phrase(
            rf"\b(?:letras?|letters?)\b[^.!?\n]{{0,25}}\b{_CASE}\b[^.\n]{{0,40}}{_ANSWERED}|\b{_CASE}\b[^.!?\n]{{0,40}}\b(?:spell|say|make|form\w*|dan|dicen|arman|da[oi]|dizem|escond\w+|is|are|son|sao|es|e)\b[^.!?\n]{{0,12}}{_ANSWERED}|{_ANSWERED}[^.!?\n]{{0,30}}\b(?:nas|en\slas|in\sthe)\s(?:letras?\s)?{_CASE}\b",
            "mayuscula mayusculas maiuscula maiusculas uppercase upper capital capitals capitalized capitalised caps",
            of_work=True,
        ),
        # Letters that were moved.
        phrase(
            rf"\b(?:letras?|letters?|alfabeto|alphabet|abecedario)\b[^.\n]{{0,40}}\b(?:corrid\w+|corr[ae]\w*|mov\w+|mueve\w*|move\w*|shift\w*|avanc\w+|retroced\w+|adelant\w+|atras\w*|atras|tras|back|forward|next|anterior|siguiente|seguinte|volt\w+|una?\sposicion|uma\s(?:casa|posicao))\b(?=[^\n]{{0,80}}{_ANSWERED})",
            "letra letras letter letters alfabeto alphabet abecedario",
            of_work=True,
        ),
        phrase(
            rf"\b(?:anda|volta|retroced\w+|corr[ae]|mueve\w*|move|shift|devuel\w+|regres\w+|avanc\w+)\b[^.!?\n]{{0,20}}\b(?:una?|uma|one|two|dos|duas|tres|three|each|cada|\d)\s(?:\w+\s)?(?:letras?|letters?|posicion(?:es)?|posicao|posicoes|places?|casas?)\b(?=[^\n]{{0,80}}(?:{_ANSWERED}|[a-z0-9][@_.][a-z0-9]))",
            "letra letras letter letters posicion posiciones posicao posicoes place places casa casas",
            of_work=True,
        ),
        phrase(
            rf"\b(?:cada|every|each|de\scada)\s(?:dos|duas|two|tres|three|second|segunda|other|otra|outra)\s(?:letras?|letters?)\b[^.!?\n]{{0,20}}\b(?:tir[ae]|quit[ae]|sac[ae]|drop|skip|remove|ignor[ae]|pul[ae]|sobra)\w*\b(?=[^\n]{{0,80}}{_ANSWERED})",
            "letra letras letter letters",
            of_work=True,
        ),
        # Keys to press.
        phrase(
            rf"\b(?:{_KEYPAD}|press|presiona\w*|pulsa\w*|aperta|tap|push)\b[^\n]{{0,120}}?{_PATH}[^\n]{{0,80}}?{_PATH}(?=[^\n]{{0,160}}(?:{_ANSWERED}|\bprefix\b|\bdelante\b|\bna\sfrente\b))|{_PATH}[^\n]{{0,80}}?{_PATH}[^\n]{{0,120}}\b{_KEYPAD}\b|\b{_KEYPAD}\b[^\n]{{0,60}}?{_PATH}[^\n]{{0,40}}\b(?:veces|vezes|times)\b(?=[^\n]{{0,80}}{_ANSWERED})|{_PATH}[^\n]{{0,40}}\b{_KEYPAD}\b[^\n]{{0,40}}\b(?:veces|vezes|times)\b(?=[^\n]{{0,80}}{_ANSWERED})",
            "teclado teclados tecla teclas keypad pad key keys nokia t9 botonera discador marcador press presiona presionas pulsa pulsas aperta tap push",
            sure=True,
            of_work=True,
        ),
        phrase(
            rf"{_PATH}[^\n]{{0,60}}\d{{3,6}}[^\n]{{0,60}}\b(?:veces|vezes|times|antes|before|delante|na\sfrente|prefix)\b[^\n]{{0,60}}{_ANSWERED}|\b(?:columna|coluna|fila|linha|row|column)\b[^\n]{{0,40}}\(?\d{{3,4}}\)?[^\n]{{0,30}}\b(?:veces|vezes|times)\b[^\n]{{0,80}}{_ANSWERED}",
            "columna coluna fila linha row column tecla key",
            "veces vezes times antes before delante frente prefix",
            of_work=True,
        ),
        phrase(
            rf"\b(?:type|spell|escrib\w+|escrev\w+|digit\w*|marca|press|puls\w+|teclea\w*)\s(?:la\spalabra\s|a\spalavra\s|the\sword\s)?[\"']?[a-z]{{5,10}}[\"']?\s(?:on|in|en|no)\s(?:\w+\s)?{_KEYPAD}\b[^\n]{{0,30}}\d{{2,4}}(?=[^\n]{{0,60}}{_ANSWERED})",
            "teclado tecla teclas keypad pad key keys nokia t9",
            of_work=True,
        ),
        # The name that one bears here, and what to do with it.
        phrase(
            rf"\b{_MY}\s(?:\w+\s)?{_USER}\s(?:\w+\s)?(?:de\s)?(?:aqui|aca|here|daqui)\b[^.!?\n]{{0,30}}\b(?:mism[oa]|mesm[oa]|same|igual|sirve|funciona\w*|vale|works?|serve|tambien|tambem|also|too)\b[^.!?\n]{{0,30}}\b(?:en|no|na|on|in|em|para|pra|with)\s(?:el\s|la\s|o\s|a\s|the\s)?(?:{_NET}\b|(?:de|d[aeo])\sl?[aeo]?s?\b|app\b|aplic\w+|red\b|rede\b|todo|otr[ao]|outr[ao]|chat|one\swith|blue|green|bird|camera)",
            _USERS,
            "aqui aca here daqui",
        ),
        phrase(
            rf"\b{_USER}\b[^.!?\n]{{0,25}}\b(?:agreg\w+|anad\w+|ponle\w*|ponles|sumale|acrescent\w+|adicion\w+|coloca|bota|poe|add|put|append|tack)\b[^.!?\n]{{0,25}}\b(?:dominio|domain|arroba|gmail|hotmail|outlook|google|microsoft|apple|yahoo|icloud)\b",
            _USERS,
            "dominio domain arroba gmail hotmail outlook google microsoft apple yahoo icloud",
        ),
        phrase(
            rf"\b(?:numeros|numbers|digitos|digits|cifras|algarismos)\b[^.!?\n]{{0,30}}\b(?:de|d[aeo]|en|in|of|no|on|by)\s(?:{_MY}|el|the)\s(?:\w+\s)?{_USER}\b(?=[^\n]{{0,80}}(?:{_ANSWERED}|\b(?:delante|na\sfrente|in\sfront|prefix)\b))",
            "numeros numbers digitos digits cifras algarismos",
            _USERS + " nombre nome name",
        ),
        phrase(
            rf"\b(?:troc[ae]\w*|troque|cambi[ae]\w*|swap|replac\w+|change|substitu\w+|reemplaz\w+)\b[^.!?\n]{{0,40}}\b(?:link|url|direccion|endereco|address|enlace|pagina)\b[^.!?\n]{{0,25}}\b(?:perfil|profile|pagina|page|me)\b[^.!?\n]{{0,12}}\b(?:por|with|for|to|a)\s{_NET}\b",
            "link url direccion endereco address enlace pagina",
            "perfil profile pagina page me",
        ),
        phrase(
            rf"\b(?:first\sname|last\sname|surname|apellido|sobrenome|nombre|nome|name)\b[^!?\n]{{0,60}}\b(?:domain|dominio|at|@|arroba)\s(?:(?:is|es|e|de|of)\s)?{_MY}\s(?:\w+\s)?(?:company|agency|studio|firm|business|brand|empresa|agencia|estudio|marca|negocio)\b",
            "name surname apellido sobrenome nombre nome",
            "company agency studio firm business brand empresa agencia estudio marca negocio",
            of_work=True,
        ),
        # A player to befriend, a room to enter, the name of a file.
        phrase(
            rf"\b{_GAME}\b[^\n]{{0,90}}\b(?:mand\w+|send|envi\w+|drop|add|agreg\w+|adicion\w+|acept\w+|aceito)\b[^.!?\n]{{0,12}}\b(?:solicitud|friend\srequest|pedido\sde\samizade|convite|solicitacao|invite|me)\b|\b{_GAME}\b[^\n]{{0,90}}\b(?:agreg|adicion|acept|mand)\w*me\b|\b(?:solicitud|friend\srequest|pedido\sde\samizade)\b[^\n]{{0,60}}\b{_GAME}\b",
            _GAMES,
            "solicitud request amizade convite solicitacao invite me agregame adicioname aceptame mandame",
            of_work=True,
        ),
        phrase(
            rf"\b(?:(?:sala|room)\s(?:de\s|del\s|do\s|da\s|en\s|no\s|on\s|in\s)?(?:el\s|o\s)?{_ROOM}\s?(?:se\sllama|se\schama|is|es|e|:|called|name\w*|,)|{_ROOM}\b(?:(?!\beach\b|\bcada\b|\bevery\b)[^.!?;\n]){{0,20}}\b(?:sala|room)\s?(?:se\sllama|se\schama|name\s?(?:is|:)?|nome|nombre|is|es|e\b|:|called)\s?[\"']?[a-z0-9]{{4,}}|\bjitsi\b\s?,\s?(?:sala|room)\s[\"']?[a-z0-9]{{6,}}|(?:entra|join|enter|unete|entrem?|hop)\b[^.!?\n]{{0,25}}\b(?:jitsi|whereby)\b[^.!?\n]{{0,12}}\b(?:sala|room)\b)",
            "jitsi zoom meet whereby teams webex skype hangouts",
            "sala room",
            of_work=True,
        ),
        phrase(
            rf"\b(?:sala|room)\s[\"'][^\"'\n]{{3,30}}[\"']\s(?:on|in|en|no|de|del|do|at)\s(?:el\s|o\s)?{_ROOM}\b",
            "jitsi zoom meet whereby teams webex skype hangouts",
            "sala room",
        ),
        phrase(
            r"\b(?:zoom|webex|teams)\b[^.!?\n\d]{0,25}(?<!\d)\d{3}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)",
            "zoom webex teams",
        ),
        phrase(
            r"\b[a-z0-9]+_(?:[a-z0-9]+_)*(?:ig|insta|instagram|tg|tele|telegram|zap|wpp|whats|fb|tiktok|discord|dc|skype|mail|gmail)_[a-z0-9._]+\b[^\n]{0,40}\b(?:name|nombre|nome)\b|\b(?:read|lee|leia|le|mira|look|olha|repara|check|fijate|veja|ve)\b[^.!?\n]{0,25}\b(?:name|nombre|nome)\b[^.\n]{0,40}_(?:ig|insta|instagram|tg|tele|telegram|zap|wpp|whats|fb|tiktok|discord|dc|skype|mail|gmail)_",
            "name nombre nome",
            "ig insta instagram tg tele telegram zap wpp whats fb tiktok discord dc skype mail gmail",
        ),
    ]
)
