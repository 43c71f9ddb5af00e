"""The icons that are offered for kinds, by what they stand for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ICONS: dict[str, Any] = {
    "box": _("Box, thing"),
    "scale": _("Scale, balance"),
    "weight": _("Weight"),
    "gauge": _("Gauge, meter"),
    "cpu": _("Device, chip"),
    "monitor": _("Computer, screen"),
    "smartphone": _("Telephone"),
    "printer": _("Printer"),
    "wrench": _("Tool, repair"),
    "cog": _("Machine, gear"),
    "factory": _("Factory, plant"),
    "warehouse": _("Warehouse, store"),
    "building": _("Building, branch"),
    "house": _("House, flat"),
    "map-pin": _("Place, site"),
    "door-open": _("Room, door"),
    "car": _("Car, vehicle"),
    "truck": _("Truck, delivery"),
    "ship": _("Ship"),
    "plane": _("Flight, journey"),
    "bike": _("Bicycle"),
    "package": _("Package, product"),
    "shopping-cart": _("Order, cart"),
    "tag": _("Label, price"),
    "receipt": _("Receipt, invoice"),
    "credit-card": _("Card, payment"),
    "banknote": _("Money, loan"),
    "landmark": _("Bank, office"),
    "shield": _("Policy, insurance"),
    "scroll-text": _("Contract, agreement"),
    "file-text": _("Document, paper"),
    "folder": _("Folder, case"),
    "book": _("Book, course"),
    "graduation-cap": _("School, training"),
    "award": _("Certificate, award"),
    "id-card": _("Membership, card"),
    "ticket": _("Ticket, event"),
    "calendar": _("Calendar, date"),
    "clock": _("Time, shift"),
    "handshake": _("Partnership, deal"),
    "target": _("Goal, lead"),
    "megaphone": _("Campaign, announcement"),
    "heart": _("Health, care"),
    "stethoscope": _("Patient, doctor"),
    "paw-print": _("Animal"),
    "leaf": _("Plant, field"),
    "tractor": _("Farm, machine"),
    "droplets": _("Water, liquid"),
    "zap": _("Power, meter point"),
    "key": _("Key, licence"),
    "globe": _("Domain, website"),
    "server": _("Server, account"),
    "star": _("Favourite, rating"),
    "flag": _("Project, milestone"),
}


def offered(find: str, chosen: str) -> list[tuple[str, str]]:
    """The icons that fit what is searched for, by name and what they stand for; the chosen one is always among them."""
    words = find.casefold().split()
    told = {key: str(label) for key, label in ICONS.items()}
    fits = {key: label for key, label in told.items() if all(word in f"{key} {label}".casefold() for word in words)}
    return list(({chosen: told.get(chosen, chosen)} | fits if chosen not in fits else fits).items())
