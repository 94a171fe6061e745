"""Files of each kind, made small."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

PHONE = "Llamame al +54 11 6044-9130"
HONEST = "Presupuesto para la tienda: tres entregas, 1500 USD en total."


def picture(*lines: str, size: tuple[int, int] = (760, 240), letters: int = 30, ink: str = "black") -> Image.Image:
    """Return a picture with lines of text."""
    drawn = Image.new("RGB", size, "white")
    font = ImageFont.load_default(size=letters)
    for number, line in enumerate(lines):
        ImageDraw.Draw(drawn).text((30, 30 + number * letters * 2), line, fill=ink, font=font)
    return drawn


def encoded(drawn: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture's bytes."""
    body = io.BytesIO()
    drawn.save(body, kind, **options)
    return body.getvalue()


def code(text: str, *, kind: str = "QRCode", size: tuple[int, int] = (600, 500)) -> Image.Image:
    """Return a picture with a code to scan in it, as in a leaflet."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=4))
    page = Image.new("RGB", size, "white")
    page.paste(drawn, (80, 60))
    return page


def scanned_pdf(*pages: Image.Image) -> bytes:
    """Return a PDF whose pages are pictures."""
    body = io.BytesIO()
    pages[0].save(body, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return body.getvalue()


def text_pdf(*pages: str, info: str = "", annotation: str = "") -> bytes:
    """Return a PDF with one line of text a page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 50 700 Td ({_escaped(text)}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        notes = f" /Annots [{annotation}]" if annotation else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >>{notes} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    return _pdf(objects, f"/Root 1 0 R /Info {len(objects)} 0 R")


def zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a zip of files."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def docx(*paragraphs: str, core: str = "", links: str = "", files: dict[str, bytes | str] | None = None) -> bytes:
    """Return a document; each word of a paragraph is a run of its own, as editors leave them."""
    body = "".join(
        "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{word} </w:t></w:r>' for word in text.split()) + "</w:p>"
        for text in paragraphs
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>",
            "docProps/core.xml": f"<cp:coreProperties>{core}</cp:coreProperties>",
            **(files or {}),
        }
    )


def xlsx(rows: list[list[str | float]]) -> bytes:
    """Return a table."""
    shared = [cell for row in rows for cell in row if isinstance(cell, str)]
    lines = "".join(f"<row>{''.join(_cell(cell, shared) for cell in row)}</row>" for row in rows)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/sharedStrings.xml": f"<sst>{''.join(f'<si><t>{text}</t></si>' for text in shared)}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{lines}</sheetData></worksheet>",
        }
    )


def pptx(text: str) -> bytes:
    """Return a slide."""
    slide = f"<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
    return zipped({"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide})


def odt(text: str) -> bytes:
    """Return an open document."""
    content = f"<office:document-content><text:p>{text}</text:p></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def huge_png(side: int) -> bytes:
    """Return a picture that is small as a file and huge once unpacked."""
    line = b"\x00" + b"\xff" * (side * 3)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def pdf_bomb() -> bytes:
    """Return a PDF of a few kilobytes whose page is 500 MB of drawing once unpacked."""
    packer = zlib.compressobj(9)
    block = b"0 0 9 9 re f " * 80_000
    packed = b"".join(packer.compress(block) for _ in range(500)) + packer.flush()
    twice = zlib.compress(packed, 9).decode("latin-1")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        f"<< /Length {len(twice)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n{twice}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R >>",
    ]
    return _pdf(objects, "/Root 1 0 R")


def kept(folder: Path, body: bytes | str) -> Path:
    """Keep a file as the site does, under a name that says nothing."""
    path = folder / "stored"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _cell(cell: str | float, shared: list[str]) -> str:
    if isinstance(cell, str):
        return f'<c t="s"><v>{shared.index(cell)}</v></c>'
    return f"<c><v>{cell}</v></c>"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf(objects: list[str], trailer: str) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return body + f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
