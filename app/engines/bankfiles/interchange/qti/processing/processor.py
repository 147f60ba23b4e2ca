"""Runs the processing of one item: template, response and outcome rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.engines.bankfiles.interchange.qti.processing import (
    containers,
    declarations,
    mapped,
    values,
)
from app.engines.bankfiles.interchange.qti.processing.chance import Chance
from app.engines.bankfiles.interchange.qti.processing.declarations import Variable
from app.engines.bankfiles.interchange.qti.processing.expressions import (
    Evaluator,
    UnsupportedError,
)
from app.engines.bankfiles.interchange.qti.processing.values import Value

TEMPLATES = ("match_correct", "map_response", "map_response_point", "match_nothing")
"""The rules that a response processing may name instead of writing them out."""
BRANCHES = ("response", "outcome", "template")
MOST_CONSTRAINTS = 100


class ExitError(Exception):
    """`exitResponse` and its kin: the rest of the rules is not run."""


class ConstraintError(Exception):
    """`templateConstraint` does not hold: the template is run anew."""


class Processor:
    """One item with its variables.

    >>> from lxml import etree
    >>> item = etree.fromstring('<assessmentItem><outcomeDeclaration identifier="SCORE"'
    ...     ' baseType="float" cardinality="single"/></assessmentItem>')
    >>> Processor(item).run({}).first
    0
    """

    def __init__(self, root: etree._Element, seed: int = 1) -> None:
        self.root = root
        self.variables = declarations.read(root)
        self._evaluator = Evaluator(self.variables, Chance(seed))
        self._run_template()

    def run(self, responses: Mapping[str, Any]) -> Value | None:
        """Process responses (names and texts, lists or JSON) and return SCORE.

        :raises UnsupportedError: when a rule is used that is not evaluated here.
        """
        self.reset()
        for name, raw in responses.items():
            if variable := self.variables.get(name):
                given = None if raw == "" else raw
                variable.value = values.of(variable.base or "string", variable.cardinality, given)
        for name in ("responseProcessing", "outcomeProcessing"):
            node = self.root.find(name)
            if node is not None:
                self._process(node)
        score = self.variables.get("SCORE")
        return score.value if score else None

    def reset(self) -> None:
        """Bring responses and outcomes back to where they begin."""
        for variable in self.variables.values():
            if variable.kind == "response":
                variable.value = variable.default
            elif variable.kind == "outcome":
                variable.value = variable.initial

    def outcomes(self) -> dict[str, Any]:
        """Return the outcomes as JSON has them."""
        found = {n: v for n, v in self.variables.items() if v.kind == "outcome"}
        return {
            name: []
            if held.value is None and held.cardinality == values.MULTIPLE
            else values.plain(held.value)
            for name, held in found.items()
        }

    def feedback(self) -> list[str]:
        """Return the identifiers of the modal feedback that is shown."""
        return [
            node.get("identifier", "")
            for node in self.root.iterfind("modalFeedback")
            if self._is_shown(node)
        ]

    def _is_shown(self, node: etree._Element) -> bool:
        held = self.variables.get(node.get("outcomeIdentifier", ""))
        items = held.value.items if held and held.value else ()
        return (node.get("identifier") in items) is (node.get("showHide", "show") == "show")

    def _process(self, node: etree._Element) -> None:
        template = node.get("template") or node.get("templateLocation") or ""
        try:
            if len(node):
                self._statements(node)
            elif template:
                self._by_template(template)
        except ExitError:
            pass

    def _run_template(self) -> None:
        node = self.root.find("templateProcessing")
        for _ in range(MOST_CONSTRAINTS if node is not None else 0):
            try:
                self._statements(node)  # type: ignore[arg-type]
            except ConstraintError:
                continue
            except ExitError:
                pass
            break

    def _statements(self, node: etree._Element) -> None:
        for child in node:
            self._statement(child)

    def _statement(self, node: etree._Element) -> None:
        name = str(node.tag)
        if name.startswith("exit"):
            raise ExitError
        if name.endswith("Condition") and name != "preCondition":
            self._branch(node)
        elif name.endswith("ProcessingFragment"):
            self._statements(node)
        elif name == "templateConstraint":
            if not self._evaluator.truth(node[0]):
                raise ConstraintError
        elif name == "preCondition":
            if not self._evaluator.truth(node[0]):
                raise ExitError
        else:
            self._assign(node, name)

    def _assign(self, node: etree._Element, name: str) -> None:
        variable = self._evaluator.variable(node)
        if name == "lookupOutcomeValue":
            variable.set(mapped.lookup(variable, self._evaluator.evaluate(node[0])))
        elif name in ("setOutcomeValue", "setResponseValue", "setTemplateValue"):
            variable.set(self._evaluator.evaluate(node[0]))
        elif name == "setCorrectResponse":
            variable.correct = variable.cast(self._evaluator.evaluate(node[0]))
        elif name == "setDefaultValue":
            if len(node):
                variable.default = variable.cast(self._evaluator.evaluate(node[0]))
            variable.value = variable.default
        else:
            raise UnsupportedError(name)

    def _branch(self, node: etree._Element) -> None:
        for branch in node:
            children = list(branch)
            if str(branch.tag).endswith("Else"):
                rules = children
            elif children and self._evaluator.truth(children[0]):
                rules = children[1:]
            else:
                continue
            for rule in rules:
                self._statement(rule)
            return

    def _by_template(self, template: str) -> None:
        name = template.rstrip("/").rpartition("/")[2].removesuffix(".xml").lower()
        if name not in TEMPLATES:
            raise UnsupportedError(f"template {name}")
        response, score = self.variables.get("RESPONSE"), self.variables.get("SCORE")
        if response is None or score is None:
            raise UnsupportedError("template without RESPONSE and SCORE")
        score.set(self._templated(name, response))

    @staticmethod
    def _templated(name: str, response: Variable) -> Value | None:
        if name == "map_response":
            return mapped.response(response) if response.value else values.single("float", 0.0)
        if name == "map_response_point":
            return mapped.point(response) if response.value else values.single("float", 0.0)
        if name == "match_nothing":
            return values.single("float", float(response.value is None))
        held, key = response.value, response.correct
        is_right = held is not None and key is not None and containers.is_same(held, key)
        return values.single("float", float(is_right))
