"""The kinds of files Lumen reads, and the names they go by."""

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = "application/pdf"
DOCX = f"{_OOXML}wordprocessingml.document"
PPTX = f"{_OOXML}presentationml.presentation"
XLSX = f"{_OOXML}spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT = f"{_ODF}text"
ODS = f"{_ODF}spreadsheet"
ODP = f"{_ODF}presentation"
RTF = "application/rtf"
HTML = "text/html"
MHTML = "multipart/related"
MARKDOWN = "text/markdown"
CSV = "text/csv"
TEXT = "text/plain"
EML = "message/rfc822"
MBOX = "application/mbox"
EPUB = "application/epub+zip"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
WEBP = "image/webp"
HEIC = "image/heic"
ARCHIVE = "application/zip"  # a container: intake unpacks it

IMAGES = frozenset({PNG, JPEG, TIFF, WEBP, HEIC})
OOXML = frozenset({DOCX, PPTX, XLSX, XLSB})
OPEN_DOCUMENT = frozenset({ODT, ODS, ODP})
OFFICE = OOXML | OPEN_DOCUMENT | {XLS, RTF}
CAN_BE_LOCKED = OOXML | OPEN_DOCUMENT | {PDF, XLS}  # with a password
PLAIN = frozenset({TEXT, MARKDOWN, CSV, HTML, EML, MBOX, MHTML, RTF})  # letters only, no binary

EXTENSIONS = {
    ".pdf": PDF,
    ".docx": DOCX, ".docm": DOCX, ".dotx": DOCX, ".dotm": DOCX,
    ".pptx": PPTX, ".pptm": PPTX, ".ppsx": PPTX, ".potx": PPTX, ".ppsm": PPTX,
    ".xlsx": XLSX, ".xlsm": XLSX, ".xltx": XLSX, ".xls": XLS, ".xlt": XLS, ".xlsb": XLSB,
    ".odt": ODT, ".ott": ODT, ".fodt": ODT, ".ods": ODS, ".ots": ODS, ".fods": ODS,
    ".odp": ODP, ".otp": ODP, ".fodp": ODP,
    ".rtf": RTF, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".xht": HTML,
    ".mht": MHTML, ".mhtml": MHTML,
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".mdown": MARKDOWN, ".mkd": MARKDOWN,
    ".csv": CSV, ".tsv": CSV, ".tab": CSV, ".txt": TEXT, ".text": TEXT, ".log": TEXT,
    ".eml": EML, ".mbox": MBOX, ".epub": EPUB,
    ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG, ".tif": TIFF, ".tiff": TIFF,
    ".webp": WEBP, ".heic": HEIC, ".heif": HEIC, ".zip": ARCHIVE,
    ".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac",
    ".flac": "audio/flac", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg",
    ".weba": "audio/webm", ".mka": "audio/x-matroska", ".mp4": "video/mp4", ".m4v": "video/mp4",
    ".mov": "video/quicktime", ".avi": "video/x-msvideo", ".webm": "video/webm",
    ".mkv": "video/x-matroska", ".ogv": "video/ogg", ".3gp": "video/mp4",
}  # fmt: skip
SUPPORTED = (
    "PDF, Word (DOCX), PowerPoint (PPTX), Excel (XLSX, XLS), OpenDocument, RTF, HTML, Markdown, CSV, "
    "plain text, e-mail (EML, MBOX), EPUB, PNG, JPEG, TIFF, WebP, HEIC, ZIP, sound (MP3, WAV, M4A, AAC, OGG, "
    "Opus, FLAC) or film (MP4, MOV, WebM, MKV, AVI)"
)


def short_name(content_type: str) -> str:
    """What people call a kind of file, by its usual suffix: "DOCX"; the content type of one unknown."""
    return next((end[1:].upper() for end, kind in EXTENSIONS.items() if kind == content_type), content_type)
