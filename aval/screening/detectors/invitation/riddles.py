"""Ways to meet that the reader has to work out: instructions for reading, hints at a name, a document to talk in, a place.

Matched in the folded text, each only where one word of each of its sets stands.
"""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re

from aval.screening.detectors.invitation.phrases import Phrase, phrase
from aval.screening.lexicon.gates import Gate

# What one does with what was worked out.
_CONTACT = (
    r"\b(?:llam[aeo]\w*|marc[aoq]\w*|timbr[aeo]\w*|buscame|buscanos|busca(?:la|lo|r)?|encontr\w+|encuentr\w+|ubica\w*|habl\w+|escrib\w*me|escribas?|me\sescrev\w+|lig[ao]|me\sprocur\w+|me\sbusc\w+|me\sencuentr\w+|ligue|ligar|"
    r"disca|chama(?:\sla)?|me\sacha\w*|achar|fala(?:r|mos)?|call|text(?!o)|message\sme|to\smessage|mail\sme|e-?mail\sme|ring|dial|reach|find\sme|wait|"
    r"(?:mi|my|meu)\s(?:\w+\s)?(?:cel|celular|zap|phone|cell|number|numero|fone|telefono|telefone|whats\w*|wpp|contact[oa]?|contato|correo|mail|e-?mail|arroba|handle|user\w*|usuario|insta\w*|ig|tiktok|telegram|tg|discord|skype|dms?)|(?:mis|meus)\s(?:dms?|mensajes|redes)|te\sllega|me\schega)\b"
)
_EACH = r"(?:cada|each|every|todas?|las|los|as|os|the|de|d[aeo]s?|of|in|en|em)"
_LINE = r"(?:lineas?|linhas?|lines?|frases?|sentences?|renglon(?:es)?|parrafos?|paragrafos?|puntos?|pontos?|bullets?|items?|itens|mensajes?|mensagens|messages?|palabras?|palavras?|words?|versos?)"
_DECODED = (
    rf"(?:(?:primer[oa]?s?|primeir[oa]s?|first|last|ultim[oa]s?|capital|opening)\s(?:letras?|letters?|palabras?|palavras?|words?|numeros?|numbers?|digitos?|digits?|cifras?|initials?)\s(?:\w+\s){{0,2}}?{_EACH}\s(?:\w+\s)?{_LINE}"
    rf"|(?:lo\sprimero|lo\sultimo|(?:el|o)\s(?:comienzo|comeco|inicio|final|fim)|the\s(?:start|beginning|end))\s(?:de|d[aeo]|of)\s(?:cada|each|every)\s{_LINE}"
    rf"|(?:number|letter|word|numero|letra|palabra|palavra)\s(?:that|which|que|con\sque|com\sque)\s(?:opens?|starts?|begins?|ends?|abre|empieza|comeca|termina)\s(?:\w+\s)?{_LINE}"
    r"|(?:las|as|the|your|their|sus|suas)\siniciais|(?:las|sus)\siniciales|the\sinitials|(?:capital|upper-?case)\sletters\s(?:spell|say|read|give|tell)|mayusculas\s(?:dicen|forman|deletrean)|maiusculas\s(?:dizem|formam)"
    r"|(?:every|each|cada)\s(?:second|third|other|otra|outra|segund[oa]|tercer[oa]|terceir[oa])\s(?:words?|letters?|letras?|palabras?|palavras?|lines?)|(?:segunda|tercera|terceira|second|third)\s(?:letra|letter|palabra|palavra|word)\s(?:de|of|in)\s(?:cada|each|every)"
    r"|(?:numeros|numbers|digitos|digits|cifras)\s(?:\w+\s){0,2}?(?:cada|each|every)\s\w+"
    r"|(?:solo|so|only|just)\s(?:las|as|the|read\sthe)?\s?(?:mayusculas|maiusculas|capitals|capital\sletters|upper-?case)"
    r"|(?:ignora\w*|ignore|borra\w*|apaga\w*|delete|swap|cambia\w*|troca\w*|replace|reemplaza\w*|substitui\w*)\s(?:\w+\s){0,3}?(?:asteriscos?|asterisks?|stars?|estrellas?|estrelas?|dashes|guiones|hifens|tracos|dots|puntos|pontos|emojis?|vocales|vogais|vowels|x|equis|letras?|letters?|simbolos?|symbols?)"
    r"|(?:down|up)\sthe\s(?:left|right)(?:\s(?:side|edge|margin))?|de\sarriba\s(?:a|hacia)\sabajo|de\scima\s(?:para|pra)\sbaixo"
    r"|(?:sin|sem|without|no|suelta|solta|con|com|segura|hold)\s(?:\w+\s){0,3}(?:shift|mayusculas|maiusculas)|shift\sao\scontrario|shift\s(?:off|key)"
    r"|(?:teclas?|keys?|letras?|letters?)\s(?:\w+\s){0,5}?(?:derecha|izquierda|direita|esquerda|left|right|siguiente|anterior|seguinte|next|previous|back|forward)"
    r"|(?:quita|saca|tira|remove|drop|skip|salta|pula)\w*\s(?:\w+\s){0,3}?(?:letras?|letters?|vocales|vogais|vowels|consonantes|consonants|espacios|espacos|spaces|asteriscos|asterisks|emojis?|guiones|hifens|dashes))"
)
_MY = r"(?:mi|my|meu|minha|nuestr[oa]|noss[oa]|our)"
_USER = r"(?:usuari[oa]|user(?:name)?|arroba|handle|nick(?:name)?|e-?mail|mail|correo|casilla|alias|perfil|profile|login|id|tag)"
_PIECE = r"(?:nombre|name|nome|apellidos?|surname|sobrenome|initials?|iniciales|iniciais|marca|brand|company|empresa|estudio|studio|atelie|negocio|shop|gat[oa]|perr[oa]|cachorr[oa]|cat|dog|pet|mascota|apodo|apelido|nickname|ciudad|cidade|city|cumpleanos|aniversario|birthday|birth\syear|year\sof\sbirth|fecha|data)"
_CHANGED = (
    r"(?:mas|mais|plus|seguid[oa]|followed|al\sreves|ao\scontrario|invertido|reversed|backwards|(?:an?|un|um|o|el|con|com|with)\s(?:punto|ponto|dot|guion|underscore|underline|hifen|dash)\w*|without\s(?:\w+\s)?vowels|sin\s(?:\w+\s)?vocales|sem\s(?:\w+\s)?vogais"
    r"|sin\s(?:espacios|acentos|tilde)|sem\s(?:espacos|acentos)|no\sspaces|\d{2,4}|(?:birth|nasc|nac)\w*|(?:ano|year)\s(?:de|em|of|que)|(?:al|no)\s(?:final|fim)|at\sthe\send|then\b|luego|depois|todo\sjunto|tudo\sjunto|all\stogether|lo\sde\sgoogle|do\sgoogle|google\sending|de\ssiempre|y\sarroba|e\sarroba)"
)
_DOCUMENT = r"(?:google\sdocs?|docs?|document(?:o|s)?|planilla|planilha|spreadsheet|google\ssheets?|sheets?|hoja|drive|notion|trello|figma|miro|padlet|jamboard|tablero|quadro|board|sticky\snote|pdf|carpeta|pasta|folder|celda|celula|cell\s[a-z]?\d+|anotaciones|notes)"
_DOCUMENTS = """
    doc docs document documento planilla planilha spreadsheet sheet sheets hoja drive notion trello figma miro padlet
    jamboard tablero quadro board sticky pdf carpeta pasta folder celda celula notes anotaciones
"""
_MINE = r"(?:(?:mi|mis|meu|meus|minha|my)\s(?:\w+\s)?(?:contact[oa]?s?|contatos?|numeros?|numbers?|telefonos?|telefones?|datos|dados|details|phone|cel|celular|whats\w*|zap|correo|mail|e-?mail)\b(?!\s(?:de|d[ao]|of)\s(?:prueba|teste|la|el)))"
_REACHED = r"(?:como\s(?:ubicarme|contactarme|encontrarme|llamarme|falar\scomigo|me\s(?:achar|encontrar|contatar|chamar|ubicas|encuentras|contactas))|how\sto\s(?:reach|find|contact|call)\sme|falar\scomigo|hablar\sconmigo)"
_SWAPPED = r"(?:swap|exchange|trade|intercambi\w+|pas(?:amos|arnos|emos|samos|o|ar)|pass(?:amos|o|ar)|troc\w+|cambi(?:amos|emos))\s(?:te\s)?(?:los\s|the\s|our\s|os\s|o\s|el\s|nuestros\s|nossos\s|mi\s|meu\s)?(?:numeros?|numbers?|telefonos?|telefones?|phones?|contacts?|contactos?|contatos?)"
_SWAPPING = re.compile(
    r"swap|exchange|trade|(?:intercambi|troc)[a-z]*|pass?(?:amos|o|ar)|pas(?:arnos|emos)|cambi(?:amos|emos)"
)
_TALKED = r"(?:hablamos|charlamos|conversamos|conversar|chatear|chatte|chat|talk|falamos|falar|nos\sescribimos|seguimos|continue|keep\stalking)"
# One word of each of the ways to get in touch.
_CONTACTING = re.compile(
    r"(?:llam[aeo]|marc[aoq]|timbr[aeo]|busc|encontr|encuentr|ubica|habl|escrib|escrev|procur|ach)[a-z]*"
    r"|lig(?:[ao]|ue|ar)|disca|chama|fala(?:r|mos)?|call|text|message|mail|ring|dial|reach|find|wait|m(?:is?|y|eus?)|llega|chega"
)
# Where one might talk, without a name.
_VAGUE = r"(?:app|aplicacion|aplicativo|chats?|messenger|mensajero|mensageiro|canal|channel|lugar|place|sitio|lado)"
_GO_ON = r"(?:sigamos|seguimos|sigo|seguir|continu\w+|habl\w+|convers\w+|charl\w+|fal(?:ar|amos|emos|e|o)|lo\svemos|vemos|nos\spasamos|pasarnos|bora|switch|finish|answer|respond\w+|mud(?:ar|emos|amos)|carry\son|keep\s(?:going|talking)|take\s(?:it|this)|move|talk|chat|pas[ae](?:mos)?|passa(?:mos)?|passemos|vamos|let'?s\sgo|text|escrib\w+|escrev\w+|te\sleo)"

# One word each of what is to be done with the text, and with what of it.
_TOLD_TO_READ = """
    primer primera primero primeras primeros primeira primeiro primeiras primeiros first last ultimo ultima ultimos ultimas
    capital capitals opening second third other segunda segundo tercera tercero terceira terceiro otra outra cada each every
    opens open starts start begins begin ends end abre empieza comeca termina las as the your their sus suas spell say read
    give tell dicen forman deletrean dizem formam down up arriba cima sin sem without no suelta solta con com segura hold
    shift derecha izquierda direita esquerda left right siguiente anterior seguinte next previous back forward solo so only
    just ignore ignora ignorar delete swap replace remove drop skip quita quitale quitar saca sacale sacar tira tirale tirar
    salta pula borra borrar apaga apagar cambia cambiar troca trocar reemplaza substitui upper
"""
_MATTER = """
    letra letras letter letters inicial iniciales iniciais initial initials mayusculas maiusculas vocales vogais vowels
    consonantes consonants asterisco asteriscos asterisk asterisks star stars estrella estrellas estrela estrelas dash dashes
    guiones hifens tracos dots puntos pontos emoji emojis equis x simbolo simbolos symbol symbols tecla teclas key keys shift
    palabra palabras palavra palavras word words linea lineas linha linhas line lines renglon renglones frase frases sentence sentences
    capitals left right abajo baixo espacios espacos spaces numeros numbers digitos digits cifras vineta vinetas bullet bullets
    parrafo paragrafo
"""
RIDDLES: Gate[Phrase] = Gate(
    [
        # How to read what stands there, and what to do with it.
        phrase(
            rf"\b{_DECODED}\b(?=[^\n]{{0,80}}{_CONTACT})",
            _TOLD_TO_READ,
            _MATTER,
            _CONTACTING,
            of_work=True,
        ),
        phrase(
            rf"{_CONTACT}[^\n]{{0,60}}\b{_DECODED}\b",
            _TOLD_TO_READ,
            _MATTER,
            _CONTACTING,
            of_work=True,
        ),
        # A name on a network, told by what it is made of.
        phrase(
            rf"\b(?:{_MY}|el|o|the)\s(?:\w+\s)?{_USER}\s(?:\w+\s){{0,3}}?(?:es|is|e|sou|sera)\s(?:(?:solo|so|just|igual\sa|o|a|el|la|the)\s)?(?:{_MY}|{_PIECE}\sd[aeo]\s(?:meu|minha)|(?:the\s|el\s|o\s|a\s|la\s)?(?:first\s(?:initial|name)|{_PIECE}\sd[aeo]\s(?:meu|minha)))\b[^.!?\n]{{0,60}}(?:{_CHANGED}|\b(?:gmail|hotmail|outlook|google|yahoo)\b|(?:en|no|na|on)\s(?:la|el|o|a|the)\s\w+\s(?:app|azul))",
            "usuario usuaria user username arroba handle nick nickname email mail correo casilla alias perfil profile login id tag",
            "mi my meu minha nuestro nuestra nosso nossa our first",
        ),
        phrase(
            r"\b(?:me\sllamo|me\schamo|soy|sou|i'?m|i\sam|estoy|estou|aparezco|apareco)\s(?:\w+\s){0,2}?(?:igual\sque\saqui|igual\saqui|mism[oa]\s(?:nombre\s)?(?:que|de)\s(?:aqui|aca)|mesm[oa]\s(?:nome\s)?(?:daqui|que\saqui|de\saqui)|(?:the\s)?same\s(?:name\s)?as\shere)\b|\b(?:tengo|tenho|uso|have|go\sby|use)\s(?:el\s|o\s|the\s)?(?:mismo|mesmo|same)\s(?:nombre|nome|name|usuario|user|nick)\s(?:que\suso\s|que\s|as\s|de\s)?(?:aqui|aca|here|daqui)\b",
            "igual mismo misma mesmo mesma same",
        ),
        phrase(
            rf"\b(?:{_MY})\s{_USER}\s(?:es|is|e)\s(?:o\s|el\s|the\s|a\s|la\s)?{_PIECE}?\s?(?:d[aeo]\s|of\s)?{_MY}\s{_PIECE}\b",
            "usuario user username arroba handle nick nickname tag perfil profile",
            "mi my meu minha",
        ),
        # A document to talk in, or that says how to reach its owner.
        phrase(
            rf"\b{_DOCUMENT}\b[^.!?\n]{{0,25}}\b(?:ahi|alli|donde|onde|where|so|pra|para|to|y\sahi|e\sla|and)\s(?:\w+\s){{0,3}}?{_TALKED}\b(?!\s(?:about|de|d[ao]|sobre)\b)",
            _DOCUMENTS,
            "ahi alli donde onde where so pra para to and la",
        ),
        phrase(
            rf"\b{_MINE}[^.!?\n]{{0,40}}\b(?:en|no|na|in|on|inside|dentro)\s[^.!?\n]{{0,25}}\b{_DOCUMENT}\b",
            _DOCUMENTS,
            "mi mis meu meus minha my",
            of_work=True,
        ),
        phrase(rf"\b{_DOCUMENT}\b[^.!?\n]{{0,40}}(?:{_MINE}|\b{_SWAPPED}\b)", _DOCUMENTS, of_work=True),
        # "no meu Notion": what looks like a refusal is a preposition.
        phrase(rf"\b{_DOCUMENT}\b[^.!?\n]{{0,40}}\b{_REACHED}\b", _DOCUMENTS, sure=True),
        phrase(
            rf"\b(?:{_SWAPPED}\b[^.!?\n]{{0,30}}\b{_DOCUMENT}|comenta\w*\b[^.!?\n]{{0,30}}\b{_SWAPPED})\b",
            "numero numeros number numbers telefono telefonos telefone telefones phone phones contact contacts contacto contactos contato contatos",
            _SWAPPING,
            of_work=True,
        ),
        phrase(
            rf"\b(?:let'?s|vamos\sa?|podemos|we\scan)\s(?:\w+\s)?{_SWAPPED}\b|\b{_SWAPPED}\s(?:y|e|and)\s{_TALKED}",
            "numero numeros number numbers telefono telefonos telefone telefones phone phones contact contacts contacto contactos contato contatos",
            _SWAPPING,
            of_work=True,
        ),
        # Going on where both are said to know.
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,25}}\b(?:donde|onde|por\sdonde|por\sonde|where)\s(?:ya\s|tu\s|voce\s|vc\s|vos\s|you\s)?(?:sabes|sabe|know)\b",
            "donde onde where",
            "sabes sabe know",
        ),
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,25}}\b(?:el|o|la|a|the|that|aquel|aquele|aquella|aquela|ese|esa|esse|essa)\s(?:otr[oa]|outr[oa]|other)\s(?:medio|meio|canal|lado|lugar|app|aplicacion|aplicativo|via|place|channel|way)\b",
            "otro otra outro outra other",
        ),
        phrase(
            r"\b(?:mensaje|mensagem|mensajes|mensagens|messages?|texto|text|texting)\s(?:normal(?:es)?|normais|de\stexto|comun|comum|like\s(?:normal|regular|two|old)\s?\w*)\b(?=[^.!?\n]{0,40}(?:telefono|telefone|phone|cel|normal|mejor|melhor|people|friends|$))|\b(?:de\stelefono\sa\stelefono|de\scelular\s(?:a|pra|para)\scelular|phone\sto\sphone|de\stelefone\s(?:a|para|pra)\stelefone)\b",
            "normal normales normais texto comun comum like telefono telefone celular phone",
            of_work=True,
        ),
        phrase(
            r"\b(?:me\smanda|manda\w*|mandame|envia\w*me|send\sme|drop\sme|tirame|dejame|deixa)\s(?:un|um|a|an|uno|el|o)\s(?:sms|torpedo|mensajito\sde\stexto|text)\b",
            "sms torpedo texto text",
            of_work=True,
        ),
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,40}}\b(?:(?:app|aplicativo|aplicacion|one|programa)\s(?:que\s|that\s)?(?:tod[oa]s?(?:\so)?(?:\smundo|\sel\smundo)?|everyone|everybody|all\sof\sus)\s(?:usa\w*|tiene\w*|tem|has|uses|is\son)|(?:two|dos|dois|duas|doble|double)\s(?:blue\s|azules\s)?(?:ticks?|palomitas|tildes|tracinhos|risquinhos|checks?)(?:\sazu\w+)?)\b",
            "todos todas todo everyone everybody ticks tick palomitas tildes tracinhos risquinhos check checks all",
        ),
        phrase(
            r"\b(?:aqui|aca|here|they|ellos|eles|nos|me)\s(?:\w+\s){0,3}?(?:vigilan|leen|graban|queda\sgrabado|espian|vigiam|leem|gravam|fica\sgravado|read|watch|monitor|record)\b[^.!?\n]{0,40}\b(?:mejor|melhor|let'?s|vamos|sigamos|seguimos|better|otro|outro|somewhere|privad\w+|private|fuera|fora)\b",
            "vigilan leen graban grabado espian vigiam leem gravam gravado read watch monitor record",
            "mejor melhor let lets vamos sigamos seguimos better otro outro somewhere privado privada private fuera fora",
        ),
        phrase(
            r"\b(?:let'?s\sgo|go|vamos|pasemos|move|talk|hablemos|conversar|conversemos|meet)\s(?:\w+\s){0,2}?(?:somewhere|a\sun\slugar|para\sum\slugar|a\salgo|algo|some\splace|un\ssitio)\s(?:\w+\s)?(?:private|privad[oa]|quiet|reservad[oa])\b",
            "private privado privada quiet reservado reservada",
        ),
        phrase(
            r"\b(?:sigamos|seguimos|continuamos|hablemos|hablamos)\b[^.!?\n]{0,25},?\s(?:aqui|aca)\stodo\squeda\b",
            "queda",
            "sigamos seguimos continuamos hablemos hablamos",
        ),
        phrase(
            r"\b(?:falar|falemos|fala|hablar|hablemos|hablarnos|conversar|talk|se\sfalar)\s(?:\w+\s){0,2}?(?:direto|directo|directamente|diretamente|directly)\b[^.!?\n]{0,15}(?:\b(?:sem|sin|without)\s(?:\w+\s)?(?:chat|plataforma|site|sitio|platform|intermedi\w+)|\bno\smeio\b)",
            "direto directo directamente diretamente directly",
        ),
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,25}}\b(?:(?:usual|outr[oa]|otr[oa]|other|private|normal|that\sother)\s{_VAGUE}|{_VAGUE},?\s(?:de\ssiempre|de\ssempre|(?:que\s|that\s)?(?:usa\w*|tenemos|tienes|tem|temos)\s(?:todo|toda|tod[oa]s|vos|tu|voce|la\sgente)\w*|of\sour\sown|nuestr[oa]|propi[oa]|so\snoss[oa]|(?:mas\s|mais\s|more\s)?(?:privad[oa]|reservad[oa]|private)|you\suse|everyone|todos))\b",
            "app aplicacion aplicativo chat chats messenger mensajero mensageiro canal channel lugar place sitio lado",
            "usual outro outra otro otra other private normal siempre sempre usa usan usamos tenemos tienes tem temos own nuestro nuestra propio propia nosso nossa privado privada reservado reservada use everyone todos",
            of_work=True,
        ),
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,20}}\b(?:donde|onde|where|somewhere)\s(?:nadie|ninguem|nobody|no\sone|ellos\sno|they\scan'?t|nao)\b[^.!?\n]{{0,15}}\b(?:le[ae]n?|ve[an]*|read\w*|see\w*|watch\w*|escuch\w+|ouc?a\w*|vigi\w+|moleste|listen\w*)\b",
            "nadie ninguem nobody no they nao",
            "donde onde where somewhere",
        ),
        phrase(
            rf"\b{_GO_ON}\b[^.!?\n]{{0,20}}\b(?:por|via|by|over)\s(?:mensaje|mensagem|text)\s(?:de\s(?:celular|texto|telefono|telefone)|messages?|no\scelular)\b",
            "mensaje mensagem text",
        ),
        # A group or list of one's own, somebody who calls in one's place, the small print of a file.
        phrase(
            r"\b(?:mi|my|meu|nuestro|our|nosso)\s(?:discord|telegram|whatsapp|slack|facebook|zap|wpp|signal)\s(?:server|group|channel|grupo|canal|community|list|lista)\b(?!\s(?:has|have|had|needs?|tiene|tem|necesita|precisa)\b)|\b(?:te|you)\s(?:coloco|agrego|anado|sumo|meto|adiciono|ponho)\s(?:\w+\s){0,2}?(?:lista|grupo|canal|comunidad|comunidade)\b[^.!?\n]{0,25}\b(?:whatsapp|zap|wpp|telegram|facebook|discord|difusion|transmissao)\b",
            "server group channel grupo canal community list lista comunidad comunidade",
            "discord telegram whatsapp slack facebook zap wpp signal difusion transmissao",
            of_work=True,
        ),
        phrase(
            r"\b(?:suscrib\w+|inscrev\w+|assin\w+|subscribe)\s(?:\w+\s){0,3}?(?:mi|my|meu|minha)\s(?:boletin|newsletter|lista|list|canal|channel)\b[^.!?\n]{0,20}\b(?:respond\w+|reply|contest\w+|escrib\w+|escrev\w+|write)\b",
            "boletin newsletter lista list canal channel",
            re.compile("(?:suscrib|inscrev|assin)[a-z]*|subscribe"),
        ),
        phrase(
            r"\b(?:mi|my|minha|meu)\s(?:soci[oa]|herman[oa]|irma|irmao|sister|brother|partner|assistant|asistente|assistente|secretari[oa]|secretary|accountant|contador[a]?|wife|esposa|marido|husband|prim[oa]|cousin|colega|colleague)\s(?:\w+\s){0,3}?(?:llam\w+|escrib\w+|lig[auo]\w*|chama|escrev\w+|ring|call|text|write|contact\w*|e-?mail)\b(?![^.!?\n]{0,12}\b(?:aqui|aca|here)\b)(?=[^\n]{0,40}\b(?:numero|number|telefono|telefone|cel\w*|cell|phone|zap|whats\w*|correo|e-?mail|mail)\b)",
            "numero number telefono telefone celular cel cell phone zap whats whatsapp correo email mail",
            "socio socia hermano hermana irma irmao sister brother partner assistant asistente assistente secretario secretaria secretary accountant contador contadora wife esposa marido husband primo prima cousin colega colleague",
            of_work=True,
        ),
        phrase(
            r"\b(?:deja|dejame|deixa|leave|give\sme|dame|me\sda|pasame|me\spassa)\s(?:tu|su|seu|teu|your|an?|un|um)\s(?:numero|number|telefono|telefone|celular|cel|cell|phone|zap|whats\w*|correo|e-?mail|mail)\b[^.!?\n]{0,20}\b(?:y|e|and|que)\s(?:mi|my|minha|meu)\s\w+\s(?:\w+\s)?(?:llam\w+|escrib\w+|lig[auo]\w*|chama|escrev\w+|ring|call|text|write|contact\w*|e-?mail)\b",
            "deja dejame deixa leave give dame da pasame passa",
            "numero number telefono telefone celular cel cell phone zap whats whatsapp correo email mail",
            of_work=True,
        ),
        phrase(
            rf"\b(?:marca\s(?:de\s|d'?)agua|watermark|firma|signature|assinatura|footer|pie\sde\spagina|rodape|file\s?name|nombre\sdel?\sarchivo|nome\sdo\sarquivo|metadat[ao]s?|metadados|corner|esquina|canto|qr|codigo|code)\b[^.!?\n]{{0,40}}\b{_MY}\s(?:\w+\s)?(?:handle|arroba|insta\w*|ig|contact[oa]?|contato|numero|number|telefono|telefone|phone|cel\w*|cell|correo|e-?mail|mail|usuario|user\w*|whats\w*|zap)\b",
            "agua watermark firma signature assinatura footer pie rodape filename file archivo arquivo metadatos metadata metadados corner esquina canto qr codigo code",
            "mi my meu minha nuestro nuestra nosso nossa our",
        ),
        phrase(
            r"\b(?:cut|cutting|leave|leaving|keep|keeping|take|taking)\s(?:the|this)\s(?:platform|site|app|marketplace|middleman)\sout\b|\b(?:dej\w+|deix\w+|sac\w+|tir\w+)\s(?:a\s|o\s)?(?:la\s|el\s|este\s|esta\s)?(?:plataforma|sitio|site|pagina)\s(?:fuera|de\slado|de\sfora|al\smargen|a\sun\slado)\b",
            "out fuera lado fora margen",
        ),
        # In languages that neighbours speak.
        phrase(
            r"\b(?:ecris|ecrivez|contacte|contactez|appelle|appelez|ajoute|ajoutez|rejoins|textez?)[\s-](?:moi|nous)\b(?=[^.!?\n]{0,20}\b(?:sur|par|en|au|via)\b) | \bschreib\w*\s(?:mir|uns)\b(?=[^.!?\n]{0,15}\b(?:auf|uber|per|bei|an|in)\b) | \bruf\smich\b"
            r" | \b(?:scrivi|chiama|contatta|aggiungi|cerca|trova)(?:mi|ci)\b(?=[^.!?\n]{0,20}\b(?:su|in|via|al|per|con)\b)",
            "moi nous mir uns mich scrivimi chiamami contattami aggiungimi cercami trovami scrivici chiamaci contattaci",
            of_work=True,
        ),
        # Coming by.
        phrase(
            r"\b(?:ven\sa\sverme|vengan\sa\sverme|vem\s(?:aqui\s)?(?:me\sver|em\scasa|tomar\sum\scafe)|come\s(?:by|over|round),?\s(?:i'?m|my|the|at|any|and|to)\b|drop\s(?:in|by)(?::|,\s?(?:i'?m|we)|\sat\s|\sto\s(?:my|our|the)\s(?:studio|office|place|shop)|\sany\s?time)|te\sespero\s(?:en|na|no|em|aqui|ahi|alli)\b(?![^.!?\n]{0,60}\b(?:sala|chamada|videochamada|llamada|chat|video|call)\b)"
            r"|meet\sme\s(?:at|on|by|in)\b(?!\s(?:the\s|our\s|this\s)?(?:project|contract|platform|site|chat|room)\b)|passa\saqui\s(?:em|no|na|depois)\b(?!\s(?:chat|site|projeto))|pasa(?:te)?\spor\s(?:mi|aqui|el\sestudio|la\soficina)|tocas?\s(?:el\stimbre|a\scampainha)|ring\sthe\s(?:bell|doorbell)|(?:mi|my|meu)\s(?:estudio|studio|atelie|taller|oficina|office|casa|home|local)\s(?:esta|is|fica|queda)\s(?:en|at|on|in|na|no|frente|al|a)\b(?=[^.!?\n]{0,60}(?:pasa|ven\b|vem\b|visita|come|drop|///)))",
            "verme ver come drop espero meet passa pasa pasate timbre campainha bell doorbell estudio studio atelie taller oficina office casa home local vem",
            of_work=True,
        ),
        phrase(
            r"(?:,|\.)\s?(?:te\sespero|pasate|aparece|vente|subes|sobe)\b(?=\W*$)",
            "espero pasate aparece vente subes sobe",
            of_work=True,
        ),
    ]
)
