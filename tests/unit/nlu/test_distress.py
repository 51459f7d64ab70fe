"""What must be seen, what must not be taken for it, and how fast."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.distress import LEXICON, LONGEST, kind_of, plain

SUICIDE = [
    "je veux en finir",
    "Je veux en finir avec la vie",
    "j'en peux plus de vivre",
    "à quoi bon continuer à vivre",
    "je vais me foutre en l'air",
    "jveu mourrir",
    "g envi de crevé",
    "JE VAIS ME TUER",
    "j’ai plus envie de vivre",
    "je me suis ouvert les veines",
    "jme scarifie",
    "je me fais du mal le soir",
    "mes enfants seraient mieux sans moi",
    "j'ai des idées noires",
    "si on me coupe le rsa je me suicide",
    "j'ai fait 2h de CV hier mais je pense qu'à mourir",
    "moi vouloir mourir",
    "je voudrais ne plus me réveiller",
    "j'ai envie de mouriiiir",
    "I want to kill myself",
    "I don't want to live anymore",
    # a plan and its means
    "j'ai mis de côté deux plaquettes de somnifères et ce soir je les avale",
    "je compte mes cachets tous les soirs",
    "g pri tou mé médoc",
    "le train de 22h passe tout près, il suffirait d'un pas",
    "hier j'ai passé une heure au bord du pont à regarder l'eau",
    "j'ai acheté une corde et j'ai fait le nœud",
    "jpe plu vivre com sa jvé sauté du balcon",
    "je vais foncer contre un platane avec la voiture",
    # last things, last words
    "mercredi je serai plus là, vous pouvez rayer mon nom",
    "c'est pas la peine de renouveler mon contrat, je serai mort avant",
    "vous n'aurez plus à me suivre bientôt",
    "j'ai donné toutes mes affaires à mes cousins, je n'en aurai plus besoin là-haut",
    "j'ai écrit une lettre pour mes parents, elle est sur mon lit",
    "dites à mes fils que je les aime",
    "adieu et merci pour tout, ne me cherchez pas",
    # no wish to live, being a burden
    "à quoi bon vivre quand on est tout seul",
    "g + envie de vivre",
    "j'ai plus rien à faire sur cette terre",
    "je voudrais m'endormir et ne jamais rouvrir les yeux",
    "franchement j'aimerais que mon cœur s'arrête dans la nuit",
    "je suis un fardeau pour mes enfants",
    "ils seront plus heureux sans moi",
    # hurting oneself
    "je me taillade les cuisses le soir",
    "jme brule avec ma clope pr me calmé",
    "j'ai peur de ce que je pourrais me faire cette nuit",
    # somebody else, and asking for the number
    "mon fils parle de se pendre",
    "ma fille s'est ouvert les poignets",
    "c'est quoi le numéro pour ceux qui veulent mourir",
    "I saved up all my pills for tonight",
    "nobody would miss me if I was gone",
    "I gave away my dog and my things, I won't need them",
    "I keep cutting my arms",
    "I stand on the platform and think one step and it would be over",
    "is there a helpline for people who want to die",
]
VIOLENCE = [
    "mon mari me frappe",
    "il me tape",
    "j'ai peur de rentrer chez moi",
    "mon copain m'a encore frappée hier",
    "il ma frapé",
    "mon mec me tape dessus quand il boit",
    "mon conjoint menace de me tuer",
    "mon ex me harcèle",
    "je suis victime de violences conjugales",
    "mari taper moi",
    "j'ai raté l'atelier parce que mon mari m'a tabassée",
    "mon beau-père me touche",
    "il frappe les enfants",
    "il me laisse pas sortir mon mari m'enferme",
    "je me suis fait violer",
    "mon père me frappe et je veux mourir",
    "my husband hits me",
    "I am afraid to go home",
    # blows told aside, and what hides them
    "entre deux gifles je remplis vos formulaires",
    "il a recommencé hier soir, j'ai la lèvre ouverte",
    "je mets des manches longues en juillet pour qu'on voie pas les bleus",
    "je dis que je suis tombée dans les escaliers mais c'est mon copain",
    "mn mec ma étranglé ier soir",
    "il a mis ses mains autour de ma gorge",
    "il me tire par les cheveux devant les petits",
    "mon père cogne ma mère",
    "mes enfants ont des bleus quand ils reviennent de chez leur père",
    # shut in, watched, threatened
    "il m'enferme à clé quand il part au travail",
    "mari pas laisser sortir moi, lui frapper moi",
    "il m'a pris le téléphone en me frappant",
    "mon frère m'a menacée avec un couteau de cuisine",
    "s'il lit ce message il me massacre",
    "mon ex rôde devant chez moi toutes les nuits",
    # afraid, hiding
    "j'ai peur de rentrer ce soir",
    "quand il rentre bourré on se cache dans la salle de bain",
    "il casse tout dans l'appart appelez la police",
    "vous connaissez un foyer pour femmes battues ?",
    # forced
    "mon beau-père vient dans ma chambre la nuit",
    "il me force à coucher avec lui quand je dis non",
    "on veut me marier de force au pays",
    "he locks me in the flat and took my phone",
    "my husband said he will stab me",
    "I'm scared to go home tonight",
    "I wear long sleeves to hide the bruises",
]
HARMLESS = [
    "je suis mort de rire",
    "j'en peux plus de ces papiers",
    "je vais me tuer à la tâche",
    "ça me tue",
    "je veux en finir avec ces papiers",
    "je meurs de faim",
    "je suis crevé",
    "mon téléphone est mort",
    "j'ai envie d'en finir avec cette formation",
    "je me suis coupé le doigt",
    "il me tape sur les nerfs",
    "ma fille m'a tapé mon CV",
    "j'ai frappé à toutes les portes",
    "faute de frappe, c'était 2h",
    "je me jette à l'eau, je crée ma boîte",
    "France Travail me menace de me radier",
    "c'est la mort ces démarches",
    "mon père est mort la semaine dernière",
    "j'ai peur de perdre mon RSA",
    "j'ai suivi une formation sur les violences faites aux femmes",
    "je veux plus vivre chez mes parents",
    "la vie est trop chère",
    "on se voit à la vie à la mort",
    "il me bat aux cartes",
    "j'ai envie de disparaître de vos fichiers",
    "le robot me tue mdr",
    "2h de cv hier",
    "j'ai le moral à zéro",
    "this job is killing me",
    "je suis mort de fatigue après l'atelier",
    "ce CV me tue",
    "il va me tuer mon proprio si je paie pas",
    "ça me saoule à mort",
    "je me suis fait jeter du stage",
    "j'en peux plus de ce site",
    "donne-moi un coup de main pour le CV",
    "lundi je serai pas là, rdv médecin",
    "j'ai donné mes affaires à Emmaüs",
    "je quitte la formation pour de bon",
    "plus besoin de me suivre, j'ai trouvé un CDI",
    "c'est mon dernier jour de stage",
    "je me suis enfermé dehors ce matin",
    "la porte était fermée à clé, je suis repartie",
    "j'ai oublié ma ceinture de sécurité",
    "je me suis brûlé la main en cuisine au stage",
    "je travaille sur les toits, je suis couvreur",
    "mon train a du retard, je suis sur le quai",
    "le médecin a changé mes cachets",
    "mon chat m'a griffé",
    "on m'a volé mon téléphone et mes papiers",
    "j'ai porté plainte pour le vol de mon scooter",
    "j'ai tout préparé pour demain",
    "au secours je comprends rien au menu",
    "I won't be there tomorrow",
    "they kicked me out of the course",
    "my boss will kill me if I'm late",
    "my phone is dead",
    "",
]


@pytest.mark.parametrize("text", SUICIDE)
def test_who_speaks_of_dying_is_heard(text):
    assert kind_of(text) == "suicide"


@pytest.mark.parametrize("text", VIOLENCE)
def test_who_is_beaten_is_heard_before_all_else(text):
    assert kind_of(text) == "violence"


@pytest.mark.parametrize("text", HARMLESS)
def test_ways_of_speaking_raise_no_alarm(text):
    assert kind_of(text) is None


@pytest.mark.parametrize("text", ["Je  veux\nMOURIR", "je veux mourir", "«je veux mourir...»", "je veux mourir 😭"])
def test_typography_hides_nothing(text):
    assert kind_of(text) == "suicide"


@given(st.text())
def test_no_text_breaks_it(text):
    assert kind_of(text) in {"suicide", "violence", None}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("jveu mourir", "suicide"), ("kan il boi il me frap", "violence"), ("jé + envi de vivre", "suicide")],
)
def test_short_spellings_are_read_as_the_words_they_stand_for(typed, kind):
    assert kind_of(typed) == kind


def test_letters_said_again_count_once():
    assert plain("Frappée, FRAPÉE !") == "frape frape"


def test_a_ligature_and_a_plus_sign_are_read_as_words():
    assert plain("mon cœur + envie") == "mon coeur plus envie"


def test_a_message_takes_well_under_a_millisecond_or_two():
    kind_of("")  # reads the lexicon
    began = time.process_time()
    for _ in range(200):
        kind_of("bonjour, lundi j'ai fait deux heures de CV et mardi un atelier de 9h à midi à la mission locale")
    assert (time.process_time() - began) / 200 < 0.002


@pytest.mark.parametrize(
    "words",
    ["je ne veux plus il me ", "mon mari ne m'a pas de ", "il ", "j'ai ", "plus de la ", "he is going to ", "a"],
)
def test_the_longest_message_of_telegram_is_still_quick(words):
    longest = (words * LONGEST)[:LONGEST]
    kind_of("")  # reads the lexicon

    def seconds():
        began = time.process_time()
        kind_of(longest)
        return time.process_time() - began

    assert min(seconds() for _ in range(3)) < 0.1


def test_patterns_are_written_without_what_would_change_under_single_letters():
    assert "\\b" not in LEXICON.read_text(encoding="utf-8")
