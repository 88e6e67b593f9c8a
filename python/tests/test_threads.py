"""Threads of Python, threads of a call, and children of fork()."""

import concurrent.futures
import os
import threading
import time
import unittest

import convt
import numpy as np

from arrays import uniform


def tasks_of_this_process():
    return len(os.listdir("/proc/self/task"))


class Threads(unittest.TestCase):
    def tearDown(self):
        convt.set_num_threads(None)

    def test_the_number_is_settable(self):
        convt.set_num_threads(3)
        self.assertEqual(convt.get_num_threads(), 3)
        convt.set_num_threads(0)
        self.assertEqual(convt.get_num_threads(), convt.available_cpus())
        for wrong in (-1, 1025, 2**40):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, "threads is"):
                convt.set_num_threads(wrong)
        with self.assertRaises(TypeError):
            convt.set_num_threads(1.5)
        self.assertEqual(convt.get_num_threads(), convt.available_cpus())

    def test_outputs_do_not_depend_on_it(self):
        x, w = uniform(1, 30, 31, 48), uniform(4, 4, 32, 48)
        plan = convt.Plan(x.shape, w.shape, 2)
        packed = plan.pack(w)
        wanted = plan.run(x, packed)
        for threads in (1, 2, 5):
            convt.set_num_threads(threads)
            np.testing.assert_array_equal(plan.run(x, packed), wanted)

    def test_many_threads_at_once(self):
        problems = [(uniform(1, 8 + i, 9, 16), uniform(3, 3, 8, 16)) for i in range(6)]
        wanted = [convt.conv_transpose(x, w, 2) for x, w in problems]
        plans = [convt.Plan(x.shape, w.shape, 2) for x, w in problems]
        packed = [plan.pack(w) for plan, (_, w) in zip(plans, problems, strict=True)]
        prepared = [plan.run(x, p) for plan, p, (x, _) in zip(plans, packed, problems, strict=True)]

        def work(number):
            for i in range(60):
                at = (number + i) % len(problems)
                x, w = problems[at]
                np.testing.assert_allclose(convt.conv_transpose(x, w, 2), wanted[at], atol=1e-5)
                np.testing.assert_array_equal(plans[at].run(x, packed[at]), prepared[at])

        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            list(pool.map(work, range(24)))

    def test_no_more_threads_than_stated(self):
        convt.set_num_threads(2)
        x, w = uniform(1, 40, 40, 64), uniform(4, 4, 64, 64)
        convt.conv_transpose(x, w, 2)
        before = tasks_of_this_process()
        most = []
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: (convt.conv_transpose(x, w, 2), most.append(tasks_of_this_process())), range(40)))
        self.assertLessEqual(max(most), before + 4)  # the four callers, and no worker for any of them

    def test_the_global_lock_is_released(self):
        """While one thread computes for long, another one counts."""
        x, w = uniform(4, 64, 64, 128), uniform(4, 4, 128, 128)
        convt.set_num_threads(1)
        plan = convt.Plan(x.shape, w.shape, 2)
        packed = plan.pack(w)
        calls = {"conv_transpose": lambda: convt.conv_transpose(x, w, 2), "run": lambda: plan.run(x, packed),
                 "run_unpacked": lambda: plan.run_unpacked(x, w)}
        for name, call in calls.items():
            with self.subTest(name):
                begun, ended = threading.Event(), threading.Event()

                def long(call=call, begun=begun, ended=ended):
                    begun.set()
                    call()
                    ended.set()

                worker = threading.Thread(target=long)
                worker.start()
                begun.wait()
                # With the lock held, this thread would not run again before the call has ended.
                time.sleep(0.002)
                ran_meanwhile = not ended.is_set()
                worker.join()
                self.assertTrue(ran_meanwhile)

    def test_children_of_fork(self):
        x, w = uniform(1, 20, 20, 32), uniform(3, 3, 32, 32)
        wanted = convt.conv_transpose(x, w, 2)
        stop = threading.Event()

        def keep_busy():
            while not stop.is_set():
                convt.conv_transpose(x, w, 2)

        busy = threading.Thread(target=keep_busy)
        busy.start()
        try:
            for _ in range(5):
                child = os.fork()
                if child == 0:
                    agrees = all(np.array_equal(convt.conv_transpose(x, w, 2), wanted) for _ in range(3))
                    os._exit(0 if agrees else 1)
                self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        finally:
            stop.set()
            busy.join()


if __name__ == "__main__":
    unittest.main()
