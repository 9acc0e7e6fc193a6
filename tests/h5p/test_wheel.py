"""The folder builds alone as the wheel `h5p-python`, and works where nothing else of this repository is."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import nh3
import pytest

from tests.h5p.packages import packed, whole

ABOUT = {"README.md", "LICENSE", "pyproject.toml"}
FOLDER = Path(__file__).parents[2] / "h5p"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    words = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(target),
        str(FOLDER),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return next(target.glob("h5p_python-*.whl"))


def test_the_wheel_holds_every_file_of_the_library_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as built:
        names = {name for name in built.namelist() if ".dist-info/" not in name}
    paths = [path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    needed = {f"h5p/{path.as_posix()}" for path in paths if path.name not in ABOUT and path.parts[0] != "docs"}
    assert names == needed


def test_the_wheel_works_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    (site / "nh3").symlink_to(Path(nh3.__file__).parent)
    package = tmp_path / "rain.h5p"
    package.write_bytes(packed(whole().items()))
    done = subprocess.run(
        [python, "-I", "-m", "h5p", "check", "--json", package], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert json.loads(done.stdout) == {"ok": True, "errors": [], "warnings": []}
    modules = (
        "import pkgutil, h5p; [__import__(m.name) for m in pkgutil.walk_packages(h5p.__path__, 'h5p.') if '__main__' not in m.name]"
    )
    subprocess.run([python, "-I", "-c", modules], check=True, capture_output=True, cwd=tmp_path)
    subprocess.run([python.parent / "h5p", "check", package], check=True, capture_output=True, cwd=tmp_path)
