"""Words for generated labels, in English and French side by side."""

from __future__ import annotations

from random import Random

Spoken = tuple[str, str]  # English, French

DEEDS: tuple[Spoken, ...] = (
    ("plan", "préparer"), ("assess", "évaluer"), ("discuss", "discuter"), ("record", "consigner"),
    ("compare", "comparer"), ("choose", "choisir"), ("adapt", "adapter"), ("share", "partager"),
    ("create", "créer"), ("review", "réviser"), ("protect", "protéger"), ("observe", "observer"),
)  # fmt: skip
THINGS: tuple[Spoken, ...] = (
    ("lessons", "des leçons"), ("learning materials", "des supports"), ("tests", "des épreuves"),
    ("group work", "le travail de groupe"), ("pupils' data", "les données des élèves"), ("feedback", "des retours"),
    ("projects", "des projets"), ("simulations", "des simulations"), ("portfolios", "des portfolios"),
    ("school records", "les registres"), ("online courses", "des cours en ligne"), ("field visits", "des visites"),
)  # fmt: skip
PLACES: tuple[Spoken, ...] = (
    ("in the classroom", "en classe"), ("in small schools", "dans les petites écoles"),
    ("with colleagues", "avec les collègues"), ("with parents", "avec les parents"), ("at a distance", "à distance"),
    ("across subjects", "entre les matières"), ("without a network", "sans réseau"), ("with care", "avec soin"),
)  # fmt: skip


def phrase(random: Random) -> Spoken:
    """What a teacher should do, as a label."""
    deed, thing, place = random.choice(DEEDS), random.choice(THINGS), random.choice(PLACES)
    return (f"{deed[0]} {thing[0]} {place[0]}".capitalize(), f"{deed[1]} {thing[1]} {place[1]}".capitalize())
