"""Names of private persons: what a title, a signature or an introduction gives away, and what may pass for a name at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voc.protocols import Span
from voc.text.first_names import first_names

_UP = "A-ZÀ-ÖØ-ÞŒ"
_LOW = "a-zà-öø-ÿœ"
_PARTICLES = r"(?:de la|de|du|des|le|la|van der|van den|van de|van|von|da|di|el|al|ben|bin|dos|d['’])"
_CAP = rf"(?:[{_UP}]['’])?[{_UP}][{_LOW}]+(?:['’\-]?[{_UP}][{_LOW}]+|-[{_LOW}]+)*|[{_UP}]['’\-]?[{_UP}]+(?:['’\-][{_UP}]+)*"
# One to four capitalised words with their particles: "Gwenaëlle Le Goff", "O'Connor", "J.-P. de la Tour".
_NAME = rf"(?:(?:[{_UP}]\.[ -]?){{1,2}})?(?:(?i:{_PARTICLES})[ ]?)?(?:{_CAP})(?:[ ](?:[{_UP}]\.[ ])?(?:{_PARTICLES}[ ]?)?(?:{_CAP})){{0,3}}"
_ONE = rf"(?:{_CAP})"
_TITLE = re.compile(
    rf"(?<!\w)(?:(?i:mme\.?|mlle\.?|monsieur|madame|mademoiselle|mr\.?|mrs\.?|ms\.?|miss|mister|dr\.?|docteur|doctor|professeur|prof\.?|ma[iî]tre|auntie|tante|tonton|mevrouw|meneer|mevr\.?|dhr\.?)|M\.|MM\.|Me|Sir|Uncle|Aunt)"
    rf"(?:[ ]et[ ](?i:mme|madame|mr|m\.))?[ ]+({_NAME}|[{_UP}]\.(?![{_LOW}]))"
)
_BARE_M = re.compile(rf"(?<![\w'’])M[ ]({_NAME})(?=[ ,.;!?\n]|$)")
_TITLE_LOWER = re.compile(rf"(?<!\w)(?:mr|mrs|ms|mlle|mme)\.?[ ]([{_LOW}][{_LOW}\-]{{2,20}})(?!\w)")
_KIN = (
    r"(?:mari|[ée]pou[sx]e?|femme|conjointe?|compagn(?:e|on)|fils|fille|m[èe]re|p[èe]re|fr[èe]re|s(?:œ|oe)ur|beau-(?:fr[èe]re|p[èe]re|fils)|belle-(?:s(?:œ|oe)ur|m[èe]re|fille)|voisine?|amie?|"
    r"coll[èe]gue|maman|papa|oncle|tante|cousine?|neveu|ni[èe]ce|petit-fils|petite-fille|grand-m[èe]re|grand-p[èe]re|patron(?:ne)?|assistante?|copine?|copain|mamie|papi|m[ée]decin|locataire|"
    r"husband|wife|hubby|son|daughter|mum|mom|mother|dad|father|brother|sister|neighbou?r|friend|partner|boss|mate|aunt|auntie|uncle|colleague|nan|gran|grandma|grandad|grandson|granddaughter|"
    r"nephew|niece|cousin|fianc[ée]e?|boyfriend|girlfriend|carer|landlord|landlady|flatmate|housemate|man|vrouw|zoon|dochter|moeder|vader|broer|zus|vriend(?:in)?|buurman|buurvrouw)"
)
_RELATIVE = re.compile(
    rf"(?<!\w)(?i:mon|ma|notre|son|sa|leur|my|our|his|her|their|mijn|onze)[ ](?:(?i:petite?|grande?|jeune|little|late|elderly|best|\d+ ?(?:year|yr)s? ?old)[ ])?(?i:{_KIN}),?[ ]({_NAME})"
)
_INTRODUCED = re.compile(
    rf"(?<!\w)(?i:je m['’]appelle|je me nomme|mon nom (?:est|c['’]est)|mon nom de famille est|mon pr[ée]nom est|my name is|my name['’]s|my full name is|i am called|name on (?:the )?(?:account|order|card|booking) (?:is|was)|"
    rf"name(?:['’]s)? (?:is|was|of)|named|nomm[ée]e?|d[ée]nomm[ée]e?|pr[ée]nomm[ée]e?|du nom de|s['’]appel(?:le|ait)|au nom de(?: (?:mon|ma) [\w-]+,?)?|sous le nom(?: de| :)?|(?<=[, ])n[ée]e|n[ée]e? |"
    rf"(?:account|order|booking|policy|it)(?: is|['’]s)? (?:under|in) (?:the )?(?:name (?:of )?)?|under the name(?: of)?|in the name of|surname(?: is| :)?|first name(?: is| :)?|last name(?: is| :)?|full name(?: is| :)?|"
    rf"pr[ée]nom ?:|nom ?:|name ?:|client ?:|signed,?(?: by)?|sign[ée]e?|signature|contact ?:|attn:?|attention(?: de)?|mijn naam is|ik heet),?:?[ ]+[«\"“]?[ ]?({_NAME})"
)
_SIGNED_BY = re.compile(rf"(?i:sign[ée]e?|signed)\b[^.\n:]{{0,40}}[,:][ ]({_NAME})")
_CALLED = re.compile(
    rf"(?<!\w)(?:(?i:called|appel[ée]e?)|(?i:yo its|yo it['’]s|hi its|hello its|it['’]s|its|ici|c['’]est|this is|here is))[ ]({_NAME})(?=[ ,.!\n]|$)"
)
_CLOSING = (
    r"(?:bien )?cordialement|(?:bien )?cdlt|cdt|bien à vous|(?:sinc[èe]res |meilleures |respectueuses )?salutations(?: distingu[ée]es| respectueuses)?|sinc[èe]rement|respectueusement|amicalement|bonne (?:journ[ée]e|soir[ée]e|r[ée]ception)|"
    r"(?:un grand )?merci(?: d['’]avance| beaucoup| encore| pour tout| bien)?|à bient[ôo]t|belle journ[ée]e|bises?|"
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?)(?: regards| wishes)?|regards|yours(?: faithfully| sincerely| truly)?|sincerely(?: yours)?|cheers|(?:many )?thanks(?: again| in advance| so much| a lot)?|thank you(?: again| so much)?|thx|"
    r"respectfully|all the best|take care|sent from my \w+|envoy[ée] de mon \w+|met vriendelijke groeten?|mvg|groeten|signature"
)
_AFTER_CLOSING = re.compile(
    rf"(?:(?<=^)|(?<=[.!?,;\n)\]{chr(0xE000)}] )|(?<=\n))(?i:{_CLOSING})[ ]?[,.!:\-–—]*[ ]?[\n ][ ]*({_NAME})[ ]*(?=[,.!]?[ ]*(?:$|\n|\[|{chr(0xE000)}|[,–-]))"
)
_LAST_LINE = re.compile(rf"(?:\n|(?<=[.!?…])[ ]|(?<=[.!?…][ ])|[ ]?[-–—][ ])({_NAME})[ ]*[.!]?[ ]*$")
_FULL = re.compile(rf"(?<![\w'’.\-])({_NAME})")
_WEAK = re.compile(
    rf"(?<!\w)(?i:merci(?: beaucoup| infiniment| encore| donc| bien)?(?: [àa])?|bravo(?: [àa])?|remercie(?:r|z)?|f[ée]licitations (?:[àa]|pour)|thanks?(?: you)?(?: so much| again| very much)?(?: to)?|thank|thx|cheers|kudos to|shout ?out to|well done|big up|bedankt|dank(?: je| u)? aan|"
    rf"ask(?:ed)? for|demande[rz]|adressez-vous [àa]|spoke (?:with|to)|speak (?:with|to)|spoken (?:with|to)|speaking (?:with|to)|talked (?:with|to)|dealt with|dealing with|served by|helped by|assisted by|met|"
    rf"avec|par|with|by|de la part de|chez|from|contacter|appeler|voir|vu|via|bonjour|bonsoir|hi|hello|hey|dear|cher|ch[èe]re|salut|and|et|[àa]|to|que|"
    rf"conseill(?:er|[èe]re)|technicien(?:ne)?|livreur|vendeu(?:r|se)|h[ôo]tesse|agente?|responsable|manager|direct(?:eur|rice)|interlocut(?:eur|rice)|op[ée]rat(?:eur|rice)|collaborat(?:eur|rice)|gestionnaire|caissi[èe]re?|r[ée]ceptionniste|employ[ée]e?|infirmi[èe]re?|"
    rf"rep(?:resentative)?|advisor|adviser|assistant|engineer|technician|driver|operator|cashier|nurse|doctor|lady|guy|colleague|member of staff|staff member|agent|supervisor|receptionist|consultant)"
    rf"(?: (?:commerciale?|client[èe]le|sav|technique|du magasin))?,?[ ]({_NAME})"
)
_VERB_AFTER = re.compile(
    r"[ ](?:m['’]a|m['’]ont|nous a|a (?:[ée]t[ée]|su|pris|fait|tout|bien|r[ée]pondu|répondu|vraiment)|est|[ée]tait|s['’]est|qui|was|is|has|had|helped|gave|took|went|sorted|made|explained|answered|really|at|in|from|du|de|au|ur|you)\b"
)
_NOT_NAMES = frozenset(
    # Words that customers write with a capital and that no finder should take for a person.
    """
    je tu il elle on nous vous ils elles le la les un une des ce cet cette ces mon ma mes ton ta tes son sa ses notre votre leur leurs qui que quoi dont où et ou mais donc or ni car si non oui pas plus très trop bien mal
    bonjour bonsoir salut hello merci bravo cordialement salutations sincèrement respectueusement cdlt cdt svp stp sav ras ok top super nickel parfait génial excellent excellente bon bonne mauvais nul nulle déçu déçue ravi ravie content contente satisfait
    satisfaite livraison livreur commande colis produit service client clients clientèle magasin boutique site internet application appli compte facture paiement carte banque agence remboursement retour retours garantie contrat assurance
    abonnement forfait box fibre wifi tv mobile téléphone portable mail email sms chat chatbot conseiller conseillère technicien vendeur vendeuse responsable directeur directrice président présidente préfet maire ministre ministère état
    monsieur madame mademoiselle messieurs mesdames mme mr mrs ms miss mlle dr docteur maître sir madam dear lady gentlemen team équipe staff all everyone everybody tous toutes tout toute
    lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday janvier février mars avril mai juin juillet août septembre octobre novembre décembre january february march april may june july
    august september october november december noël noel pâques toussaint christmas easter xmas black friday
    the a an i you he she it we they my your his her our their this that these those and but not no yes so very good great bad well best worst poor nice easy fast slow quick thanks thank please sorry hi hey
    delivery order parcel product customer service support website app account bill payment card bank branch refund return returns warranty contract insurance subscription phone call calls line hotline helpdesk manager advisor agent
    never always still just only really when what why how who where which there here now then after before since also even with without from for to of at in on by as is was are were be been have has had do does did will would can could should
    réponse dossier demande numéro référence adresse nom prénom date prix qualité rapport suivi point relais poste mairie préfecture caf cpam urssaf impôts consulat ambassade pôle emploi ants dgfip france europe belgique suisse paris lyon marseille lille
    bruxelles toulouse bordeaux nantes nice strasbourg rennes liège namur gand anvers london leeds manchester cardiff birmingham glasgow edinburgh liverpool bristol reading york england scotland wales britain uk usa us eu
    google apple amazon facebook instagram whatsapp twitter youtube android iphone ipad samsung huawei xiaomi sony microsoft windows outlook gmail yahoo orange sfr bouygues free sosh red darty fnac boulanger carrefour auchan leclerc lidl aldi ikea decathlon
    cdiscount zalando shein temu vinted leboncoin ebay paypal visa mastercard amex klarna oney cofidis cetelem younited sofinco boursorama bnp paribas lcl crédit agricole mutuel société générale caisse épargne banque postale ing keytrade belfius kbc
    revolut monzo starling barclays hsbc lloyds natwest santander halifax nationwide tesco asda sainsbury sainsburys morrisons waitrose argos currys bt sky virgin vodafone ee o2 three talktalk ups dpd gls dhl fedex hermes evri yodel chronopost colissimo mondial
    bpost postnl proximus telenet voo base scarlet edf engie enedis grdf total totalenergies veolia sncf ratp blablacar uber deliveroo booking airbnb axa maif macif matmut gmf maaf direct groupama allianz generali april swiss mgen harmonie génération
    french english français anglais european covid iban rib cb sim pc mac usb hdmi led gps pdf faq sms url http https www xl xxl xs kg cm tva ttc ht rgpd gdpr nhs gp dwp hmrc dvla pin id ref réf
    aucun aucune rien jamais toujours encore depuis pour contre avec sans chez dans sur sous par entre vers après avant pendant comme quand comment pourquoi combien alors ensuite enfin puis bref voilà voici
    inadmissible honteux scandaleux inacceptable impossible urgent attention arnaque fuyez évitez recommande dommage hélas malheureusement heureusement franchement vraiment clairement personnellement unfortunately however overall although because
    mère père mari femme fils fille mum mom dad grandma nan mamie papa maman auntie uncle dieu god jesus allah father mother son daughter sister brother husband wife boss
    client cliente fidèle customer consumer user utilisateur utilisatrice anonymous anonyme résidence street road avenue rue place boulevard
    sent envoyé iphone mobile phone galaxy street mr bricolage martens pepper price cuisine prix store meuble
    """.split()
)
# Shops, makers, streets and public figures whose first word is a first name.
_HOUSES = frozenset(
    """yves|rocher yves|saint leroy|merlin louis|vuitton marie|claire ralph|lauren calvin|klein tommy|hilfiger jean|paul|gaultier michael|kors marc|jacobs hugo|boss jack|jones jack|daniels john|lewis john|deere
    charles|schwab charles|tyrwhitt morgan|stanley wells|fargo marks|spencer martin|luther victor|hugo jean|jaurès jules|ferry charles|gaulle robert|dyas holland|barrett abercrombie|fitch johnson|johnson thomas|cook
    james|villas laura|ashley ted|baker paul|smith ben|jerry robert|schuman emmanuel|macron donald|trump boris|johnson franck|provost jean|louis|david jacques|dessange pierre|cardin louis|pion marie|blachère
    jean|moulin saint|laurent harry|potter mary|berry jamie|oliver gordon|ramsay frank|sinatra dolce|gabbana karl|lagerfeld pierre|fabre alain|afflelou guy|degrenne gifi|julien nina|ricci lolita|lempicka christian|dior
    maurice|lacroix daniel|wellington george|asda ray|ban jo|malone sam|edelman steve|madden kate|spade tory|burch stella|artois bobbi|brown max|factor max|mara alexander|mcqueen
    andrew|pears william|hill paddy|power peter|jones austin|reed arthur|bonnet claudie|pierlot gérard|darel georges|rech caroll|paris andré|courrèges hélène|rochas étam|lingerie""".split()
)
_LOWER_NOT_NAMES = frozenset(
    "pas que qui les des une est sont non pour tout tous très bien mal avec sans dans chez sur sous car donc quand comme chose temps jour fois prix moi vous nous eux mais plus the and was who for from said told that this has had not".split()
)


class Names:
    """Reads names that the words around them give away; `brands` are never names."""

    def __init__(self, brands: Sequence[str] = ()) -> None:
        self._brands = frozenset(word.casefold() for brand in brands for word in re.findall(r"[\w'’\-]+", brand))

    def spans(self, text: str) -> Iterator[Span]:
        """Names after a title, a relative, an introduction, a closing formula, and known first names where a person acts."""
        for pattern in (_TITLE, _RELATIVE, _INTRODUCED, _SIGNED_BY, _AFTER_CLOSING):
            for found in pattern.finditer(text):
                yield from self._plausible(text, found.span(1), known=False)
        for pattern in (_WEAK, _CALLED, _BARE_M, _LAST_LINE):
            for found in pattern.finditer(text):
                yield from self._plausible(text, found.span(1), known=True)
        for found in _TITLE_LOWER.finditer(text):
            if found.group(1) not in _LOWER_NOT_NAMES and found.group(1) not in _NOT_NAMES:
                yield found.span(1)
        yield from self._acting(text)

    def allowed(self, text: str, span: Span) -> bool:
        """Whether what a finder took for a person may be one: capitals inside a sentence, no common word, no brand, no shop."""
        words = _words(text, span)
        if not words or not words[0][0][0].isupper() or text[max(0, span[0] - 1) : span[0]] in ("@", "#", "_", "/"):
            return False
        if any(self._is_word(w) for w, _, _ in words) or self._house(words):
            return False
        shouted = all(w.isupper() for w, _, _ in words)
        return len(words) > 1 and not shouted and words[0][0].casefold() in first_names()

    def _acting(self, text: str) -> Iterator[Span]:
        """First names that do something or are followed by a family name."""
        known = first_names()
        for found in _FULL.finditer(text):
            words = _words(text, found.span(1))
            first = next((i for i, (w, _, _) in enumerate(words) if w.casefold() in known and not w.isupper()), None)
            if first is None or self._house(words[first:]):
                continue
            run = words[first:]
            if len(run) > 1 or (_sentence_start(text, run[0][1]) and _VERB_AFTER.match(text, run[-1][2])):
                yield from self._plausible(text, (run[0][1], run[-1][2]), known=True)

    def _plausible(self, text: str, span: Span, known: bool) -> Iterator[Span]:
        """The leading words of a span that may be a name; with `known`, only when the first of them is a known first name."""
        words = _words(text, span)
        if self._house(words):
            return
        kept: list[tuple[str, int, int]] = []
        for word in words:
            if self._is_word(word[0]) and word[0].casefold() not in _PARTICLE_WORDS:
                break
            kept.append(word)
        while kept and kept[-1][0].casefold() in _PARTICLE_WORDS:
            kept.pop()
        if not kept or (known and kept[0][0].casefold() not in first_names()):
            return
        yield kept[0][1], kept[-1][2]

    def _is_word(self, word: str) -> bool:
        plain = re.sub(r"['’]s$", "", word.casefold())
        return plain in _NOT_NAMES or plain in self._brands or (len(plain) < 2)

    def _house(self, words: list[tuple[str, int, int]]) -> bool:
        plain = [w.casefold() for w, _, _ in words]
        return any("|".join(plain[i : i + n]) in _HOUSES for i in range(len(plain)) for n in (2, 3)) or any(
            p in self._brands for p in plain[:2]
        )


_PARTICLE_WORDS = frozenset("de la du des le van der den von da di el al ben bin dos d".split())
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def _words(text: str, span: Span) -> list[tuple[str, int, int]]:
    return [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, *span)]


def _sentence_start(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"«“'(")
    return not before or before[-1] in ".!?…\n:;,"
