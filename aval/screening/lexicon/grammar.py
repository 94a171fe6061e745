"""Word classes: each word that says something of reaching, asking, giving or the work is one letter.

The wording (aval/screening/wording) counts them; some detectors ask which words are of a class. A word listed in two
classes belongs to the first.
"""

from aval.screening.lexicon.places import CHATS, MAIL_WORDS, MAILS, NETWORKS, SHOWROOMS, SURE_MAILS

_CLASSES = {
    # C chats, c networks (where there is also work), h apps whose names are everyday words
    "C": " ".join(sorted(CHATS)),
    "c": " ".join(sorted(NETWORKS | SHOWROOMS)),
    "h": "signal zoom meet teams line face slack wa tg snap kik duo hangouts hangout webex jitsi",
    # e mailboxes of everyone, E mail, T phone, n number, K contact details, k a call
    "e": " ".join(sorted(SURE_MAILS)),
    "E": " ".join(sorted((MAIL_WORDS | MAILS) - {"proton", "zoho", "uol", "bol", "aol"})) + " mailbox inbox",
    "T": """
        telefono telefone fono fone telf tlf tel celular celu cel cell cellphone cellular movil movel mobile
        phone telephone telemovel tlm sms telefonito telefoninho
    """,
    "n": "numero number nro num digits digitos numerito numerozinho numerinho",
    "K": """
        contacto contato contact contactos contatos contacts datos dados details usuario user username handle
        arroba perfil profile nick portafolio portfolio portifolio redes socials coordenadas info
    """,
    "k": """
        call calls llamada llamadas ligacao chamada videollamada videochamada videocall videoconferencia
        videoconference telefonazo llamadita
    """,
    # V verbs that already carry "me"; J those done by phone; g give me
    "J": """
        llamame llameme llamarme llamanos llamenme llamenos telefoneame timbrame timbreme marcame marqueme
        marcarme repicame whatsappeame wasapeame guasapeame whatsapeame wasapear ligame ligueme telefonarme
        telegrameame llamenos wasapeamos
    """,
    "V": """
        escribeme escribime escribame escribirme escribanme escribenos escribinos escribirnos contactame
        contacteme contactarme contactanos contactarnos contactenos hablame hableme hablarme hablanos hablenme
        buscame busqueme buscarme buscanos busquenme agregame agregueme agregarme anademe anadime sumame ubicame
        ubiqueme ubicarme encontrame encuentrame encuentreme encontrarme encuentranos encontranos seguime
        sigueme siganme respondeme respondame consultame avisame aviseme textea texteame mensajeame tirame
        tirarme comunicate comuniquese contactate hmu mandame mandeme mandarme enviame envieme enviarme mandanos
        enviarnos sumate unite invitame escribinos pegame chiflame gritame silbame tirale manden pegale sigannos
        siganos seguinos siguenos
    """,
    "g": """
        pasame paseme pasarme pasanos pasas pases dame deme darme dejame dejeme dejarme compartime comparteme
        compartame compartirme compartenos facilitame indicame dime decime digame decirme darias
        permite permites permitiria permitirias
    """,
    # q wanting: of theirs it is asking, of one's own it is not
    "q": "necesito preciso quiero quero need want get getting having pedirte pedir conseguir podrias",
    # v bare verbs of reaching someone
    "r": "particular privado pv pvt privada",
    "j": "text dm pm ring dial buzz inbox sms imessage",
    "p": "please pls plz porfa porfis pfv favor",
    "v": """
        hire contrata contrate contratame contratas dmear shoot
        write message msg msj ping reach add find hit shoot follow inbox slide grita gritar salve chame chama
        chamar liga ligue ligar escreve escreva escrever adiciona adicione adicionar procura procure add acha
        ache encontra encontre segue siga contata contate contatar contacta contacte contactar fala fale
        escribes escribis escribas escriba llamar llamas llame hablas hablas contactas contactes buscas busques
        agregas agregues encontras encuentras encuentra ubicas avisas avises escribe ubica busca busque look
        lookup toque agrego hitme catch escribo llamo llamarte ligo chamo buscar busquen search toca chamando
        ligando responde grito tiro
    """,
    "G": """
        paso passo mando envio dejo deixo doy dou comparto compartilho give giving gave share sharing send
        sending drop leave pass passa passe manda mande mandar pase anota anote anoten apunta apunte save guarda
        guarde agenda toma tome ahi take note adjunto exchange swap intercambiemos intercambiar trocar trocamos
        troquemos trocarmos compartir pasar passar dar enviar envia envie copy provide tell dizer decir forward
        dejar deixar deixa deixe da vai fica jot written left deixei deje salva salve agendame heres here aqui
        comparta compartas compartan facilite facilites diera dieras brinde brindes brindarme proporcione
        dejarias pasarias mandarias compartirias facilitarias dejaria pasaria compartiria facilitaria passaria mandaria
    """,
    "m": "me us nos mim comigo conmigo nosotros pra-mim te",
    # f what one did or does to be in touch: found, added, followed, sent
    "f": """
        encontre busque segui agregue escribi mande envie contacte llame anadi achei procurei adicionei mandei enviei
        chamei liguei escrevi found added followed messaged emailed texted called dmed friended sent requested invite
        invited agrego sigo adiciono busco procuro escribir
    """,
    # L let us talk, go on, see each other
    "L": """
        hablemos conversemos charlemos sigamos continuemos coordinemos platiquemos hablamos charlamos
        conversamos platicamos seguimos continuamos coordinamos arreglamos arreglemos vemos vamos bora bamos
        lets hablar conversar charlar platicar falar continuar seguir coordinar combinar talk talking chat
        chatting speak speaking continue move moving switch jump hop connect converse discuss falamos falemos
        falando comunicamos comunicarnos comunicar comunicarme combina combinamos combinar contactamos
        contactarnos juntarnos reunimos reunirnos
        conectamos conectarnos conectar conectemos migrar migremos pasemos passemos cambiemos vamonos movamos
        mudemos mensajeamos hablando charlando conversando mover mudar passamos pasamos continua continua
        continuando siga sigue cerramos cerremos fechamos fechar resolvemos finish trabajemos trabajamos
        trabalhamos escribirte escribirle contactarte llamarle hablarte hablarle negociar negociamos tratamos
        prosseguir prosseguirmos proseguir prosigamos tratarlo hablarlo verlo conversarlo platicarlo
        conversarmos falarmos seguirmos continuarmos combinarmos tratarmos negociarmos resolvermos fecharmos
        siguieramos hablaramos conversaramos continuaramos platicaramos charlaramos pasaramos carry carried
        resolver resolverlo arreglarlo
        usemos hablas falamo vemonos papo ideia mensajearnos escribirnos hablo falo conversa
        converso charla charle proceed settle communicate conversation conversacion charlita conversinha atendo
        atiendo bate vayamos vaya
    """,
    "t": "work working trabajar trabajemos trabajamos trabajo trabalhar trabalhamos trabalho trato deal",
    "M": "mi mis my mine meu minha meus minhas mio nuestro nuestra our nosso nossa",
    "Y": "tu tus su sus your yours ur seu sua teu tua vuestro vos you u ti usted voce vc tuyo suyo",
    "H": """
        tendra tendras tendria teria tera usamos tenes tienes tiene tem tens have has got usas usa use using manejas
        maneja utiliza utilizas hay
    """,
    "Q": "cual what whats qual which como quais cuales",
    "P": """
        naquele naquela nesse nessa neste nesta aquele
        por via en al on by through thru over na nel pelo pela em to a at in using mediante from pro ao aos pra
        para x c con com with desde hacia into lo
    """,
    "x": "no",
    "d": "de del da do das dos of",
    "D": """
        el la los las un una o os as um uma the este esse esta essa app apps aplicacion aplicativo red rede
        social dm dms directo direto mensaje mensagem message grupo group algun algum any some un
        quick famoso this that tal direct personal
    """,
    "O": "afuera outside fuera fora externamente externally offline offsite offplatform extraoficial",
    "A": "plataforma platform plataformas sitio site aqui aca daqui app web website pagina marketplace aval chat",
    "B": """
        mejor melhor better prefiero prefiro prefer preferiria preferia preferible faster quicker easier facil
        comodo pratico practico agil rapido rapida
    """,
    "S": """estoy soy aparezco figuro estou sou im am disponible available disponivel respondo contesto answer reply
        reachable tou
        encontrable ando fico conectado activo ativo active entro vivo live""",
    "N": """
        nao never nunca jamas sin sem dont not without evita evitar evitemos evite avoid avoiding cant cannot
        wont ni nem tampoco tambem-nao prohibido proibido forbidden prohibited shouldnt mustnt neither against
        stop isnt didnt doesnt wouldnt none sino rather-not couldnt arent
    """,
    "F": """
        pdf zip doc documento archivo arquivo adjunto anexo anexei attached attachment rodape footer cv
        curriculum pie tarjeta card docs drive planilha planilla sheet propuesta proposta docx word imagen
        imagem image foto
    """,
    # W the work, U third persons it is for
    "W": """
        verificacion verificacao verification ilustracion ilustraciones ilustracao ilustracoes illustration
        illustrations
        respuestas respostas replies respuesta resposta answers consultorio clinica clinic restaurante restaurant salon
        salao inmobiliaria imobiliaria gimnasio pasteleria panaderia padaria bakery escuela escola school hotel
        ferreteria farmacia pharmacy transcribir transcrever transcribe transcripcion transcricao repo repositorio
        repository colaborador collaborator prototipo prototype
        equipo equipe team squad daily standup standups scrum sprint jira asana trello comunidad comunidade
        community influencers influencer
        cena cenas escenas scene scenes pelicula filme film movie anuncio advert spot personaje personajes personagem
        personagens character characters protagonista actriz actor atriz ator locutor locutora narrador narrator
        novela serie capitulo animacion animacao animation storyboard grabacion gravacao recording
        propuesta propuestas proposta propostas proposal proposals portada portadas capa capas cover covers
        caption captions legenda legendas subtitulo subtitulos subtitles dashboard panel painel mensajes
        mensagens messages administrar administro administra gestiono gestiona creatividades arte artes
        pieza piezas peca pecas flyer flyers informe informes report reports reporte reportes relatorio
        relatorios kpi kpis trafico trafego traffic calendario calendar pauta pautas segmentacion
        segmentacao embudo funnel funil audiencias catalogo catalog sticker stickers filtro filtros avatar
        biografia creativos criativos anuncie ad adset remarketing retargeting conversiones conversoes
        conversions visualizaciones impresiones impressoes impressions clics cliques clicks guion roteiro
        script scripts articulo articulos artigo artigos article articles blog plan plano planes planos
        estrategias strategies auditoria audit optimizar otimizar optimize rediseno redesign redisenar
        redesenhar disenar desenhar crear criar create creating escena capitulo capitulos capitulo tema
        temas theme version versao pestana seccion secao section modal popup chatwoot manychat zendesk
        hubspot n8n make zapier make automation dispara disparador trigger triggers token tokens scopes
        permiso permisos permissao permissions endpoint endpoints payload sesion sessao session sesiones
        cookies cookie ejemplo exemplo example clase aula lesson leccion licao ebook libro livro book books
        presentacion apresentacao presentation slides documentacion documentacao documentation ayuda ajuda
        faq tutoriales interfaz interface ui ux compatibilidad compatible soporta suporta supports muestra
        mostra shows carga carrega loads opens publicar publica publish schedule programa programar agendado
        vende vender sell selling ventas vendas sales comercio negocio negocios recibe recebe receives
        resultados results media
        system sistema sistemas api apis integrar integracion integraciones integracao integration integrations
        integrate integrates integrating integre integrei integrated boton botones botao botoes button buttons
        widget plugin plugins feed feeds login logins signin signup oauth sso autenticacion authentication
        autenticacao bot bots chatbot chatbots webhook webhooks sdk pixel modulo module template templates
        plantilla plantillas modelo modelos campana campanas campanha campanhas campaign campaigns ads anuncios
        anuncio publicidad publicidade marketing landing formulario formularios form forms campo campos field
        fields validar validacion validacao validate validation automatizar automatizacion automacao automation
        automate crm notificaciones notificacoes notifications notification notificacion alertas alerts avisos
        desarrollar desarrollo desenvolver desenvolvimento develop development programar build building built
        implementar implement implementacion implementacao banner banners historias stories reels carrusel
        carrossel carousel posts post publicaciones publicacoes iconos icones icons icon icono icone logo logos
        manejo manejar gestion gestao gestionar management manager community contenido contenidos conteudo
        conteudos content scraper scraping scrape raspar exportar export importar import servidor server smtp
        imap newsletter boletin mailing mailings clone clon clonar similar parecida parecido funcionalidad
        funcionalidade feature features base database tabla table columna column lista list listas lists regex
        parser encabezado header menu enlace enlaces link links pantalla pantallas screen screens tela telas
        cloud business tienda store shop loja ecommerce configurar configuracion configuration setup deploy
        sincronizar sync sincronizacion conector connector endpoint backend frontend flujo flow flujos fluxo
        analytics metricas metrics seguidores followers audiencia audience branding estrategia strategy registro
        cadastro checkout carrito carrinho emails correos mails masivo masivos massa disparo disparos envios
        bulk automatico automaticos automatica automaticas automatic automated automaticamente curso course
        tutorial tutoriales test tests qa bug error erro errors falla sumario asunto assunto subject linea line
        signature experiencia experience diseno diseño design designs layout mockup mockups developer app-movil
        telemarketing seo sem copy redaccion texto textos slogan video videos grabaciones gravacoes recordings
        moodle sala room pedidos orders soporte suporte support workspace twilio mailchimp brevo graph workflow
        sticker stickers moderator moderators moderador moderadora moderadores radio satelite satellite sensor sensores
        dominio domain hosting cuentas accounts pagina-web manage managing run cuido programacion programming
        desarrollador desarrolladora embed embeber embebido insertar incrustar incrustado embutir incorporar provider
        proveedor provedor service servicio servico
    """,
    "U": """
        vecinos vecinas vizinhos vizinhas neighbors neighbours miembros membros members padres parents profesores
        professores
        teachers turistas tourists jugadores jogadores players oyentes ouvintes listeners repartidores entregadores
        couriers
        voluntarios voluntarias volunteers maioria mayoria majority brand companias usuarios users clientes customers
        client clients cliente customer usuaria visitantes visitors
        suscriptores subscribers compradores comprador vendedores leads lead pacientes paciente alumnos
        estudiantes students personas pessoas people empleados employees consumidores huespedes candidatos
        candidates lectores leitores readers vendedor seller sellers buyers buyer drivers riders choferes
        pasajeros motorista passageiro asistentes attendees socios proveedores fornecedores vendors marcas
        brands empresa company tienda-s
    """,
}


def word_classes() -> dict[str, str]:
    """Return each word's class letter, and each sign's; a word listed twice keeps the first class that claims it."""
    # With its apostrophe it is a question; without, it is usually the app.
    classes = {"what's": "Q", "e-mail": "E", ",": ",", ":": ":", "?": "?"}
    classes |= {"##freelas": "c"} | dict.fromkeys(".!;\n", "|") | {"#" * count: "#" for count in range(1, 40)}
    for letter, words in _CLASSES.items():
        for word in words.split():
            classes.setdefault(word, letter)
    for word in _SHORTENED.split():
        classes.setdefault(word, classes.get(word.replace("'", ""), "_"))
    return classes


_SHORTENED = """
    don't can't won't isn't didn't doesn't wouldn't shouldn't mustn't couldn't aren't let's here's i'm
"""
