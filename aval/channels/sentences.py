"""What channels say to people, in English, Spanish and Portuguese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str, str]] = {
    # code: (en, es, pt)
    "unknown-export": (
        "This is not an export that Aval can read. It looked for: {looked_for}.",
        "Esta no es una exportación que Aval pueda leer. Buscó: {looked_for}.",
        "Esta não é uma exportação que o Aval consiga ler. Procurou: {looked_for}.",
    ),
    "ambiguous-dates": (
        "The dates can be read as {day_first} or as {month_first}. Say whether the day or the month comes first.",
        "Las fechas se pueden leer de dos maneras: {day_first} o {month_first}. Di si va primero el día o el mes.",
        "As datas podem ser lidas de duas formas: {day_first} ou {month_first}. Diga se o dia ou o mês vem primeiro.",
    ),
    "unknown-zone": (
        "“{zone}” is not the name of a time zone; it should look like America/Bogota.",
        "«{zone}» no es el nombre de una zona horaria; debería verse como America/Bogota.",
        "“{zone}” não é o nome de um fuso horário; deveria ser como America/Sao_Paulo.",
    ),
    "archive.unreadable": (
        "The archive is damaged and nothing in it can be read.",
        "El archivo comprimido está dañado y no se puede leer nada de él.",
        "O arquivo compactado está danificado e nada nele pode ser lido.",
    ),
    "archive.encrypted": (
        "“{name}” is protected by a password. Export again without one.",
        "«{name}» está protegido con contraseña. Exporta de nuevo sin ella.",
        "“{name}” está protegido por senha. Exporte de novo sem ela.",
    ),
    "archive.nested": (
        "The archive only holds another archive (“{name}”). Upload the inner one.",
        "El archivo solo contiene otro archivo comprimido («{name}»). Sube el de adentro.",
        "O arquivo só contém outro arquivo compactado (“{name}”). Envie o de dentro.",
    ),
    "archive.too-many": (
        "The archive holds more than {limit} files.",
        "El archivo contiene más de {limit} ficheros.",
        "O arquivo contém mais de {limit} arquivos.",
    ),
    "archive.too-large": (
        "Unpacked, the archive would be larger than {limit} bytes.",
        "Descomprimido, el archivo pasaría de {limit} bytes.",
        "Descompactado, o arquivo passaria de {limit} bytes.",
    ),
    "archive.file-too-large": (
        "The file is larger than {limit} bytes. Export a shorter period.",
        "El archivo pasa de {limit} bytes. Exporta un período más corto.",
        "O arquivo passa de {limit} bytes. Exporte um período mais curto.",
    ),
    "archive.too-dense": (
        "“{name}” would grow more than {limit} times when unpacked, which real exports never do.",
        "«{name}» crecería más de {limit} veces al descomprimirse, y eso no pasa en exportaciones reales.",
        "“{name}” cresceria mais de {limit} vezes ao ser descompactado, o que não ocorre em exportações reais.",
    ),
    "archive.too-deep": (
        "“{name}” lies more than {limit} folders deep.",
        "«{name}» está a más de {limit} carpetas de profundidad.",
        "“{name}” está a mais de {limit} pastas de profundidade.",
    ),
    "archive.overlapping": (
        "Files inside the archive lie on top of one another (“{name}”), which honest archives never do.",
        "Hay ficheros superpuestos dentro del archivo («{name}»), y eso no pasa en archivos honestos.",
        "Há arquivos sobrepostos dentro do arquivo (“{name}”), o que não ocorre em arquivos honestos.",
    ),
    "archive.contradictory": (
        "The archive says two different things about “{name}”.",
        "El archivo dice dos cosas distintas sobre «{name}».",
        "O arquivo diz duas coisas diferentes sobre “{name}”.",
    ),
    "archive.bad-name": (
        "A file in the archive has a name that reaches outside it (“{name}”).",
        "Un fichero del archivo tiene un nombre que apunta fuera de él («{name}»).",
        "Um arquivo dentro do arquivo tem um nome que aponta para fora dele (“{name}”).",
    ),
    "archive.link": (
        "“{name}” in the archive is a link or a device, not a file.",
        "«{name}» es un enlace o un dispositivo, no un fichero.",
        "“{name}” é um link ou um dispositivo, não um arquivo.",
    ),
    "archive.method": (
        "“{name}” is packed in a way that Aval doesn't open (method {method}).",
        "«{name}» está comprimido de una forma que Aval no abre (método {method}).",
        "“{name}” está compactado de uma forma que o Aval não abre (método {method}).",
    ),
    "archive.duplicate": (
        "The archive holds two files called “{name}”.",
        "El archivo contiene dos ficheros llamados «{name}».",
        "O arquivo contém dois arquivos chamados “{name}”.",
    ),
    "flag.header-in-body": (
        "A line inside this message looks like the beginning of another message: {detail}",
        "Una línea dentro de este mensaje parece el comienzo de otro mensaje: {detail}",
        "Uma linha dentro desta mensagem parece o começo de outra mensagem: {detail}",
    ),
    "flag.style-differs": (
        "The date or time of this entry is written differently from the rest of the file: {detail}",
        "La fecha o la hora de esta entrada está escrita de otra forma que el resto del archivo: {detail}",
        "A data ou a hora desta entrada está escrita de outra forma que o resto do arquivo: {detail}",
    ),
    "flag.line-end-differs": (
        "The line before this entry ends unlike those before other entries, as a line typed by hand may.",
        "La línea anterior a esta entrada termina de otra forma que las demás, como puede pasar si se escribe a mano.",
        "A linha antes desta entrada termina de forma diferente das demais, como pode ocorrer se for escrita à mão.",
    ),
    "flag.time-goes-back": (
        "The time of this entry doesn't fit between its neighbours: {detail}",
        "La hora de esta entrada no encaja entre las vecinas: {detail}",
        "A hora desta entrada não se encaixa entre as vizinhas: {detail}",
    ),
    "flag.sender-once": (
        "“{detail}” writes nowhere else in this conversation.",
        "«{detail}» no escribe en ningún otro lugar de esta conversación.",
        "“{detail}” não escreve em nenhum outro lugar desta conversa.",
    ),
    "flag.typed-marker": (
        "The text imitates what the app itself writes: {detail}",
        "El texto imita lo que escribe la propia aplicación: {detail}",
        "O texto imita o que o próprio aplicativo escreve: {detail}",
    ),
    "flag.impossible-time": (
        "There is no such date or time: {detail}",
        "No existe esa fecha u hora: {detail}",
        "Não existe essa data ou hora: {detail}",
    ),
    "flag.unknown-date": (
        "The date is written in a way that Aval doesn't know: {detail}",
        "La fecha está escrita de una forma que Aval no conoce: {detail}",
        "A data está escrita de uma forma que o Aval não conhece: {detail}",
    ),
    "flag.texts-disagree": (
        "The export holds two texts for this message that don't agree: {detail}",
        "La exportación guarda dos textos de este mensaje que no coinciden: {detail}",
        "A exportação guarda dois textos desta mensagem que não coincidem: {detail}",
    ),
    "flag.only-one-side": (
        "The other person's export doesn't have this entry, although it covers that time.",
        "La exportación de la otra persona no tiene esta entrada, aunque abarca ese momento.",
        "A exportação da outra pessoa não tem esta entrada, embora cubra aquele momento.",
    ),
    "flag.id-contradicts-time": (
        "The message's own number says that it was written at another time: {detail}",
        "El número propio del mensaje dice que se escribió en otro momento: {detail}",
        "O próprio número da mensagem diz que ela foi escrita em outro momento: {detail}",
    ),
    "flag.times-disagree": (
        "The export gives two times that don't agree: {detail}",
        "La exportación da dos horas que no coinciden: {detail}",
        "A exportação dá duas horas que não coincidem: {detail}",
    ),
    "flag.duplicate-id": (
        "Two entries of the file carry the same number: {detail}",
        "Dos entradas del archivo llevan el mismo número: {detail}",
        "Duas entradas do arquivo têm o mesmo número: {detail}",
    ),
    "flag.name-is-address": (
        "The sender's display name is an e-mail address other than the real one: {detail}",
        "El nombre visible del remitente es una dirección de correo distinta de la real: {detail}",
        "O nome visível do remetente é um endereço de e-mail diferente do real: {detail}",
    ),
    "flag.ends-before-start": (
        "This passage ends before it begins: {detail}",
        "Este pasaje termina antes de empezar: {detail}",
        "Este trecho termina antes de começar: {detail}",
    ),
    "mail.signed": (
        "{domain} signed this message, and anybody can check that.",
        "{domain} firmó este mensaje, y cualquiera puede comprobarlo.",
        "{domain} assinou esta mensagem, e qualquer pessoa pode verificar isso.",
    ),
    "mail.signed-partly": (
        "{domain} signed this message, but parts of what it shows could have been added later.",
        "{domain} firmó este mensaje, pero partes de lo que muestra pudieron agregarse después.",
        "{domain} assinou esta mensagem, mas partes do que ela mostra podem ter sido acrescentadas depois.",
    ),
    "mail.vouched": (
        "A forwarder that this site trusts sealed that the message from {domain} was genuine when it came in.",
        "Un reenviador en el que este sitio confía selló que el mensaje de {domain} era auténtico cuando lo recibió.",
        "Um encaminhador em que este site confia selou que a mensagem de {domain} era autêntica quando chegou.",
    ),
    "mail.sent": (
        "The message came from a server that {domain} names as its own; it carries no signature to check later.",
        "El mensaje llegó de un servidor que {domain} reconoce como suyo; no lleva firma que comprobar después.",
        "A mensagem veio de um servidor que {domain} reconhece como seu; não traz assinatura para verificar depois.",
    ),
    "mail.unproven": (
        "Nothing proves that this message came from {domain}.",
        "Nada prueba que este mensaje haya venido de {domain}.",
        "Nada prova que esta mensagem tenha vindo de {domain}.",
    ),
}

LANGUAGES = ("en", "es", "pt")


def in_language(code: str, language: str, **values: object) -> str:
    """The sentence for a code in "en", "es" or "pt" (regional tags allowed, English for others), with its values."""
    return SENTENCES[code][place_of(language)].format(**values).strip()


def place_of(language: str) -> int:
    """Where a language stands in a row of sentences; regional tags are allowed, others stand with English."""
    tongue = language.replace("_", "-").split("-")[0].lower()
    return LANGUAGES.index(tongue) if tongue in LANGUAGES else 0
