import numpy as np
import pytest

from voc.topics import cluster


@pytest.fixture(scope="module", autouse=True)
def quick_reduction():
    """Planted subjects lie in a plane: they need no UMAP, which takes ten seconds to compile. `test_reduce.py` tries the real one."""

    def principal(vectors, languages, seeds):
        left, values, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
        yield from [np.asarray(left[:, :5] * values[:5], dtype=np.float64)] * len(seeds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "reduced", principal)
        yield
