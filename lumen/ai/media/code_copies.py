"""Copies and cut-outs of a picture in which codes are easier to read, each with the way back."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageFilter

from lumen.ai.media.code_spots import Spot

SIDE = 1_600  # of copies of the whole
SMALL, TINY = 1_000, 420  # sides up to which a copy is made two and four times as large
READ_SIDE = 900  # to which a cut-out of squares is enlarged
BARS_WIDTH = 1_400  # to which a cut-out of bars is
MOST_ZOOM = 4.0
MARGIN = 0.25  # of a spot, on each side
LEAST_MARGIN = 12  # pixels
AVERAGED = 24  # pixels of the picture along a bar that are taken together
BLURS = (0.0065, 0.011, 0.017)  # of a cut-out's side: the blur that is taken back, as a deviation
GRAIN = 0.003  # of light, that taking a blur back must not blow up
LONG = 2.2  # times as wide as high: squares are not
TURNS = (7.5, 15.0, 22.5, 30.0, 37.5, 45.0, 52.5, 60.0, 67.5, 75.0, 82.5)
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Copy:
    """`matrix` leads from a place in the copy to that in the picture: (ax + by + c, dx + ey + f)."""

    image: Image.Image
    matrix: Matrix

    def back(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + b * y + c, d * x + e * y + f


def whole(picture: Image.Image, scale: float) -> Copy:
    """The picture at another size."""
    return Copy(_scaled(picture, scale), (1 / scale, 0, 0, 0, 1 / scale, 0))


def changed(base: Copy) -> Iterator[Copy]:
    """The whole larger, sharper, calmer, clearer, blurred, smaller."""
    image = base.image
    longest = max(image.size)
    if longest <= SMALL:
        yield _again(base, _scaled(image, 2.0))
    if longest <= TINY:
        large = image.resize((image.width * 4, image.height * 4), Image.Resampling.LANCZOS)
        yield _again(base, large)
        yield _again(base, _sharper(large, 4))
    for change in (_sharper, _sharpest, _calmer, _clearer, _blurred):
        yield _again(base, change(image))
    for share in (0.5, 0.33):
        yield _again(base, _scaled(image, share))
    if longest <= SMALL:
        yield _again(base, _sharper(_scaled(image, 2.0), 3))
        yield _again(base, _clearer(_scaled(image, 2.0)).filter(ImageFilter.GaussianBlur(1.0)))


def of_bars(spot: Spot, base: Copy, gray: Image.Image) -> Iterator[Copy]:
    """Cut-outs in which the bars stand upright: as they are, then with rows taken together against grain."""
    import cv2
    import numpy as np

    scale = base.matrix[0]
    along, across = spot.size[0] * scale, spot.size[1] * scale
    width = along * (1 + 2 * MARGIN) + 2 * LEAST_MARGIN
    zoom = min(MOST_ZOOM, BARS_WIDTH / width)
    cut = _cut(gray, base.back(*spot.centre), (width, across), spot.turn or 0.0, zoom)
    yield cut
    rows = max(3, round(min(AVERAGED, across / 2) * zoom))
    calm = cv2.blur(np.asarray(cut.image), (1, rows))
    yield Copy(Image.fromarray(calm), cut.matrix)
    sharp = Image.fromarray(calm).filter(ImageFilter.UnsharpMask(radius=2 * zoom, percent=300, threshold=0))
    yield Copy(sharp, cut.matrix)


def of_squares(spot: Spot, base: Copy, gray: Image.Image) -> Iterator[Copy]:
    """Cut-outs of what may be squares; of very small ones turned ones too."""
    if max(spot.size) > LONG * min(spot.size):
        return
    scale = base.matrix[0]
    wide, high = (side * scale * (1 + 2 * MARGIN) + 2 * LEAST_MARGIN for side in spot.size)
    zoom = min(MOST_ZOOM, READ_SIDE / max(wide, high))
    centre = base.back(*spot.centre)
    cut = _cut(gray, centre, (wide, high), 0.0, zoom)
    yield cut
    for change in (_sharper, _calmer, _clearer, _blurred):
        yield Copy(change(cut.image), cut.matrix)
    for blur in BLURS:
        yield Copy(_deblurred(cut.image, blur * max(spot.size) * scale * zoom), cut.matrix)
    if zoom == MOST_ZOOM:
        side = max(wide, high)
        yield from (_cut(gray, centre, (side, side), turn, zoom) for turn in TURNS)


def _cut(
    gray: Image.Image, centre: tuple[float, float], size: tuple[float, float], turn: float, zoom: float
) -> Copy:
    """What lies around a place, turned back by `turn` degrees; what is outside the picture is paper."""
    import cv2
    import numpy as np

    wide, high = max(8, round(size[0] * zoom)), max(8, round(size[1] * zoom))
    cosine, sine = np.cos(np.radians(turn)) / zoom, np.sin(np.radians(turn)) / zoom
    matrix = (
        float(cosine),
        float(-sine),
        float(centre[0] - cosine * wide / 2 + sine * high / 2),
        float(sine),
        float(cosine),
        float(centre[1] - sine * wide / 2 - cosine * high / 2),
    )
    cut = cv2.warpAffine(
        np.asarray(gray),
        np.asarray(matrix, dtype=np.float64).reshape(2, 3),
        (wide, high),
        flags=(cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return Copy(Image.fromarray(cut), matrix)


def _again(base: Copy, image: Image.Image) -> Copy:
    """A changed base, which may have another size."""
    a, _b, _c, _d, e, _f = base.matrix
    across, down = base.image.width / image.width, base.image.height / image.height
    return Copy(image, (a * across, 0, 0, 0, e * down, 0))


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)


def _sharper(picture: Image.Image, radius: float = 3) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius=radius, percent=300, threshold=0))


def _sharpest(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius=6, percent=500, threshold=0))


def _calmer(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.MedianFilter(3))


def _blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(2.0))


def _clearer(picture: Image.Image) -> Image.Image:
    """Faint print made dark, light falling from one side made even."""
    from lumen.ai.media.enhancing import even_light

    return even_light(picture)


def _deblurred(picture: Image.Image, deviation: float) -> Image.Image:
    """With a round blur taken back (Wiener's filter)."""
    import numpy as np

    pixels = np.asarray(picture, dtype=np.float32) / 255
    down, across = np.fft.fftfreq(pixels.shape[0])[:, None], np.fft.rfftfreq(pixels.shape[1])[None]
    blur = np.exp(-2 * (np.pi * deviation) ** 2 * (across**2 + down**2))
    sharp = np.fft.irfft2(np.fft.rfft2(pixels) * blur / (blur**2 + GRAIN), s=pixels.shape)
    return Image.fromarray((sharp * 255).clip(0, 255).astype(np.uint8))
