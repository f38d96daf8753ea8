"""What stands before a number tells what the number is: an order or a parcel is no telephone."""

from __future__ import annotations

import re

OTHER_NUMBER = re.compile(
    r"\b(?:commande|cmd|order|colis|parcel|suivi|tracking|r[ée]f(?:[ée]rence)?|dossier|ticket|facture|invoice|ean|gtin|isbn|"
    r"code[- ]barres?|barcode|s[ée]rie|serial|imei|"
    r"contrat|contract|policy|identifiant|client|customer|case|claim|bon|devis|quote|lot|batch|sku|article|item|produit|product|"
    r"exp[ée]dition|shipment|livraison|bestelling|reclamation|réclamation)"
    r"\b\W{0,3}(?:(?:n|no|nr|num[ée]ro|number|id|code|réf|ref|est le|is|de|du|suivi|client|tracking|commande)\b\W{0,4}){0,3}$",
    re.IGNORECASE,
)
_CONTEXT = 70


def names_another_number(text: str, start: int) -> bool:
    """Whether the words before a number say that it identifies a thing, not a person."""
    return bool(OTHER_NUMBER.search(before_it(text, start)))


def before_it(text: str, start: int) -> str:
    """The characters that a number is judged by."""
    return text[max(0, start - _CONTEXT) : start]
