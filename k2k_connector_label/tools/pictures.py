# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Pictures on labels: a company's logo."""

import io
from functools import lru_cache

from PIL import Image as Pillow

from .label import Image


def logo(data, x, y, width, height):
    """Return a picture as large as fits into a frame, in its upper right corner.

    A printer has no colours: transparent parts become white, the rest shades of grey.

    :param bytes data: any picture file that Pillow can read
    :raises PIL.UnidentifiedImageError: it can't
    """
    with Pillow.open(io.BytesIO(data)) as source:
        picture = source.convert("RGBA")
    scale = min(width / picture.width, height / picture.height)
    size = (
        max(round(picture.width * scale), 1),
        max(round(picture.height * scale), 1),
    )
    grey = Pillow.new("L", size, 255)
    small = picture.resize(size)
    grey.paste(small.convert("L"), mask=small.getchannel("A"))
    buffer = io.BytesIO()
    grey.save(buffer, format="PNG")
    return Image(buffer.getvalue(), x + width - size[0], y, *size)


@lru_cache(maxsize=32)
def black_rows(png, width, height):
    """Return a picture's rows as bytes, a bit for each dot, 1 is black.

    Shades of grey become dots of black (dithering).
    """
    with Pillow.open(io.BytesIO(png)) as source:
        bits = source.convert("L").resize((width, height)).convert("1")
    inverted = bits.point(lambda value: 255 - value)
    stride = (width + 7) // 8
    data = inverted.tobytes()
    return tuple(data[row * stride : (row + 1) * stride] for row in range(height))
