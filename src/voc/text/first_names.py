"""First names common in France, Belgium, Britain and the United States, as customers write them.

Written for this project from general knowledge. Names that are foremost words, months, places or brands (Rose, Mercedes, Orange, Paris)
are left out: they need another sign of a person beside them.
"""

from __future__ import annotations

from functools import cache

_FRENCH = """
adam adeline adrien adrienne adèle agathe agnès ahmed alain albane albert alexandra alexandre alexia alexis ali alice aline alix
amandine amina amélie anaïs andré andréa andrée angèle angélique anne annick annie anthony antoine antoinette antonin apolline ariane
arlette armelle arnaud arthur astrid aude audrey augustin aurélie aurélien axel axelle aziz aïcha baptiste barbara basile bastien
benjamin benoît bernadette bernard bertrand blandine boris brahim brandon brice brigitte bruno béatrice bérénice camille carine carole
caroline cassandra catherine cathy chantal charles charline charlotte charlène chloé christelle christian christiane christine
christophe cindy claire clara clarisse claude claudette claudine clotilde clémence clément clémentine colette coralie corentin corinne
cyril cyrille cécile cédric céline damien daniel danielle danièle david delphine denis denise diane didier dimitri dominique dorian
dorothée déborah edith eliane elisabeth elise elodie eloïse emilie emma emmanuel emmanuelle enzo eric estelle esther ethan etienne
eugénie eva evelyne fabien fabienne fabrice fanny farid fatiha fatima fatou ferdinand fernand fernande flavie flora florence florent
florian franck frank françois françoise fred frédéric frédérique félix gabin gabriel gabrielle gaspard gaston gaétan gaël gaëlle
geneviève geoffrey georges georgette germaine ghislain ghislaine gilbert gilberte gilles ginette gisèle greg grégoire grégory guillaume
gustave guy gwenaël gwenaëlle gwendoline gérald géraldine gérard habib hakim hamid hamza hanane hassan henri henriette hervé hicham
hortense hubert hugo hugues huguette hélène ibrahim ingrid inès irène isabelle ismaël jacky jacqueline jacques jade jamel jamila jasmine
jean jeanne jeannine jennifer jessica joachim johan johann johanna jonathan jordan joseph josette josiane josselin josé joséphine joël
joëlle julian julie julien juliette justine jérémie jérémy jérôme kader karim karima karine katia kenza kevin khadija khaled kévin
laetitia lahcen laurence laurent laurie laëtitia leila lenny leïla lilian liliane lina line lionel lisa lise lola lou louane loubna
louis louise loïc loïs luc luca lucas lucette lucie lucien lucienne lucile ludivine ludo ludovic lydia lydie lyna lætitia léa léna léo
léon léonie madeleine magali mahmoud malik malika mamadou manon manu manuel marc marcel marcelle margaux margot marguerite marianne
marie marielle marilyne marina marine marion marius marjorie marlène marthe martial martin martine maryline maryse maryvonne mathias
mathieu mathilde mathis mathys mathéo matteo matthieu maud maurice mauricette maxence maxime maya maël maëlle maëlys maïté mehdi michaël
michel michelle michèle mickaël mila mireille mohamed mohammed momo monique morgane mounir mourad muriel murielle mustapha myriam
médéric mélanie mélina mélissa nabil nadia nadine nadège najat nassim natacha nathalie nathan nawal naïma nico nicolas nicole noa noah
nolan nora norbert nour noémi noémie océane odette odile olivia olivier ophélie oriane oscar ousmane pascal pascale patrice patricia
patrick paul paule paulette pauline perrine philippe pierre pierrette pierrick quentin rachel rachid rania raoul raphaël raphaëlle rayan
raymond raymonde renaud rené renée richard robert robin roger roland rolande romain romane romuald roxane régine régis rémi rémy réné
sabine sabrina sacha salah salim salima salma samia samir samira samuel sandra sandrine sarah saïd seb selim sidonie simon simone sofia
sofiane solange soline solène sonia sophie soraya stanislas steeve stella steph steve stéphane stéphanie suzanne sylvain sylvaine
sylvette sylviane sylvie sébastien séverine tanguy tarek tatiana thibault thibaut thierry thomas théo théodore théophile thérèse
timothée timéo titi titouan tom tony tristan ugo ulysse valentin valentine valérie vanessa vianney victoire vincent viviane véronique
wafa walid wassim wendy wilfried william willy xavier yacine yanis yann yannick yasmina yasmine yassine yoann yohan yolande youssef yvan
yves yvette yvon yvonne zakaria zohra zoé édith édouard éliane élisa élisabeth élise élodie éloïse émile émilie éric étienne évelyne
"""
_DUTCH = """
an-sofie anke ann anneleen annelies bart bram daan dirk eline elke els femke filip frederik geert gerrit gert griet hanne hans hendrik
henk ilse inge jan jana jef jeroen johan joke joost joris jos karel katrien kees kim koen kristof kurt lander lars leen lien liesbeth
lieve lore lotte luk maaike maarten marieke marleen mieke nele niels peter piet pieter rik roel ruben sander sanne sara sjoerd stefaan
steven stijn sven tim tine tinne tom veerle wannes ward willem wim wout wouter yannick
"""
_ENGLISH = """
aaron abdul abigail adam adrian agnes ahmed aidan aisha alan albert alec aled alex alexander alexandra alfie alfred alice alicia alison
alistair allan allen amanda amber amelia amir amit amy andrea andrew andy angela angus anita ann anna annabel anne annette annie anthony
antonio anya aoife archie arjun arthur ashley ashok audrey ava ayesha barbara barry beatrice becky belinda ben benjamin bernadette
bernard beryl beth bethany betty bev beverley beverly bill billy bob bobby bonnie brad bradley brandon brenda brendan brian bridget
bronwen bruce bryan caitlin callum cameron carl carla carlos carmen carol caroline carolyn carrie carys catherine cathy cecilia charlene
charles charlie charlotte chelsea cheryl chloe chris christian christina christine christopher ciara claire clare clive cody colin
colleen connor conor courtney craig curtis cynthia daisy dale damian dan daniel danielle danny darren dave david dawn dean debbie
deborah debra declan deirdre delroy denise dennis derek desmond destiny devon diana diane diego dinesh dominic donald donna doreen doris
dorothy doug douglas duncan dylan ed eddie edith edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen ellie elliot
elsie emily emma enid eoin eric erica erin ernest esther ethan ethel eugene eunice evan evelyn ewan faith fatima felicity fiona
fionnuala floyd frances francis frank fred freddie frederick freya gareth gary gavin gemma gene geoff geoffrey george georgia georgina
gerald geraldine gerard gillian gina gladys glen glenn glenys gloria gordon graeme graham greg gregory gwen gwyneth hamish hannah
hardeep harold harriet harry harvey hassan hayley hazel heather hector heidi helen henry hilary hilda howard hugh hussain iain ian
ibrahim imogen imran indira ingrid iqbal irene iris isaac isabel isabella isla isobel ivan jack jackie jackson jacob jacqueline jade
jake jamal james jamie jan jane janet janice jasmine jason javier jay jayne jaz jean jeff jeffrey jemma jen jenna jennifer jenny jeremy
jermaine jerome jerry jesse jessica jill jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonathan jordan jorge jose
joseph josephine josh joshua joyce juan juanita judith judy julia julian julie june justin kaitlyn karen kate katherine kathleen kathryn
kathy katie katy kay kayla kayleigh keira keith kelly kelsey ken kenneth kenny kerry kevin khalid kieran kimberly kirsten kirsty krishna
kristen kristin kristina kumar kyle lakshmi larry latoya laura lauren laurence laurie lawrence leah leanne lee leigh leo leon leonard
leroy lesley leslie lewis liam lillian lily linda lindsay lindsey lisa liz lloyd logan lois loretta lorna lorraine louise lucia lucy
luis luke lydia lyn lynda lynn lynne mabel maggie malcolm mandy marcia marcus margaret maria mariam marian marie marilyn mario marion
marjorie marlene martha martin marvin mary matt matthew maureen maurice mavis max maxine meera megan mehmet melanie melinda melissa
melvin mia michael michaela michele michelle miguel mike mildred millie miriam mitchell mohamed mohammad mohammed moira molly monica
morag morgan muhammad muriel myra nadia nancy naomi natalie natasha nathan nathaniel neha neil nellie nia niall niamh nicholas nick
nicky nicola nicole nigel nikita nina noel nora noreen norma norman oliver olivia omar orla oscar owen padraig pam pamela pat patricia
patrick paul paula pauline pedro peggy penelope penny percy pete peter phil philip phillip phillipa phoebe phyllis polly poppy prakash
pranav preeti priya rachael rachel raj rajesh ralph ramesh ramona randy raquel rashid ravi ray raymond rebecca reggie reginald reuben
rhiannon rhys ricardo richard rick ricky rita rob robert roberta robin rochelle rodney roger roland ron ronald ronnie rory rosalind
rosemary rosie ross rowan roxanne roy ruby russell ruth ryan sally sam samantha samuel sandra sandy sanjay santiago sara sarah saul
scarlett scott sean sebastian shannon sharon shaun shawn sheila shelley sheryl shirley sian sid simon sinead siobhan sofia sonia sonya
sophia sophie stacey stan stanley stella stephanie stephen steve steven stewart stuart sue sunil sunita susan susanna suzanne sybil
sylvia tamara tammy tanya tara taylor ted terence teresa terri terry thelma theo theresa thomas tiffany tim timothy tina toby todd tom
tommy toni tony tracey tracy travis trevor tricia tristan tyler tyrell tyrone una ursula valerie vanessa vera vernon veronica vicky
victoria vijay vince vincent viv vivian vivien wanda warren wayne wendy wesley wilfred william winifred winston yasmin yolanda yusuf
yvette yvonne zach zachary zahra zainab zara zoe
"""


_WORDS = """
amber an angel art bill bob bonnie claire constant daisy dan dawn dean drew eve faith frank gene glen grace grant guy hazel heather hope
iris jack jade jo joy line lise mark marine max may merle nour océane pat penny poppy ray rob robin ruby sandy sue sven
tim titi tom victoire viv will
"""
# Written without a capital these are other words.
WORDS_TOO = frozenset(_WORDS.split())


@cache
def first_names() -> frozenset[str]:
    """All first names, casefolded."""
    return frozenset(f"{_FRENCH} {_DUTCH} {_ENGLISH}".split())
