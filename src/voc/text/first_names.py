"""First names common in France, Belgium, Britain and the United States, as customers write them.

Written for this project from general knowledge. Names that are foremost words, months, places or brands (Rose, Mercedes, Orange, Paris)
are left out: they need another sign of a person beside them.
"""

from __future__ import annotations

from functools import cache

_FRENCH = """
adam adèle adeline adrien adrienne agathe agnès ahmed aïcha alain albane albert alexandra alexandre alexia alexis ali alice aline alix amandine amina
amélie anaïs andré andrée andréa angèle angélique anne annick annie anthony antoine antoinette antonin apolline ariane arlette armelle arnaud arthur
astrid aude audrey augustin aurélie aurélien axel axelle aziz baptiste barbara basile bastien béatrice benjamin benoît bérénice bernadette bernard
bertrand blandine boris brahim brandon brice brigitte bruno camille carine carole caroline cassandra catherine cathy cécile cédric céline chantal
charlène charles charline charlotte chloé christelle christian christiane christine christophe cindy claire clara clarisse claude claudette claudine
clémence clément clémentine clotilde colette coralie corentin corinne cyril cyrille damien daniel danièle danielle david déborah delphine denis denise
diane didier dimitri dominique dorian dorothée edith édith édouard eliane éliane élisa élisabeth elisabeth élise elise élodie elodie éloïse eloïse
emilie émilie émile emma emmanuel emmanuelle enzo éric eric estelle esther ethan étienne etienne eugénie eva évelyne evelyne fabien fabienne fabrice
fanny farid fatiha fatima fatou félix ferdinand fernand fernande flavie flora florence florent florian françois françoise franck frank frédéric frédérique
gabin gabriel gabrielle gaël gaëlle gaétan gaspard gaston geneviève geoffrey georges georgette gérald géraldine gérard germaine ghislain ghislaine gilbert
gilberte gilles ginette gisèle grégoire grégory guillaume gustave guy gwenaël gwenaëlle gwendoline habib hakim hamid hamza hanane hassan hélène henri
henriette hervé hicham hortense hubert hugo hugues huguette ibrahim inès ingrid irène isabelle ismaël jacky jacqueline jacques jade jamel jamila
jasmine jean jeanne jeannine jennifer jérémie jérémy jérôme jessica joachim joël joëlle johan johanna johann jonathan jordan josé joseph joséphine
josette josiane josselin julian julie julien juliette justine kader karim karima karine katia kenza kévin kevin khadija khaled laetitia laëtitia lætitia lahcen
laurence laurent laurie léa léna lenny léo léon léonie leïla leila liliane lilian lina line lionel lisa lise loïc lola lou louane loubna louis louise
loïs luc luca lucas lucette lucie lucien lucienne lucile ludivine ludovic lydia lydie lyna madeleine maël maëlle maëlys magali mahmoud maïté malik malika mamadou
manon manuel marc marcel marcelle margaux margot marguerite marianne marie marielle marilyne marina marine marion marius marjorie marlène marthe martial
martin martine maryline maryse maryvonne mathéo mathias mathieu mathilde mathis mathys matthieu matteo maud maurice mauricette maxence maxime maya médéric mehdi mélanie mélina mélissa
michaël mickaël michel michèle michelle mila milan mireille mohamed mohammed monique morgane mounir mourad muriel murielle mustapha myriam nabil nadège nadia nadine naïma
najat nassim natacha nathalie nathan nawal nicolas nicole noa noah noémie noémi nolan nora norbert nour océane odette odile olivia olivier ophélie oriane oscar
ousmane pascal pascale patrice patricia patrick paul paule paulette pauline perrine philippe pierre pierrette pierrick quentin rachel rachid rania raoul
raphaël raphaëlle raymond raymonde rayan régine régis rémi rémy renaud renée réné rené richard robert robin roger roland rolande romain romane romuald roxane sabine
sabrina sacha saïd salah salim salima salma samia samir samira samuel sandra sandrine sarah sébastien selim séverine sidonie simon simone sofia sofiane solange
solène soline sonia sophie soraya stanislas stella stéphane stéphanie steeve steve suzanne sylvain sylvaine sylvette sylviane sylvie tanguy tarek tatiana
théo théodore théophile thérèse thibault thibaut thierry thomas timéo timothée titouan tom tony tristan ugo ulysse valentin valentine valérie vanessa véronique
vianney victoire vincent viviane wafa walid wassim wendy wilfried william willy xavier yacine yann yannick yanis yasmina yasmine yassine yohan yoann youssef yolande yves yvette
yvan yvon yvonne zakaria zoé zohra ludo nico seb manu steph greg momo titi fred
"""
_DUTCH = """
anke ann annelies anneleen an-sofie bart bram daan dirk els elke eline femke filip frederik geert gert griet hans hanne hendrik ilse inge jan jana jeroen jef joke
joris jos karel katrien kim koen kristof kurt lander lars leen lien lieve liesbeth lore lotte luk maarten maaike marieke marleen mieke nele niels peter piet pieter
rik roel ruben sander sanne sara stefaan steven stijn sven tim tine tinne tom veerle wannes ward wim wout wouter yannick joost kees henk willem gerrit sjoerd johan
"""
_ENGLISH = """
aaron abigail abdul adam adrian agnes ahmed aidan aisha alan albert alec aled alex alexander alexandra alfie alfred alice alicia alison alistair allan allen amanda amber
amelia amir amit amy andrea andrew andy angela angus anita ann anna annabel anne annette annie anthony antonio anya archie arjun arthur ashley ashok audrey ava ayesha
barbara barry beatrice becky belinda ben benjamin bernadette bernard beryl beth bethany betty beverley beverly bev bill billy bob bobby bonnie brad bradley brandon brenda
brendan brian bridget bronwen bruce bryan caitlin callum cameron carl carla carlos carmen carol caroline carolyn carrie catherine cathy cecilia charlene charles charlie charlotte
chelsea cheryl chloe chris christian christina christine christopher ciara claire clare clive cody colin colleen connor conor courtney craig curtis cynthia daisy dale damian
dan daniel danielle danny darren dave david dawn dean deborah debbie debra deirdre delroy denise dennis derek desmond destiny devon diana diane diego dinesh dominic donald
donna doreen doris dorothy doug douglas duncan dylan ed eddie edith edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen ellie elliot elsie emily emma
enid eric erica erin ernest esther ethan ethel eugene eunice evan evelyn ewan faith fatima felicity fiona fionnuala floyd frances francis frank fred freddie frederick freya gareth
gary gavin gemma gene geoff geoffrey george georgia georgina gerald geraldine gerard gillian gina gladys glen glenn glenys gloria gordon graeme graham greg gregory gwen gwyneth
hamish hannah hardeep harold harriet harry harvey hassan hayley hazel heather hector heidi helen henry hilary hilda howard hugh hussain iain ian ibrahim imogen imran indira ingrid iqbal irene iris
isaac isabel isabella isla isobel ivan jack jackie jackson jacob jacqueline jade jake jamal james jamie jan jane janet janice jasmine jason javier jay jayne jaz jean jeff jeffrey jemma jen
jenna jennifer jenny jeremy jermaine jerome jerry jesse jessica jill jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonathan jordan jorge jose joseph josephine josh
joshua joyce juan juanita judith judy julia julian julie june justin kaitlyn karen kate katherine kathleen kathryn kathy katie katy kay kayla kayleigh keira keith kelly kelsey ken kenneth kenny kerry
kevin khalid kieran kimberly kirsten kirsty krishna kristen kristin kristina kumar kyle lakshmi larry latoya laura lauren laurence laurie lawrence leah leanne lee leigh leo leon leonard leroy leslie lesley lewis liam
lillian lily linda lindsay lindsey lisa liz lloyd logan lois loretta lorna lorraine louise lucia lucy luis luke lydia lyn lynda lynn lynne mabel maggie malcolm mandy marcia marcus margaret
maria mariam marian marie marilyn mario marion marjorie marlene martha martin marvin mary matt matthew maureen maurice mavis max maxine meera megan mehmet melanie melinda melissa melvin mia michael
michaela michele michelle miguel mike mildred millie miriam mitchell mohammed mohamed mohammad moira molly monica morag morgan muhammad muriel myra nadia nancy naomi natalie natasha nathan nathaniel neha neil
nellie nia niall nicholas nick nicky nicola nicole nigel nikita nina noel nora noreen norma norman oliver olivia omar oscar owen pam pamela pat patricia patrick paul paula pauline pedro peggy
penelope penny percy pete peter phil philip phillip phillipa phoebe phyllis polly poppy prakash pranav preeti priya rachael rachel raj rajesh ralph ramesh ramona randy raquel rashid ravi ray raymond rebecca reggie
reginald reuben rhiannon rhys ricardo richard rick ricky rita rob robert roberta robin rochelle rodney roger roland ron ronald ronnie rory rosalind rosemary rosie ross rowan roxanne roy
ruby russell ruth ryan sally sam samantha samuel sandra sandy sanjay santiago sara sarah saul scarlett scott sean sebastian shannon sharon shaun shawn sheila shelley sheryl shirley siobhan sian sid
simon sofia sonia sonya sophia sophie stacey stan stanley stella stephanie stephen steve steven stewart stuart sue sunil sunita susan susanna suzanne sybil sylvia tamara tammy tanya tara taylor ted teresa terence
terri terry thelma theo theresa thomas tiffany tim timothy tina toby todd tom tommy toni tony tracey tracy travis trevor tricia tristan tyler tyrell tyrone una ursula valerie vanessa vera vernon veronica vicky victoria vijay
vince vincent viv vivian vivien wanda warren wayne wendy wesley wilfred william winifred winston yasmin yolanda yusuf yvette yvonne zach zachary zahra zainab zara zoe carys declan eoin aoife niamh sinead orla padraig
"""


@cache
def first_names() -> frozenset[str]:
    """All first names, casefolded."""
    return frozenset(f"{_FRENCH} {_DUTCH} {_ENGLISH}".split())
