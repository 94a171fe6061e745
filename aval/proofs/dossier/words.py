"""The words and the look of START-HERE.html, in the three languages."""

from aval.proofs.dossier.model import Language

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "de enero de", "de febrero de", "de marzo de", "de abril de", "de mayo de", "de junio de",
        "de julio de", "de agosto de", "de septiembre de", "de octubre de", "de noviembre de", "de diciembre de",
    ),
    "pt": (
        "de janeiro de", "de fevereiro de", "de março de", "de abril de", "de maio de", "de junho de",
        "de julho de", "de agosto de", "de setembro de", "de outubro de", "de novembro de", "de dezembro de",
    ),
}  # fmt: skip

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "html_lang": "en",
        "kind": "Dossier of a contract",
        "made": "Made on {made} from a record of {size} events.",
        "partial": "This is a partial dossier: some events or contents are withheld and stand in as hashes.",
        "parties": "Parties",
        "facts": "The contract",
        "milestones": "Milestones",
        "number": "No.",
        "milestone": "Milestone",
        "due": "Due",
        "state": "State",
        "money": "Amount",
        "story": "What happened",
        "event": "event",
        "erased": "content erased",
        "others": "What others than the site can confirm",
        "site": "The site's log",
        "vouching": "The offline root",
        "witnesses": "Witnesses",
        "time": "Time",
        "checking": "How to check this",
        "checking_how": (
            "Each line above cites its event. The events, their contents, the signatures and a "
            "two programs that check them are in the folder around this page. In a browser: open "
            "verify/verify.html and choose the zip; it uses no network. With Python 3.9 or later, in "
            "the folder above this one:"
        ),
        "checking_elsewhere": (
            "Whoever distrusts the sender takes the program from Aval's source instead, or follows "
            "verify/BY-HAND.md with sha256sum and openssl. Compare the key below with the one that "
            "the site publishes."
        ),
        "log": "Log",
        "root": "Root",
        "key": "SHA-256 of the key",
        "not_proved": (
            "The record shows what was said and done on the site and that it was not changed since. "
            "It does not show that what people said is true, nor anything before it was recorded; the "
            "times are the site's. This page is a summary; the evidence is in the events and their "
            "contents."
        ),
    },
    "es": {
        "html_lang": "es",
        "kind": "Expediente de un contrato",
        "made": "Hecho el {made} a partir de un registro de {size} eventos.",
        "partial": "Es un expediente parcial: algunos eventos o contenidos se reservan y están solo como hashes.",
        "parties": "Partes",
        "facts": "El contrato",
        "milestones": "Hitos",
        "number": "N.º",
        "milestone": "Hito",
        "due": "Fecha",
        "state": "Estado",
        "money": "Importe",
        "story": "Lo que pasó",
        "event": "evento",
        "erased": "contenido borrado",
        "others": "Lo que pueden confirmar otros que el sitio",
        "site": "El registro del sitio",
        "vouching": "La raíz sin red",
        "witnesses": "Testigos",
        "time": "El tiempo",
        "checking": "Cómo comprobarlo",
        "checking_how": (
            "Cada línea de arriba cita su evento. Los eventos, sus contenidos, las firmas y dos "
            "programas que los comprueban están en la carpeta de esta página. En un navegador: abra "
            "verify/verify.html y elija el zip; no usa la red. Con Python 3.9 o posterior, en la "
            "carpeta superior:"
        ),
        "checking_elsewhere": (
            "Quien desconfíe del remitente puede tomar el programa del código fuente de Aval, o "
            "seguir verify/BY-HAND.md con sha256sum y openssl. Compare la clave de abajo con la que "
            "publica el sitio."
        ),
        "log": "Registro",
        "root": "Raíz",
        "key": "SHA-256 de la clave",
        "not_proved": (
            "El registro muestra lo que se dijo e hizo en el sitio y que no se cambió después. No "
            "muestra que lo dicho sea verdad, ni nada anterior a su registro; las horas son las del "
            "sitio. Esta página es un resumen; la prueba está en los eventos y sus contenidos."
        ),
    },
    "pt": {
        "html_lang": "pt-BR",
        "kind": "Dossiê de um contrato",
        "made": "Feito em {made} a partir de um registro de {size} eventos.",
        "partial": "É um dossiê parcial: alguns eventos ou conteúdos são reservados e constam só como hashes.",
        "parties": "Partes",
        "facts": "O contrato",
        "milestones": "Marcos",
        "number": "N.º",
        "milestone": "Marco",
        "due": "Prazo",
        "state": "Situação",
        "money": "Valor",
        "story": "O que aconteceu",
        "event": "evento",
        "erased": "conteúdo apagado",
        "others": "O que outros que não o site podem confirmar",
        "site": "O registro do site",
        "vouching": "A raiz sem rede",
        "witnesses": "Testemunhas",
        "time": "O tempo",
        "checking": "Como verificar",
        "checking_how": (
            "Cada linha acima cita seu evento. Os eventos, seus conteúdos, as assinaturas e dois "
            "programas que os verificam estão na pasta desta página. Em um navegador: abra "
            "verify/verify.html e escolha o zip; ele não usa a rede. Com Python 3.9 ou posterior, na "
            "pasta acima:"
        ),
        "checking_elsewhere": (
            "Quem desconfia do remetente pode pegar o programa no código-fonte do Aval, ou seguir "
            "verify/BY-HAND.md com sha256sum e openssl. Compare a chave abaixo com a que o site "
            "publica."
        ),
        "log": "Registro",
        "root": "Raiz",
        "key": "SHA-256 da chave",
        "not_proved": (
            "O registro mostra o que foi dito e feito no site e que não mudou depois. Não mostra que "
            "o dito seja verdade, nem nada anterior ao registro; os horários são do site. Esta página "
            "é um resumo; a prova está nos eventos e seus conteúdos."
        ),
    },
}

STYLE = """
:root { --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --paper: #fff; --tint: #f5f7f9; --accent: #0b6b57; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --soft: #a3adba; --line: #333b46; --paper: #14181d; --tint: #1c2229; --accent: #5cc9ad; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--tint); color: var(--ink); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 3rem 2rem 4rem; background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .8rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2.6rem 0 .8rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 1.8rem 0 .4rem; color: var(--accent); }
p { margin: 0 0 .6rem; }
.kind { color: var(--accent); font-weight: 600; font-size: .85rem; margin: 0; }
.summary { font-size: 1.08rem; }
.meta, small, .seq, time { color: var(--soft); }
.meta, small { font-size: .85rem; }
.partial { border-inline-start: 3px solid var(--accent); padding-inline-start: .8rem; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 1rem; padding: .3rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
dd small { display: block; }
dl + p { margin-top: 1rem; }
b, dd, td, li a, blockquote { unicode-bidi: isolate; }
dd code { display: block; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: start; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 500; color: var(--soft); font-size: .85rem; }
.money { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.money, th:last-child { text-align: end; padding-inline-end: 0; }
li .money { font-weight: 600; margin-inline-start: .4rem; }
ol { list-style: none; margin: 0; padding: 0; }
ol > li { display: grid; grid-template-columns: 3.6rem 1fr; padding: .5rem 0; break-inside: avoid; }
ol > li:target { background: var(--tint); }
ol p { margin: 0; }
time { font-variant-numeric: tabular-nums; font-size: .9rem; padding-top: .08rem; }
.seq { font-size: .78rem; white-space: nowrap; margin-inline-start: .4rem; }
blockquote { margin: .4rem 0 0; padding: .5rem .9rem; background: var(--tint); border-radius: .4rem; }
.files { list-style: none; margin: .4rem 0 0; padding: 0; }
.erased { color: var(--soft); font-style: italic; }
a { color: var(--accent); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
pre { padding: .7rem 1rem; background: var(--tint); border-radius: .4rem; overflow-x: auto; }
@media (max-width: 34rem) {
  main { padding: 1.5rem 1.1rem; } dl div { grid-template-columns: 1fr; gap: 0; }
  table { display: block; overflow-x: auto; font-size: .9rem; } th, td { overflow-wrap: normal; }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --tint: #fff; --accent: #000; }
  main { max-width: none; padding: 0; } body { font-size: 10.5pt; } h2, h3 { break-after: avoid; }
  blockquote, pre { border: 1px solid var(--line); }
}
"""
