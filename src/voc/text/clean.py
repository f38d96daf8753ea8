"""Text as it was meant: encoding repaired, markup and invisible characters out, quoted mail and signatures out."""

from __future__ import annotations

import html
import re

import ftfy

_FTFY = ftfy.TextFixerConfig(unescape_html=False, explain=False)
# Nested escapes such as &amp;lt;b&amp;gt; need several rounds; whoever nests deeper than this did not write a comment.
_ROUNDS = 6

_PLAIN = re.compile(r"[ -%'-;=-^`-~\n]*")
_ESCAPED_AMPERSANDS = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_HIDDEN = {"script": "</script", "style": "</style", "head": "</head", "template": "</template", "noscript": "</noscript"}
_HIDDEN_OPEN = re.compile(r"<(script|style|head|template|noscript)(?=[\s/>])[^<>]*>|<!--", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr|blockquote|section|article|header|footer|pre|dl|dt|dd|body|html|title|form)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|button|center|cite|code|del|em|font|i|iframe|img|input|ins|label|link|mark|meta|noscript|o:p|object|"
    r"option|q|s|samp|script"
    r"|select|small|span|strike|strong|style|sub|sup|svg|template|textarea|tt|u|video|audio|source|embed|canvas|wbr|head|main|nav)"
    r"(?:[\s/][^<>]*)?>|<!doctype[^<>]*>|<\?xml[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?t[dh](?:[\s/][^<>]*)?>", re.IGNORECASE)
_EXCEL_ESCAPE = re.compile(r"_x00(0[0-9A-F]|1[0-9A-F])_", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    # A joiner is meant only between two emoji.
    rf"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without damage and markup: mojibake repaired, tags, scripts, entities, control and zero-width characters gone.

    Spaces are single, lines stripped, paragraphs kept as one empty line. Cleaning twice changes nothing; time grows linearly.
    """
    if _PLAIN.fullmatch(text):
        return _tidy(_EXCEL_ESCAPE.sub("\n", text)) if "_x00" in text else _tidy(text)
    for _ in range(_ROUNDS):
        before, text = text, _once(text)
        if text == before:
            return text
    # Without the two characters that markup begins with there is nothing left to unwrap.
    return _once(text.replace("<", " ").replace("&", " "))


def _once(text: str) -> str:
    text = _EXCEL_ESCAPE.sub("\n", text)
    if "&" in text:
        text = _ENTITY.sub(_unescaped, _ESCAPED_AMPERSANDS.sub("&", text))
    if "<" in text:
        text = _without_markup(text)
    text = _LINE_END.sub("\n", ftfy.fix_text(_LINE_END.sub("\n", text), _FTFY))
    return _tidy(_INVISIBLE.sub("", text))


def _unescaped(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", _LINE_EDGES.sub("\n", _SPACES.sub(" ", text))).strip()


def _without_markup(text: str) -> str:
    text = _CELL.sub(" ", _BLOCK.sub("\n", _without_hidden(text)))
    return _INLINE.sub("", text)


def _without_hidden(text: str) -> str:
    """Scripts, styles and comments out with their content; one that never ends is only a stray tag."""
    lower: str | None = None
    kept, position, endless = [], 0, set()
    while opening := _HIDDEN_OPEN.search(text, position):
        closing = _HIDDEN[opening.group(1).lower()] if opening.group(1) else "-->"
        # Characters whose lower case is longer would shift the offsets.
        lower = lower if lower is not None else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
        end = -1 if closing in endless else lower.find(closing, opening.end())
        kept.append(text[position : opening.start()])
        if end < 0:
            endless.add(closing)
            position = opening.end()
            continue
        after = text.find(">", end + len(closing) - 1)
        position = after + 1 if after >= 0 else len(text)
        kept.append("\n")
    return "".join([*kept, text[position:]])
