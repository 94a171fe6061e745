"""Numbers written as words, and what each says as digits."""

_UNITS = {
    "0": "cero zero oh ceros zeros zeroes ceritos nought",
    "1": "uno um one unos ums uns ones uma",
    "2": "dos dois two doses doss twos duas",
    "3": "tres three treses threes",
    "4": "cuatro quatro four cuatros quatros fours kuatro quattro",
    "5": "cinco five cincos fives sinco cinko",
    "6": "seis six meia seises sixes sei",
    "7": "siete sete seven sietes setes sevens ciete",
    "8": "ocho oito eight ochos oitos eights",
    "9": "nueve nove nine nueves noves nines nuebe",
}
_TEENS = {
    "10": "diez dez ten",
    "11": "once onze eleven",
    "12": "doce doze twelve",
    "13": "trece treze thirteen",
    "14": "catorce catorze quatorze fourteen",
    "15": "quince quinze fifteen",
    "16": "dieciseis dezesseis dezasseis sixteen",
    "17": "diecisiete dezessete dezassete seventeen",
    "18": "dieciocho dezoito eighteen",
    "19": "diecinueve dezenove dezanove nineteen",
    "21": "veintiuno veintiun",
    "22": "veintidos",
    "23": "veintitres",
    "24": "veinticuatro",
    "25": "veinticinco",
    "26": "veintiseis",
    "27": "veintisiete",
    "28": "veintiocho",
    "29": "veintinueve",
}
_TENS = {
    "20": "veinte vinte twenty",
    "30": "treinta trinta thirty",
    "40": "cuarenta quarenta forty fourty",
    "50": "cincuenta cinquenta fifty",
    "60": "sesenta sessenta sixty",
    "70": "setenta setenta seventy",
    "80": "ochenta oitenta eighty",
    "90": "noventa noventa ninety",
}
_HUNDREDS = {
    "100": "cien cem hundred",
    "200": "doscientos duzentos",
    "300": "trescientos trezentos",
    "400": "cuatrocientos quatrocentos",
    "500": "quinientos quinhentos",
    "600": "seiscientos seiscentos",
    "700": "setecientos setecentos",
    "800": "ochocientos oitocentos",
    "900": "novecientos novecentos",
}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: digits for digits, words in table.items() for word in words.split()}


UNITS = _by_word(_UNITS)
TENS = _by_word(_TENS)
HUNDREDS = _by_word(_HUNDREDS) | {"ciento": "100", "cento": "100"}
DIGITS = UNITS | _by_word(_TEENS) | TENS | HUNDREDS

# "double seven", "triple 5": how often the next number is said.
REPEATS = {
    "doble": 2, "dobles": 2, "duplo": 2, "duplos": 2, "dobro": 2, "double": 2, "dubble": 2, "par": 2,
    "triple": 3, "triplo": 3, "tripla": 3, "cuadruple": 4, "quadruplo": 4, "quadruple": 4,
}  # fmt: skip

# Words that people put between the digits of one number without ending it.
FILLERS = frozenset(
    [
        "y",
        "e",
        "and",
        "mas",
        "mais",
        "plus",
        "luego",
        "despues",
        "depois",
        "then",
        "seguido",
        "seguida",
        "followed",
        "by",
        "de",
        "del",
        "da",
        "do",
        "el",
        "la",
        "o",
        "a",
        "los",
        "las",
        "guion",
        "guiao",
        "traco",
        "hifen",
        "dash",
        "hyphen",
        "espacio",
        "espaco",
        "space",
        "punto",
        "ponto",
        "dot",
        "coma",
        "virgula",
        "comma",
        "slash",
        "barra",
        "menos",
        "minus",
        "parentesis",
        "parenteses",
        "raya",
        "otra",
        "vez",
        "again",
        "outra",
        "otro",
        "outro",
        "un",
        "veces",
        "vezes",
        "times",
        "entonces",
        "next",
        "primero",
        "segundo",
        "tercero",
        "cuarto",
        "primeiro",
        "terceiro",
        "quarto",
        "first",
        "second",
        "third",
        "fourth",
        "part",
        "parte",
        "ahora",
        "agora",
        "al",
        "final",
        "finalmente",
        "terminando",
        "termina",
        "en",
        "em",
        "with",
        "com",
        "con",
        "the",
        "number",
        "numero",
        "digit",
        "digito",
        "nro",
        "num",
        "area",
        "code",
        "codigo",
        "ddd",
        "ext",
    ]
)

# A lone article or a slip of the tongue is no digit: these need a neighbour that surely is one.
WEAK = frozenset(
    ["um", "uma", "one", "once", "oh", "unos", "ums", "uns", "sei", "par", "ten", "cien", "cem", "hundred"]
)
