"""France, Spain and Italy."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

FRANCE = Land(
    country="FR",
    language="fr",
    organizations=30,
    given=words(
        "Adèle Bérénice Clément Delphine Édouard Françoise Gaëlle Hugo Inès Jérôme Léa Mathéo Noël Océane Pascal Raphaël Sélène Théo "
        "Véronique Yannick Zoé Amadou Fatoumata Karim"
    ),
    family=words(
        "Bérard Chauvet Delacroix Étienne Forêt Gérard Hélias Jourdan Kerouédan Lefebvre Mérieux Noiret Ozanne Péron Quéméner Régnier "
        "Sénéchal Tessier Vallée Diallo Benali Gauthier L'Hénoret"
    ),
    stems=words("Armor Beauce Cévennes Drôme Estérel Forez Gâtinais Jura Limagne Mélusine Oléron Périgord"),
    firms=(
        ("dairy", "Laiterie de {}"),
        ("dairy", "Fromagerie {}"),
        ("bakery", "Biscuiterie {}"),
        ("meat", "Salaisons {}"),
        ("fish", "Conserverie {}"),
        ("grain", "Minoterie {}"),
        ("fruit", "Coopérative {}"),
        ("pharma", "Laboratoires {}"),
        ("concrete", "Béton {}"),
    ),
    places=(
        Place("Rennes", "35###", "Bretagne"),
        Place("Quimper", "29###", "Bretagne"),
        Place("Lyon", "69###", "Auvergne-Rhône-Alpes"),
        Place("Besançon", "25###", "Bourgogne-Franche-Comté"),
        Place("Nîmes", "30###", "Occitanie"),
        Place("Orléans", "45###", "Centre-Val de Loire"),
    ),
    streets=(
        "rue de la Laiterie",
        "quai des Célestins",
        "zone d'activité du Pré",
        "avenue de la Gare",
        "chemin du Moulin",
    ),
    legal="SAS",
    phones=("+33 1 99 00 ## ##", "+33 2 61 91 ## ##", "+33 3 53 01 ## ##", "+33 4 65 71 ## ##", "+33 5 36 49 ## ##"),
    mobiles=("+33 6 39 98 ## ##",),
)

SPAIN = Land(
    country="ES",
    language="es",
    organizations=13,
    given=words("Álvaro Begoña Íñigo Núria Martín María_José Jesús Lucía Andrés Sofía Óscar Pilar"),
    family=words("García_Núñez Fernández Muñoz Ibáñez Peña Ordóñez Jiménez Vázquez Domènech Etxeberria Cañizares"),
    stems=words("Duero Ebro La_Mancha Montseny Picos Sierra_Nevada"),
    firms=(
        ("dairy", "Lácteos {}"),
        ("meat", "Jamones {}"),
        ("fish", "Conservas {}"),
        ("fruit", "Hortalizas {}"),
        ("quarry", "Mármoles {}"),
    ),
    places=(
        Place("Zaragoza", "500##"),
        Place("León", "240##"),
        Place("Vigo", "362##"),
        Place("Almería", "040##"),
        Place("Vic", "085##"),
    ),
    streets=("calle del Molino", "polígono industrial Norte", "avenida del Puerto", "camino de la Vega"),
    legal="S.L.",
    street_pattern="{street}, {number}",
)

ITALY = Land(
    country="IT",
    language="it",
    organizations=12,
    given=words("Niccolò Chiara Matteo Noemi Lorenzo Giulia Cosimo Benedetta Ettore Ludovica"),
    family=words("Dell'Acqua D'Angelo Rossi Cantù Bottà Marchetti Galli Colombo Zanè Ferrarese"),
    stems=words("Po Brenta Garda Maiella Valtellina"),
    firms=(
        ("dairy", "Caseificio {}"),
        ("grain", "Pastificio {}"),
        ("meat", "Salumificio {}"),
        ("quarry", "Marmi {}"),
        ("sweets", "Dolciaria {}"),
    ),
    places=(Place("Parma", "431##"), Place("Cremona", "261##"), Place("Carrara", "540##"), Place("Padova", "351##")),
    streets=("via del Mulino", "viale dell'Industria", "via Emilia", "corso Garibaldi"),
    legal="S.r.l.",
    street_pattern="{street} {number}",
)
