"""Settings: secrets are made once, whoever starts first."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import Config, SettingError, env_int, env_secret

NAME = "XUEKAO_TEST_ONLY"


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "secret"
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: env_secret(NAME, file=file), range(64)))
    assert len(found) == 1
    assert len(found.pop()) >= 48
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == ["secret"]  # noqa: PTH208


def test_a_production_start_needs_its_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUEKAO_ENV", "production")
    with pytest.raises(SettingError, match=NAME):
        env_secret(NAME, file=tmp_path / "secret")


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given"
    given.write_text("from the safe\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(given))
    assert env_secret(NAME, file=tmp_path / "secret") == "from the safe"


def test_a_number_that_is_none_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "many")
    with pytest.raises(SettingError, match=NAME):
        env_int(NAME, 3)


def test_a_folder_named_from_here_is_meant_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`./run` says `var`; Flask-SQLAlchemy would look for a relative database elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XUEKAO_VAR", "var")
    config = Config()
    assert tmp_path / "var" == config.VAR_DIR
    assert f"sqlite:///{tmp_path}/var/xuekao.db" == config.SQLALCHEMY_DATABASE_URI
