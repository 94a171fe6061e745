"""International Morse code (ITU-R M.1677-1), letters, digits and the signs of an address."""

# ruff: noqa: E501  (an expression is read one alternative a line)

_CODES = (
    "a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- u..- v...- w.-- x-..- y-.-- z--.. "
    "0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.. 9----. @.--.-. ..-.-.- --....- _..--.-"
)
MORSE = {code[1:]: code[0] for code in _CODES.split()}
