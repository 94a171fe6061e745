"""Invitations that need no app: being looked up by name, going on elsewhere. Matched in the folded text."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re

PHRASES = re.compile(
    r"""
      \bgoogle[aá]?(?:me|lo|r|s)?\s(?:mi|my|meu|nosso|our|nuestro)\s(?:nombre|name|nome|empresa|company)
    | \b(?:google\s[a-z]+\s[a-z]+\s(?:[a-z]+\s)?(?:y|and|e|that|to)\b)
    | \b(?:pone|pon|joga|bota|coloca|pesquisa\w*|busca\w*|procura\w*|search\w*|type|put|look)\b[^.!?\n]{0,40}\b(?:en|no|on|in|into)\s(?:el\s|o\s)?google\b
    | \b(?:escane\w+|scan\w*|leia|lee|lea|apunta\w*)\b[^.!?\n]{0,20}\bqr\b[^.!?\n]{0,12}\b(?:mi|my|minha|meu|foto|imagen|imagem|picture|photo|perfil|profile|contact\w*|para\s(?:hablar|escrib|contact)\w*)\b
    | \b(?:mism[oa]|mesm[oa]|same)\b\s(?:\w+\s){0,3}?(?:usuario|nombre|nome|user|username|handle|name|arroba|@)?[^.!?\n]{0,20}\b(?:otras\sredes|outras\sredes|todas\s(?:las|as)\sredes|las\sredes|redes|(?:every|all|other|any)\s?(?:social\s)?networks?|everywhere|socials|todos\s(?:os\s)?(?:lados|lugares))\b
    | \b(?:redes|networks?)\b[^.!?\n]{0,30}\b(?:mism[oa]|mesm[oa]|same)\s(?:nombre|nome|usuario|user|username|name|handle)\b
    | \b(?:on|en|no)\sgoogle\s(?:you|me|vas|vais|voce|aparezco|apareco|sale|aparece)
    """,
    re.VERBOSE,
)
