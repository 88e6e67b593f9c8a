#pragma once

#include <string>

#include "contexts.hpp"
#include "interface.hpp"
#include "report.hpp"
#include "settings.hpp"

namespace convt::litert {

/// What the host holds of a delegate, and what lies behind it.
struct Delegate {
    explicit Delegate(const Settings& stated);

    HostDelegate host;
    Settings settings;
    Contexts contexts;
    Report report;
    std::string report_text;  ///< the last one that was asked for
};

[[nodiscard]] Delegate& delegate_of(const HostDelegate& host) noexcept;

}  // namespace convt::litert
