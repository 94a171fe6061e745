"""Names behind their sign: "@ana.teje"; not decorators, scopes of packages, people spoken to, or accounts to work on."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.handle.names import CHOSEN, SUBJECT
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield names behind the sign, or behind the word for it."""
    if "@" not in reading.text and "arroba" not in reading.text:
        return
    for match in _AT_NAME.finditer(reading.text):
        if _is_handle(match, reading):
            yield Hit(match.start(), match.end(), "handle", 0.8, reading.folded.disguise)


def _is_handle(match: re.Match[str], reading: Reading) -> bool:
    name = match["name"]
    text = reading.text
    after = text[match.end() : match.end() + 2]
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if (
        name in _CODE_WORDS
        or name.partition(".")[0] in _CODE_MODULES
        or name.rpartition(".")[2] in _CODE_METHODS
        or _SQL.search(text, max(0, match.start() - 80), match.end() + 40)
        or reading.in_code(match.start())
        or after[:1] in {"/", "("}
        or _CODE_BEFORE.search(line)
    ):
        return False
    if _STYLE_OR_SCOPE.search(text[match.end() : match.end() + 40]) or _CODE_LINE.search(line):
        return False
    left, right = reading.around(match.start(), match.end(), 80, 40)
    if _STAND_IN.fullmatch(name):
        return False
    if match["at"] != "@":
        return _A_SIGN.search(left) is None and not _ABOUT_SIGN.search(left + right)
    if reading.has(Signal.APP) or _CUE.search(left) or _CUE_AFTER.match(right):
        return not SUBJECT.search(left)
    if CHOSEN.search(name):
        return not SUBJECT.search(left)
    if len(text.strip()) - len(match.group()) <= 2:
        return True
    if _SIGNED_WITH.search(left) and _SIGNED_AFTER.match(right):
        return not SUBJECT.search(left)
    if _VOCATIVE.search(left) and not reading.public:
        return False
    return (len(text) - len(match.group()) < 20 and not _COMMA.match(right)) or reading.public


_CODE_METHODS = frozenset(["setter", "getter", "deleter"])
_SQL = re.compile(r"\b(?:t-?sql|pl/?sql|mysql|sql\sserver|stored\sprocedures?|procedure|procedimiento\salmacenado)\b")
_AT_NAME = re.compile(
    r"(?<![a-z0-9._%+@/\"'-])(?P<at>@|arroba(?!\s(?:esta|este|fechou|cerro|viva|vivo|cuando|quando|subio|subiu|bajo|caiu|vale|cuesta|custa|pesa|porque|para|sobre|entre|como|desde|hasta)\b))\s?(?P<name>[a-z_][a-z0-9_.]{2,40}[a-z0-9_])(?!\s?@)"
)
_CODE_WORDS_TEXT = """
    media import font-face keyframes supports charset layer container include mixin extend apply tailwind page
    namespace property override deprecated param params return returns throws see since author link type typedef
    todo fixme staticmethod classmethod dataclass pytest.fixture app.route app.get app.post router.get router.post
    login_required component injectable input output autowired service controller restcontroller entity repository
    bean getmapping postmapping requestmapping test before after beforeeach nullable notnull data getter setter
    builder types angular babel vue react nestjs django functools.cache cache lru_cache cached_property action
    api_view transaction.atomic celery.task shared_task task hybrid_property validator field_validator receiver
    mock.patch patch everyone here channel all todos equipo team latest next beta alpha canary if else foreach csrf
    extends section yield auth observable viewchild ngmodule directive pipe hostlistener suppresswarnings
    functionalinterface mainactor published state binding environmentobject objc available escaping viewbuilder
    query column table jointable onetomany manytoone id generatedvalue admin root guest demo value configuration
    """
_CODE_WORDS = frozenset(_CODE_WORDS_TEXT.split())
_CODE_MODULES_TEXT = """
    functools app router pytest celery django mock click submit keyup keydown change blur focus input api blueprint
    bp typing abc asyncio contextlib attr attrs flask fastapi pydantic sqlalchemy unittest numba
    """
_CODE_MODULES = frozenset(_CODE_MODULES_TEXT.split())
_CODE_BEFORE = re.compile(
    r"\b(?:decorator|decorador|decorators|anotacion|annotation|annotations|anotacao|directiva|diretiva|directive|regla|regra|rule|npm|yarn|pnpm|npx|import|require|from|scope|paquete|pacote|package|install|instalar|composer|css|scss|blade|mixin|macro|tag|etiqueta|variable|variavel|parametro|parameter|docblock|jsdoc|javadoc|usa|usar|usando|using|with|con|com|add|agrega\w*|anade|adicion\w+)\s(?:el\s|la\s|los\s|o\s|a\s|the\s)?(?:(?!me\s)\w+\s)?$"
)
_STYLE_OR_SCOPE = re.compile(r"^\s?(?:\{|\((?:max|min)|/[a-z]|\s?\w*\s?\{)")
_CODE_LINE = re.compile(r"[{};]\s*$|^\s*(?://|\*|#)")
_STAND_IN = re.compile(
    r"(?:dominio|domain|empresa|company|ejemplo|exemplo|example)(?:\..*)?|(?:your|tu|su|seu|sua|nombre|nome|user)[._]?(?:de[._])?(?:user(?:name)?|usuario|handle|brand|marca|name|nombre|nome|empresa|negocio)"
)
_A_SIGN = re.compile(r"\b(?:un|una|um|uma)\s$")
_ABOUT_SIGN = re.compile(r"\b(?:simbolo|signo|sign|symbol|caracter|character|tecla|key|falta|missing|sin|sem)\b|\(@\)")
_CUE = re.compile(
    r"\b(?:sigue\w*|segui\w*|siga|segue|follow|busca\w*|busque\w*|procura|find|encontr\w+|ubica\w*|acha|add|agreg\w+|adiciona|escrib\w+|escrev\w+|dm|md|inbox|mensaje|mensagem|message|mi\susuario|meu\susuario|my\suser\w*|usuario|user|username|soy|sou|i'?m|aparezco|estoy|estou|contact\w*|perfil|profile|redes|arroba|handle|nick|(?:tag|etiqueta|etiqueta\w*|menciona|marca)\sme|etiquetame|mencioname|marcame|habla\w*|chama|fala|reach|me)\b[^.!?\n]{0,30}$"
)
_CUE_AFTER = re.compile(
    r"\W{0,3}(?:everywhere|en\stodos\slados|em\stodo\slugar)\b|\W{0,3}(?:en|no|na|on|in|em|at)\s(?:todas?\s)?(?:las\s|as\s|all\s)?(?:redes|ig|insta|x|tg|socials?|face|fb|platforms|networks|todos|everywhere|todo)\b|\W{0,3}(?:ahi|alli|la\s|there)\W{0,2}(?:me|find|reach)"
)
_VOCATIVE = re.compile(
    r"^\s*$|\b(?:hola|oi|ola|hi|hello|hey|gracias|thanks|obrigad[oa]|thank\syou|dear|estimad[oa]|buenas|buenos\sdias|bom\sdia|y|and|e|cc|para|for|to|por|by|con|com|with|de|from|que|a|as)\W{0,2}$|[,.!]\s$"
)
# "✨ @ana ✨".
_ORNAMENT = r"[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff|•]"
_SIGNED_WITH = re.compile(rf"{_ORNAMENT}\s?$")
_SIGNED_AFTER = re.compile(rf"\s?{_ORNAMENT}")
_COMMA = re.compile(r"\s?[,:]")
