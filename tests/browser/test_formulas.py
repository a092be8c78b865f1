"""No formula is wider than its column: what is cut off a number leaves another, plausible one."""

import pytest
from playwright.sync_api import Page

from tests.browser.page_state import settled
from tests.server import Server

# Long numbers in every place: powers of ten, leading zeros, 1 minus next to nothing.
LONG_LAYER = (
    "a=-9.123456,1,2,3&W=-9.5,9.25,-9.75,3;1,2,3,4;-1,-2,-3,-4;9,8,7,6&b=-9.9,1,2,3"
    "&target=0.3,0.3,0.2,0.2"
)
STATES = [
    f"/?{LONG_LAYER}&tab=formulas",
    "/chain_rule?fz1=log-sum-exp&fz2=product&fp=log-sum-exp&x1=-1.23&x2=-1.77",
    "/softmax?K=10&T=10&q=0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1",
    "/softmax?K=10&T=10&tab=shift&shift=-9.9&z1=-9.9",
    "/softmax?K=10&T=10&tab=jacobian",
    "/softmax?K=10&T=10&q=0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1&tab=gradient",
    "/loss_surface?z1=-8&z2=8&half=10",
    "/loss_surface?z1=-8&z2=8&half=10&tab=saturation",
    "/loss_surface?q=0.5,0.3,0.2&T=0.1&z1=10&z2=-10&z3=0.5",
    "/loss_surface?q=0.5,0.3,0.2&T=0.1&z1=10&z2=-10&z3=0.5&tab=curvature",
    "/loss_surface?q=0.5,0.3,0.2&T=0.1&z1=10&z2=-10&z3=0.5&tab=saturation",
    "/gradient_field?T=0.1&z1=10&z2=-10&z3=0&eps=0.3",
    f"/backprop?{LONG_LAYER}&parameter=w32&tab=derivation",
    f"/backprop?{LONG_LAYER}&parameter=w32&tab=passed_back",
    "/training?data=iris&opt=adamw&lr=0.00001&loss=squared+error&l2=0.00001&batch=2048",
]
SLACK = 2  # pixels that KaTeX leaves beside every formula, wide or narrow


def too_wide(page: Page) -> list[str]:
    return page.evaluate(
        """(slack) => [...document.querySelectorAll(".katex-display")]
          .filter((formula) => formula.scrollWidth > formula.clientWidth + slack)
          .map((formula) => formula.querySelector("annotation").textContent)""",
        SLACK,
    )


@pytest.mark.parametrize("state", STATES)
def test_every_formula_fits_its_column(page: Page, server: Server, state: str):
    page.goto(server.url + state)
    settled(page)
    page.locator(".katex-display").first.wait_for()
    assert too_wide(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    settled(page)
    assert too_wide(page) == []
