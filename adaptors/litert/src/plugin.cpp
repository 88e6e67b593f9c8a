/// The functions that a host, and convt.litert, look for in the library.

#include <cstddef>
#include <exception>

#include "delegate.hpp"

using convt::litert::Delegate;
using convt::litert::delegate_of;
using convt::litert::HostDelegate;

extern "C" HostDelegate* tflite_plugin_create_delegate(const char* const* names, const char* const* values,
                                                       std::size_t count,
                                                       void (*report_error)(const char*)) noexcept {
    try {
        return &(new Delegate(convt::litert::read_settings(names, values, count)))->host;
    } catch (const std::exception& error) {
        if (report_error != nullptr) report_error(error.what());
        return nullptr;
    }
}

extern "C" void tflite_plugin_destroy_delegate(HostDelegate* host) noexcept {
    if (host != nullptr) delete &delegate_of(*host);
}

/// A line for each transposed convolution that the delegate has seen; valid until the next call. Null without
/// memory.
extern "C" const char* convt_litert_report(HostDelegate* host) noexcept {
    try {
        Delegate& delegate = delegate_of(*host);
        delegate.report_text = delegate.report.text();
        return delegate.report_text.c_str();
    } catch (const std::exception&) {
        return nullptr;
    }
}
