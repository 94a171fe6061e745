"""Judges a text in which no detail was found: does its wording read like a way to meet outside.

A linear model over words (each by itself, and the runs of four letters in it), two words side by side, the kinds of
neighbours and of those with one between (the class that lexicon/grammar.py gives a word, else how it begins), and which
signals (lexicon/signals.py) stand in the text together. Its weights lie beside this file; ``python
tools/learn_wording.py`` learns them from the corpus. It takes microseconds, and it can be explained: the passage whose
words weigh most is what the author is shown.

It was taught by whole texts and by their sentences, and it is asked about both, so that honest talk around a sentence
doesn't hide it. The same score gives soft findings a second look (`doubts`): what is no sure detail stands if either
its sentence or the part of the text around it reads at all like a way to meet outside.
"""

from aval.screening.wording.judgement import doubts, familiar, judge, sentence_surer
from aval.screening.wording.tokens import PAIR, PHRASE, SIGN, SKIP, SPELT, WORD, Worded
from aval.screening.wording.weights import WEIGHTS

__all__ = [
    "PAIR",
    "PHRASE",
    "SIGN",
    "SKIP",
    "SPELT",
    "WEIGHTS",
    "WORD",
    "Worded",
    "doubts",
    "familiar",
    "judge",
    "sentence_surer",
]
