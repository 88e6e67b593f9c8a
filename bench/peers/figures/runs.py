"""All kept runs in one table: from summaries.csv where that states a run's own figures, else from its times."""
import csv

from figures.goals import GOALS
from figures.kept import RESULTS, peers_files
from figures.results_view import OURS, ResultsView
from figures.tables import lines, number

SUMMARIES = RESULTS / "summaries.csv"
SHOWN = tuple(goal for goal in GOALS if goal.short)
MEDIANS = "from medians"


def _stated():
    with open(SUMMARIES, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _cell(goal, view, threads):
    value, count = goal.measure(view, threads)
    if value is None:
        return ""
    return f"{number(value)} ({count})" if "below" in goal.short else number(value)


def _measured(path):
    """The same columns from a file's times."""
    view, medians = (ResultsView.read(path, statistic) for statistic in ("min", "median"))
    for threads in view.thread_counts():
        names = {name for row in view.at(threads) for name in row.ms}
        yield {"machine": view.data["machine"]["name"], "date": view.data["date"], "threads": str(threads),
               "libraries": str(len({name.split("_")[0] for name in names} - {OURS})),
               **{goal.short: _cell(goal, view, threads) for goal in SHOWN}, MEDIANS: _cell(SHOWN[0], medians, threads)}


def table():
    rows = list(_stated())
    stated = {row["file"] for row in rows}
    for path in peers_files():
        if path.name not in stated:
            rows += _measured(path)
    rows.sort(key=lambda row: row["date"])  # in a day, in the order of the file
    columns = ("machine", "date", "libraries", "threads", *(goal.short for goal in SHOWN), MEDIANS)
    return lines(list(columns), ([row[column] or "-" for column in columns] for row in rows), right_from=2)
