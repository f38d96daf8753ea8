"""Check digits of the numbers that identify a person or an account."""

from __future__ import annotations

# Length of an IBAN by country: SWIFT IBAN registry.
_LENGTHS = """
AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 EE:20 EG:29 ES:24
FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32
LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22
SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20
"""
IBAN_LENGTHS = {pair[:2]: int(pair[3:]) for pair in _LENGTHS.split()}


def iban_valid(iban: str) -> bool:
    """Mod 97 over the rearranged IBAN (ISO 13616), spaces removed, capitals."""
    if IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def luhn_valid(digits: str) -> bool:
    """Luhn's formula (ISO/IEC 7812)."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def nir_valid(number: str) -> bool:
    """The French social security number with its key: 97 minus the number modulo 97 (INSEE); Corsica counts as 19 and 18."""
    body = number[:13].upper().replace("2A", "19").replace("2B", "18")
    return body.isdigit() and len(number) == 15 and 97 - int(body) % 97 == int(number[13:])


def belgian_national_valid(digits: str) -> bool:
    """The Belgian national number: 97 minus the first nine digits modulo 97, with a leading 2 for births from 2000 on."""
    if len(digits) != 11 or int(digits[2:4]) % 20 > 12 or int(digits[4:6]) > 31:
        return False
    key = int(digits[9:])
    return key in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def ssn_plausible(digits: str) -> bool:
    """A United States social security number has no block of zeros and no area 666."""
    return digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"
