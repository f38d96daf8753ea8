"""Expressions that names of persons stand in: titles, relatives, introductions, closing formulas, in French, English and Dutch."""

from __future__ import annotations

import re

_UP = "A-ZÀ-ÖØ-ÞŒ"
_LOW = "a-zà-öø-ÿœ"
_PARTICLES = r"(?:de la|de|du|des|le|la|van der|van den|van de|van|von|da|di|el|al|ben|bin|dos|d['’])"
_CAP = rf"(?:[{_UP}]['’])?[{_UP}][{_LOW}]+(?:['’\-]?[{_UP}][{_LOW}]+|-[{_LOW}]+)*|[{_UP}]['’\-]?[{_UP}]+(?:['’\-][{_UP}]+)*"
# One to four capitalised words with their particles: "Gwenaëlle Le Goff", "O'Connor", "J.-P. van der Tour".
_NAME = (
    rf"(?:(?:[{_UP}]\.[ -]?){{1,2}})?(?:(?:van|von|de|Van|De|Le|La|El|Al|Ben)[ ](?:der[ ]|den[ ]|la[ ])?|"
    rf"d['’])?(?:{_CAP})(?:[ ](?:[{_UP}]\.[ ])?(?:{_PARTICLES}[ ]?)?(?:{_CAP})){{0,3}}"
)
TITLE = re.compile(
    r"(?<!\w)(?:(?i:mme\.?|mlle\.?|monsieur|madame|mademoiselle|mr\.?|mrs\.?|ms\.?|miss|mister|dr\.?|docteur|doctor|professeur|"
    r"prof\.?|ma[iî]tre|"
    rf"tonton|mevrouw|meneer|mevr\.?|dhr\.?)|M\.|MM\.|Sir|Uncle|Aunt|Auntie)(?:[ ](?:et|and|&)[ ](?i:mme|madame|mrs|mr|"
    rf"m\.)\.?)?[ ]+({_NAME}|[{_UP}]\.(?![{_LOW}]))"
)
TITLE_KNOWN = re.compile(rf"(?<![\w'’])(?:M|Me|Tante|Tata|Mamie|Papi|Nan)[ ]({_NAME})")
TITLE_LOWER = re.compile(rf"(?<!\w)(?:mr|mrs|ms|mlle|mme)\.?[ ]([{_LOW}][{_LOW}\-]{{2,20}})(?!\w)")
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
RELATIVE = re.compile(
    r"(?<!\w)(?i:mon|ma|notre|son|sa|leur|my|our|his|her|their|mijn|onze)[ ]"
    rf"(?:(?i:petite?|grande?|jeune|little|late|elderly|best|old|dear)[ ])?(?i:{_KIN}),?[ ]({_NAME})"
)
INTRODUCED = re.compile(
    r"(?:(?<=\w)['’]s name (?:is|was)|(?<!\w)(?i:je m['’]appelle|je me nomme|mon nom(?: de famille)? (?:est|c['’]est)|"
    r"mon pr[ée]nom (?:est|c['’]est)|(?:my|his|her|their|whose|full|last|first|correct|new)(?: full)? name(?:['’]s| is| was)|"
    r"name on (?:the |my )?(?:account|order|card|booking) (?:is|was)|nomm[ée]e?|d[ée]nomm[ée]e?|pr[ée]nomm[ée]e?|du nom de|"
    r"s['’]appel(?:le|ait)|"
    r"au nom de(?: (?:mon|ma) [\w-]+,?)?|sous le nom(?: de)?|(?<=, )n[ée]e|(?:account|order|booking|policy|reservation)(?: is|"
    r"['’]s)? under(?: the name(?: of)?)?|under the name(?: of)?|in the name of|surname(?: is)?|"
    r"(?:first|last|full) name(?: is)?|pr[ée]nom|signed,?(?: by)?|sign[ée]e?|contact|attn|[àa] l['’]attention de|mijn naam is|ik heet))"
    rf",?[ ]?:?[ ]+(?:[«\"“][ ]?)?({_NAME})"
)
CALLED_BY = re.compile(
    r"(?<!\w)(?i:conseill(?:er|[èe]re)|technicien(?:ne)?|livreur|vendeu(?:r|se)|dame|homme|personne|monsieur|manager|advisor|"
    r"adviser|agent|rep|technician|engineer|driver|lady|man|woman|guy|girl|chap|someone|person|colleague)"
    rf"\W{{1,3}}(?i:called|named|appel[ée]e?|nomm[ée]e?|du nom de|by the name of)[ ]({_NAME})"
)
SIGNED_BY = re.compile(rf"(?i:sign[ée]e?|signed)\b[^.\n:]{{0,40}}[,:][ ]({_NAME})")
CALLED = re.compile(
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
AFTER_FORMAL = re.compile(rf"{_BEFORE_CLOSING}(?i:{_FORMAL})[ ]?[,.!:\-–—]*[ \n][ \n]*({_NAME}){_END_OF_NAME}")
AFTER_INFORMAL = re.compile(
    rf"{_BEFORE_CLOSING}(?i:{_INFORMAL})[ ]?[,.!:\-–—]*\n+({_NAME}){_END_OF_NAME}|(?i:sent from my \w+|"
    rf"envoy[ée] de mon \w+) [-–—] ({_NAME})"
)
AFTER_COMMA = re.compile(rf"(?i:{_FORMAL}|{_INFORMAL})[ ]?[,.!\-–—]+[ ]({_NAME})[ ]*[.!]?[ ]*$")
LAST_LINE = re.compile(rf"(?:\n|(?<=[.!?…])[ ]|[ ][-–—][ ])({_NAME})[ ]*[.!]?[ ]*$")
FULL = re.compile(rf"(?<![\w'’.\-#@])({_NAME})")
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
WEAK = re.compile(rf"(?<!\w)(?i:{_PERSON_NEAR}|{_ANYONE_NEAR})(?!\w)[ ]?[,(«\"“]?[ ]?({_NAME})")
PERSON_NAMED = re.compile(rf"(?<!\w)(?i:{_PERSON_NEAR})(?!\w)[ ]?[,(«\"“]?[ ]?(?:{_CAP}|{_PARTICLES})")
CONTEXT_END = re.compile(rf"(?<!\w){_PERSON_NEAR}(?!\w)[ ]?[,(«\"“]?[ ]?$", re.IGNORECASE)
LOWER = re.compile(
    rf"(?<!\w)(?i:je m['’]appelle|my name is|my name['’]s|merci(?: beaucoup| encore)?(?: [àa])?|thanks(?: to| again)?|thank you|"
    rf"thx|cheers|bravo [àa]?|ask for|demande[rz]|spoke (?:to|with)|cordialement,?|regards,?)[ \n]([{_LOW}]{{3,}}(?:-[{_LOW}]+)?)(?!\w)"
)
VERB_AFTER = re.compile(
    r",? (?:m['’]a|m['’]ont|nous a|a [ée]t[ée]|a (?:su|pris|fait|tout|bien|r[ée]pondu|vraiment|r[ée]solu|trait[ée])|"
    r"est (?:tr[èe]s|super|une?|vraiment|au)|[ée]tait|s['’]est|qui|au (?:t[ée]l[ée]phone|sav|guichet|comptoir)|du (?:sav|"
    r"service|magasin)|was|"
    r"has|had|helped|gave|took|went|sorted|made|explained|answered|really|here|at the|in (?:the|your)|from (?:the|your|"
    r"customer)|ur|you)\b",
    re.IGNORECASE,
)
# Also the second half of a double name, and what follows an elided article.
CAPITALISED = re.compile(rf"[{_UP}][^\W\d_]*(?:['’\-][^\W\d_]+)*")
