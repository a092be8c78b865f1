"""The functions of the chain rule again, for complex numbers, and derivatives by a complex step.

An imaginary step of 1e-100 carries the derivative without any subtraction (Squire and Trapp, SIAM
Review 40, 1998).
"""

import cmath
from collections.abc import Callable, Mapping

from core.derivatives.chain_rule import Operation

OF_COMPLEX: dict[str, Callable[..., complex]] = {
    "square": lambda u: u * u,
    "cube": lambda u: u * u * u,
    "exp": cmath.exp,
    "sin": cmath.sin,
    "tanh": lambda u: cmath.sinh(u) / cmath.cosh(u),
    "sigmoid": lambda u: cmath.exp(u) / (cmath.exp(u) + 1),
    "softplus": lambda u: cmath.log(1 + cmath.exp(u)),
    "relu": lambda u: u if u.real > 0 else 0j,
    "sum": lambda u, v: u + v,
    "difference": lambda u, v: u - v,
    "product": lambda u, v: u * v,
    "square-sum": lambda u, v: u * u + v * v,
    "ratio": lambda u, v: u / (v * v + 1),
    "sine": lambda u, v: u * cmath.sin(v),
    "sum-exp": lambda u, v: u + cmath.exp(v),
    "log-sum-exp": lambda u, v: cmath.log(cmath.exp(u) + cmath.exp(v)),
    "first": lambda u, _: u,
}
STEP = 1e-100


def by_complex_step(
    graph: Mapping[str, Operation], inputs: Mapping[str, float], wrt: str
) -> tuple[float, float]:
    """The output's value and derivative: real part, and imaginary part over the step."""
    values = {name: complex(value, STEP * (name == wrt)) for name, value in inputs.items()}
    for node, (name, arguments) in graph.items():
        values[node] = OF_COMPLEX[name](*(values[source] for source in arguments))
    output = values[list(graph)[-1]]
    return output.real, output.imag / STEP
