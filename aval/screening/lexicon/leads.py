"""Word classes for reading where a sentence leads: each word is one letter, in an alphabet of its own.

The rules over those letters are in detectors/invitation/leads.py. A word that ends in ``*`` stands for all that begin
so, and ``_`` joins words that belong together. What is listed in two classes belongs to the first.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

_CLASSES: Final = {
    # " what politeness adds, N refusing, X without, O outside, d of, ω where, p for and to, P in and by,
    # φ a code to scan, & and
    '"': "por_favor se_faz_favor faz_favor please pls porfa porfavor kindly por_fa por_fis",
    "N": """
        nao not never nunca jamas dont don't won't wont can't cant cannot didn't doesn't shouldn't tampoco nem
        neither isn't rather_not
    """,
    "X": "sin sem without no_need_for no_need_to instead_of",
    "O": """
        fuera afuera fora outside lejos longe away beyond elsewhere off aparte margen margem espaldas costas
        behind em_outro_canto en_otra_parte
    """,
    "d": "de del da do das dos of desta deste desse dessa",
    "ω": "donde onde where",
    "p": "para pra pro to so for that que q in_case asi when quando cuando because porque",
    "P": """
        en in on at por pelo pela na nas nel via from with con com al ao aos into by through over desde naquele
        nesse neste daquele daquela since
    """,
    "φ": "qr",
    "&": "y e and but pero mas or ou then luego",
    # M mine, Y yours, m me, = with me, y you, h him and her, I we who speak, ~ by ourselves, i directly
    "=": "comigo conmigo with_me to_me from_me a_mi a_mim pra_mim para_mim para_mi come_to_me",
    "~": """
        entre_nosotros entre_nos between_us por_nuestra_cuenta por_conta_propria por_conta ourselves
        entre_los_dos entre_nosotras the_two_of_us nosotros_dos nos_dois los_dos_solos
    """,
    "M": "mi mis my our meu minha meus minhas nuestro nuestra nuestros nossa nosso mio mia mine ours",
    "Y": "tu tus su sus seu sua teu tua your ur vuestro vuestra tuyo suyo tuya suya yours",
    "m": "me us mim nos",
    "y": "you u te le lhe voce vc usted ti contigo consigo ustedes voces",
    "h": """
        her him ella ela ele them ellos eles dele dela they nadie ninguem nobody these_guys esta_gente
        esses_caras she'll he'll they'll
    """,
    "I": "i we eu yo nosotros i'll we'll i'd we'd",
    # ū a name in here or there, T a mailbox, a telephone, contact details; n the same as nouns or verbs; b numbers of
    # any kind; D an address; β the best; j whose, or of what kind
    "ū": "handle username usuario arroba user nick",
    "T": """
        telefono telefone fono fone telf tlf celular celu cel cell cellphone movil telemovel mobile whatsapp wpp
        whats zap wasap wsp correo correito contacto contato contactos contatos email_address mail_id email_id
        e-mail_id ramal endereco_de_email endereco_de_e-mail endereco_eletronico morada_de_correio
        direccion_de_correo correo_electronico phone_number e-mail_address mail_address contact_number
        cell_number mobile_number contact_details contact_info numero_de_telefono numero_de_telefone
        numero_de_celular numero_de_telemovel numero_de_contacto numero_de_contato datos_de_contacto
        dados_de_contato dados_de_contacto correo_personal
    """,
    "n": "mail email e-mail phone contact",
    "b": """
        numero numeros number numbers digits num numerito numerinho datos dados details fijo fixo landline
        coordenadas
    """,
    "D": "direccion domicilio endereco morada address",
    "β": "best mejor melhor good bom buen",
    "j": """
        personal pessoal privado privada particular private telefonico telefonica eletronico completa completo
        full complete postal home residencial mailing shipping work own proprio
        propio propria propia
    """,
    # S the marketplace or a site, s what one writes in here, B a firm, f how its site is written to, } a host
    "}": "www http https",
    "f": """
        formulario contact_form contact_tab contact_page quote_form pestana aba solapa chat_bubble burbuja
        fale_conosco contact_us chat_widget live_chat pedido_de_orcamento the_form form boton_de_whatsapp
        botao_do_whatsapp whatsapp_button seccion_de_contacto secao_de_contato contact_section
    """,
    "S": """
        sitio site web pagina plataforma platform portal marketplace website upwork workana fiverr freelancer
        99freelas homepage home_page
    """,
    "s": "aqui aca daqui here chat inbox buzon conversa conversacion conversation",
    "B": """
        empresa company firma firm agencia agency taller estudio studio despacho gabinete loja tienda shop store
        negocio business atelie
    """,
    "{": """
        respondo responde respondemos responder contesto contesta contestamos atiendo atiende atendemos atendo
        atende answer answers reply replies revert reverts resposta respuesta
    """,
    # W places outside where people are found, ^ those where there is as much work, / directories
    "/": """
        paginas_amarillas paginas_blancas paginas_amarelas paginas_brancas yellow_pages white_pages
        yell_directory guia_telefonica lista_telefonica phone_book phonebook
    """,
    "W": """
        olx etsy ebay mercadolibre mercado_libre mercado_livre mercadolivre wallapop vinted milanuncios airbnb
        tripadvisor yelp shopee enjoei elo7 getninjas strava twitch lichess chess.com chess_com duolingo tinder
        bumble nextdoor couchsurfing craigslist gumtree kijiji leboncoin idealista blablacar thumbtack goodreads
        letterboxd roblox facebook_marketplace depop poshmark reverb runkeeper komoot business_register
        registro_mercantil buscador search_engine maps zillow fotocasa foursquare meetup grindr badoo minecraft
        guia_mais habbo fortnite valorant free_fire
    """,
    "^": """
        google bing youtube amazon pinterest reddit spotify steam soundcloud bandcamp patreon substack medium
        quora waze googlea internet
    """,
    # H where something may be hidden, 2 where as often nothing is, g in a program
    "ĥ": "escondido escondida oculto oculta hidden",
    "H": """
        metadatos metadata metadados exif watermark marca_de_agua marca_d'agua propiedades propriedades
        properties segundo segundos second seconds minuto minute esquina corner etiqueta label sticker letrero
        placa rotulo mug taza caneca capinha autor author artist business_card cartao_de_visita canto cantinho
        rincon plaquinha
    """,
    "2": """
        foto fotos imagen imagem image picture photo screenshot captura print pdf jpg jpeg video audio sample
        banner lamina campo field footer rodape pie fondo background van file fachada camiseta cartel tarjeta
        cartao archivo arquivo
    """,
    "g": """
        git_log log_de_git git_blame whois npm_view npm_owner commit commits package_author package.json
        package_json npm autor_del_paquete autor_do_pacote git_config rdap readme git_shortlog shortlog pypi
    """,
    # K how to reach me, R reach me, r to reach by phone or on a network, w to write, V to talk, k a message
    "K": """
        como_encontrarme como_ubicarme como_contactarme como_llamarme como_hablarme como_localizarme
        como_me_encontrar como_me_achar como_falar_comigo como_me_contatar jeito_de_me_achar
        jeito_de_falar_comigo forma_de_encontrarme forma_de_contactarme jeito_de_me_encontrar how_to_reach_me
        how_you_reach_me how_to_find_me how_to_contact_me how_you_find_me way_to_reach_me way_to_contact_me
        to_reach_me reach_me_with reach_me_at como_ubicarnos como_encontrarnos como_contactarnos
        forma_de_falar_comigo tem_como_falar_comigo falar_comigo manera_de_contactarme modo_de_contactarme
        manera_de_ubicarme get_hold_of_me how_to_write_me how_you_write_me como_escribirme como_me_escrever
        como_me_ligar como_me_chamar where_to_reach_me where_to_find_me onde_me_achar donde_encontrarme
        donde_ubicarme onde_me_encontrar how_to_get_in_touch como_entrar_em_contato como_entrar_en_contacto
        como_comunicarte_conmigo
    """,
    # to reach you, in one word
    "ŷ": """
        contactarte contactarlo contactarle contactarla ubicarte ubicarlo llamarlo llamarla llamarle escribirle
        escribirte hablarle encontrarte localizarte localizarlo be_in_touch contata-lo contacta-lo te_achar
        te_encontrar
    """,
    "R": """
        llamame llamanos llameme llamenme marcame marqueme timbrame timbreme telefoneame contactame contactanos
        contacteme agregame agregueme buscame busqueme buscanos seguime sigueme encontrame encuentrame ubicame
        escribeme escribime escribame escribenos hablame hableme mensajeame texteame give_us_a_bell
        give_me_a_bell give_me_a_ring give_us_a_ring call_me ring_me text_me ping_me write_me message_me
        email_me mail_me contact_me add_me follow_me a_gente_conversa a_gente_se_fala nos_falamos we_can_talk
        we_could_talk we_chat we_talk we_can_chat podemos_hablar podemos_falar podemos_conversar podemos_charlar
        give_me_a_shout give_us_a_shout me_das_un_toque dame_un_toque da_un_toque me_da_um_toque me_aciona
        da_conmigo das_conmigo
    """,
    "r": """
        llama llamas llamar llame llamamos llamo marca marcas marcar marque marco timbra timbre timbrar
        telefonea liga ligue ligas ligar ligo ligamos call calls ring rings dial buzz chama chame chamar
        llamarte marcarte timbrarte contactas contacta contacte contate contata adiciona adicione get_hold
        get_in_touch ponte_en_contacto contactar sussurra whisper llamara reach reaches segue sigue encontras
        encuentras encuentres achas
    """,
    "w": """
        escribe escribele escribes escribir escriba escribanle escribo escreve escrever escreva escrevo write
        teclea type
    """,
    "V": """
        falo hablo habla hablan hablar hablamos hablemos hablarnos hable hablale hablenle charlamos charlemos
        charlar conversamos conversemos conversar conversarmos fala fale falar falamos falemos falarmos
        platicamos platiquemos platicar talk speak chat_with chatear chateamos chatting talking converse discuss
        discussing tratar tratamos tratemos tratarmos hablarlo charlarlo comunicarnos comunicar falando hablando
        conversando hablarte arreglalo arreglate hablalo tratalo comunicate comuniquese entiendete trate
    """,
    "k": """
        sussurro susurro whispers mensaje mensajes mensagem mensagens message messages msg msj recado dm ping
        sms una_pregunta uma_pergunta a_question bilhete note nota
    """,
    # G to give or tell, > to send or pass, q to want, have, be able, a to ask for
    # who passes it on
    "ρ": """
        put_you_through pass_it_on pass_you_on ella_me_avisa el_me_avisa ele_me_avisa ela_me_avisa ella_me_pasa
        ela_me_passa ele_me_entrega he'll_fetch_me she'll_fetch_me passes_it_to_me te_pasa_conmigo
        te_comunica_conmigo ella_te_pasa ele_me_passa she_passes he_passes
    """,
    "G": """
        give gives share sharing provide leave spare spell regala* regale* presta* preste* facilit* dame deme
        darme darias informar informe informa inform* indica indicas indicar indique diga digame dime diz dizer
        dice decime deja dejame dejes deje dejanos dejar deixa deixe deixar disponibiliz* partilha partilhe
        fornec* proporcion* brinda* brinde* pone ponme ponga pongame arruma arrume arranja arranje solta
        comparte consigue conseguime drop anota solte tell put puts comparteme compartas compartenos compartame
        compartes facilitame take_down took_down jot_down
    """,
    ">": """
        send sends pass pasa pasame pases pasas paseme pasanos manda mandame mande mandar mandas envia enviame
        envie enviar passa passe passas passar submit
    """,
    # What one does oneself.
    "0": "mando envio paso passo dejo deixo doy dou post",
    "8": "ship courier",
    # A meal or a visit proposed in a word; rooms that are entered by their names.
    "5": "almorcemos cenemos desayunemos almocemos jantemos let's_have_lunch passo_ai paso_ahi",
    "6": "jitsi whereby",
    "7": "room sala",
    "q": """
        need needs want necesito necesitamos necesitaria necesitariamos preciso precisamos precisaria quiero
        queria quisiera mind is_there are_there any hay ha existe cual qual what what's which require requires
        requerimos exigimos i'd_like would_like
    """,
    # What one has, and what one may.
    "π": "passei mandei dei di gave sent",
    "9": """
        have has had got tienes tendria tendrias tenes tiene tem tens have_got teria terias guardas conservas
        saved guarda tendras you've_got you've
    """,
    "ü": "could can may should would puedo puedes podria posso pode podes",
    "a": "pregunta pregunte pergunta pergunte ask asks pide pida pedi peca pede",
    # F to look up, add, follow; E to use, enter, fill in, press; @ we use
    "@": "usamos utilizamos we_use only_use we_only_use just_use",
    "F": """
        busca busque busquen buscar buscas search find finds look pesquisa pesquise pesquisar procura procure
        procurar acha ache achar encuentra encontra encontrar mira mire fijate ve ver veras veja olha olhe vea
        lee lea leia read check open abre abra zoom acerca acercate amplia escucha escuchas escute escuta ouve
        listen play reproduce pausa pause haz faz run ejecuta roda add follow pon joga jogue bota digita digite
        sube find_me look_me find_us look_up show list repara fijese busco procuro
    """,
    "E": """
        rellena rellene rellenas llena llene preenche preencha fill fills use usa usar utiliza entra entre
        entras entrar visita visite visit go dale clica clique click hit press pulsa toca aperta enter solicita
        solicite
    """,
    # J to deal or go on, $ to pay, % the rest, C to cancel, o an order, x the next ones, € the fee
    "J": """
        sigamos seguimos seguir continuar continuamos continuemos continue carry_on go_on keep_going
        keep_working conocernos conocemos conozcamos conocerte conhecer conheca conhecermos know_each know_one
        cerramos cerremos cerrar fechamos fechemos fechar fecha firmamos firmar firmemos assinamos assinar sign
        trabajar trabajamos trabajemos trabalhar trabalhamos working negociar negociamos negotiate resolver
        resolvemos resolvamos settle arreglar arreglamos arreglemos arreglarlo acertar acertamos acerta
        acertemos combinar combinamos combina sort finish do_business hacer_negocios llevar llevarlo coordinar
        coordinamos encargas encargan pides contratas contratar contrata hire encarga fechas manejamos verlo
        lo_vemos book
    """,
    # the escrow
    "ē": "garantia escrow deposito_en_garantia deposito_de_esta",
    "$": """
        paga pagas pagar pague pagame pagarme pagamos pagan pay paying pays paid transfieres transfiere
        transfiereme transferir transferencia transferes transfer wire deposita depositas depositame deposites
        depositar deposite liquida liquidas liquidame liquidar efectivo cash dinero dinheiro especie plata
        abonas abona recebo recibo na_mao em_mao en_mano in_hand em_maos cobro transfiero deposito abono bill
        bill_me invoice_me facturame
    """,
    "%": "resto restante remanescente remanente demas rest balance remainder saldo diferencia diferenca sobrante",
    "€": "comision comisiones comissao comissoes fee fees taxa taxas commission percent",
    "ş": """
        pular saltar saltarnos skip skipping bypass dispensar saltamos pulamos chega_de basta_de enough_of
        esquece esqueca olvidate olvida olvidemos forget
    """,
    "C": """
        cancel cancela cancele cancelar cancelas anula anule anular anulas rechaza rechace recusa recuse decline
        reject desiste withdraw retira expire expira vencer lapse cancelado cancelled canceled
    """,
    "o": """
        orden pedido pedidos order orders projeto proyecto project propuesta proposta oferta offer bid contrato
        contract encargo gig job trabajo trabalho
    """,
    "x": """
        proximos proximas siguientes seguintes otros otras outros outras next remaining others futuros futuras
        future
    """,
    "i": "directo direto diretamente directamente directly direct straight",
    # t the same, ` still, l there, [ saw, * I am, + as
    # the time before
    "θ": "vez_pasada outra_vez otra_vez last_time vez_passada last_job last_project obra_passada",
    "t": """
        same mismo misma mesmo mesma siempre sempre sigue_siendo unchanged hasn't_changed has_not_changed
        no_ha_cambiado nao_mudou no_cambio anterior pasado pasada passado passada
    """,
    "`": "still todavia aun ainda ya ja already continua",
    "l": "ahi alli alla ali ai there there's sale salen aparece aparecem figura appears",
    "[": "vi saw found encontre achei",
    # the first and only
    "ι": "primero primeiro first unico only unica primera",
    "*": "estoy estamos salgo salimos aparezco aparecemos soy sou estou tou figuro i'm we're im somos",
    "+": "como named called",
    # Q people who answer instead, e those at a door
    "Q": """
        hermana hermano irma irmao sister brother esposa esposo marido husband wife mujer mulher mae madre padre
        pai mother father hijo hija filho filha son daughter prima primo cousin tia tio aunt uncle cunada cunado
        cunhada cunhado socia socio partner secretaria secretary assistant asistente assistente agente agent
        representante manager representative contador contadora accountant colega colleague landlord vecina
        vecino vizinha vizinho neighbour neighbor novia novio namorada namorado girlfriend boyfriend papa mama
        empresario empresaria flatmate roommate jefe jefa chefe boss
    """,
    "e": """
        recepcion recepcao reception front_desk porteria portaria portera porteiro portero conserje doorman
        barista barman mostrador balcao receptionist recepcionista bartender
    """,
    # v to meet, 3 something to drink, L a place, 1 in person
    "1": """
        en_persona in_person em_pessoa pessoalmente personalmente presencial presencialmente cara_a_cara
        face_to_face a_la_cara frente_a_frente olho_no_olho olhos_nos_olhos
    """,
    "v": """
        quedamos quedemos encontramos encontremos encontrarnos encontrar-nos encontramo-nos nos_encontrar vemos
        vernos veamos juntamos juntarnos juntemos reunimos reunirnos meet te_espero i'll_wait wait_for_you
        espero-te marcamos pasate pasa_por passar_aqui passa_aqui passa_la te_vejo te_veo swing_by come_by
        drop_by sit_down sentarnos me_encontra me_encontre see_you vente venga_a caigo paso_por veamonos ven_a
        voy_a_tu posso_ir puedo_ir ir_ai dar_um_pulo da_um_pulo pop_round pop_over come_over come_to te_encontro
        vamos_almocar almocamos almorzamos vamos_a_almorzar combinemos i'll_be_at i'll_be_by i'll_be_in
        estare_en vou_estar passa_na passa_no passe_na passe_no pasa_a passo_na venir_a vienes_a puedes_venir
        se_encontrar nos_encontrarmos
    """,
    "3": """
        cafe cafecito cafezinho coffee pint beer cerveza cerveja almuerzo almoco lunch copa copas drink algo
        desayuno breakfast tea
    """,
    "L": """
        cafeteria cafetaria bar pub estacion estacao station metro subway plaza praca square park parque mall
        shopping centro downtown lobby restaurante restaurant diner aeropuerto aeroporto airport terminal
        padaria panaderia bakery gasolinera puerta porta fuente fountain starbucks workshop oficina office
        galpon biblioteca library rodoviaria notaria cartorio hotel feira feria local casa house escritorio
        pastelaria comercial entrance entrada portico catedral kiosco quiosque banca largo flat apartment
        apartamento barrio
    """,
    # Z to edit, c a comment, u an account or a calendar, z a way, U to get out, ! in words, ( a document, ) as a chat
    "Z": """
        blur replace remove quita quitar quitas cambia cambiar troca trocar borra tapa delete corrig* fix bigger
        grande hide esconde scrape raspar* extract extrae extrair extraer falta missing redact valid* wrong
    """,
    ")": """
        works_like_a_chat funciona_como_chat como_chat as_a_chat as_our_chat like_a_chat como_un_chat
        como_si_fuera_chat como_se_fosse_chat como_um_chat como_si_fuera_un_chat como_se_fosse_um_chat
        as_if_it_were_a_chat
    """,
    "(": """
        doc docs google_doc google_docs google_sheet google_sheets documento document hoja sheet planilla
        planilha notion miro padlet trello figma
    """,
    "_": """
        google_ads google_fonts google_analytics google_workspace google_drive google_play google_cloud
        google_forms google_search_console google_classroom google_calendar google_meet google_translate
        google_tag google_merchant google_shopping google_slides
    """,
    "c": """
        comentario comentarios comments comment comenta comente post-it postit celda celula description
        descripcion descricao notes
    """,
    "u": "cuenta conta account calendario calendar agenda invite invitacion convite",
    "z": """
        way manera maneira forma modo jeito medio meio middle channel canal place lugar lado someplace somewhere
        how_else
    """,
    "U": """
        sacame sacanos saquenme saqueme salgamos salgamonos saiamos sai_fora get_me_out get_us_out me_tira
        tira-me vamonos vayamonos vamos_sair bora_sair podemos_salir podemos_sair let's_leave let's_get_out
        vamos_a_salir vamos_salir salirnos some_daqui
    """,
    "!": "letras letters words extenso",
    "º": "otro otra outro outra other another different distinta distinto diferente else",
    "A": """
        el la los las un una uno unos unas o a os as um uma the an this these este esta esse essa ese esa estes
        some algun alguna algum alguma cualquier qualquer lo
    """,
}


# Which "no" and "la" are meant depends on the language: till it is known these letters stand for them.
_NO: Final = "\x01"
_LA: Final = "\x02"
# Words that tell little of the words they belong with.
_COMMON_TEXT = """
    i we you he she they the to no que how over come get como for with ta like your para por give go use only
    just have otra last talk find call add look out can what me mi my is in on at it of and a y o e de la el em
    en na do da se te vamos podemos let entre ella ele ela two all s los las us
"""
_COMMON: Final = frozenset(_COMMON_TEXT.split())


def _key(piece: str) -> str:
    """Return the word of several that is met least."""
    return max(re.findall("[a-z]+", piece), key=lambda word: (word not in _COMMON, len(word)), default=piece)


def _read() -> tuple[dict[str, str], dict[str, str]]:
    whole = {",": ",", ":": ":", "?": "?", "no": _NO, "la": _LA} | dict.fromkeys(".!;\n", "|")
    begun: dict[str, str] = {}
    for letter, words in _CLASSES.items():
        for word in words.split():
            table = begun if word.endswith("*") else whole
            table.setdefault(word.rstrip("*").replace("_", " "), letter)
    return whole, begun


class _Letters(dict[str, str]):
    """The letter of each piece of a text, worked out when it is first met; `_` if it has none."""

    kept_max = 50_000

    def __missing__(self, piece: str) -> str:
        """Work out the letter of a piece."""
        word = piece.removesuffix("'s")
        head, _, tail = word.partition("-")
        letter = _WHOLE.get(word) or (_WHOLE.get(head) if tail in _ENCLITICS else None) or _of_beginning(word)
        if len(self) >= self.kept_max:
            self.clear()
        self[piece] = letter
        return letter


def _of_beginning(word: str) -> str:
    if word[0].isdigit():
        return "#"
    return next((_BEGUN[word[:size]] for size in range(len(word), 3, -1) if word[:size] in _BEGUN), "_")


_ENCLITICS: Final = frozenset({"me", "nos", "lhe", "te", "se"})
_WHOLE, _BEGUN = _read()
_LETTERS: Final = _Letters()
_TOKEN: Final = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+|\.(?![a-z0-9])|[!?;\n,:]")
# Words that belong together, by the longest of them: it is seldom there.
_TOGETHER: Final[dict[str, list[str]]] = {}
_FOLLOWING: Final[dict[str, list[list[str]]]] = {}
for _piece in sorted((piece for piece in _WHOLE if " " in piece), key=len, reverse=True):
    _first, *_rest = _TOKEN.findall(_piece)
    _TOGETHER.setdefault(_key(_piece), []).append(_piece)
    _FOLLOWING.setdefault(_first, []).append([*_rest, _piece])


_KEYS: Final = frozenset(_TOGETHER)


class Lettered:
    """A plain text as its class letters; the spans are worked out only once a rule matched."""

    def __init__(self, text: str, vocabulary: set[str], is_portuguese: Callable[[], bool]) -> None:
        """Take a text with its words, and what tells whether "no" and "la" mean "in the" and "there" in it."""
        self.text = text
        keys = _KEYS & vocabulary
        self.together = bool(keys) and any(piece in text for word in keys for piece in _TOGETHER[word])
        words = _TOKEN.findall(text)
        if self.together:
            letters = "".join([letter for letter, _, _ in _joined(words)])
        else:
            letters = "".join(map(_LETTERS.__getitem__, words))
        if _NO in letters or _LA in letters:
            no, la = ("P", "l") if is_portuguese() else ("N", "A")
            letters = letters.replace(_NO, no).replace(_LA, la)
        self.letters = letters

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where in the text the letters [first, end) stand."""
        return self._spans[first][0], self._spans[end - 1][1]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        tokens = [(match.group(), *match.span()) for match in _TOKEN.finditer(self.text)]
        if not self.together:
            return [(start, end) for _, start, end in tokens]
        return [(tokens[first][1], tokens[last][2]) for _, first, last in _joined([word for word, _, _ in tokens])]


def _joined(words: list[str]) -> list[tuple[str, int, int]]:
    """Return each letter with the first and the last of the words that it stands for."""
    found = []
    skipped = -1
    for at, word in enumerate(words):
        if at <= skipped:
            continue
        letter, last = _LETTERS[word], at
        for *rest, piece in _FOLLOWING.get(word, ()):
            if words[at + 1 : at + 1 + len(rest)] == rest:
                letter, last = _WHOLE[piece], at + len(rest)
                break
        found.append((letter, at, last))
        skipped = last
    return found


def words_of(letters: str) -> frozenset[str]:
    """Return every word of some classes; of words that belong together, the one that is met least."""
    return frozenset(_key(piece) for piece, letter in _WHOLE.items() if letter in letters)


def beginnings_of(letters: str) -> tuple[str, ...]:
    """Return what the words of some classes begin with, where all that begin so are meant."""
    return tuple(piece for piece, letter in _BEGUN.items() if letter in letters)
