"""Presenting: a parameter of the link that lasts from page to page until it is ended."""

from tests.dashboard.opened_page import opened


def test_a_page_is_presented_from_its_button_to_the_one_that_ends_it():
    app = opened("softmax", T="2")
    app.button(key="_begin_presenting").click().run()
    assert dict(app.query_params) == {"T": "2", "present": "1"}
    app.switch_page("views/loss_surface/page.py").run()
    assert app.query_params["present"] == "1"
    assert "present=1" in app.markdown[-1].value  # a link leads on within the presentation
    app.button(key="_end_presenting").click().run()
    assert "present" not in app.query_params
    assert not [one for one in app.button if one.key == "_end_presenting"]


def test_a_link_presents_with_1_and_no_other_value():
    assert opened("softmax", present="1").button(key="_end_presenting")
    for other in ("0", "yes", "<b>"):
        app = opened("softmax", present=other)
        assert app.button(key="_begin_presenting")
        assert "present" not in app.query_params


def test_a_lesson_can_open_presented():
    app = opened("for_teachers", t_present="true")
    assert "softmax?present=1" in app.code[0].value
    app = opened("for_teachers")
    assert "present" not in app.code[0].value
