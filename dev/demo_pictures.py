"""Pictures for the demo shop: a flower drawn in the product's colour."""

import base64
import io
import math

from PIL import Image, ImageDraw, ImageFont

SIZE = 512
PETALS = 9


def flower_picture(colour):
    """Return a PNG, base64 as Odoo's image fields want it.

    :param str colour: the petals' colour, such as ``#b5121b``
    """
    picture = Image.new("RGB", (SIZE, SIZE), "#eef3ec")
    draw = ImageDraw.Draw(picture)
    draw.line((256, 260, 262, 512), fill="#5d8a54", width=14)
    _leaf(picture, 320, 420)
    for ring, (radius, shade) in enumerate(((118, 0.86), (78, 0.95), (40, 1.0))):
        for petal in range(PETALS):
            angle = 2 * math.pi * (petal + ring / 2) / PETALS
            _petal(draw, angle, radius, _shade(colour, shade))
    draw.ellipse((238, 212, 274, 248), fill=_shade(colour, 0.7))
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue())


def logo(name):
    """Return the shop's logo as PNG, base64: a flower and the company's name."""
    font = ImageFont.load_default(size=44)
    picture = Image.new("RGBA", (90 + int(font.getlength(name)) + 10, 80))
    draw = ImageDraw.Draw(picture)
    for petal in range(PETALS):
        angle = 2 * math.pi * petal / PETALS
        x, y = 40 + 20 * math.cos(angle), 40 + 20 * math.sin(angle)
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill="#2c7250")
    draw.ellipse((30, 30, 50, 50), fill="#f3c522")
    draw.text((90, 40), name, fill="#2c7250", font=font, anchor="lm")
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue())


def _petal(draw, angle, radius, fill):
    x, y = 256 + radius * math.cos(angle), 230 + radius * math.sin(angle)
    size = 58
    box = (x - size, y - size, x + size, y + size)
    draw.ellipse(box, fill=fill, outline=_darker(fill), width=3)


def _leaf(picture, x, y):
    leaf = Image.new("RGBA", (150, 60))
    ImageDraw.Draw(leaf).ellipse((0, 0, 149, 59), fill="#6c9c62")
    leaf = leaf.rotate(35, expand=True)
    picture.paste(leaf, (x - leaf.width // 2, y - leaf.height // 2), leaf)


def _shade(colour, factor):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(int(part * factor) for part in (red, green, blue))


def _darker(colour):
    return tuple(int(part * 0.88) for part in colour)
