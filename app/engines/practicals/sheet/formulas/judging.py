"""Whether the candidate's formulas mean what was wanted: trials, turning points, second opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.engines.practicals.data import load
from app.engines.practicals.sheet.formulas.engines import EngineError, Spot
from app.engines.practicals.sheet.formulas.laboratory import Bench, Laboratory, Pair
from app.engines.practicals.sheet.formulas.question import (
    Changes,
    Counterexample,
    Question,
    Verdict,
    Verdicts,
    groups,
    same,
)
from app.engines.practicals.sheet.formulas.tokens import functions, meant, relative, stays_in_row
from app.engines.practicals.sheet.formulas.trials import Plan, make_plan
from app.engines.practicals.sheet.model import CellError, Value, day_of
from app.engines.practicals.sheet.refs import Address

GAPS = frozenset({"#NAME?", "#VALUE!", "#ERROR!"})
"""What engines give where they lack something; other errors they compute."""
MAX_OPINIONS = 12
"""So many different wrong formulas are shown to a second engine."""
NO_ENGINE, OUTSIDE, UNSUPPORTED, UNSURE = "no-engine", "outside", "unsupported", "unsure"
TYPED, NO_SUCH_FUNCTION, WRONG = "typed", "no-such-function", "wrong"
_KNOWN = frozenset(load("functions"))
CHANCE_FUNCTIONS = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY"})


def judge(laboratory: Laboratory, question: Question) -> Verdicts:
    """Return a verdict for every target."""
    verdicts: Verdicts = {}
    formulas: dict[Address, str] = {}
    outside = {place for sheet, place in laboratory.grid.outside if sheet == question.sheet}
    for place in question.wanted:
        spot = (question.sheet, place)
        formula = laboratory.formula(spot)
        if place in outside:
            verdicts[place] = Verdict(None, reason=OUTSIDE)
        elif not formula:
            verdicts[place] = Verdict(right=False, reason=TYPED)
        elif CHANCE_FUNCTIONS.intersection(functions(formula)):
            verdicts[place] = Verdict(None, formula, reason=UNSURE)
        else:
            formulas[place] = formula
    if _as_wanted(laboratory, question, formulas):
        return verdicts | {
            place: Verdict(right=True, formula=formula) for place, formula in formulas.items()
        }
    for plan in make_plan(laboratory, question, formulas) if formulas else ():
        verdicts |= _Judge(laboratory, question, plan, formulas).verdicts()
    for place, formula in formulas.items():
        verdicts.setdefault(place, Verdict(None, formula, reason=NO_ENGINE))
    return verdicts


def _as_wanted(laboratory: Laboratory, question: Question, formulas: Mapping[Address, str]) -> bool:
    """Whether all formulas are the wanted ones to the letter, so that no trial can part them."""
    home = laboratory.grid.sheets[question.sheet].name
    return all(
        meant(formula, home) == meant(question.wanted[place], home)
        and not laboratory.in_array((question.sheet, place))
        for place, formula in formulas.items()
    )


@dataclass(slots=True)
class _Failure:
    """The first trial in which a target was wrong."""

    trial: int
    pair: Pair


@dataclass(slots=True)
class _Run:
    """The trials in one engine: failures by target; `first` holds the values as they stand."""

    failures: dict[Address, _Failure] = field(default_factory=dict)
    first: dict[Address, Pair] = field(default_factory=dict)
    compared: set[Address] = field(default_factory=set)


@dataclass(slots=True)
class _Judge:
    laboratory: Laboratory
    question: Question
    plan: Plan
    formulas: Mapping[Address, str]

    def verdicts(self) -> Verdicts:
        """Judge the targets of one plan."""
        for number in range(len(self.laboratory.makers)):
            run = self._run(number, self.plan.targets, self.plan.trials)
            if run is not None:
                return self._decide(number, run)
        return {}

    def _run(
        self, number: int, targets: Sequence[Address], trials: Sequence[Changes]
    ) -> _Run | None:
        """Run trials in an engine; None if it cannot."""
        wanted = {place: self.question.wanted[place] for place in targets}
        cells, replaced = self._cells(targets, wanted), self.plan.replaced
        bench = self.laboratory.bench(number, cells, wanted, replaced)
        if bench is None:
            return None
        try:
            return self._trials(bench, targets, trials)
        except EngineError:
            return None

    def _cells(self, targets: Sequence[Address], wanted: Mapping[Address, str]) -> set[Spot]:
        """Return the cells that the trial is about: the targets, and all that is wanted of."""
        spots = {(self.question.sheet, place) for place in targets}
        for formula in wanted.values():
            spots |= self.laboratory.precedents.direct(self.question.sheet, formula)
        return spots

    def _trials(self, bench: Bench, targets: Sequence[Address], trials: Sequence[Changes]) -> _Run:
        run = _Run()
        for number, changes in enumerate(trials):
            pairs = bench.trial(self.question.sheet, targets, changes)
            if not number:
                run.first = pairs
            for place, pair in pairs.items():
                if isinstance(pair.wanted, CellError):
                    continue  # the wanted formula has no answer here, so any answer will do
                run.compared.add(place)
                if not self.question.same(pair.wanted, pair.found):
                    run.failures.setdefault(place, _Failure(number, pair))
        return run

    def _decide(self, number: int, run: _Run) -> Verdicts:
        self._condemn_alike(run)
        found: Verdicts = {}
        failed = {place: self.formulas[place] for place in run.failures}
        for place in self.plan.targets:
            if place not in failed:
                known = place in run.compared
                right = True if known else None
                found[place] = Verdict(right, self.formulas[place], reason="" if known else UNSURE)
        for rank, alike in enumerate(self._alike(failed)):
            found |= self._second_opinion(number, run, alike, rank)
        return found

    def _alike(self, formulas: Mapping[Address, str]) -> list[list[Address]]:
        said = {place: relative(text, *place) for place, text in formulas.items()}
        return list(groups(said).values())

    def _condemn_alike(self, run: _Run) -> None:
        """Where rows do not depend on one another, the same formula is wrong in every row."""
        supplies = self.question.supplies
        if not all(supply.row_wise or len(supply.places) == 1 for supply in supplies):
            return
        for alike in self._alike({place: self.formulas[place] for place in self.plan.targets}):
            failed = [place for place in alike if place in run.failures]
            stays = failed and stays_in_row(self.formulas[failed[0]], failed[0][0])
            for place in alike if stays else ():
                run.failures.setdefault(place, run.failures[failed[0]])

    def _second_opinion(self, number: int, run: _Run, alike: list[Address], rank: int) -> Verdicts:
        """Let other engines look at a formula before it is called wrong."""
        wrong = {
            place: Verdict(
                right=False,
                formula=self.formulas[place],
                example=self._example(place, run.failures[place]),
                reason=WRONG,
            )
            for place in alike
        }
        confirmed = self._is_credible(run, alike)
        others = range(number + 1, len(self.laboratory.makers))
        for other in others if rank < MAX_OPINIONS else ():
            if confirmed and other > number + 1:
                break  # referees are asked only what the first two leave open
            again = self._run(other, alike, self._failing_first(run, alike))
            if again is not None and not again.failures:
                again = self._run(other, alike, self.plan.trials)
            if again is None:
                continue
            if not again.failures and again.compared:
                return {p: Verdict(right=True, formula=self.formulas[p]) for p in alike}
            confirmed = confirmed or bool(again.failures and self._is_credible(again, alike))
        if confirmed:
            return wrong
        return {p: self._by_file(p, run, wrong[p]) for p in alike}

    def _is_credible(self, run: _Run, alike: list[Address]) -> bool:
        """Whether an engine computes a formula as the program of the candidate did.

        An engine that lacks a function, or that gives another value than the one in the file, may
        find a formula right, but may not call it wrong.
        """
        for place in alike:
            pair = run.first.get(place)
            last = self.laboratory.cached((self.question.sheet, place))
            if pair is None or (last is None and str(pair.found) in GAPS):
                return False
            if last is not None and not _agree(pair.found, last):
                return False
        return True

    def _failing_first(self, run: _Run, alike: list[Address]) -> list[Changes]:
        """Return no change, and the one trial that showed the failure: the cheapest to repeat."""
        return [{}, self.plan.trials[run.failures[alike[0]].trial]]

    def _by_file(self, place: Address, run: _Run, wrong: Verdict) -> Verdict:
        """Decide by the value in the file, where no engine computes it as its program did."""
        names = functions(self.formulas[place])
        if not _KNOWN.issuperset(names):
            return replace(wrong, reason=NO_SUCH_FUNCTION)
        pair = run.first.get(place)
        last = self.laboratory.cached((self.question.sheet, place))
        if pair is not None and last is not None and not self.question.same(pair.wanted, last):
            return replace(wrong, example=Counterexample((), pair.wanted, last, changed=False))
        return Verdict(None, self.formulas[place], reason=UNSUPPORTED)

    def _example(self, place: Address, failure: _Failure) -> Counterexample:
        inputs: list[tuple[str, object]] = []
        changes = self.plan.trials[failure.trial]
        for supply in self.question.supplies:
            if supply.row_wise or len(supply.places) == 1:
                at = self._row_input(supply.places, place)
                spot = (supply.sheet, at) if at else None
                value = changes.get(spot) if spot else None
                if spot and value is None:
                    value = self.laboratory.values([spot])[0]
                if supply.dates and isinstance(value, float):
                    value = day_of(value)
                inputs.append((supply.name, value))
        return Counterexample(
            tuple(inputs),  # type: ignore[arg-type]
            failure.pair.wanted,
            failure.pair.found,
            changed=failure.trial > 0,
        )

    def _row_input(self, places: Sequence[Address], target: Address) -> Address | None:
        own = [place for place in places if place[0] == target[0] or len(places) == 1]
        return own[0] if own else None


def _agree(one: Value, other: Value) -> bool:
    """Whether two programs computed the same, errors of a kind included."""
    if isinstance(one, CellError) or isinstance(other, CellError):
        return str(one) == str(other)
    return same(one, other)
