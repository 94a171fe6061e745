"""What tells a name that somebody chose from the words of a sentence."""

import re

from aval.screening.lexicon.grammar import word_classes

ORDINARY = frozenset(word_classes())
# Endings of everyday words: a name that has none is more likely a name.
WORDY = re.compile(
    r"(?:cion|ciones|cao|coes|dad|dade|dades|mente|ing|ados?|idos?|adas?|ment|ments|ness|ncias?|ismo|istas?|arios?|ario|logia|ando|endo|ers?|ions?|ads|aje|ajes|agem|agens|eo|eos|ores|oria|eria|icos?|icas?|ives?|ales?|ais|ones|oes|ity|ware|sets?|posts?|icons?|iles?)$"
)
# What is the work, just before a name.
SUBJECT = re.compile(
    r"\b(?:feed|embed\w*|scrap\w+|hashtags?|mencion\w*|mention\w*|etiquet(?!ame|eme)\w+|marca|brand|competidor\w*|competitor\w*|metricas|analytics|campana|campanha|campaign|influencers?|decorador|decorator|cuenta\sde\sla\smarca|repost\w*|publicaciones\sde|posts\s(?:from|by|of))\b[^.!?\n]{0,40}$"
)
# A sign or figure within: nobody writes a word so.
CHOSEN = re.compile(r"[a-z].*[\d_]|[\d_].*[a-z]|[a-z]\.[a-z]")
# Words of the work that stand beside a network's name.
_PROSE_TEXT = """
    https http www the para por con com que este esta link login feed api button boton botao tambien tambem and
    with pero mas but business about actions pages page down open public private full part designer developer lento
    blue green azul verde style like based worthy ready friendly inspired themed icon logo
    """
PROSE = frozenset(_PROSE_TEXT.split())
