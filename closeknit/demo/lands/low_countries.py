"""The Netherlands and Belgium."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

NETHERLANDS = Land(
    country="NL",
    language="nl",
    organizations=56,
    given=words(
        "Sanne Daan Femke Bram Lotte Sem Fleur Thijs Maud Jeroen Anouk Ruben Marloes Sjoerd Ilse Wouter Tessa Joris Evelien Koen "
        "Noor Pieter Renske Gijs Mieke Bas Yasmina Hidde Loes Stijn Fatima Mohamed Saskia Henk Ria Cor"
    ),
    family=words(
        "de_Vries van_den_Berg Bakker Jansen Visser Smit Meijer de_Boer Mulder de_Groot Bos Vos Peters Hendriks van_Leeuwen Dekker "
        "Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer van_der_Linden Kok Jacobs de_Haan Vermeulen van_den_Heuvel van_der_Veen "
        "van_den_Broek 't_Hart El_Amrani Hoekstra Koster"
    ),
    stems=words(
        "Maasdelta Waterland Veluwe Schelde Kennemer IJssel Zaan Betuwe Westfriesland Hoeksche Twente Peel Kromme_Rijn Drentse_Aa Waal Lek Merwede"
    ),
    firms=(
        ("dairy", "Zuivelfabriek {}"),
        ("dairy", "{} Kaas"),
        ("bakery", "Bakkerij {}"),
        ("feed", "{} Diervoeders"),
        ("meat", "Slachterij {}"),
        ("fish", "{} Visverwerking"),
        ("fruit", "{} Fruitveiling"),
        ("chemicals", "{} Coatings"),
        ("logistics", "{} Transport"),
        ("recycling", "{} Metaalrecycling"),
        ("concrete", "Betoncentrale {}"),
        ("sweets", "{} Drop"),
    ),
    places=(
        Place("Rotterdam", "30## XX", "Zuid-Holland"),
        Place("Utrecht", "35## XX", "Utrecht"),
        Place("Gouda", "28## XX", "Zuid-Holland"),
        Place("Leeuwarden", "89## XX", "Friesland"),
        Place("Zwolle", "80## XX", "Overijssel"),
        Place("Tilburg", "50## XX", "Noord-Brabant"),
        Place("Vlaardingen", "31## XX", "Zuid-Holland"),
        Place("Zaandam", "15## XX", "Noord-Holland"),
        Place("'s-Hertogenbosch", "52## XX", "Noord-Brabant"),
    ),
    streets=(
        "Havenstraat",
        "Industrieweg",
        "Waalhaven Oostzijde",
        "Melkweg",
        "Kade",
        "Spoorlaan",
        "Nijverheidsweg",
        "Molendijk",
    ),
    legal="B.V.",
    street_pattern="{street} {number}",
)

BELGIUM = Land(
    country="BE",
    language="fr",
    organizations=18,
    given=words("Louis Camille Maxime Zoé Benoît Élise Cédric Aurélie Wim Griet Joke Dirk Noémie Gauthier"),
    family=words(
        "Peeters Janssens Dubois Lambert Willems Claes Goossens Wouters Dupont Leclercq Renard De_Smet Vandenberghe Lefèvre"
    ),
    stems=words("Ardenne Brabançonne Hesbaye Meuse Lys Escaut Condroz Famenne"),
    firms=(
        ("sweets", "Chocolaterie {}"),
        ("brewery", "Brasserie {}"),
        ("dairy", "Laiterie {}"),
        ("steel", "Aciers {}"),
        ("fruit", "{} Légumes"),
        ("quarry", "Carrières {}"),
    ),
    places=(
        Place("Liège", "40##"),
        Place("Namur", "50##"),
        Place("Gent", "90##"),
        Place("Antwerpen", "20##"),
        Place("Charleroi", "60##"),
    ),
    streets=("Rue du Moulin", "Quai de la Meuse", "Chaussée de Namur", "Kaai", "Avenue de l'Industrie"),
    legal="SRL",
    street_pattern="{street} {number}",
)
