"""Words that no finder may take for a person: common words with a capital, institutions, towns, brands, shops named after people."""

from __future__ import annotations

_WORDS = """
a abonnement account adresse advisor after agence agent agirc agricole airbnb aldi algérie algérien algérienne all allah allemand
allemande allianz alors also although always amazon ambassade ambassadeur ambassadrice ameli american amex américain américaine an
anah and android anglais anglaise anonyme anonymous ants anvers août app apple appli application april après are argos arnaque
article articles as asap asda assurance at attention auchan aucun aucune august auntie avant avec avenue avril axa bad bank banque
barclays base be because been before belfius belge belgique best bien bill birmingham blablacar black bnp bon bonjour bonne
bonsoir booking bordeaux boss boulanger boulevard boursorama boutique bouygues box bpost branch bravo bref bricolage bristol
britain british brother bruxelles brésilienne bt but by caf caisse call called calls camerounaise can canada canadien canadienne
capital car card cardiff carrefour carsat carte cb cdiscount cdlt cdt ce center centre ces cesu cet cetelem cette chat chatbot
chez children chine chinese chinois chinoise chose christmas chronopost church city clairement client cliente clients clientèle
clinique club cm cnav co-signed code cofidis colis colissimo college collège combien commande comme comment compte conseiller
conseillère consul consulat consumer content contente contract contrat contre cordialement coréen coréenne could court covid cpam
crédit cuisine currys customer dad dans darty date daughter dear decathlon december deliveroo delivery demande depuis des dgfip
dhl did dieu dimanche direct directeur directrice disney do docteur documents does dommage donc dont dossier dpd dr dvla dwp
décembre déçu déçue easter easy ebay edf edinburgh ee elle elles email emploi encore enedis enfin engie england english ensuite
entre envoyé espagnol espagnole est et etats-unis eu europe european eux even everybody everyone evri excellent excellente
facebook facture faire faq fast father february fedex femme fibre fidèle fille fils finance fitbit florence fnac fois for forfait
france franchement français française free french friday from funding fuyez février galaxy gand garantie garmin gdpr generali
gentlemen genève german given glasgow gls gmail gmf god good google gp gps grandma grdf great groupama génial générale génération
had halifax hall harmonie has have hdmi he hello helpdesk her here hermes heureusement hey hi his hmrc homes honteux hospital
hotline how however hsbc ht http https huawei husband hélas hôpital i iban id if ikea il ils impossible impôts in inacceptable
inadmissible indian indienne infirmary ing instagram insurance internet ipad iphone is it italian italien italienne itsme
ivoirienne jamais january janvier japon japonaise je jesus jeudi jour juillet juin july june just kbc keytrade kg klarna la lady
lcl le league leboncoin leclerc led leeds lending les leur leurs lidl lille line liverpool livraison livreur liège lloyds london
londres lundi lycée lyon ma maaf mac macif madam madame mademoiselle magasin mai maif mail maire mairie mais mal malgache
malheureusement maman mamie manager manchester march mardi mari maroc marocain marocaine mars marseille martens mastercard matmut
maurice mauvais may maître medic merci mercredi mes mesdames messieurs meuble mgen microsoft milan ministre ministère miss mlle
mme mobile moi mom mon monday mondial monsieur montréal monzo morrisons mother mr mrs ms mum mutuel my mère namur nan nantes
nationwide natwest netflix never nhs ni nice nickel no noel nom non not notre nous november novembre now noël nul nulle numéro o2
october octobre of ok on one oney only openreach or orange order ou oui our outlook overall où paiement papa par parcel parfait
paribas paris park pas payment paypal pc pdf pendant pepper personnellement philippine phone pin place play please plus point
polish polonaise poor portable portugais portugaise postale poste postnl pour pourquoi price prime prix product produit provident
proximus préfecture préfet prénom président présidente puis pâques père pôle qualité quand que qui quick quicksilver quoi québec
rapport ras ratp ravi ravie reading really recommande red ref refund relais remboursement rennes reputation respectueusement
responsable retour retours return returns revolut rgpd rib rien road roumaine royaume-uni rue russe réf référence réponse
résidence sa said sainsbury sainsburys salut salutations samedi samsung sans santander satisfait satisfaite saturday sav
scandaleux scarlet school scotland secu sent september septembre service ses sfr she shein shop should si sim since sincèrement
sir sister site sky slow sms sncf so société sofinco son sont sony sorry sosh sous spanish specialist spelled spotify staff
starling still store stp strasbourg strava street subscription suisse suivi sunday super support sur svp swiss sécu sénégal
sénégalaise ta tab talktalk team technicien telenet temps temu tes tesco thank thanks that thaïlandaise the their them then there
these they this those three thursday to told ton top total totalenergies toujours toulouse tous toussaint tout toute toutes
tracker trop très trésorerie ttc tu tuesday tunisie tunisien tunisienne turque tv tva twitter téléphone uber uk ukrainienne un
uncle une unfortunately university université ups urgent url ursaff urssaf us usa usb user utilisateur utilisatrice vendeur
vendeuse vendredi veolia vers very vietnamienne vinted virgin visa vodafone voici voilà voo votre vous vraiment waitrose wales
warranty was we website wednesday well were what whatsapp when where which who why wife wifi will windows with without worst would
wrong www xiaomi xl xmas xs xxl yahoo yes yodel york you younited your youtube zalando école épargne équipe état états-unis
étranger étrangère évitez
"""
NOT_NAMES = frozenset(_WORDS.split())

# Shops, makers and public figures whose first word is a first name.
_HOUSES = """
abercrombie|fitch alain|afflelou alexander|mcqueen andrew|pears andré|courrèges arthur|bonnet austin|reed ben|jerry bobbi|brown
boris|johnson calvin|klein caroll|paris charles|gaulle charles|schwab charles|tyrwhitt christian|dior claudie|pierlot
daniel|wellington dolce|gabbana donald|trump emmanuel|macron franck|provost frank|sinatra frédéric|mistral georges|rech
george|asda george|foreman gifi|julien gordon|ramsay guy|degrenne gérard|darel harley|davidson harry|potter holland|barrett
hugo|boss hélène|rochas jack|daniels jack|jones jacques|dessange james|villas jamie|oliver jean|jaurès jean|louis|david
jean|moulin jean|paul|gaultier johnson|johnson john|deere john|lewis jo|malone jules|ferry karl|lagerfeld kate|spade laura|ashley
leroy|merlin lolita|lempicka louis|pion louis|vuitton marc|jacobs marie|blachère marie|claire marie|curie marks|spencer
martin|luther mary|berry maurice|lacroix max|factor max|mara michael|kors morgan|stanley nina|ricci paddy|power paul|smith
peter|jones pierre|cardin pierre|fabre ralph|lauren ray|ban robert|dyas robert|schuman saint|laurent sam|edelman stella|artois
steve|madden taylor|swift ted|baker thomas|cook tim|horton tim|hortons tommy|hilfiger tory|burch victor|hugo wells|fargo
william|hill yves|rocher yves|saint étam|lingerie
"""
HOUSES = frozenset(_HOUSES.split())

# After these words a name is that of a street, a town, a building or a thing.
_PLACES = """
avenue aéroport boulevard campus canapé centre chaise chu clinique collection collège cyclone ecole fauteuil fort gamme gare
guirlande hopital hospital hurricane hôpital king lampadaire lampe lycée matelas modèle ouragan place pont port prince princess
quai queen road robe royal rue saint sainte sommier square st stade station ste street table tempête école
"""
PLACES_BEFORE = frozenset(_PLACES.split())
