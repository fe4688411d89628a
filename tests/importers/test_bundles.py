"""importers/bundles.py: which files go through the work together."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import bundles as module
from importers.batches import create_batch
from importers.bundles import FULL, LARGE, MOST, SHARES, bundles
from importers.models import ImportBatch, ImportFile
from tests.importers.stepping import WAITING

State = ImportFile.State


def batch_of_texts(number: int) -> ImportBatch:
    return create_batch(2025, "", "", [(f"{n}.txt", f"第 {n} 份".encode()) for n in range(number)])


def keys_of(batch: ImportBatch) -> list[int]:
    return list(batch.files.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_many_small_files_make_full_bundles_in_their_order() -> None:
    keys = keys_of(batch_of_texts(MOST * SHARES))
    packed = list(bundles(reversed(keys)))
    assert packed == [keys[at : at + MOST] for at in range(0, len(keys), MOST)]


@pytest.mark.django_db
def test_a_small_batch_is_cut_so_that_all_workers_have_a_part() -> None:
    assert [len(each) for each in bundles(keys_of(batch_of_texts(20))) if isinstance(each, list)] == [2] * 10
    alone = keys_of(batch_of_texts(3))
    assert list(bundles(alone)) == alone


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"attempts": 1}, {"state": State.TO_UNDO}])
def test_alone_goes_what_may_do_harm_or_has_an_order_of_its_own(values: dict[str, Any]) -> None:
    keys = keys_of(batch_of_texts(2 * SHARES + 1))
    ImportFile.objects.filter(pk=keys[3]).update(**values)
    packed = list(bundles(keys))
    assert keys[3] in packed
    assert sorted(chain.from_iterable(each for each in packed if isinstance(each, list))) == keys[:3] + keys[4:]


@pytest.mark.django_db
def test_files_of_two_batches_or_with_different_steps_are_not_put_together() -> None:
    one, other = batch_of_texts(2 * SHARES), batch_of_texts(2 * SHARES)
    confirmed = keys_of(other)[:SHARES]
    ImportFile.objects.filter(pk__in=confirmed).update(state=State.CONFIRMED)
    packed = list(bundles(keys_of(one) + keys_of(other)))
    assert any(isinstance(bundle, list) for bundle in packed)
    for bundle in packed:
        files = ImportFile.objects.filter(pk__in=bundle if isinstance(bundle, list) else [bundle])
        assert len(set(files.values_list("batch", "state"))) == 1


@given(st.lists(st.tuples(st.integers(0, 2 * LARGE), st.integers(0, 1), st.sampled_from(WAITING)), max_size=60))
def test_each_file_is_in_exactly_one_and_none_is_overfull(files: list[tuple[int, int, str]]) -> None:
    rows = [(1, state, pk, attempts, size) for pk, (size, attempts, state) in enumerate(files)]
    sizes = {pk: size for _, _, pk, _, size in rows}
    packed = list(module.packed(sorted(rows)))
    assert sorted(chain.from_iterable([each] if isinstance(each, int) else each for each in packed)) == list(sizes)
    for each in packed:
        if isinstance(each, list):
            assert len(each) <= MOST
            assert sum(sizes[pk] for pk in each) <= FULL
            assert all(sizes[pk] <= LARGE for pk in each)
