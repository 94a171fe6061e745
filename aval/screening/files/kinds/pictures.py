"""Pictures: their properties, the codes in them, and the text that can be read from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from aval.screening.files.verdicts import Doubt, Where

if TYPE_CHECKING:
    from PIL.Image import Image

    from aval.screening.files.reading import Reading, Source

_BEGINS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
WHOLE_SIDE = 960
"""The longest side, in pixels, at which a picture is read as a whole."""
BAND = (1_600, 480)
"""The size of the parts in which a larger one is read too: small letters are lost on a large page, not on a part."""
BAND_OVERLAP = (200, 70)
FULL_SIDE = 4_800
SIDE_MIN = 24
FAINT = 12
"""Of 256 shades: a difference up to this is not seen."""
MARGIN = 20
CODES_SIDE = 3_000
SURE = 0.55
# What is printed on goods: numbers of products, not of people.
_GOODS = re.compile(r"EAN|UPC|DataBar|ITF|ISBN", re.IGNORECASE)
_TEXT_KEYS = re.compile(
    r"exif|icc|gamma|dpi|transparency|background|loop|duration|jfif|adobe|photoshop|mp|chromaticity|srgb|interlace|xmp",
    re.IGNORECASE,
)
_EXIF_TEXT = {
    0x010E: "ImageDescription", 0x013B: "Artist", 0x8298: "Copyright", 0x0131: "Software", 0x013C: "HostComputer",
    0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject",
    0x9286: "UserComment", 0xA430: "CameraOwnerName", 0x010D: "DocumentName", 0x8769: "",
}  # fmt: skip
_EXIF_IFD = 0x8769
_XMP_WORDS = re.compile(r">([^<>]+)<")
_XMP_ATTRIBUTES = re.compile(r"""\s(?!xmlns)([\w-]+:[\w-]+)\s*=\s*"([^"]+)\"""")


def is_one(start: bytes, source: Source) -> bool:
    """Whether it begins like a picture that can be read here."""
    del source
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return start.startswith(_BEGINS) or webp or start[4:12] in {b"ftypavif", b"ftypavis"}


def read(reading: Reading, source: Source) -> None:
    """Say a picture's properties, then read each of its frames."""
    # Only where a picture comes: most files need none of this.
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # The reading has limits of its own, which end in a verdict.
    source.body.seek(0)
    with Image.open(source.body) as picture:
        pixels = picture.width * picture.height
        allowed = reading.limits.pixels * (4 if picture.format == "JPEG" else 1)
        reading.say_properties(_properties(picture), source)
        if pixels > allowed:
            raise reading.enough(Doubt.TOO_LARGE)
        if picture.format == "JPEG":
            # Unpacks it smaller at once: a large photo then takes little memory.
            picture.draft("RGB", (CODES_SIDE, CODES_SIDE))
        frames = getattr(picture, "n_frames", 1)
        if frames > reading.limits.frames:
            reading.doubt(Doubt.TOO_LONG)
        for frame in range(min(frames, reading.limits.frames)):
            picture.seek(frame)
            look(reading, source, ImageOps.exif_transpose(_flat(picture)), page=frame + 1 if frames > 1 else 0)


def look(reading: Reading, source: Source, picture: Image, *, page: int = 0, text: bool = True) -> None:
    """Say what the codes in a picture hold, and what can be read in it."""
    if min(picture.size) < SIDE_MIN:
        return
    before = len(reading.found)
    for code in _codes(picture):
        reading.say(Where.CODE, code, source, page=page)
    if not text or _is_blank(picture) or len(reading.found) > before:
        return
    for part in _parts(picture):
        reading.may_read_picture()
        if words := _words(part):
            reading.say(Where.PICTURE, words, source, page=page)


def _flat(picture: Image) -> Image:
    """Return the picture in colours without transparency, on white: what is clear would hide what is written."""
    from PIL import Image  # noqa: PLC0415

    if picture.mode in {"RGB", "L"}:
        return picture.copy()
    if "A" in picture.getbands() or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        flat = Image.alpha_composite(white, solid).convert("RGB")
        # White letters on nothing would vanish on white.
        return (
            flat if not _is_blank(flat) else Image.alpha_composite(Image.new("RGBA", solid.size), solid).convert("RGB")
        )
    return picture.convert("RGB")


def _is_blank(picture: Image) -> bool:
    """Whether it is of one colour."""
    small = picture.convert("L")
    low, high = small.getextrema()
    return bool(high - low <= FAINT)  # type: ignore[operator]


def _parts(picture: Image) -> Iterator[Image]:
    """Return the picture as a whole, and a larger one in bands as well, without those that hold nothing."""
    picture = _inked(picture)
    whole = picture.copy()
    whole.thumbnail((WHOLE_SIDE, WHOLE_SIDE))
    yield whole
    if max(picture.size) <= WHOLE_SIDE:
        return
    if max(picture.size) > FULL_SIDE:
        picture.thumbnail((FULL_SIDE, FULL_SIDE))
    for top in _starts(picture.height, BAND[1], BAND_OVERLAP[1]):
        for left in _starts(picture.width, BAND[0], BAND_OVERLAP[0]):
            right, bottom = min(left + BAND[0], picture.width), min(top + BAND[1], picture.height)
            band = picture.crop((left, top, right, bottom))
            if not _is_blank(band):
                yield band


def _starts(length: int, size: int, overlap: int) -> range:
    return range(0, max(1, length - overlap), size - overlap)


def _inked(picture: Image) -> Image:
    """Cut off margins of one colour."""
    from PIL import Image, ImageChops  # noqa: PLC0415 (only where a picture comes)

    gray = picture.convert("L")
    corner = gray.getpixel((0, 0))
    ground = Image.new("L", gray.size, corner)
    box = ImageChops.difference(gray, ground).point(lambda value: 255 if value > FAINT else 0).getbbox()
    if box is None:
        return picture
    left, top, right, bottom = box
    return picture.crop(
        (
            max(0, left - MARGIN),
            max(0, top - MARGIN),
            min(gray.width, right + MARGIN),
            min(gray.height, bottom + MARGIN),
        )
    )


def _codes(picture: Image) -> Iterator[str]:
    import zxingcpp  # noqa: PLC0415 (only where a picture comes)

    small = picture
    if max(picture.size) > CODES_SIDE:
        small = picture.copy()
        small.thumbnail((CODES_SIDE, CODES_SIDE))
    for code in zxingcpp.read_barcodes(small.convert("L")):
        if code.text and not (_GOODS.search(str(code.format)) and code.text.isdecimal()):
            yield code.text


def _words(picture: Image) -> str:
    """Return the lines of text in a picture, from top to bottom; what stands side by side is one line."""
    import numpy as np  # noqa: PLC0415 (only where a picture comes)

    # The models take colours in the order blue, green, red.
    read = _reader()(np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1]))
    if read.txts is None:
        return ""
    pieces = [
        (float(box[:, 1].mean()), float(box[:, 0].min()), float(np.ptp(box[:, 1])), words)
        for box, words, sure in zip(read.boxes, read.txts, read.scores, strict=True)
        if sure >= SURE
    ]
    lines: list[list[tuple[float, float, float, str]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][0][0] < piece[2] / 2:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join("  ".join(piece[3] for piece in sorted(line, key=lambda one: one[1])) for line in lines)


@cache
def _reader() -> Any:
    """Load the models; they lie inside the package, and nothing is fetched."""
    from rapidocr import RapidOCR  # noqa: PLC0415 (takes a second, and most files need none)

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": BAND[0],
            # Small pictures are read as they are; made larger first, they cost five times as much and say no more.
            "Det.limit_type": "max",
            "Det.limit_side_len": BAND[0],
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _properties(picture: Image) -> dict[str, str]:
    """Return the words that stand in a picture's properties."""
    found: dict[str, str] = {}
    for key, value in picture.info.items():
        if isinstance(key, str) and isinstance(value, str | bytes) and not _TEXT_KEYS.match(key):
            found[key] = _text(value)
    exif = picture.getexif()
    for values in (exif, exif.get_ifd(_EXIF_IFD)):
        for tag, name in _EXIF_TEXT.items():
            if name and (value := values.get(tag)):
                found[name] = _text(bytes(value) if isinstance(value, tuple) else value)
    xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    packet = _text(xmp) if isinstance(xmp, str | bytes) else ""
    words = [word.strip() for word in _XMP_WORDS.findall(packet) if word.strip()]
    words += [value for name, value in _XMP_ATTRIBUTES.findall(packet) if not name.startswith(("xmlns", "rdf", "x:"))]
    if words:
        found["creatortool"] = "\n".join(words)
    return {name: value for name, value in found.items() if value.strip()}


def _text(value: str | bytes | object) -> str:
    if isinstance(value, bytes):
        for mark in (b"ASCII\x00\x00\x00", b"UNICODE\x00", b"\x00" * 8):
            value = value.removeprefix(mark)
        wide = len(value) > 3 and value[1::2].count(0) > len(value) // 3  # noqa: PLR2004 (two letters)
        return value.decode("utf-16-le" if wide else "utf-8", "replace").replace("\x00", "")
    return str(value).replace("\x00", "")
