"""What a page has drawn is not taken back, in part, by a fragment that runs again at once."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard.streamlit_patches.fragment_messages import FragmentMessageQueue

BLOCK, TEXT = "add_block", "new_element"


def delta(path: tuple[int, ...], kind: str, fragment: str = "", text: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    if fragment:
        message.delta.fragment_id = fragment
    if kind == BLOCK:
        message.delta.add_block.allow_empty = True
    else:
        message.delta.new_element.text.body = text
    return message


def draw_fragment(queue: ForwardMsgQueue, text: str) -> None:
    queue.enqueue(delta((0, 0), BLOCK, "outer"))
    queue.enqueue(delta((0, 0, 0), TEXT, "outer", text))
    queue.enqueue(delta((0, 0, 1), BLOCK, "inner"))
    queue.enqueue(delta((0, 0, 1, 0), TEXT, "inner", text))


def page_in_browser(messages: list[ForwardMsg]) -> dict[tuple[int, ...], str]:
    """What stands where, put there as the front end does: no place before the one above it."""
    page = {(): "", (0,): ""}
    for message in messages:
        *above, index = message.metadata.delta_path
        siblings = [place for place in page if place and place[:-1] == tuple(above)]
        assert index <= len(siblings), "Bad delta path index"
        page[*above, index] = message.delta.new_element.text.body
    return page


def drawn_twice_at_once(queue: ForwardMsgQueue) -> list[ForwardMsg]:
    """The messages of a page whose fragment runs again before anything was sent."""
    draw_fragment(queue, "old")
    queue.enqueue(delta((0, 1), TEXT, text="after the fragment"))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    draw_fragment(queue, "new")
    return queue.flush()


def test_a_fragment_that_runs_again_at_once_leaves_a_whole_page():
    page = page_in_browser(drawn_twice_at_once(FragmentMessageQueue()))
    assert page[0, 0, 0] == page[0, 0, 1, 0] == "new"
    assert page[0, 1] == "after the fragment"


def test_streamlit_s_own_queue_does_not():
    """Once it does, the patch can go."""
    with pytest.raises(AssertionError, match="Bad delta path"):
        page_in_browser(drawn_twice_at_once(ForwardMsgQueue()))


def test_messages_of_a_run_come_after_its_start():
    queue = FragmentMessageQueue()
    queue.enqueue(delta((0, 0), TEXT, "outer", "old"))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    queue.enqueue(ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    queue.enqueue(delta((0, 0), TEXT, "outer", "new"))
    kinds = [message.WhichOneof("type") for message in queue.flush()]
    assert kinds == ["delta", "script_finished", "delta"]


def test_a_run_of_the_whole_page_takes_back_all_that_waits():
    queue = FragmentMessageQueue()
    draw_fragment(queue, "old")
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.is_empty()
