"""Cities of a GeoNames file, and names compared without case and diacritics, in Turkish casing both ways."""

import re
import unicodedata

from django.db import transaction
from django.utils.text import slugify

from .models import City, CityName


def folded(name):
    text = unicodedata.normalize("NFKD", name.translate({0x130: "i", 0x131: "i", ord("I"): "i"}).casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", text).strip()


def import_cities(path, using):
    cities, names = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            field = line.rstrip("\n").split("\t")
            number = int(field[0])
            cities.append(
                City(
                    id=number, name=field[1], country=field[8], slug=slugify(field[2]),
                    population=int(field[14]), priority=int(field[19]),
                )
            )
            spellings = {folded(name) for name in [field[1], field[2], *field[3].split(",")]} - {""}
            names += [CityName(city_id=number, folded=spelling) for spelling in spellings]
    with transaction.atomic(using=using):
        City.objects.using(using).bulk_create(cities, batch_size=1000)
        CityName.objects.using(using).bulk_create(names, batch_size=1000)
