"""A warm-up in words and tables."""

import pandas as pd

from core.derivatives.chain_rule import DerivativeByPaths, Path
from core.symbols import SUBSCRIPTS
from dashboard.text import number, translate
from dashboard.text.formulas import in_brackets
from dashboard.views.chain_rule.controls import (
    COMPOSITION,
    EXPONENTIAL,
    PRODUCT,
    SQUARE,
    TWO_PATHS,
    WarmUp,
)
from dashboard.views.chain_rule.figure import Drawing
from dashboard.written_numbers import number_or_noise

GENERAL_RULES = {  # as the seed has them
    SQUARE: r"\frac{\mathrm{d} x^2}{\mathrm{d} x} = 2x",
    EXPONENTIAL: r"\frac{\mathrm{d} e^x}{\mathrm{d} x} = e^x",
    COMPOSITION: (
        r"\frac{\mathrm{d}y}{\mathrm{d}x} = \frac{\mathrm{d}y}{\mathrm{d}u} \,"
        r" \frac{\mathrm{d}u}{\mathrm{d}x} = f'(g(x)) \, g'(x)"
    ),
    TWO_PATHS: (
        r"\frac{\partial p}{\partial x_i} = \sum_k \frac{\partial p}{\partial z_k} \,"
        r" \frac{\partial z_k}{\partial x_i}"
    ),
    PRODUCT: r"p = f \, g: \qquad p' = g \, f' + f \, g'",
}


def symbol(node: str) -> str:
    """A node's name as it is read: "x1" is x₁.

    >>> symbol("x1"), symbol("p")
    ('x₁', 'p')
    """
    return node.translate(SUBSCRIPTS)


def derivative_symbol(target: str, source: str, sign: str) -> str:
    """The derivative of a node in another: "∂p/∂z₁"."""
    return f"{sign}{symbol(target)}/{sign}{symbol(source)}"


def wanted(warm_up: WarmUp) -> str:
    """The derivative that is asked for: "∂p/∂x₁"."""
    return derivative_symbol(warm_up.output, warm_up.wrt, warm_up.sign)


def path_in_words(path: Path) -> str:
    """The nodes of a path: "x₁ → z₁ → p"."""
    return " → ".join(map(symbol, path.nodes))


def lit_paths(warm_up: WarmUp, rule: DerivativeByPaths) -> tuple[Path, ...]:
    """The paths that light up."""
    return rule.paths if warm_up.lit_path is None else (rule.paths[warm_up.lit_path],)


def drawing_in_words(warm_up: WarmUp, rule: DerivativeByPaths, drawing: Drawing) -> str:
    """What the drawing shows, for those who do not see it."""
    values, derivatives = (
        ", ".join(f"{part.symbol} = {part.value}" for part in parts)
        for parts in (drawing.nodes, drawing.edges)
    )
    return translate(
        "A network of operations with the values {values} on its nodes and the derivatives "
        "{derivatives} on its edges. Highlighted: {paths}.",
        values=values,
        derivatives=derivatives,
        paths=", ".join(map(path_in_words, lit_paths(warm_up, rule))),
    )


def sum_in_words(warm_up: WarmUp, rule: DerivativeByPaths, difference: float) -> str:
    """The derivative as the sum of its paths, beside the finite difference."""
    several, terms = len(rule.paths) > 1, []
    for path in rule.paths:
        term = in_brackets(number(path.product))
        terms.append(f"**{term}**" if several and path in lit_paths(warm_up, rule) else term)
    words = {
        "name": wanted(warm_up),
        "output": symbol(warm_up.output),
        "input": symbol(warm_up.wrt),
        "sum": f"{' + '.join(terms)} = " if several else "",
        "total": number(rule.total),
        "difference": number(difference),
        "other": "".join(symbol(name) for name in warm_up.inputs if name != warm_up.wrt),
    }
    return (
        translate(
            "{name} = {sum}**{total}**. Check: the finite difference [{output}({input} + h) − "
            "{output}({input} − h)]/(2h), with a small step h and {other} kept fixed, gives "
            "{difference}.",
            **words,
        )
        if words["other"]
        else translate(
            "{name} = {sum}**{total}**. Check: the finite difference [{output}({input} + h) − "
            "{output}({input} − h)]/(2h), with a small step h, gives {difference}.",
            **words,
        )
    )


def sum_table(warm_up: WarmUp, rule: DerivativeByPaths, difference: float) -> str:
    """Each path with its product, their sum, and the finite difference beside it, in Markdown."""
    lit = lit_paths(warm_up, rule)
    rows = []
    for position, path in enumerate(rule.paths, start=1):
        mark = "**" if path in lit else ""
        factors = " · ".join(map(in_brackets, map(number, reversed(path.derivatives))))
        name = f"{position}: {path_in_words(path)}" if len(rule.paths) > 1 else path_in_words(path)
        rows.append(f"| {mark}{name}{mark} | {factors} | {mark}{number(path.product)}{mark} |")
    if len(rule.paths) > 1:
        rows.append(f"| **{translate('Sum')}** | | **{number(rule.total)}** |")
    rows.append(f"| {translate('Finite difference')} | | {number(difference)} |")
    apart = number_or_noise(abs(rule.total - difference), difference)
    rows.append(f"| {translate('Difference of the two')} | | {apart} |")
    factors = translate("Derivatives, from {output} back", output=symbol(warm_up.output))
    header = " | ".join([translate("Path"), factors, translate("Product")])
    return "\n".join([f"| {header} |", "|:--|--:|--:|", *rows])


def lead_in_words(warm_up: WarmUp, rule: DerivativeByPaths) -> str:
    """What is seen, and what to do with it."""
    if len(rule.paths) > 1:
        return translate(
            "{input} reaches {output} along two paths. Multiply the derivatives along each path "
            "and add the products: the sum is {derivative}. Drag {input} sideways in the picture, "
            "or highlight one path.",
            input=symbol(warm_up.wrt),
            output=symbol(warm_up.output),
            derivative=wanted(warm_up),
        )
    if len(rule.derivatives) > 1:
        return translate(
            "Drag x sideways in the picture. The number on each edge is a derivative: it says how "
            "fast the next node changes. Multiply these numbers to get the whole derivative."
        )
    return translate(
        "Drag x sideways in the picture. The number on the edge is the derivative: it says how "
        "fast y changes with x."
    )


def values_table(rule: DerivativeByPaths) -> pd.DataFrame:
    """A row for each node."""
    rows = {symbol(node): value for node, value in rule.values.items()}
    return pd.DataFrame({translate("value"): pd.Series(rows)})


def derivatives_table(warm_up: WarmUp, rule: DerivativeByPaths) -> pd.DataFrame:
    """A row for each edge."""
    rows = {
        derivative_symbol(target, source, warm_up.sign): derivative
        for (source, target), derivative in rule.derivatives.items()
    }
    return pd.DataFrame({translate("derivative"): pd.Series(rows)})


def paths_table(warm_up: WarmUp, rule: DerivativeByPaths, difference: float) -> pd.DataFrame:
    """A row for each path, then the sum, the finite difference and how far they are apart."""
    rows = {path_in_words(path): path.product for path in rule.paths} | {
        translate("Sum"): rule.total,
        translate("Finite difference"): difference,
        translate("Difference of the two"): abs(rule.total - difference),
    }
    return pd.DataFrame({wanted(warm_up): pd.Series(rows)})
