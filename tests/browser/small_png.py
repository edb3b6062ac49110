"""Smaller pictures: a screenshot has a few hundred colours of text edges, a palette of 256 looks the same."""

import base64
import struct
import zlib
from collections import Counter

from playwright.sync_api import Page

PIXELS = """async png => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d');
  drawing.drawImage(image, 0, 0);
  const bytes = drawing.getImageData(0, 0, image.width, image.height).data;
  let text = '';
  for (let k = 0; k < bytes.length; k += 32768) text += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return [image.width, btoa(text)];
}"""


def smaller(page: Page, png: bytes) -> bytes:
    """The picture as a PNG with a palette; the browser decodes, the nearest frequent colour stands in."""
    width, encoded = page.evaluate(PIXELS, base64.b64encode(png).decode())
    raw = base64.b64decode(encoded)
    pixels = [raw[k : k + 3] for k in range(0, len(raw), 4)]
    palette, places = _palette(Counter(pixels))
    indexed = bytes(places[pixel] for pixel in pixels)
    lines = b"".join(b"\0" + indexed[start : start + width] for start in range(0, len(indexed), width))
    header = struct.pack(">IIBBBBB", width, len(pixels) // width, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _palette(found: Counter[bytes]) -> tuple[bytes, dict[bytes, int]]:
    """The 256 most frequent colours, and for every colour its place among them."""
    colours = [colour for colour, _ in found.most_common(256)]
    places = {colour: place for place, colour in enumerate(colours)}
    for colour in found:
        places.setdefault(colour, min(range(len(colours)), key=lambda n: _distance(colours[n], colour)))
    return b"".join(colours), places


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
