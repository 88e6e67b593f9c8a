#ifndef CONVT_TUNING_H
#define CONVT_TUNING_H

/** Choices that were measured: tuned files, and what plans measure by themselves. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Reads the text of a tuned file. What does not count here (docs/tuning.md) is left out and warned of. */
convt_status convt_tuned_table_parse(const char* text, size_t size, convt_tuned_table** table,
                                     convt_error* error);

/** Frees a table. Plans made with it do not need it any more. */
void convt_tuned_table_destroy(convt_tuned_table* table);

/** Returns how many entries count. */
size_t convt_tuned_table_size(const convt_tuned_table* table);

/** Returns what was left out and why, owned by the table; empty when nothing was. */
const char* convt_tuned_table_warning(const convt_tuned_table* table);

/**
 * Makes an empty table of what plans of CONVT_EFFORT_MEASURE find. Any number of threads may use it at the
 * same time; it must outlive the calls of convt_plan_create that it is handed to. It stays the process's
 * memory of measurements, as FFTW's wisdom, until it is saved by convt_measured_table_text.
 */
convt_status convt_measured_table_create(convt_measured_table** table, convt_error* error);

/** Makes a table of what convt_measured_table_text wrote, or of a tuned file. What does not count here is
 * left out. */
convt_status convt_measured_table_parse(const char* text, size_t size, convt_measured_table** table,
                                        convt_error* error);

/** Frees a table. Plans made with it do not need it any more. */
void convt_measured_table_destroy(convt_measured_table* table);

/** Returns how many entries there are. @param table NULL for the process's own */
size_t convt_measured_table_size(const convt_measured_table* table);

/**
 * Writes all entries as a tuned file.
 *
 * @param table  NULL for the process's own
 * @param text   receives at most `size` bytes, the last of them 0; may be NULL when size is 0
 * @return the length of the whole text without the ending 0, as snprintf does; 0 when memory is short
 */
size_t convt_measured_table_text(const convt_measured_table* table, char* text, size_t size);

#ifdef __cplusplus
}
#endif

#endif
