"""importers/settling.py: a year that nobody typed is taken from the first document that tells one."""

from dataclasses import replace

import pytest

from importers.asking import change_year
from importers.batches import create_batch
from importers.models import ImportBatch
from tests.importers.stepping import CONTENT, document, imported, named, states, work_all

pytestmark = pytest.mark.django_db
SILENT = named("不提年度", goal="完成道路养护")
LATER = named("后一份", goal="完成2024年道路养护", title="2024年绩效目标表")


def batch(*documents: bytes, guessed: bool = True) -> ImportBatch:
    made = create_batch(2030, "", "", [(f"{number}.docx", data) for number, data in enumerate(documents)])
    ImportBatch.objects.filter(pk=made.pk).update(year_guessed=guessed)
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
