"""Headings: the words under which files in four languages, and well-known producers, bring each value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from closeknit.intake import shapes

# The order matters: a heading that stands at two slots goes to the first that the kind has.
WORDS: dict[str, str] = {
    "given_name": "first name, firstname, given name, givenname, forename, vorname, rufname, prenom, nombre, nombre de pila, nome",
    "given_name.more": "middle name, additional name, middle names, second name, weiterer vorname, weitere vornamen, zweiter vorname, deuxieme prenom, segundo nombre",
    "family_name": "last name, lastname, family name, surname, familyname, nachname, familienname, zuname, nom de famille, apellido, apellidos, primer apellido, cognome",
    "family_name.suffix": "suffix, name suffix, namenszusatz, generational suffix, suffixe, sufijo",
    "salutation": "salutation, anrede, civilite, formule de politesse, tratamiento, saludo",
    "honorific": "honorific, name prefix, prefix, academic title, titel, akademischer titel, titel vor dem namen, honorific prefix, title before the name, titre de civilite",
    "birthday": "birthday, birthdate, birth date, date of birth, dob, born, geburtstag, geburtsdatum, geb datum, anniversaire, date de naissance, cumpleanos, fecha de nacimiento",
    "birthday.year": "birth year, year of birth, geburtsjahr, annee de naissance, ano de nacimiento",
    "birthday.month": "birth month, month of birth, geburtsmonat, mois de naissance, mes de nacimiento",
    "birthday.day": "birth day, day of birth, jour de naissance, dia de nacimiento",
    "language": "language, preferred language, sprache, korrespondenzsprache, langue, idioma",
    "employments.organization": (
        "company, company name, companyname, organization, organisation, organization name, organisation name, employer, account, account name, associated company, firma, firmenname, "
        "unternehmen, arbeitgeber, societe, entreprise, raison sociale, empresa, compania, organizacion, works for, associated company primary"
    ),
    "employments.title": (
        "job title, jobtitle, title, position, role, function, job, organization title, organisation title, arbeitstitel, funktion, berufsbezeichnung, stelle, stellenbezeichnung, "
        "fonction, poste, intitule de poste, cargo, puesto"
    ),
    "employments.department": "department, organization department, organisation department, division, abteilung, service, departement, departamento",
    "name": (
        "name, full name, fullname, display name, displayname, company, company name, companyname, organization, organisation, organization name, organisation name, account, account name, "
        "customer, customer name, client, client name, supplier, supplier name, vendor, business name, trading name, firma, firmenname, firmenbezeichnung, unternehmen, unternehmensname, kunde, "
        "kundenname, lieferant, anzeigename, vollstandiger name, nom, nom complet, nom de la societe, nom du client, societe, entreprise, nombre completo, nombre, empresa, "
        "nombre de la empresa, cliente, compania, razon comercial, contact, contact name, person, ansprechpartner, kontakt, file as, speichern unter"
    ),
    "legal_name": "legal name, registered name, legal entity, official name, rechtlicher name, firmierung, handelsname, raison sociale, denomination sociale, razon social, denominacion social",
    "number": (
        "number, reference, reference number, customer number, customer no, customer id, account number, account id, company id, record id, client number, external id, id, kundennummer, "
        "kunden nr, kundennr, nummer, debitor, debitorennummer, debitorennr, numero, numero de client, numero client, code client, numero de cliente, codigo de cliente, organization id"
    ),
    "status": "status, customer status, account status, relationship, kind of relationship, customer type, account type, lifecycle stage, kundenstatus, beziehung, statut, statut client, estado, tipo de cliente",
    "industry": "industry, sector, business, line of business, vertical, branch of industry, main business, branche, industrie, wirtschaftszweig, secteur, secteur d activite, sector economico, industria, rubro, actividad",
    "employees": (
        "employees, number of employees, numberofemployees, employee count, headcount, staff, size, company size, no of employees, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, beschaftigte, "
        "effectif, effectifs, nombre d employes, nombre de salaries, salaries, empleados, numero de empleados"
    ),
    "parent": (
        "parent, parent company, parent account, parent organization, holding, headquarters of, part of, belongs to, muttergesellschaft, mutterunternehmen, konzern, maison mere, "
        "societe mere, empresa matriz, matriz, subsidiary of"
    ),
    "emails": (
        "email, e mail, e mails, emails, mail, email address, e mail address, email addresses, e mail addresses, e mail value, email value, mail address, e mail adresse, email adresse, mailadresse, "
        "courriel, adresse e mail, adresse email, adresse mail, adresse electronique, correo, correo electronico, direccion de correo, direccion de correo electronico, e mail 1 value, emailaddress"
    ),
    "emails.kind": "e mail type, email type, e mail label, email label, e mail typ",
    "phones": (
        "phone, phones, telephone, tel, tel nr, phone number, phonenumber, phone numbers, telephone number, phone value, phone no, tel no, call, telefon, telefonnummer, telefonnr, telefon nr, rufnummer, "
        "numero de telephone, no de telephone, telefono, numero de telefono, callback, isdn, telex, tty tdd phone, car phone, radio phone, autotelefon, ruckmeldung, funkruf, funktelefon, "
        "mobiltelefon, haupttelefon, faxnummer, faxnr, handynummer, mobilnummer, mobiltelefonnummer"
    ),
    "phones.kind": "phone type, phone label, telephone type, telefon typ",
    "urls": (
        "url, urls, website, websites, web site, web page, webpage, homepage, home page, web, web address, website url, website value, site, domain, company domain name, domain name, internet, internetadresse, "
        "webseite, webseiten, internetseite, web adresse, webadresse, site web, site internet, adresse web, pagina web, sitio web, linkedin, linkedin url, profile url, facebook, twitter, xing"
    ),
    "urls.kind": "website type, website label, web page type",
    "addresses.whole": "formatted, address formatted, formatted address, full address, complete address, gesamte adresse, vollstandige adresse, adresse complete, direccion completa",
    "addresses.street": (
        "street, address, address street, street address, address line, addressline, mailing street, billing street, shipping street, strasse, str, adresse, anschrift, strasse hausnummer, strasse und hausnummer, "
        "strasse nr, hausnummer, adresszusatz, rue, voie, complement d adresse, calle, direccion, domicilio, po box, address po box, postfach, address extended address, extended address, "
        "boite postale, apartado, apartado de correos, postfachadresse, adresse postfach, address line street"
    ),
    "addresses.city": "city, town, address city, locality, place, mailing city, billing city, shipping city, ort, stadt, wohnort, ville, localite, commune, ciudad, localidad, poblacion, municipio",
    "addresses.postcode": (
        "postcode, post code, postal code, postalcode, zip, zipcode, zip code, zip postal code, postal, address postal code, mailing zip, billing zip, billing postal code, plz, postleitzahl, "
        "code postal, cp, codigo postal"
    ),
    "addresses.region": (
        "region, state, state region, state province, province, county, address region, state or province, prefecture, mailing state, billing state, bundesland, kanton, canton, departement, etat, "
        "provincia, estado, comunidad autonoma, bundesland kanton"
    ),
    "addresses.country": "country, country region, country name, country code, address country, nation, mailing country, billing country, land, land region, staat, pays, pays region, pais, pais region",
    "addresses.kind": "address type, address label, adresstyp",
    "tags": "tags, tag, labels, label, categories, category, groups, group, group membership, segments, schlagworte, schlagworter, kategorien, kategorie, gruppen, gruppe, etiquettes, categories, etiquetas, categorias",
    "owner": (
        "owner, account owner, contact owner, company owner, record owner, responsible, assigned to, account manager, sales rep, salesperson, sales agent, betreuer, verantwortlich, zustandig, "
        "verantwortlicher, inhaber des datensatzes, proprietaire, responsable, propietario, comercial, hubspot owner id"
    ),
    "description": (
        "description, notes, note, comment, comments, remark, remarks, summary, about, about us, business description, background, memo, notiz, notizen, bemerkung, bemerkungen, kommentar, beschreibung, "
        "anmerkung, anmerkungen, remarque, remarques, commentaire, commentaires, notas, nota, observaciones, comentario, comentarios, descripcion"
    ),
}
KINDS: dict[str, str] = {
    "work": "business work office dienstlich geschaftlich geschaftliche geschaeftlich buro arbeit beruflich firma professionnel professionnelle bureau travail trabajo oficina laboral ",
    "direct": "direct durchwahl",
    "home": "home private privat private personal personnel personnelle domicile maison casa particular",
    "other": "other weitere weiterer weiteres andere anderer autre otro otra",
    "mobile": "mobile mobil cell handy cellular portable movil celular",
    "fax": "fax faxnummer faxnr telefax telecopie hauptfax",
    "pager": "pager",
    "main": "main mailing postanschrift haupt hauptnummer principal central zentrale switchboard",
    "billing": "billing invoice rechnung rechnungs facturation facturacion",
    "shipping": "shipping delivery liefer lieferung livraison envio entrega",
}
SURE = ("mobile", "fax", "pager")  # kinds that only telephones have
PHRASES = {
    "mobiltelefon": "mobile",
    "handynummer": "mobile",
    "mobilnummer": "mobile",
    "mobiltelefonnummer": "mobile",
    "faxnummer": "fax",
    "faxnr": "fax",
    "haupttelefon": "main",
}
NUMBERS = frozenset({"number", "nummer", "no", "nr", "tel", "phone", "telefon", "telephone", "telefono", "numero"})
FILLING = (
    "company customer client contact account organization organisation person firma firmen kunde kunden primary primare primarer secondary sekundare 1st 2nd first business entreprise empresa "
    "property hs current the your our of main value wert"
)
FILLERS = frozenset(FILLING.split())
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z]{2})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: its words without kind and number, the kind ("work"), the number, and where that stood."""

    whole: str
    words: tuple[str, ...]
    kind: str = ""
    number: int = 1
    numbered_last: bool = False


def understand(head: str) -> Heading:
    """A heading as people and programs write it, taken apart."""
    whole = shapes.plain(CAMEL.sub(" ", head)).removeprefix("property ")
    words = whole.split()
    numbers = [place for place, word in enumerate(words) if word.isascii() and word.isdigit() and len(word) < 3]
    number = int(words[numbers[0]]) if numbers else 1
    kinds = sorted({kind for word in words if (kind := _kind(word))}, key=list(KINDS).index)
    rest = tuple(word for place, word in enumerate(words) if place not in numbers and not _only_kind(word))
    kind = next((sure for sure in SURE if sure in kinds), kinds[0] if kinds else "")
    return Heading(" ".join(words), rest, kind, max(1, number), bool(numbers) and numbers[-1] == len(words) - 1)


@cache
def _by_word() -> dict[str, str]:
    return {word: kind for kind, words in KINDS.items() for word in words.split()}


def _kind(word: str) -> str:
    return PHRASES.get(word) or _by_word().get(word, "")


def _only_kind(word: str) -> bool:
    return word in _by_word()


@cache
def by_heading() -> dict[str, tuple[str, ...]]:
    """For each plain heading the slots that it may mean, the likeliest first."""
    found: dict[str, list[str]] = {}
    for key, words in WORDS.items():
        for word in words.split(", "):
            if key not in found.setdefault(word, []):
                found[word].append(key)
    return {word: tuple(keys) for word, keys in found.items()}


def is_known(head: str) -> bool:
    """Whether a cell is a heading that some file is known to have."""
    if len(head) > 80 or shapes.is_value(head):
        return False
    heading = understand(head)
    return heading.whole in by_heading() or " ".join(heading.words) in by_heading()


# ---------------------------------------------------------------- producers

SIGNATURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Google", ("e mail 1 value", "e mail 1 type")),
    ("Google", ("e mail 1 value", "e mail 1 label")),
    ("Google", ("given name yomi", "group membership")),
    ("Outlook", ("e mail address", "e mail display name", "business street")),
    ("Outlook", ("first name", "business phone", "government id number")),
    ("Outlook", ("strasse geschaftlich", "e mail adresse")),
    ("Thunderbird", ("vorname", "anzeigename", "primare e mail adresse")),
    ("Thunderbird", ("first name", "display name", "primary email")),
    ("LinkedIn", ("first name", "last name", "connected on")),
    ("HubSpot", ("record id", "create date")),
    ("HubSpot", ("fivetran synced", "createdate")),
)
# What a heading means with one producer against the table above; "" is no field of ours.
MEANINGS: dict[str, dict[str, str]] = {
    "Google": dict.fromkeys(
        (
            "occupation",
            "location",
            "subject",
            "priority",
            "sensitivity",
            "gender",
            "short name",
            "organization 1 type",
            "organization 1 symbol",
            "organization 1 location",
        ),
        "",
    )
    | {"organization 1 job description": "", "organization 1 yomi name": "", "initials": ""},
    "Outlook": {"title": "honorific", "titel": "honorific", "anrede": "honorific"}
    | dict.fromkeys(
        (
            "account",
            "location",
            "office location",
            "profession",
            "keywords",
            "private",
            "privat",
            "e mail type",
            "e mail 2 type",
            "e mail 3 type",
            "konto",
            "ort",
            "beruf",
        ),
        "",
    ),
    "Thunderbird": {"geburtstag": "birthday.day", "birth day": "birthday.day"},
    "HubSpot": {"is deleted": "", "fivetran deleted": "", "fivetran synced": ""},
    "LinkedIn": {},
}


def producer(heads: Iterable[str]) -> str:
    """The program that wrote the file, by its headings; "" when none is recognised."""
    have = {understand(head).whole for head in heads}
    return next((name for name, signs in SIGNATURES if have.issuperset(signs)), "")
