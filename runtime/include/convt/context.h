#ifndef CONVT_CONTEXT_H
#define CONVT_CONTEXT_H

/** Contexts, which plans run in. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The caller's own thread pool. Runs task(task_data, i) once for every i in [0, count), in any order and on
 * any threads, and returns when all have ended.
 */
typedef void (*convt_parallel_for)(void* pool, void (*task)(void* task_data, int index), void* task_data,
                                   int count);

/** Set up by convt_context_options_init. */
typedef struct convt_context_options {
    size_t struct_size;
    /** Threads that one run may use, the calling one included, at most 1024. 0: convt_available_cpus(). */
    int32_t threads;
    /** When set, work is handed to it with count <= threads, and the context starts no threads of its own. */
    convt_parallel_for parallel_for;
    /** Handed to parallel_for; must outlive the context. */
    void* pool;
} convt_context_options;

/** Fills *options with defaults: one thread per CPU that the process may use, started by the context. */
void convt_context_options_init(convt_context_options* options, size_t struct_size);

/** Makes a context. @param options NULL for defaults */
convt_status convt_context_create(const convt_context_options* options, convt_context** context,
                                  convt_error* error);

/** Ends the context's threads and frees its memory. No run may be using it. */
void convt_context_destroy(convt_context* context);

/** Returns how many threads one run may use. */
int32_t convt_context_threads(const convt_context* context);

/** Returns the scratch bytes that the context holds, all threads together. */
size_t convt_context_workspace_bytes(const convt_context* context);

#ifdef __cplusplus
}
#endif

#endif
