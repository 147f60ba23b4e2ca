"""What import-linter cannot say, and import-linter itself."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import grimp
import pytest

from tests.architecture.source import APP, ROOT, modules

MAY_COMMIT = {
    "web/unit_of_work.py": "one unit of work a request",
    "domain/jobs/runner.py": "the worker's unit of work",
    "domain/exams/journal_writer.py": "group commit of answers, docs/decisions/0003",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", cache_dir=None)


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
         "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]


def test_the_contracts_name_every_floor_that_exists() -> None:
    """import-linter refuses names of what is not there yet: so a new floor is asked for."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sources = {
        one["id"]: set(one.get("source_modules", ()))
        for one in read["tool"]["importlinter"]["contracts"]
    }
    floors = {f"app.{path.parent.name}" for path in APP.glob("*/__init__.py")}
    below_the_web = floors & {"app.store", "app.domain", "app.reports", "app.exchange"}
    assert below_the_web - sources["no-web-in-domain"] == set()
    assert floors & {"app.api"} - sources["no-sql-in-views"] == set()


def test_pages_of_one_audience_do_not_use_those_of_another(graph: grimp.ImportGraph) -> None:
    """Every package under app/web is an audience; a new one is held to this without a list."""
    packages = {f"app.web.{path.parent.name}" for path in (APP / "web").glob("*/__init__.py")}
    assert {"app.web.public", "app.web.exams", "app.web.admin"} <= packages
    chains = [
        graph.find_shortest_chain(one, other, as_packages=True)
        for one in packages
        for other in packages - {one}
    ]
    assert [chain for chain in chains if chain] == []


OF_THE_WEB_FOR_COMMANDS = {
    "app.web.access": "the clock",
    "app.web.catalogue": "the catalogue it compiles",
    "app.web.check_figures": "the figures of checks in words",
    "app.web.display": "the names of roles",
    "app.web.i18n": "translated refusals",
    "app.web.sitting_tokens": "whose computer made an emergency file",
    "app.web.unit_of_work": "transactions",
    "app.web.worker": "the worker it runs",
}


def test_commands_use_no_page(graph: grimp.ImportGraph) -> None:
    used = {
        imported
        for command in graph.find_descendants("app.cli")
        for imported in graph.find_modules_directly_imported_by(command)
        if imported.startswith("app.web")
    }
    assert used - {"app.web"} - set(OF_THE_WEB_FOR_COMMANDS) == set()


OF_THE_REHEARSAL = {"app.rehearsal.prepare", "app.rehearsal.check"}
"""They fill and count a database of their own that is thrown away (decision 0015)."""


def test_tables_are_read_only_by_their_own_room(graph: grimp.ImportGraph) -> None:
    strangers = {
        (importer, models)
        for room in graph.find_children("app.domain")
        for models in (f"{room}.models",)
        if models in graph.modules
        for importer in graph.find_modules_that_directly_import(models)
        if not importer.startswith((f"{room}.", "app.reports."))
        and importer not in {"app.schema", *OF_THE_REHEARSAL}
        and not _only_for_types(importer, models)
    }
    assert strangers == set()


def _only_for_types(importer: str, models: str) -> bool:
    """Whether the file names the tables only in annotations: it gets rows from a query."""
    path = importer.removeprefix("app.").replace(".", "/")
    tree = modules().get(f"{path}.py") or modules()[f"{path}/__init__.py"]
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == models
        for alias in node.names
    }
    called = {
        node.func.id if isinstance(node.func, ast.Name) else ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    arguments = {
        part.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for argument in node.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Name)
    }
    return not names & (called | arguments)


def test_only_units_of_work_commit() -> None:
    found = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert found <= set(MAY_COMMIT)


def test_the_pure_floors_import_without_flask_or_sqlalchemy(graph: grimp.ImportGraph) -> None:
    block = "import sys; sys.modules.update(dict.fromkeys(['flask','sqlalchemy','wtforms']))\n"
    names = {m for floor in ("app.kernel", "app.engines", "app.documents")
             for m in graph.find_descendants(floor)}  # fmt: skip
    code = block + "\n".join(f"import {name}" for name in sorted(names) if "child" not in name)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_no_clock_and_no_chance_below_the_web() -> None:
    forbidden = {("datetime", "now"), ("date", "today"), ("time", "time"), ("datetime", "utcnow")}
    allowed = {"domain/jobs/runner.py"}  # the clock of the worker, replaced in tests
    found = {
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.startswith(("kernel/", "engines/", "documents/", "store/", "domain/", "reports/"))
        and path not in allowed
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in forbidden
    }
    assert found == set()


def test_every_floor_one_folder_is_known() -> None:
    floors = {"kernel", "engines", "documents", "store", "domain", "reports", "web", "cli", "demo",
              "rehearsal"}  # fmt: skip
    found = {path.name for path in APP.iterdir() if (path / "__init__.py").exists()}
    assert found == floors


@pytest.mark.parametrize("first", ["journal_writer", "sealing", "receipt_store", "queries"])
def test_a_script_may_begin_with_any_part_of_sealing(first: str) -> None:
    """Nobody need know which module comes first: none of them waits for itself."""
    run = subprocess.run(
        [sys.executable, "-c", f"import app.domain.exams.{first}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-1000:]
