"""importers/settling.py: a year that nobody typed is taken from the first document that tells one."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from importers import tasks, work
from importers.asking import change_year, give_up_batch
from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile
from tests.importers.racing import beside, blocked, read_here  # noqa: F401
from tests.importers.stepping import CONTENT, document, imported, named, states, work_all

pytestmark = pytest.mark.django_db
State = ImportFile.State
Patch = pytest.MonkeyPatch
SILENT = named("不提年度", goal="完成道路养护")
LATER = named("后一份", goal="完成2024年道路养护", title="2024年绩效目标表")


def waiting(*documents: bytes, guessed: bool = True) -> ImportBatch:
    made = create_batch(2030, "", "", [(f"{number}.docx", data) for number, data in enumerate(documents)])
    ImportBatch.objects.filter(pk=made.pk).update(year_guessed=guessed)
    return made


def batch(*documents: bytes, guessed: bool = True) -> ImportBatch:
    made = waiting(*documents, guessed=guessed)
    work_all(made)
    made.refresh_from_db()
    return made


def test_the_first_document_that_tells_a_year_decides() -> None:
    made = batch(document(SILENT), document(CONTENT), document(LATER))
    assert (made.year, made.year_guessed) == (2025, False)


def test_what_was_compared_in_the_guessed_year_is_compared_again() -> None:
    imported(("旧.docx", document(replace(SILENT, goal="原来的目标"))))  # in 2025
    made = batch(document(SILENT), document(CONTENT))
    assert states(made)["不提年度"] == "changed"


def test_a_year_that_was_typed_stays() -> None:
    assert batch(document(CONTENT), guessed=False).year == 2030


def test_without_any_year_inside_the_guess_stays_a_guess() -> None:
    made = batch(document(replace(SILENT, project_name="另一个")))
    assert (made.year, made.year_guessed) == (2030, True)


def test_a_year_that_is_changed_by_hand_is_no_guess() -> None:
    made = batch(document(SILENT))
    assert change_year(made, 2028, "")
    work_all(made)
    made.refresh_from_db()
    assert (made.year, made.year_guessed) == (2028, False)


def worked_while(patch: Patch, file: ImportFile, step: str, meanwhile: Callable[[], Any]) -> None:
    """A file is done by a worker who rests before a step until somebody else waits for him, or is through."""
    resting, go, usual = threading.Event(), threading.Event(), getattr(work, step)

    def slowly(*arguments: Any) -> Any:
        patch.setattr(work, step, usual)
        resting.set()
        assert go.wait(60)
        return usual(*arguments)

    patch.setattr(work, step, slowly)
    with beside(lambda: tasks.import_file.func(file.pk)):
        assert resting.wait(60)
        with beside(meanwhile) as other:
            blocked(other)
            go.set()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("read_here")
def test_the_year_is_changed_while_a_worker_settles_it(monkeypatch: Patch) -> None:
    made = waiting(document(CONTENT), document(SILENT))
    made.files.filter(name="1.docx").update(state=State.READY)
    worked_while(monkeypatch, made.files.get(name="0.docx"), "settle_year", lambda: change_year(made, 2028, ""))
    made.refresh_from_db()
    assert (made.year, made.year_guessed) == (2028, False)
    assert set(made.files.values_list("state", flat=True)) == {State.QUEUED}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("read_here")
def test_a_batch_is_given_up_while_a_worker_settles_its_year(monkeypatch: Patch) -> None:
    """Giving up meets the ready file before that which is worked on; settling takes it after that."""
    made = waiting(document(SILENT), document(CONTENT))
    made.files.filter(name="0.docx").update(state=State.READY)
    worked_while(monkeypatch, made.files.get(name="1.docx"), "settle_year", lambda: give_up_batch(made))
    assert set(made.files.values_list("state", flat=True)) == {State.SKIPPED}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("read_here")
def test_a_silent_document_is_never_left_ready_in_the_guessed_year(monkeypatch: Patch) -> None:
    imported(("旧.docx", document(replace(SILENT, goal="原来的目标"))))  # in 2025
    made = waiting(document(SILENT), document(CONTENT))
    silent, telling = made.files.order_by("pk")
    worked_while(monkeypatch, silent, "stage", lambda: tasks.import_file.func(telling.pk))
    work_all(made)
    assert states(made)["不提年度"] == "changed"
