"""`convt tune`: see docs/tuning.md."""

import datetime
import signal
import sys

import layers
import options
from kernels.kernel_builder import KernelBuilder
from progress import Progress
from records import files, tuned_file
from records.journal import Journal, JournalError
from runners import worker
from runners.local_runner import LocalRunner
from search.drive import Drive
from search.effort import LEVELS
from search.search import Search

FORMATS = {"channels_last": ("nwc", "nhwc", "ndhwc"), "channels_first": ("ncw", "nchw", "ncdhw")}
BAD_INPUT = 2
FAILED = 1
INTERRUPTED = 130


def make_runner(args, program, signature):
    if args.dask or args.scheduler:
        try:
            from runners.dask_runner import DaskRunner
        except ImportError as error:
            raise worker.WorkerError(f"--dask and --scheduler need dask.distributed ({error}); `make tune-setup` gets "
                                     f"it, or set CONVT_PYTHON to a Python that has it") from None
        return DaskRunner(args.scheduler, program, args.timing_prefix, signature)
    return LocalRunner(program, args.timing_prefix, signature)


def make_program(args, signature, problems):
    """The worker and the names of the kernels that it has beyond the library's."""
    if not LEVELS[args.effort].compiles:
        return args.worker, frozenset()
    if not args.recipe:
        raise worker.WorkerError(f"--effort is {args.effort}, which compiles kernels by generator programs, and this "
                                 f"command has none; install convt's component convt_generators, or use --effort measure")

    def report(done, total, symbol):
        print(f"compiled {done}/{total}: {symbol}", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr)

    forms = []
    for desc in (problem["desc"] for problem in problems):
        form = [f"{desc['rank']}d", FORMATS[desc["data_format"]][desc["rank"] - 1], "f32"]
        if form not in forms:
            forms.append(form)
    return KernelBuilder(args.recipe).build(signature["isa"], forms, report)


def write_result(args, hello, threads, drives):
    machine = {"model": hello["model"], "threads": threads, "date": datetime.date.today().isoformat()}
    if args.note:
        machine["note"] = args.note
    entries = [entry for drive in drives for entry in drive.entries]
    tuned_file.write(args.out, hello["signature"], machine, entries)


def summary(drives):
    faster = [drive for drive in drives if drive.entries]
    failed = [drive for drive in drives if drive.error]
    wrong = sum(len(drive.search.wrong) for drive in drives)
    mean = 1.0
    for drive in drives:
        mean *= drive.search.best ** (1 / len(drives)) if not drive.error else 1
    print(f"{len(faster)} of {len(drives)} problems have something faster than the default, by more than noise; "
          f"geometric mean of all: {1 / mean:.3f} times as fast; {len(failed)} failed; "
          f"{wrong} candidates had wrong outputs")
    for drive in drives:
        for candidate in drive.search.wrong:
            print(f"wrong outputs: {drive.search.layer['problem']} by {candidate}")
    return FAILED if failed or wrong else 0


def tune(args):
    args.out = files.resolve_output(args.out)
    hello = worker.ask(args.worker, {"op": "hello"})
    signature = dict(hello["signature"])
    if args.target != "native":
        signature["cpu"] = args.target
    threads = args.threads or hello["cpus"]
    problems = layers.read(args)
    program, compiled = make_program(args, signature, problems)
    journal = Journal(args.out + ".journal", signature)
    if len(journal):
        print(f"going on with {len(journal)} measurements of {args.out}.journal", file=sys.stderr)
    progress = Progress(len(problems), 60 * args.minutes)
    drives = []

    def report(drive):
        progress.show(drive)
        if drive.done:
            write_result(args, {**hello, "signature": signature}, threads, drives)

    for problem in problems:
        search = Search(problem, LEVELS[args.effort], args.seed, 60 * args.minutes / len(problems), threads,
                        compiled)
        drives.append(Drive(search, journal, report))
    runner = make_runner(args, program, signature)
    try:
        runner.run(drives)
    finally:
        runner.close()
    return summary(drives)


def end_by_signal(number, _):
    """Ends the run as an error would, so that nothing half-made is left."""
    sys.exit(128 + number)


def main():
    args = options.parse(sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_by_signal)
    try:
        return tune(args)
    except (worker.WorkerError, JournalError, files.FileError) as error:
        print(f"convt: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"convt: {files.text_of(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(f"\nstopped; the same command goes on from {args.out}.journal", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
