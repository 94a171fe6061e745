"""Whether the words around a link speak of the work or of a person."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re


def is_own(left: str, right: str) -> bool:
    """Whether a person presents the link as a way to themselves."""
    if _LOOKS_LIKE.search(left) is not None:
        return False
    return _OWN_BEFORE.search(left) is not None or _OWN_AFTER.match(right) is not None


def is_about_work(left: str, right: str) -> bool:
    """Whether the link is presented as something to work on, to look like, or to read."""
    return _WORK.search(left) is not None or _WORK.search(right) is not None


# "I want my site to load like https://…": that one is somebody else's.
_LOOKS_LIKE = re.compile(
    r"\b(?:cargue\w*|funcion\w+|luzca|vea|verse|quede|fique|look\w*|works?|load\w*|feels?|parec\w+|carreg\w+)\s(?:\w+\s){0,2}?(?:como|like|a|com|igual\sa)\s$"
)
_OWN_BEFORE = re.compile(
    r"""
    \b(?:mi|mis|my|meu|minha|meus|nuestr[oa]|our|noss[oa])\s(?:\w+\s){0,2}(?:web|site|sitio|pagina|page|website|portfolio|portafolio|portifolio|perfil|profile|blog|
      curriculum|cv|agenda|calendario|calendar|canal|channel|estudio|studio|agencia|agency|link|enlace|trabajos?|trabalhos?|work|behance|github|dribbble|linktree|empresa|company|negocio|landing|form|formulario|ficha)\b
    | \b(?:tenho|tengo|have|temos|tenemos)\s(?:an?\s|una?\s|uma\s|my\s|mi\s|minha\s)?(?:own\s)?(?:loja|tienda|shop|store|tiendita|lojinha)\s(?:propi[oa]|online)?
    | \b(?:contact|contacta|contato|contacto|contactame|escrib|escrev|reach|find\sme|encontr|buscame|buscar?me|visita|visite|visit|hablame|fale|talk|chat|book|agend|reserva|schedule|
      message|mensaje|mensagem|call|llama|chama|join|unete|unite|sumate|entra|entre\sem|see\smore\sof\smy|ver\smas\sde\smi|conheca|conoce|conoceme|hire|contrat\w+me|pagame|pay\sme|me\s(?:chama|acha|encontra|procura)|sigueme|seguime|follow)
    """,
    re.VERBOSE,
)
_OWN_AFTER = re.compile(
    r"\W{0,4}(?:ahi\s|alli\s|la\s|there\s)?(?:me\s|you\scan\s(?:reach|find|contact)|esta\smi|tens?\smi|tenes\smi|estan\smis|i'm|is\smy|es\smi|e\smeu|e\so\smeu|para\scontact|to\scontact|formulario\sde\scontact|contact|tem\smeu|hay\sun\sformulario|[^.!?\n]{0,40}\b(?:contact(?:arme|arnos|ame)|escribirme|escribirnos|ubicarme|llamarme|hablarme|contatar|me\schamar|falar\scomigo|(?:reach|contact|message|ring|call|hire|write\sto|get\shold\sof)\s(?:me|us)|(?:chat|call|help|whatsapp)\s(?:bubble|button|box|widget|icon)|live\s?chat|(?:burbuja|globo|boton|botao|bolinha|balao|icono|icone)\s(?:de\s|del\s|do\s)?(?:chat|whats\w*|contacto|contato))\b|(?:has|tiene|tem)\s(?:the|el|o|a|our|nuestro|nosso|un|um)?\s?(?:contact\sform|formulario)|(?:vienen|estan|tienes|tenes|estao|tem|you\sfind|are)\s(?:\w+\s){0,2}(?:nuestros|mis|nossos|meus|our|my)\s(?:datos|contact\w*|dados|contatos|telefono\w*|details))"
)
_WORK = re.compile(
    r"""
    \b(?:docs?|documenta\w+|tutorial\w*|articulo|artigo|article|guia|guide|referenc\w+|ejemplo|exemplo|example|inspir\w+|resembl\w+|air[e]?\s(?:de|of)|vibes?\s(?:de|of)|parecid\w+|similar\w*|como\s(?:este|esta|esse|essa|el|la|o|a)|like\s(?:this|the)|estilo|style
      |redisen\w+|redesen\w+|redesign\w*|disen\w+|design\w*|migra\w+|clon\w+|copia\w*|scrap\w+|crawl\w*|endpoint\w*|api|apis|servidor|server|staging|produccion|producao|production|prod|demo|entorno|ambiente|environment
      |tienda|loja|store|shop|error\w*|erro|erros|bug\w*|falla\w*|fix\w*|arregl\w+|corrig\w+|corregir|repo\w*|library|libreria|biblioteca|paquete|package|plugin|theme|tema|plantilla|template|figma|mockup|wireframe|prototip\w+|prototype
      |carga\w*|carrega\w*|load\w*|speed|velocidad|velocidade|lenta?o?|slow|seo|analytics|hosting|dominio|domain|dns|ssl|redirig\w+|redirect\w*|sitemap|actual|atual|current\w*|existente|existing|competen\w+|competitor\w*|concorren\w+
      |proyecto|projeto|project|cliente|client|landing|deploy\w*|public\w+|subi\w*|upload\w*|instal\w+|version\w*|build|test\w*|prob\w+|revis\w+|review\w*|check\w*|mirar?|mira|olha|veja|fuente|font|fonte|icon\w*|imagen\w*|imagem|image\w*|logo
      |dataset|datos|dados|data|csv|feed|rss|xml|json|webhook|callback|url|request|response|spec\w*|issue|ticket|pull|commit|branch|move|moving|mover|mudar|pasar|trasladar|wix|wordpress|shopify|woocommerce|joomla|prestashop|tray|squarespace|webflow|drupal|magento|vtex|nuvemshop|tiendanube|buscador|search|resuelve|resolve|handles?|filtro\w*|filters?|menu|catalog\w*|checkout|carrito|carrinho|cart
      |compar\w+|benchmark\w*|analiz\w+|analis\w+|audit\w*|traffic|trafico|trafego|rank\w*|keyword\w*|posicion\w*|backend|frontend|header|footer|banner|colou?rs?|cores|tipografia|typography|blog|articulos?|posts?|receitas|recetas|newsletter|formul\w+|integra\w+|traduc\w+|traduz\w+|translat\w+|contenido|conteudo|content|texto|pagina|page|pages|sitio|site|website|web|portal|app)\b
    """,
    re.VERBOSE,
)
