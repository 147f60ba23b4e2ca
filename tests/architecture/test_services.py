"""Every public service asks its policy; the few that act for the system itself are named."""

from __future__ import annotations

import ast

from tests.architecture.source import modules

FOR_THE_SYSTEM = {
    "audit.record": "the log itself",
    "jobs.enqueue": "its caller has asked",
    "jobs.announce": "its caller has asked",
    "people.sign_in": "nobody is signed in yet; the password decides",
    "people.token_digest": "a pure helper",
    "people.is_expired": "a pure helper",
}
VERB_FILES = ("services", "accounts")


def _verbs() -> dict[str, ast.FunctionDef]:
    found = {}
    for path, tree in modules().items():
        parts = path.split("/")
        if parts[0] != "domain" or not any(
            part.removesuffix(".py") in VERB_FILES for part in parts[2:]
        ):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found[f"{parts[1]}.{node.name}"] = node
    return found


def _asks_a_policy(function: ast.FunctionDef) -> bool:
    return any(_is_policy(node) for node in ast.walk(function))


def _is_policy(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id == "policy"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id.startswith("can_") or "policy" in node.func.id
    return False


def _takes_an_actor(function: ast.FunctionDef) -> bool:
    return any(arg.arg == "actor" for arg in function.args.kwonlyargs)


def test_every_service_with_an_actor_asks_its_policy() -> None:
    verbs = _verbs()
    assert len(verbs) > 20
    silent = {
        name
        for name, function in verbs.items()
        if _takes_an_actor(function) and not _asks_a_policy(function) and name not in FOR_THE_SYSTEM
    }
    assert silent == set()


def test_no_service_commits_or_reads_the_clock() -> None:
    found = {
        name
        for name, function in _verbs().items()
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "utcnow"}
    }
    assert found == set()
