"""Orders in which the search looks at visits, the same for every search of a problem."""

import numpy as np
import numpy.typing as npt

from optimizer.search.model import Model

NEIGHBOURS = 200


def neighbours(model: Model) -> npt.NDArray[np.int32]:
    """For each visit the visits nearest to it by driving both ways, itself first."""
    places = model.visit["place"]
    away = model.legs[:, :, 0][np.ix_(places, places)].astype(np.int64)
    away = away + away.T
    np.fill_diagonal(away, -1)
    count = min(len(places), NEIGHBOURS)
    near = np.argsort(away, axis=1, kind="stable")[:, :count]
    return np.ascontiguousarray(near, dtype=np.int32)


def ranks(model: Model) -> npt.NDArray[np.float64]:
    """Orders in which visits are put back, smallest first; the first row stands for random."""
    visits = len(model.visit)
    if not visits:
        return np.zeros((1, 0))
    able = np.diff(model.able_from).astype(np.float64)
    opens = model.window["opens"][model.visit["first_window"]].astype(np.float64)
    closes = model.window["closes"][model.visit["end_windows"] - 1].astype(np.float64)
    homes = np.unique(model.shift["first_place"])
    away = model.legs[:, :, 0][np.ix_(homes, model.visit["place"])].min(axis=0).astype(np.float64)
    zero = np.zeros(visits)
    rows = [zero, -away, away, closes - opens, able, -model.visit["leave_out"], opens, closes]
    return np.ascontiguousarray(rows)
