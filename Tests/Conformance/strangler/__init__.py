"""nginx in front, four paths to Hesap, all else to Django: as the guide says it, for real."""
