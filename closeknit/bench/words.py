"""The words from which the bench makes its people, companies and places: short lists of our own, in four groups of languages."""

from __future__ import annotations

# Each row of a table belongs to one group: German, English, Romance, Slavic and Nordic. Rows have equal lengths.
GIVEN = (
    "Anna Bernd Clara Dieter Elke Frank Gisela Heinz Ingrid Jürgen Katrin Lukas Martina Norbert Petra Ralf Sabine Thorsten Ulrike Walter",
    "Alice Brian Charlotte Derek Emily Fiona George Hannah Ian Jessica Kevin Laura Megan Nigel Olivia Paul Rachel Simon Tara William",
    "Amélie Bruno Carmen Diego Élodie Fernando Giulia Hélène Inés Jérôme Lucía Marcello Noémie Óscar Paola Quentin Rosa Sébastien Teresa Vincent",
    "Agnieszka Bjørn Czesława Dragan Ewa Frederik Grażyna Håkon Iwona Jiří Katarzyna Lars Małgorzata Niels Ola Přemysl Rasmus Søren Tomáš Zofia",
)
FAMILY_BEGINS = (
    "Hoff Berg Stein Wald Feld Linden Eichen Rosen Kirch Mühl Neu Alt Ober Unter Schön Grün Schwarz Weiß Hart Lang Kron Sonnen Brück Blumen",
    "Ash Black Bridge Brook Cross East Fair Green Hart High King Lang Mar Nor Oak Park Red Stan Thorn Under Wake West White Wood",
    "Beau Bel Bois Cha Cler Del Fon Gran Lam Le Mal Mar Mont Mor Per Pont Ri Ros San Sol Val Ver Vil Vivi",
    "Adam Bor Chmie Dobro Gór Jabło Kowal Kra Lewan Lind Lund Majew Malin Nord Nowa Olsz Piotr Rud Sand Sobo Stra Wiśnie Wójc Zieli",
)
FAMILY_ENDS = (
    "mann bach hof berger heim stein meier huber bauer müller feldt straßer weg thal hausen länder",
    "ford ley ton wood field worth bury ham man son well stead combe den shaw wick",
    "mont lier champ teau reau nier cour deau taine villa rini lotti etti anza ieri ues",
    "ski wicz czyk owski gren berg strøm quist sson dahl ák ová ec ević sen holm",
)
TRADES = (
    "Molkerei Waagenbau Logistik Maschinenbau Elektrotechnik Großhandel Bäckerei Druckerei Spedition Metallbau Gartenbau Baustoffe",
    "Dairies Scales Logistics Engineering Electrical Trading Bakeries Printers Haulage Metalworks Nurseries Building-Supplies",
    "Laiterie Pesage Transports Mécanique Électricité Négoce Boulangerie Imprimerie Fret Métallerie Pépinières Matériaux",
    "Mleczarnia Wagi Transport Maskiner Elektro Handel Piekarnia Trykkeri Spedycja Metall Ogrody Byggvarer",
)
FORMS = ("GmbH AG KG", "Ltd PLC LLP", "SARL SA SpA", "AB Sp.z.o.o. A/S")

# Code, share of all records, group of names, telephone code; the biggest first. Nobody is in Tuvalu.
COUNTRIES = (
    ("DE", 0.400, 0, "49"), ("FR", 0.120, 2, "33"), ("GB", 0.100, 1, "44"), ("US", 0.080, 1, "1"), ("NL", 0.070, 3, "31"),
    ("AT", 0.060, 0, "43"), ("CH", 0.050, 0, "41"), ("IT", 0.040, 2, "39"), ("ES", 0.030, 2, "34"), ("PL", 0.020, 3, "48"),
    ("SE", 0.015, 3, "46"), ("PT", 0.010, 2, "351"), ("CZ", 0.004, 3, "420"), ("LI", 0.001, 0, "423"),
)  # fmt: skip
ABSENT_COUNTRY = "TV"
CITIES = (
    "Berlin Hamburg München Köln Leipzig Göttingen", "Paris Lyon Nantes Lille Dijon Albi", "London Leeds Bristol Derby Ripon Wells",
    "Chicago Boston Denver Austin Fresno Salem", "Amsterdam Utrecht Delft Breda Zwolle Hoorn", "Wien Graz Linz Salzburg Wels Lienz",
    "Zürich Bern Basel Genf Chur Thun", "Milano Roma Torino Padova Lucca Asti", "Madrid Sevilla Bilbao Burgos León Teruel",
    "Warszawa Kraków Łódź Poznań Opole Płock", "Stockholm Malmö Uppsala Lund Falun Ystad", "Lisboa Porto Braga Faro Évora Tomar",
    "Praha Brno Plzeň Zlín Tábor Písek", "Vaduz Schaan Balzers Triesen Eschen Mauren",
)  # fmt: skip
STREETS = "Bahnhofstraße,High Street,Rue de la Gare,Mill Lane,Lindenallee,Via Roma,Calle Mayor,Ulica Długa,Storgatan,Am Markt,Station Road,Quai du Port"
TITLES = "Buyer,Head of production,Accountant,Managing director,Quality manager,Plant engineer,Sales assistant,Warehouse manager,Owner,Maintenance technician"
STATUSES = (
    ("prospect", 0.55),
    ("customer", 0.30),
    ("supplier", 0.08),
    ("partner", 0.04),
    ("former", 0.025),
    ("competitor", 0.0045),
    ("member", 0.0005),
)
NOTES = (
    "Called about the yearly calibration; they want it before the summer.",
    "Sent the offer for the new platform scale and promised an answer by Friday.",
    "Met at the fair. Interested in the dairy line, budget not before next year.",
    "Complained about the delivery; two load cells were missing and are on their way.",
    "Prefers to be called in the morning.",
)
LANGUAGES = ("de", "en", "fr", "pl")


def table(rows: tuple[str, ...]) -> list[list[str]]:
    """Rows of words as lists; raises ValueError where their lengths differ, for the database counts on it."""
    found = [row.split() for row in rows]
    if len({len(row) for row in found}) != 1:
        raise ValueError(f"rows of different lengths: {[len(row) for row in found]}")
    return found


def thresholds(shares: list[float]) -> list[float]:
    """The bounds between shares of 1, for `width_bucket`: the first share is below the first bound."""
    bounds, sum_ = [], 0.0
    for share in shares[:-1]:
        sum_ += share
        bounds.append(round(sum_, 6))
    return bounds
