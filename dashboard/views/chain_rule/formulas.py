r"""The chain rule's formulas with the current values in them, as LaTeX."""

import re
from collections.abc import Mapping

from core.derivatives.chain_rule import DerivativeByPaths, Operation
from core.derivatives.elementary_functions import ELEMENTARY_FUNCTIONS
from dashboard.text.formulas import aligned, latex_number

# What is longer than this goes over several lines, for a phone.
_MANY_CHARACTERS = 46
_MANY_CHARACTERS_OF_A_RULE = 75


def filled(rule: str, *arguments: str) -> str:
    r"""A rule of an elementary function with its arguments in it, bracketed where they need it.

    >>> filled(r"(u) \cdot \sin (v)", "x_1", "x_2")
    'x_1 \\cdot \\sin x_2'
    >>> filled(r"{u} + (v)^2", "-1.500", "-2.000")
    '{-1.500} + (-2.000)^2'
    """
    texts = dict(zip(("u", "v"), arguments, strict=False))

    def argument(match: re.Match[str]) -> str:
        bracket, name = match.group()[0], match.group()[1]
        return bracketed(texts[name]) if bracket == "(" else f"{{{texts[name]}}}"

    return re.sub(r"\([uv]\)|\{[uv]\}", argument, rule)


def bracketed(latex: str) -> str:
    r"""In brackets, if it is a negative number or has a power of ten.

    >>> bracketed("-1.500"), bracketed("x_1")
    ('(-1.500)', 'x_1')
    """
    return f"({latex})" if latex.startswith("-") or r"\times" in latex else latex


def latex_symbol(node: str) -> str:
    """A node's name as LaTeX: "x1" is x_1.

    >>> latex_symbol("z2"), latex_symbol("p")
    ('z_2', 'p')
    """
    return "_".join(node)


def latex_derivative(target: str, source: str, sign: str) -> str:
    r"""∂target/∂source with the sign "∂", or "d".

    >>> latex_derivative("p", "z1", "∂")
    '\\frac{\\partial p}{\\partial z_1}'
    """
    mark = r"\partial " if sign == "∂" else r"\mathrm{d}"
    return rf"\frac{{{mark}{latex_symbol(target)}}}{{{mark}{latex_symbol(source)}}}"


def values_formula(operations: Mapping[str, Operation], values: Mapping[str, float]) -> str:
    """Each node from the nodes before it, a line each."""
    lines = []
    for node, (name, arguments) in operations.items():
        rule = ELEMENTARY_FUNCTIONS[name].forward.latex
        lines.append(rf"{latex_symbol(node)} &= " + _worked(rule, arguments, values, values[node]))
    return _aligned(*lines)


def derivatives_formula(
    operations: Mapping[str, Operation], rule: DerivativeByPaths, sign: str
) -> str:
    """The local derivative of every edge, a line each."""
    lines = [
        f"{latex_derivative(node, source, sign)} &= "
        + _worked(derivative.latex, arguments, rule.values, rule.derivatives[source, node])
        for node, (name, arguments) in operations.items()
        for source, derivative in zip(
            arguments, ELEMENTARY_FUNCTIONS[name].derivatives, strict=True
        )
    ]
    return _aligned(*lines)


def sum_formula(rule: DerivativeByPaths, sign: str, lit_path: int | None) -> str:
    """The derivative as the sum of its paths: symbols, then numbers; a lit path is boxed."""
    nodes = rule.paths[0].nodes
    several = len(rule.paths) > 1
    symbols, factors, products = [], [], []
    for position, path in enumerate(rule.paths):
        term = r" \, ".join(
            latex_derivative(target, source, sign) for source, target in reversed(path.edges)
        )
        index = path.nodes[1].replace("z", "k = ")  # the path through z_1 is the term k = 1
        symbols.append(rf"\underbrace{{{term}}}_{{{index}}}" if several else term)
        box = r"\boxed{%s}" if several and position == lit_path else "%s"
        numbers = [bracketed(latex_number(number)) for number in reversed(path.derivatives)]
        factors.append(box % r" \cdot ".join(numbers))
        products.append(box % bracketed(latex_number(path.product)))
    wanted = latex_derivative(nodes[-1], nodes[0], sign)
    if len(rule.derivatives) == 1:  # nothing to multiply or to add
        return _aligned(f"{wanted} &= {latex_number(rule.total)}")
    plus = r" \\ &\quad + " if sum(map(len, factors)) > _MANY_CHARACTERS else " + "
    lines = [f"{wanted} &= " + " + ".join(symbols), "&= " + plus.join(factors)]
    if several:
        lines.append("&= " + " + ".join(products))
    return _aligned(*lines, "&= " + latex_number(rule.total))


def matrix_formula(by_input: Mapping[str, DerivativeByPaths], sign: str) -> str:
    """All inputs at once: the row ∂p/∂z times the Jacobian ∂z/∂x, whose columns are the inputs.

    Where no node lies between input and output, it is one matrix, with a single entry.
    """
    rules = list(by_input.values())
    output, derivatives = rules[0].paths[0].nodes[-1], rules[0].derivatives
    between = [path.nodes[1] for path in rules[0].paths if len(path.nodes) > 2]
    edges = [[[(output, z) for z in between]], [[(z, x) for x in by_input] for z in between]]
    wanted = _matrix([[latex_derivative(output, x, sign) for x in by_input]])
    totals = _matrix([[latex_number(rule.total) for rule in rules]])
    if not between:
        return _aligned(f"{wanted} &= {totals}")
    symbols = (
        _matrix([[latex_derivative(*edge, sign) for edge in row] for row in rows]) for rows in edges
    )
    numbers = (
        _matrix([[latex_number(derivatives[x, y]) for y, x in row] for row in rows])
        for rows in edges
    )
    return _aligned(
        f"&{wanted}", f"&= {' '.join(symbols)}", f"&= {' '.join(numbers)}", f"&= {totals}"
    )


def _matrix(rows: list[list[str]]) -> str:
    lines = r" \\[4pt] ".join(map(" & ".join, rows))
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def difference_formula(output: str, wrt: str, step: float, difference: float) -> str:
    """The finite difference, with its step h."""
    y, x = latex_symbol(output), latex_symbol(wrt)
    quotient = rf"\frac{{{y}({x} + h) - {y}({x} - h)}}{{2h}}"
    return _aligned(rf"{quotient} &= {latex_number(difference)}", rf"h &= {latex_number(step)}")


def _worked(
    rule: str, arguments: tuple[str, ...], values: Mapping[str, float], result: float
) -> str:
    """A rule in symbols = in numbers = its result; what only repeats is left out."""
    in_symbols = filled(rule, *map(latex_symbol, arguments))
    in_numbers = filled(rule, *(latex_number(values[name]) for name in arguments))
    if in_numbers == in_symbols:  # a constant
        return in_symbols
    is_the_argument = in_numbers.strip("{}") == latex_number(result)
    steps = [in_symbols, *([] if is_the_argument else [in_numbers]), latex_number(result)]
    is_long = len("".join(steps)) > _MANY_CHARACTERS_OF_A_RULE
    return (r" \\[4pt] &= " if is_long else " = ").join(steps)


def _aligned(first: str, *lines: str) -> str:
    # The empty line first: Streamlit cuts off what KaTeX draws above its own box, an exponent in
    # the numerator of the first line.
    return aligned(rf"\\[-8pt] {first}", *lines, gap=10)
