"""Germany, Poland and Czechia."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

GERMANY = Land(
    country="DE",
    language="de",
    organizations=38,
    given=words(
        "Anneliese Björn Cäcilie Dörte Emil Friederike Götz Hannelore Ingo Jürgen Käthe Lukas Mareike Nils Oskar Petra Rüdiger Sabine "
        "Torsten Ursula Volker Wiebke Yvonne Zehra Mehmet Leonie Maximilian Jonas Greta Theo"
    ),
    family=words(
        "Müller Schäfer Köhler Weiß Krüger Jäger Größmann Böhme Schröder Förster Günther Hübner Döring Lüders Nölle Pößnecker Röhrig "
        "Süßmilch Tränkner Übelacker Vögele Würth Zöllner Yılmaz Öztürk von_Bergen Hartmann Lindner"
    ),
    stems=words(
        "Allgäu Bergland Elbtal Fläming Harzer Isartal Kraichgau Lüneburg Mosel Nordmark Oderbruch Rhön Spreewald Weser Zugspitz"
    ),
    firms=(
        ("dairy", "Molkerei {}"),
        ("dairy", "Käserei {}"),
        ("bakery", "Bäckerei {}"),
        ("meat", "Wurstwaren {}"),
        ("brewery", "Brauerei {}"),
        ("grain", "{}mühle"),
        ("quarry", "Steinwerke {}"),
        ("steel", "Stahlhandel {}"),
        ("chemicals", "{} Chemie"),
        ("pharma", "{} Arzneimittel"),
        ("logistics", "Spedition {}"),
    ),
    places=(
        Place("Hamburg", "20###"),
        Place("Kempten", "87###", "Bayern"),
        Place("Leipzig", "04###", "Sachsen"),
        Place("Köln", "50###", "Nordrhein-Westfalen"),
        Place("Stuttgart", "70###", "Baden-Württemberg"),
        Place("Göttingen", "37###", "Niedersachsen"),
        Place("München", "80###", "Bayern"),
        Place("Würzburg", "97###", "Bayern"),
    ),
    streets=(
        "Hafenstraße",
        "Am Güterbahnhof",
        "Industriestraße",
        "Mühlgasse",
        "Gewerbering",
        "Molkereiweg",
        "Brückenstraße",
    ),
    legal="GmbH",
    phones=("+49 30 23125 ###", "+49 69 90009 ###", "+49 40 66969 ###", "+49 221 4710 ###", "+49 89 99998 ###"),
    mobiles=("+49 171 39200##",),
    street_pattern="{street} {number}",
)

POLAND = Land(
    country="PL",
    language="pl",
    organizations=16,
    given=words(
        "Agnieszka Łukasz Małgorzata Grzegorz Wojciech Żaneta Paweł Bożena Michał Elżbieta Świętosław Jadwiga Krzysztof Zofia"
    ),
    family=words("Kowalczyk Wójcik Woźniak Mazur Krawczyk Zając Wróbel Stępień Pawlak Żak Gołąb Kołodziej Dąbek"),
    stems=words("Mazowsze Wisła Bałtyk Świętokrzyskie Łódka Żuławy Śląsk Podlasie"),
    firms=(
        ("dairy", "Mleczarnia {}"),
        ("bakery", "Piekarnia {}"),
        ("meat", "Zakłady Mięsne {}"),
        ("steel", "Stal {}"),
        ("fruit", "Sady {}"),
        ("grain", "Młyny {}"),
    ),
    places=(
        Place("Łódź", "90-###"),
        Place("Gdańsk", "80-###"),
        Place("Kraków", "30-###"),
        Place("Białystok", "15-###"),
        Place("Wrocław", "50-###"),
    ),
    streets=("ul. Mleczna", "ul. Portowa", "ul. Przemysłowa", "ul. Młyńska", "al. Piłsudskiego"),
    legal="Sp. z o.o.",
    street_pattern="{street} {number}",
)

CZECHIA = Land(
    country="CZ",
    language="cs",
    organizations=8,
    given=words("Jiří Tereza Ondřej Kateřina Tomáš Lucie Zdeněk Šárka Vojtěch Žofie"),
    family=words("Krejčí Jirků Martinů Janků Pavlů Petrů Kovářů Matějů"),
    stems=words("Vltava Morava Šumava Krkonoše Haná"),
    firms=(("brewery", "Pivovar {}"), ("dairy", "Mlékárna {}"), ("bakery", "Pekárny {}"), ("chemicals", "{} Chem")),
    places=(
        Place("Plzeň", "301 ##"),
        Place("Brno", "602 ##"),
        Place("České Budějovice", "370 ##"),
        Place("Olomouc", "779 ##"),
    ),
    streets=("Nádražní", "Pivovarská", "Mlýnská", "Průmyslová"),
    legal="s.r.o.",
    street_pattern="{street} {number}",
)
