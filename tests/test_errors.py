import pickle

import pytest

from voc import errors
from voc.errors import ConfigError, Problem, SourceError, VocError


def test_an_error_says_what_where_expected_and_what_to_do() -> None:
    error = SourceError("no column 'avis'", where="avis.csv", expected="texte", advice="change `columns.text`")
    assert str(error) == "avis.csv: no column 'avis'; expected texte; change `columns.text`"


def test_errors_survive_pickling() -> None:
    error = ConfigError("2 problems", [Problem("voc.yml", "seed", "'x'", "an integer")], advice="read the docs")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.problems == error.problems


def test_every_error_has_its_own_documented_exit_code() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, VocError)]
    assert len({k.exit_code for k in kinds}) == len(kinds)
    documented = " ".join((errors.__doc__ or "").split())
    assert all(f"{k.__name__} exit {k.exit_code}" in documented for k in kinds)


def test_a_contract_error_is_not_a_config_error() -> None:
    with pytest.raises(VocError):
        raise errors.ContractBroken("x")
