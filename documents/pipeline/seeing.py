"""Looking at a picture with OCR: `python -m documents.pipeline.seeing WHAT < picture`, as the media child."""

import sys

from PIL import Image

from lumen.ai.media import child
from lumen.ai.media.looking import Text


def read(picture: Image.Image) -> Text:
    """The text of a picture, and how much of it is believed: letters times the square of confidence."""
    from documents.pipeline import ocr
    from documents.pipeline.parsed import page_of

    lines = ocr.read(picture)
    words = [word for line in lines for part in line.parts for word in part.words]
    worth = sum(len(word.text) * word.confidence**2 for word in words)
    return Text(page_of(1, lines).text, round(worth, 2))


if __name__ == "__main__":
    sys.exit(child.main(read))
