"""From bytes to text: the encoding is stated, or found out and then said."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from voc.errors import SourceError
from voc.issues import Issue

# The encodings that spreadsheets and tools of Western Europe still write; a free choice takes French for Central European.
LEGACY = ["cp1252", "mac_roman", "cp850"]
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
SAMPLE = 20_000


def decode(content: bytes, encoding: str | None) -> tuple[str, list[Issue]]:
    """The text of a file without NUL characters, and what had to be guessed or removed.

    Raises:
        SourceError: The file is empty, is not text, or is not in the stated encoding.
    """
    if not content.strip(b" \t\r\n\x00"):
        raise SourceError("the file is empty", expected="a header and at least one row", advice="look at the tool that exports it")
    issues: list[Issue] = []
    if encoding is None:
        encoding = guess_encoding(content)
        issues.append(Issue("info", "", f"encoding guessed: {encoding}", advice="state `encoding:` to fix it"))
    text = _decoded(content, encoding)
    if (nuls := text.count("\x00")) > 0:
        issues.append(Issue("warning", "", f"{nuls} NUL characters removed", "text without NUL", "look at the tool that exports it"))
        text = text.replace("\x00", "")
    return text, issues


def guess_encoding(content: bytes) -> str:
    """Byte-order mark, then UTF-16 by its zeros, then UTF-8, then the likeliest of the legacy encodings.

    Raises:
        SourceError: None fits.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    if wide := _utf16_by_zeros(content):
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(content)
    return "utf-8"


def _utf16_by_zeros(content: bytes) -> str | None:
    even, odd = content[0:4000:2].count(0), content[1:4000:2].count(0)
    half = min(len(content), 4000) / 2
    if odd > 0.5 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.5 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _legacy(content: bytes) -> str:
    if sum(content[:4000].count(bytes([b])) for b in range(9)) > 0.02 * min(len(content), 4000):
        raise SourceError("the file is not text", expected="CSV or JSON lines", advice="state `format:`, or look at the file")
    # Only lines that tell the encodings apart; a long file of plain letters would drown them.
    telling = b"\n".join(line for line in content.split(b"\n") if not line.isascii())[:SAMPLE]
    best = from_bytes(telling, cp_isolation=LEGACY, threshold=0.9).best()
    return str(best.encoding) if best else "cp1252"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError as error:
        raise SourceError(
            f"encoding {encoding!r} is not known", expected="utf-8, cp1252, utf-16, ...", advice="correct `encoding:`"
        ) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte {content[error.start]:#04x} on line {line} is not {encoding}",
            expected=f"a file in {encoding}",
            advice="correct `encoding:`, or leave it out to have it guessed",
        ) from error
    if not encoding.lower().startswith("utf") and _is_really_utf8(content):
        raise SourceError(
            f"the file is in UTF-8, not in {encoding}", expected=f"a file in {encoding}", advice="leave `encoding:` out, or correct it"
        )
    return text


def _is_really_utf8(content: bytes) -> bool:
    # Accented letters of a one-byte encoding practically never form valid UTF-8; three such pairs are no chance.
    if len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", content)) < 3:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
