"""The same stories told by other people: other references, languages, names and shares of noise.

Nothing is ever fitted or tuned on these files. They tell whether what was learnt on `generate` holds for what
was written in another style.
"""

from __future__ import annotations

import string

from generate import Generator, Party, words

_STEMS = words("""
    Brook Hart Wells Stone Ash Fair Kings North Black Oak Alder Cedar Marsh Hill Lind Berg Sund Dal Viken Holm
    Rivera Campos Torres Molina Duarte Pinto Moreau Girard Lefebvre Rossi Conti Ferrari Jansen Visser Novak
    Kowal
""")
_ENDS = words("field ford well worth ley ton by ham mere gate sen strand vik a o i ez es")
_KINDS = words("""
    Plumbing Bakery Legal Dental Freight Timber Media Catering Security Farms Hydraulics Roofing Fastigheter
    Maskin Transportes Fontaneria Servicios Boulangerie Conseil Nettoyage Edilizia Trasporti Bouw Installatie
    Uslugi Serwis
""")
_COUNTRIES = ("GB", "ES", "FR", "NL", "SE")
_FORMS = [
    "Ltd",
    "PLC",
    "LLP",
    "AB",
    "A/S",
    "S.L.",
    "S.A.",
    "SAS",
    "EURL",
    "S.r.l.",
    "B.V.",
    "Sp. z o.o.",
    "",
    "",
]
_WORDS = (
    "Payment of", "FACTURA", "Fra.", "Betaling faktuur", "Pago", "Bonifico fattura", "N/REF", "OCR",
    "Fakturanr", "Settlement", "Przelew za fakture", "VIR SEPA", "/INV/", "Order", "",
)  # fmt: skip
_NOISY = {"0": "O", "O": "0", "1": "l", "5": "S", "8": "B", "6": "G", "2": "Z", "3": "8", "7": "1"}


class OtherGenerator(Generator):
    """`Generator` in another style."""

    def party(self) -> Party:
        rng = self.rng
        base = super().party()
        stem = rng.choice(_STEMS) + rng.choice(_ENDS)
        shape = rng.random()
        if self.case.direction == "receivables" and shape < 0.4:
            name = f"{rng.choice(_STEMS)}{rng.choice(_ENDS)}, {rng.choice(string.ascii_uppercase)}. {stem}"
        elif shape < 0.5:
            name = f"{stem} & {rng.choice(_STEMS)} {rng.choice(_KINDS)} {rng.choice(_FORMS)}"
        elif shape < 0.7:
            name = f"The {stem} {rng.choice(_KINDS)} Company"
        else:
            name = f"{rng.choice(_KINDS)} {stem} {rng.choice(_FORMS)}"
        letters = "".join(rng.choices(string.ascii_uppercase, k=4))
        formats = (
            lambda n, d: f"{letters[:2]}{d:%y}-{n:05d}",
            lambda n, d: f"{d:%Y%m}-{n:03d}",
            lambda n, _: f"{letters[:3]}.{n // 1000:03d}.{n % 1000:03d}",
            lambda n, _: f"#{n}",
            lambda n, d: f"F{d:%y}{n:06d}",
            lambda n, d: f"{letters}/{n}/{d:%y}",
            lambda n, _: f"{8_000_000 + 7 * n}",
            lambda n, _: f"{n:06d}{letters[:1]}",
        )
        return Party(
            name=" ".join(name.split()),
            iban=f"{rng.choice(_COUNTRIES)}{rng.randint(10, 99)}{letters}{rng.randint(10**13, 10**14 - 1)}",
            number=rng.choice(formats),
            terms_days=rng.choice((10, 14, 21, 30, 45, 60, 90)),
            habit_days=rng.choice((-12, -3, 0, 2, 6, 15)),
            writes_references=1 - self.noise * rng.choice((0.1, 0.3, 0.6)),
            pays_as=base.pays_as,
            currency=base.currency,
        )

    def amount(self) -> int:
        cents = round(self.rng.lognormvariate(5.6, 1.5) * 100)
        if self.rng.random() < 0.25:
            cents = round(cents, -2) - self.rng.choice((0, 1, 5, 10)) or 999
        return max(300, cents)

    def filler(self) -> str:
        return self.rng.choice(_WORDS)

    def written(self, number: str) -> str:
        rng, at = self.rng, self.rng.random() / max(self.noise, 0.01)
        if at < 0.08:
            place = rng.randrange(len(number))
            return number[:place] + _NOISY.get(number[place], number[place]) + number[place + 1 :]
        if at < 0.12 and len(number) > 4:
            place = rng.randrange(len(number) - 1)
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if at < 0.30:
            return rng.choice((
                number.lower(), number.replace(".", "").replace("/", "-"), " ".join(number.split("-")),
                f"INVOICE{number}", f"no.{number}", number.lstrip("#F"),
            ))  # fmt: skip
        if at < 0.36:
            return "".join(c for c in number if c.isdigit()).lstrip("0") or number
        if at < 0.40:
            return number[len(number) // 3 :]
        return number

    def printed_name(self, name: str) -> str:
        rng, at = self.rng, self.rng.random() / max(self.noise, 0.01)
        if at < 0.15:
            return ""
        if at < 0.20:
            return f"{rng.choice(_STEMS)}{rng.choice(_ENDS)} Group"
        if at < 0.40:
            return name.upper()[: rng.choice((12, 16, 18, 22))].strip()
        if at < 0.48:
            words = name.split()
            rng.shuffle(words)
            return " ".join(words)
        if at < 0.55 and len(name) > 8:
            place = rng.randrange(2, len(name) - 1)
            return (name[:place] + name[place + 1 :]).upper()
        return name
