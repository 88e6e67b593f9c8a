#include "api/capi/capi_support.hpp"

using namespace convt;

extern "C" {

convt_status convt_tuned_table_parse(const char* text, size_t size, convt_tuned_table** table,
                                     convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("text", text); !s.ok()) return s;
        if (Status s = capi::check_pointer("table", table); !s.ok()) return s;
        return capi::hand_over(TunedTable::parse({text, size}), table);
    });
}

void convt_tuned_table_destroy(convt_tuned_table* table) {
    delete table;
}

size_t convt_tuned_table_size(const convt_tuned_table* table) {
    return table->table.entries().size();
}

const char* convt_tuned_table_warning(const convt_tuned_table* table) {
    return table->table.warning().c_str();
}

convt_status convt_measured_table_create(convt_measured_table** table, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("table", table); !s.ok()) return s;
        return capi::hand_over(MeasuredTable::create(), table);
    });
}

convt_status convt_measured_table_parse(const char* text, size_t size, convt_measured_table** table,
                                        convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("text", text); !s.ok()) return s;
        if (Status s = capi::check_pointer("table", table); !s.ok()) return s;
        return capi::hand_over(MeasuredTable::parse({text, size}), table);
    });
}

void convt_measured_table_destroy(convt_measured_table* table) {
    delete table;
}

size_t convt_measured_table_size(const convt_measured_table* table) {
    return table == nullptr ? MeasuredTable().size() : table->table.size();
}

size_t convt_measured_table_text(const convt_measured_table* table, char* text, size_t size) {
    const Result<std::string> written = (table == nullptr ? MeasuredTable() : table->table).text();
    return written.ok() ? capi::write_text(*written, text, size) : capi::write_text({}, text, size);
}

}  // extern "C"
