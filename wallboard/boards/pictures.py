"""What may be shown as an image: PNG, JPEG and WebP, by their content and not by their name.

A file is decoded and written anew: what travels to screens is what was understood here, without
the place and the camera that a photograph tells of, and without whatever else was in the file. SVG
is refused, for it is a program.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps

LARGEST_BYTES = 4_000_000
LARGEST_SIDE = 3840  # a screen of 4K shows no more
LARGEST_PIXELS = 40_000_000  # before it is made smaller
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class NoPicture(ValueError):
    """The text is a sentence for who gave the file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`digest` is that of `content`: its address never shows anything else."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def picture_of(file: bytes) -> Picture:
    """Raises NoPicture."""
    if len(file) > LARGEST_BYTES:
        raise NoPicture(
            _("The file is larger than {limit} MB.").format(limit=LARGEST_BYTES // 10**6)
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a bomb, or of data that is not what it says
            return _rewritten(file)
    except NoPicture:
        raise
    except Exception as error:  # a decoder of foreign bytes raises whatever it likes
        raise NoPicture(_("This is no PNG, JPEG or WebP image.")) from error


def _rewritten(file: bytes) -> Picture:
    with Pillow.open(BytesIO(file), formats=tuple(TYPES)) as opened:
        kind = str(opened.format)
        if opened.width * opened.height > LARGEST_PIXELS:
            raise NoPicture(_("The image has too many pixels."))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        shown = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    out = BytesIO()
    shown.save(out, kind, quality=88)
    return Picture(out.getvalue(), TYPES[kind], shown.width, shown.height)
