"""Names of private persons: what a title, a signature or an introduction gives away, and what may pass for a name at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voc.protocols import Span
from voc.text.first_names import WORDS_TOO, first_names
from voc.text.not_names import HOUSES, NOT_NAMES, PLACES_BEFORE

_UP = "A-ZÀ-ÖØ-ÞŒ"
_LOW = "a-zà-öø-ÿœ"
_PARTICLES = r"(?:de la|de|du|des|le|la|van der|van den|van de|van|von|da|di|el|al|ben|bin|dos|d['’])"
_CAP = rf"(?:[{_UP}]['’])?[{_UP}][{_LOW}]+(?:['’\-]?[{_UP}][{_LOW}]+|-[{_LOW}]+)*|[{_UP}]['’\-]?[{_UP}]+(?:['’\-][{_UP}]+)*"
# One to four capitalised words with their particles: "Gwenaëlle Le Goff", "O'Connor", "J.-P. van der Tour".
_NAME = (
    rf"(?:(?:[{_UP}]\.[ -]?){{1,2}})?(?:(?:van|von|de|Van|De|Le|La|El|Al|Ben)[ ](?:der[ ]|den[ ]|la[ ])?|"
    rf"d['’])?(?:{_CAP})(?:[ ](?:[{_UP}]\.[ ])?(?:{_PARTICLES}[ ]?)?(?:{_CAP})){{0,3}}"
)
_TITLE = re.compile(
    r"(?<!\w)(?:(?i:mme\.?|mlle\.?|monsieur|madame|mademoiselle|mr\.?|mrs\.?|ms\.?|miss|mister|dr\.?|docteur|doctor|professeur|"
    r"prof\.?|ma[iî]tre|"
    rf"tonton|mevrouw|meneer|mevr\.?|dhr\.?)|M\.|MM\.|Sir|Uncle|Aunt|Auntie)(?:[ ](?:et|and|&)[ ](?i:mme|madame|mrs|mr|"
    rf"m\.)\.?)?[ ]+({_NAME}|[{_UP}]\.(?![{_LOW}]))"
)
_TITLE_KNOWN = re.compile(rf"(?<![\w'’])(?:M|Me|Tante|Tata|Mamie|Papi|Nan)[ ]({_NAME})")
_TITLE_LOWER = re.compile(rf"(?<!\w)(?:mr|mrs|ms|mlle|mme)\.?[ ]([{_LOW}][{_LOW}\-]{{2,20}})(?!\w)")
_KIN = (
    r"(?:mari|[ée]pou[sx]e?|femme|conjointe?|compagn(?:e|on)|fils|fille|m[èe]re|p[èe]re|fr[èe]re|s(?:œ|oe)ur|beau-(?:fr[èe]re|"
    r"p[èe]re|fils)|"
    r"belle-(?:s(?:œ|oe)ur|m[èe]re|fille)|voisine?|amie?|coll[èe]gue|maman|papa|oncle|tante|cousine?|neveu|ni[èe]ce|petit-fils|"
    r"petite-fille|"
    r"grand-m[èe]re|grand-p[èe]re|patron(?:ne)?|copine?|copain|mamie|papi|locataire|filleule?|parrain|marraine|nounou|"
    r"husband|wife|hubby|son|daughter|mum|mom|mother|dad|father|brother|sister|neighbou?r|friend|partner|boss|mate|aunt|auntie|uncle|"
    r"colleague|nan|gran|grandma|grandad|grandson|granddaughter|nephew|niece|cousin|fianc[ée]e?|boyfriend|girlfriend|carer|"
    r"landlord|landlady|"
    r"flatmate|housemate|roommate|(?:mother|father|brother|sister|son|daughter)-in-law|man|vrouw|zoon|dochter|moeder|vader|"
    r"broer|zus|vriend(?:in)?|buurman|buurvrouw)"
)
_RELATIVE = re.compile(
    r"(?<!\w)(?i:mon|ma|notre|son|sa|leur|my|our|his|her|their|mijn|onze)[ ]"
    rf"(?:(?i:petite?|grande?|jeune|little|late|elderly|best|old|dear)[ ])?(?i:{_KIN}),?[ ]({_NAME})"
)
_INTRODUCED = re.compile(
    r"(?:(?<=\w)['’]s name (?:is|was)|(?<!\w)(?i:je m['’]appelle|je me nomme|mon nom(?: de famille)? (?:est|c['’]est)|"
    r"mon pr[ée]nom (?:est|c['’]est)|(?:my|his|her|their|whose|full|last|first|correct|new)(?: full)? name(?:['’]s| is| was)|"
    r"name on (?:the |my )?(?:account|order|card|booking) (?:is|was)|nomm[ée]e?|d[ée]nomm[ée]e?|pr[ée]nomm[ée]e?|du nom de|"
    r"s['’]appel(?:le|ait)|"
    r"au nom de(?: (?:mon|ma) [\w-]+,?)?|sous le nom(?: de)?|(?<=, )n[ée]e|(?:account|order|booking|policy|reservation)(?: is|"
    r"['’]s)? under(?: the name(?: of)?)?|under the name(?: of)?|in the name of|surname(?: is)?|"
    r"(?:first|last|full) name(?: is)?|pr[ée]nom|signed,?(?: by)?|sign[ée]e?|contact|attn|[àa] l['’]attention de|mijn naam is|ik heet))"
    rf",?[ ]?:?[ ]+(?:[«\"“][ ]?)?({_NAME})"
)
_CALLED_BY = re.compile(
    r"(?<!\w)(?i:conseill(?:er|[èe]re)|technicien(?:ne)?|livreur|vendeu(?:r|se)|dame|homme|personne|monsieur|manager|advisor|"
    r"adviser|agent|rep|technician|engineer|driver|lady|man|woman|guy|girl|chap|someone|person|colleague)"
    rf"\W{{1,3}}(?i:called|named|appel[ée]e?|nomm[ée]e?|du nom de|by the name of)[ ]({_NAME})"
)
_SIGNED_BY = re.compile(rf"(?i:sign[ée]e?|signed)\b[^.\n:]{{0,40}}[,:][ ]({_NAME})")
_CALLED = re.compile(
    rf"(?<!\w)(?i:called|named|appel[ée]e?|(?:yo|hi|hello|hey),? it?['’]?s|it['’]s|its|ici|c['’]est|this is|here is|je suis|"
    rf"i['’]?a?m)[ ]({_NAME})"
)
_FORMAL = (
    r"(?:bien )?cordialement|(?:bien )?cdlt|cdt|bien à vous|(?:(?:sinc[èe]res|meilleures|respectueuses|"
    r"mes) )?salutations(?: distingu[ée]es| respectueuses| les meilleures)?|sinc[èe]rement|respectueusement|"
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?) (?:regards|wishes)|regards|yours (?:faithfully|sincerely|truly)|"
    r"sincerely(?: yours)?|respectfully|met vriendelijke groeten?|mvg|signature"
)
_INFORMAL = (
    r"amicalement|bonne (?:journ[ée]e|soir[ée]e|continuation)|(?:un grand )?merci(?: d['’]avance| beaucoup| encore| pour tout|"
    r" bien| à vous)?|à bient[ôo]t|belle journ[ée]e|bises?|best|"
    r"cheers|(?:many )?thanks(?: again| in advance| so much| a lot)?|thank you(?: again| so much)?|thx|ta|all the best|"
    r"take care|sent from my \w+|envoy[ée] de mon \w+|groeten|groetjes"
)
_END_OF_NAME = r"[ ]*(?=[,.!]?[ ]*(?:$|\n|\[|\ue000)|[,–-])"
_BEFORE_CLOSING = r"(?:^|(?<=[.!?,;)\]\ue000] )|(?<=[\n.!?]))"
_AFTER_FORMAL = re.compile(rf"{_BEFORE_CLOSING}(?i:{_FORMAL})[ ]?[,.!:\-–—]*[ \n][ \n]*({_NAME}){_END_OF_NAME}")
_AFTER_INFORMAL = re.compile(
    rf"{_BEFORE_CLOSING}(?i:{_INFORMAL})[ ]?[,.!:\-–—]*\n+({_NAME}){_END_OF_NAME}|(?i:sent from my \w+|"
    rf"envoy[ée] de mon \w+) [-–—] ({_NAME})"
)
_AFTER_COMMA = re.compile(rf"(?i:{_FORMAL}|{_INFORMAL})[ ]?[,.!\-–—]+[ ]({_NAME})[ ]*[.!]?[ ]*$")
_LAST_LINE = re.compile(rf"(?:\n|(?<=[.!?…])[ ]|[ ][-–—][ ])({_NAME})[ ]*[.!]?[ ]*$")
_FULL = re.compile(rf"(?<![\w'’.\-#@])({_NAME})")
# Before a person; a shop or a firm stands there as well, so a known first name or a finder has to agree.
_PERSON_NEAR = (
    r"(?:merci(?: beaucoup| infiniment| encore| donc| bien| mille fois)?(?: [àa])?|bravo(?: [àa])?|remercie(?:r|z)?|"
    r"gr[âa]ce [àa]|f[ée]licitations (?:[àa]|pour)|mention sp[ée]ciale [àa]|(?:big |many |special )?thanks?(?: you)?(?: so much|"
    r" again| very much| a lot| a million| a bunch)?(?: to)?|"
    r"thank|thx|cheers|kudos to|shout ?out to|well done|big up(?: to)?|hats off to|props to|bedankt|dank(?: je| u)? aan|"
    r"ask(?:ed|ing)? for|demande[rz]|adressez-vous [àa]|(?:spoke|speak|spoken|speaking|talked|talking|chat(?:ted|ting)?) (?:with|to)|"
    r"dea(?:lt|ling) with|(?:served|helped|assisted|greeted|treated|seen|advised) by|met|re[çc]ue? par|accueilli(?:e|s)? par|"
    r"conseill[ée]e?s? par|servie? par|"
    r"conseill(?:er|[èe]re)|technicien(?:ne)?|livreur|vendeu(?:r|se)|h[ôo]tesse|responsable|manager|direct(?:eur|rice)|"
    r"interlocut(?:eur|rice)|op[ée]rat(?:eur|rice)|collaborat(?:eur|rice)|"
    r"gestionnaire|caissi[èe]re?|r[ée]ceptionniste|employ[ée]e?|infirmi[èe]re?|plombier|[ée]lectricien|rep(?:resentative)?|"
    r"advisor|adviser|assistant|engineer|technician|driver|operator|cashier|nurse|lady|guy|lad|colleague|"
    r"staff member|agente?|supervisor|receptionist|consultant|plumber|electrician|postie|postman|facteur)(?: (?:commerciale?|"
    r"client[èe]le|sav|technique|du magasin))?"
)
_ANYONE_NEAR = (
    r"(?:eu|avec|par|with|by|de la part de|contacter|appeler|ring|call|text|bonjour|bonsoir|hi|hello|hey|dear|cher|"
    r"ch[èe]re|salut|coucou|and|et)"
)
_WEAK = re.compile(rf"(?<!\w)(?i:{_PERSON_NEAR}|{_ANYONE_NEAR})(?!\w)[ ]?[,(«\"“]?[ ]?({_NAME})")
_PERSON_NAMED = re.compile(rf"(?<!\w)(?i:{_PERSON_NEAR})(?!\w)[ ]?[,(«\"“]?[ ]?{_CAP}")
_CONTEXT_END = re.compile(rf"(?<!\w){_PERSON_NEAR}(?!\w)[ ]?[,(«\"“]?[ ]?$", re.IGNORECASE)
_LOWER = re.compile(
    rf"(?<!\w)(?i:je m['’]appelle|my name is|my name['’]s|merci(?: beaucoup| encore)?(?: [àa])?|thanks(?: to| again)?|thank you|"
    rf"thx|cheers|bravo [àa]?|ask for|demande[rz]|spoke (?:to|with)|cordialement,?|regards,?)[ \n]([{_LOW}]{{3,}}(?:-[{_LOW}]+)?)(?!\w)"
)
_VERB_AFTER = re.compile(
    r",? (?:m['’]a|m['’]ont|nous a|a [ée]t[ée]|a (?:su|pris|fait|tout|bien|r[ée]pondu|vraiment|r[ée]solu|trait[ée])|"
    r"est (?:tr[èe]s|super|une?|vraiment|au)|[ée]tait|s['’]est|qui|au (?:t[ée]l[ée]phone|sav|guichet|comptoir)|du (?:sav|"
    r"service|magasin)|was|"
    r"has|had|helped|gave|took|went|sorted|made|explained|answered|really|here|at the|in (?:the|your)|from (?:the|your|"
    r"customer)|ur|you)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PARTICLE_TEXT = "de la du des le van der den von da di el al ben bin dos d"
_PARTICLE_WORDS = frozenset(_PARTICLE_TEXT.split())
_Word = tuple[str, int, int]


class Names:
    """Reads names that the words around them give away; `brands` are never names."""

    def __init__(self, brands: Sequence[str] = ()) -> None:
        self._brands = frozenset(word.casefold() for brand in brands for word in _TOKEN.findall(brand) if len(word) > 2)

    def spans(self, text: str) -> Iterator[Span]:
        """Names after a title, a relative, an introduction, a closing formula, and known first names where a person acts."""
        if not any(c.isupper() for c in text):
            yield from self._lower(text)
            return
        yield from self._matches((_TITLE,), text, known=False, shouting=True)
        yield from self._matches(
            (_RELATIVE, _INTRODUCED, _CALLED_BY, _SIGNED_BY, _AFTER_FORMAL, _AFTER_INFORMAL), text, known=False, shouting=False
        )
        yield from self._matches((_WEAK, _CALLED, _TITLE_KNOWN, _LAST_LINE, _AFTER_COMMA), text, known=True, shouting=True)
        yield from self._lower(text)
        for found in _FULL.finditer(text):
            if _sentence_start(text, found.start()) and _VERB_AFTER.match(text, found.end()):
                yield from self._plausible(text, found.span(1), known=True, shouting=False)

    def plausible(self, text: str, spans: Sequence[Span]) -> Iterator[Span]:
        """Of the spans that a finder took for persons, those that may be one, without outer punctuation.

        They need a known first name with a family name, or stand where persons are named; no common word, brand or shop.
        """
        for span in spans:
            words = _words(text, span)
            if words and self._allowed(text, words):
                yield words[0][1], words[-1][2]

    def _allowed(self, text: str, words: list[_Word]) -> bool:
        if not all(w[0].isupper() or w.casefold() in _PARTICLE_WORDS for w, _, _ in words) or self._another(text, words):
            return False
        if any(self._is_word(w) for w, _, _ in words) or _shouting(text, (words[0][1], words[-1][2])):
            return False
        named = bool(_CONTEXT_END.search(text, max(0, words[0][1] - 50), words[0][1]))
        return named or (len(words) > 1 and is_first_name(words[0][0]))

    def _matches(self, patterns: Sequence[re.Pattern[str]], text: str, known: bool, shouting: bool) -> Iterator[Span]:
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield from self._plausible(text, found.span(found.lastindex or 0), known, shouting)

    def _lower(self, text: str) -> Iterator[Span]:
        """Names without a capital: after mr or mrs, and known first names after thanks or an introduction."""
        for found in _TITLE_LOWER.finditer(text):
            if not self._is_word(found.group(1)):
                yield found.span(1)
        for found in _LOWER.finditer(text):
            word = found.group(1)
            if is_first_name(word) and word not in WORDS_TOO and not self._is_word(word):
                yield found.span(1)

    def _plausible(self, text: str, span: Span, known: bool, shouting: bool) -> Iterator[Span]:
        """The leading words of a span that may be a name.

        With `known`, only when the first of them is a known first name; without `shouting`, not among other words in capitals unless it is.
        """
        kept: list[_Word] = []
        for word in _words(text, span):
            if self._is_word(word[0]) and (word[0].casefold() not in _PARTICLE_WORDS or not kept and word[0].islower()):
                break
            kept.append(word)
        while kept and kept[-1][0].casefold() in _PARTICLE_WORDS:
            kept.pop()
        if not kept or self._another(text, kept):
            return
        first = kept[0][0]
        must_be_known = known or (not shouting and _shouting(text, (kept[0][1], kept[-1][2])))
        if not must_be_known or is_first_name(first):
            yield span[0] if kept[0] == _words(text, span)[0] else kept[0][1], kept[-1][2]

    def _is_word(self, word: str) -> bool:
        plain = re.sub(r"^[ld]['’]|['’]s$", "", word.casefold())
        return plain in NOT_NAMES or plain in self._brands or len(plain) < 2 or set(plain) == {"x"}

    def _another(self, text: str, words: list[_Word]) -> bool:
        """Whether the words are a shop, a brand, or a place named after someone."""
        following = _TOKEN.match(text, words[-1][2] + 1)
        plain = [w.casefold() for w, _, _ in words] + ([following.group().casefold()] if following else [])
        before = re.search(r"([\w’']+)[ \-]$", text[max(0, words[0][1] - 25) : words[0][1]])
        house = any("|".join(plain[i : i + n]) in HOUSES for i in range(len(plain)) for n in (2, 3))
        return house or bool(before and before.group(1).casefold() in PLACES_BEFORE)


def is_first_name(word: str) -> bool:
    """Whether a word, or the first part of a double name, is a known first name."""
    plain = re.sub(r"['’]s$", "", word.casefold())
    return plain in first_names() or ("-" in plain and plain.split("-")[0] in first_names())


def may_hold_name(text: str) -> bool:
    """Whether it is worth asking a finder: a place where persons are named, or a known first name before another capital."""
    return bool(_PERSON_NAMED.search(text)) or any(
        len(w := _words(text, m.span(1))) > 1 and is_first_name(w[0][0]) for m in _FULL.finditer(text)
    )


def _words(text: str, span: Span) -> list[_Word]:
    return [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, *span)]


def _sentence_start(text: str, start: int) -> bool:
    before = text[max(0, start - 5) : start].rstrip(" \"«“'(")
    return not before or before[-1] in ".!?…\n:;,)"


def _shouting(text: str, span: Span) -> bool:
    """Whether the span and what surrounds it are in capitals, where capitals mark no name."""
    around = [c for c in text[max(0, span[0] - 20) : span[0]] + text[span[1] : span[1] + 20] if c.isalpha()]
    return text[span[0] : span[1]].isupper() and sum(c.isupper() for c in around) > 0.6 * len(around)
