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

}  // extern "C"
