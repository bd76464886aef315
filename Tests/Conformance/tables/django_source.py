"""Prints the folder of Django's own tests, downloaded once for the installed version."""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import django


def tests_folder(cache):
    version = django.get_version()
    folder = cache / f"django-{version}" / "tests"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as download:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--no-binary", ":all:", "--dest", download, f"django=={version}"]
            subprocess.run(command, check=True, stdout=sys.stderr)
            (archive,) = Path(download).glob("*.tar.gz")
            with tarfile.open(archive) as source:
                source.extractall(download, filter="data")
            # Whole or not at all: another run may look at the same moment.
            (unpacked,) = (path for path in Path(download).iterdir() if path.is_dir())
            unpacked.rename(cache / f"django-{version}")
    return folder


if __name__ == "__main__":
    print(tests_folder(Path(sys.argv[1])))
