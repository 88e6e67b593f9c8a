#include <nanobind/nanobind.h>

#include "bridge/bridge.hpp"
#include "calls/gradients/gradient_run.hpp"
#include "calls/gradients/gradients.hpp"
#include "calls/gradients/memory_gradients.hpp"
#include "calls/memory_plan.hpp"
#include "calls/one_call.hpp"
#include "calls/plan.hpp"
#include "calls/shared_plans.hpp"
#include "calls/workspaces.hpp"
#include "convt/context.hpp"
#include "convt/convt.h"
#include "convt/plan.hpp"
#include "released_lock.hpp"
#include "weights/kept_weights.hpp"
#ifdef CONVT_HAS_XLA
#include "xla/handler.hpp"
#endif

NB_MODULE(_convt, module) {
    namespace nb = nanobind;
    // Programs keep plans in caches of modules, which Python does not always clear at its end.
    nb::set_leak_warnings(false);
    convt::python::watch_for_the_end();
    convt::python::bind_threads(module);
    convt::python::bind_one_call(module);
    convt::python::bind_plan(module);
    convt::python::bind_gradients(module);
    convt::python::bind_memory_plans(module);
    convt::python::bind_memory_gradients(module);
    convt::python::bind_weights(module);
    convt::python::bind_bridge(module);
#ifdef CONVT_HAS_XLA
    convt::python::bind_xla(module);
#endif
    module.def("available_cpus", &convt::available_cpus, "CPUs that this process may use.");
    module.def(
        "detect_isa", [] { return convt::isa_name(convt::detect_isa()); },
        "The highest tier that this CPU can run, capped by the environment variable CONVT_MAX_ISA.");
    module.def("_after_fork", [] {
        convt::python::workspaces().after_fork();
        convt::python::shared_plans().after_fork();
        convt::python::gradients_after_fork();
        convt::python::kept_weights().after_fork();
    });
    module.attr("__version__") = convt_version();
}
