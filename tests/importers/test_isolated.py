"""The child's side of isolated reading: messages, and what counts as having run out of memory."""

import io

import pytest

from importers import isolated
from importers.isolated import answer, memory_peak, receive, send
from importers.reading import FileReading

GOOD, BAD = FileReading("表.docx", ""), FileReading("表.docx", "", readable=False)


def test_messages_come_through_one_after_the_other():
    pipe = io.BytesIO()
    for message in (("表.docx", b"PK"), GOOD, None):
        send(pipe, message)
    pipe.seek(0)
    assert [receive(pipe) for _ in range(3)] == [("表.docx", b"PK"), GOOD, None]
    with pytest.raises(EOFError):
        receive(pipe)


@pytest.mark.parametrize("length", [1, 8, 12])
def test_a_cut_message_is_the_end(length):
    pipe = io.BytesIO()
    send(pipe, "绩效目标")
    with pytest.raises(EOFError):
        receive(io.BytesIO(pipe.getvalue()[:length]))


@pytest.mark.parametrize(
    ("reading", "peak", "answered"),
    [
        (GOOD, 100, (GOOD, False)),
        (GOOD, 900, (GOOD, True)),  # read all the same, but the next document gets a fresh process
        (BAD, 100, (BAD, False)),
        (BAD, 600, (BAD, True)),
        (BAD, 900, (None, True)),  # C libraries say "broken" where they got no memory
        (GOOD, 0, (GOOD, False)),
    ],
)
def test_answers(monkeypatch, reading, peak, answered):
    monkeypatch.setattr(isolated, "read_document", lambda name, data: reading)
    monkeypatch.setattr(isolated, "memory_peak", lambda: peak)
    assert answer("表.docx", b"", 1000) == answered


def test_memory_that_ran_out_in_python(monkeypatch):
    def greedy(name: str, data: bytes) -> FileReading:
        raise MemoryError

    monkeypatch.setattr(isolated, "read_document", greedy)
    assert answer("表.docx", b"", 1 << 20) == (None, False)


def test_the_peak_is_told_or_unknown():
    assert memory_peak() >= 0
