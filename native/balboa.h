/* balboa.h: the C ABI between Balboa's Java side and libtorch.
 *
 * Rules, kept by every function here:
 *  - It returns a bal_status unless the comment says otherwise; no C++ exception leaves the library.
 *    The message of the last failure on this thread is read with bal_last_error(), at once.
 *  - A tensor crosses as the address of its TensorImpl (bal_tensor). Arguments are BORROWED: the caller keeps
 *    its reference and must keep it alive during the call. Tensors written to an `out` parameter are OWNED by
 *    the caller, who frees each with bal_free. 0 stands for an undefined tensor ("none").
 *  - Java calls the functions marked [critical] without a thread transition: they are leaves that neither
 *    block, allocate tensors nor call back.
 */
#ifndef BALBOA_H
#define BALBOA_H
#include <stdint.h>

#define BAL_API extern "C" __attribute__((visibility("default")))

typedef int64_t bal_tensor;

typedef enum bal_status {
  BAL_OK = 0,
  BAL_ERROR = 1,           /* libtorch refused the call */
  BAL_OUT_OF_MEMORY = 2,   /* an allocation failed or would pass the limit */
  BAL_ARGUMENT = 3,        /* an argument does not fit the operator's schema */
  BAL_CALLBACK = 4,        /* a Java callback threw; its exception has the id bal_callback_error() */
  BAL_INTERNAL = 5         /* another C++ exception */
} bal_status;

/* One argument or result of the boxed door. `length` is the element count of lists and strings. */
typedef struct bal_slot {
  int32_t tag;
  int32_t length;
  union {
    int64_t i;
    double d;
    bal_tensor tensor;
    const void* p;
  } value;
} bal_slot;

typedef enum bal_tag {
  BAL_DEFAULT = 0,     /* omitted: the schema's default */
  BAL_NONE = 1,
  BAL_TENSOR = 2,
  BAL_INT = 3,
  BAL_DOUBLE = 4,
  BAL_BOOL = 5,
  BAL_COMPLEX = 6,     /* p -> two doubles */
  BAL_STRING = 7,      /* p -> UTF-8 bytes, not terminated */
  BAL_INTS = 8,        /* p -> int64[length] */
  BAL_DOUBLES = 9,     /* p -> double[length] */
  BAL_BOOLS = 10,      /* p -> uint8[length] */
  BAL_TENSORS = 11,    /* p -> bal_tensor[length], 0 = none */
  BAL_SCALARS = 12,    /* p -> bal_slot[length] of INT, DOUBLE, BOOL or COMPLEX */
  BAL_DTYPE = 13,      /* i = c10::ScalarType */
  BAL_DEVICE = 14,     /* i = type << 8 | (index & 0xff), index 255 = none */
  BAL_LAYOUT = 15,
  BAL_MEMORY_FORMAT = 16,
  BAL_GENERATOR = 17,  /* p = bal_generator, 0 = the device's default */
  BAL_STRINGS = 18     /* p -> bal_slot[length] of STRING */
} bal_tag;

/* ---- errors -------------------------------------------------------------------------------------------- */
BAL_API const char* bal_last_error(void);          /* message without C++ trace; valid until the next failure */
BAL_API const char* bal_last_error_trace(void);    /* the same with libtorch's C++ trace, made now */
BAL_API int64_t bal_callback_error(void);          /* id given by the Java callback that failed */

/* ---- identity ------------------------------------------------------------------------------------------ */
BAL_API const char* bal_source_hash(void);         /* SHA-256 of the sources this library was built from */
BAL_API const char* bal_torch_version(void);       /* the libtorch version it was built against */
BAL_API const char* bal_torch_config(void);        /* libtorch's own build description */
BAL_API const char* bal_parallel_info(void);

/* ---- operators through the boxed door ------------------------------------------------------------------ */
/* `*out` is an operator that lives as long as the process. */
BAL_API int bal_operator_find(const char* name, const char* overload, void** out);
BAL_API const char* bal_operator_schema(const void* op);
/* Position of the argument `name`, or -1. */
BAL_API int bal_operator_argument(const void* op, const char* name);
BAL_API int bal_operator_results(const void* op);
/* All operator names ("aten::add.Tensor"), newline-separated; valid until the thread's next call of it. */
BAL_API const char* bal_operator_names(void);
/* Arguments 0..count-1 of the schema; the rest take their defaults. `capacity` 0 drops the results. Lists and
 * strings among the results point into memory of this thread that is valid until its next bal_call. */
BAL_API int bal_call(const void* op, const bal_slot* args, int32_t count, bal_slot* out, int32_t capacity,
                     int32_t* results);

/* ---- operators a profile shows to matter, unboxed ------------------------------------------------------ */
typedef enum bal_unary_op {
  BAL_NEG, BAL_EXP, BAL_LOG, BAL_SQRT, BAL_RELU, BAL_SIGMOID, BAL_TANH, BAL_SUM, BAL_MEAN, BAL_DETACH, BAL_T
} bal_unary_op;
typedef enum bal_binary_op { BAL_ADD, BAL_SUB, BAL_MUL, BAL_DIV, BAL_MATMUL } bal_binary_op;
BAL_API int bal_unary(int32_t op, bal_tensor a, bal_tensor* out);
BAL_API int bal_binary(int32_t op, bal_tensor a, bal_tensor b, bal_tensor* out);
BAL_API int bal_binary_number(int32_t op, bal_tensor a, double b, bal_tensor* out);   /* not MATMUL */
BAL_API int bal_binary_inplace(int32_t op, bal_tensor a, bal_tensor b);               /* not MATMUL */

/* ---- tensors ------------------------------------------------------------------------------------------- */
BAL_API void bal_free(bal_tensor t);
BAL_API int bal_retain(bal_tensor t);              /* one more owned reference to the same tensor */
BAL_API int64_t bal_live_tensors(void);            /* [critical] references owned by Java */
BAL_API int64_t bal_dim(bal_tensor t);             /* [critical] -1 if it has none */
BAL_API int64_t bal_numel(bal_tensor t);           /* [critical] */
BAL_API int64_t bal_size(bal_tensor t, int64_t d); /* [critical] -1 if out of range */
BAL_API int32_t bal_dtype(bal_tensor t);           /* [critical] c10::ScalarType */
BAL_API int32_t bal_device(bal_tensor t);          /* [critical] as BAL_DEVICE */
/* [critical] bit 0 contiguous, 1 requires_grad, 2 conj, 3 neg, 4 strided layout, 5 has storage */
BAL_API int32_t bal_flags(bal_tensor t);
BAL_API int bal_sizes(bal_tensor t, int64_t* sizes, int64_t* strides); /* dim() values each; strides may be 0 */
BAL_API int bal_is_leaf(bal_tensor t, int32_t* out);
BAL_API int bal_item(bal_tensor t, bal_slot* out, double* complex_out);
BAL_API int bal_data_ptr(bal_tensor t, void** out); /* writable; for contiguous CPU tensors */
BAL_API int bal_zeros(const int64_t* sizes, int32_t dim, int32_t dtype, int32_t device, bal_tensor* out);
BAL_API int bal_empty(const int64_t* sizes, int32_t dim, int32_t dtype, int32_t device, bal_tensor* out);
/* Wraps foreign memory; `release_id` comes out of bal_next_released once the last tensor on it is gone. */
BAL_API int bal_from_blob(void* data, const int64_t* sizes, int32_t dim, int32_t dtype, int64_t release_id,
                          bal_tensor* out);
/* A second owner of the tensor's memory that outlives resize_, set_ and the tensor itself. */
BAL_API int bal_storage_share(bal_tensor t, void** holder, void** data, int64_t* bytes);
BAL_API void bal_storage_release(void* holder);

/* ---- autograd ------------------------------------------------------------------------------------------ */
BAL_API int bal_set_requires_grad(bal_tensor t, int32_t value);
BAL_API int bal_grad(bal_tensor t, bal_tensor* out);           /* 0 if there is none */
BAL_API int bal_set_grad(bal_tensor t, bal_tensor grad);       /* 0 clears it */
/* `grads` may be null, or hold 0 for a scalar output's implicit one. `inputs` may be null: all leaves. */
BAL_API int bal_backward(const bal_tensor* outputs, const bal_tensor* grads, int32_t count, int32_t retain,
                         int32_t create, const bal_tensor* inputs, int32_t input_count);
BAL_API int bal_gradients(const bal_tensor* outputs, const bal_tensor* grads, int32_t count,
                          const bal_tensor* inputs, int32_t input_count, int32_t flags, bal_tensor* out);
#define BAL_RETAIN_GRAPH 1
#define BAL_CREATE_GRAPH 2
#define BAL_ALLOW_UNUSED 4

/* Callbacks return 0, or the positive id under which Java kept the exception. Handles in `in` are owned by the
 * callback; handles it writes to `out` become owned by the library; 0 = none. */
typedef int64_t (*bal_backward_callback)(int64_t function_id, bal_tensor* in, int32_t in_count, bal_tensor* saved,
                                         int32_t saved_count, bal_tensor* out, int32_t out_count);
typedef int64_t (*bal_hook_callback)(int64_t hook_id, bal_tensor grad, bal_tensor* out);
BAL_API void bal_set_callbacks(bal_backward_callback backward, bal_hook_callback hook);

/* Makes `outputs`, computed without grad, the results of a differentiable function whose backward is Java's
 * function `id`. `released` says through bal_next_released when the graph lets go of it. */
typedef struct bal_function {
  int64_t id;
  const bal_tensor* inputs;
  const bal_tensor* outputs;
  const uint8_t* differentiable;   /* one per output */
  const bal_tensor* saved;
  int32_t input_count, output_count, saved_count;
} bal_function;
BAL_API int bal_function_attach(const bal_function* f, bal_tensor* results);
BAL_API int bal_hook_add(bal_tensor t, int64_t hook_id, int32_t* position);
BAL_API int bal_hook_remove(bal_tensor t, int32_t position);
/* Blocks until Java objects have been let go of by native code; returns how many ids were written. */
BAL_API int32_t bal_next_released(int64_t* ids, int32_t capacity);

/* ---- modes of this thread ------------------------------------------------------------------------------ */
BAL_API int32_t bal_grad_mode(void);                           /* [critical] */
BAL_API void bal_set_grad_mode(int32_t enabled);               /* [critical] */
BAL_API int bal_inference_enter(int32_t enabled, void** guard);
BAL_API void bal_inference_exit(void* guard);                  /* innermost first, on the same thread */
BAL_API int bal_autocast_enter(int32_t device_type, int32_t dtype, int32_t enabled, void** guard);
BAL_API void bal_autocast_exit(void* guard);

/* ---- random numbers ------------------------------------------------------------------------------------ */
BAL_API int bal_generator_new(int32_t device, int64_t seed, void** out);
BAL_API void bal_generator_free(void* generator);
BAL_API int bal_generator_seed(void* generator, int64_t seed);
BAL_API int bal_generator_state(void* generator, bal_tensor* out);
BAL_API int bal_generator_set_state(void* generator, bal_tensor state);
BAL_API int bal_manual_seed(int64_t seed);                     /* the default generators of all devices */

/* ---- the process --------------------------------------------------------------------------------------- */
BAL_API int bal_set_num_threads(int32_t threads);
BAL_API int32_t bal_num_threads(void);
BAL_API int32_t bal_cuda_devices(void);                        /* 0 without CUDA */
BAL_API int32_t bal_on_large_stack(int32_t enabled);           /* run linear algebra and backward on 16 MB stacks */
BAL_API void bal_install_exit_handler(void);
/* A library, opened by dlopen, that exports libjpeg-turbo's functions, for balboa::decode_jpeg; it stays open. Not BAL_OK where
 * it lacks one; sets no message. */
BAL_API int bal_jpeg_open(void* library);

/* The caching CPU allocator. Figures are in bytes of CPU tensor storage. */
typedef struct bal_memory {
  int64_t live, peak, cached, limit, allocations, system_allocations;
} bal_memory;
typedef void (*bal_reclaim_callback)(void);                    /* frees tensors nobody can reach any more */
BAL_API void bal_allocator_install(int32_t caching);           /* 0 goes back to libtorch's own */
BAL_API void bal_allocator_limit(int64_t bytes, int64_t cache_bytes);
BAL_API void bal_allocator_reclaim(bal_reclaim_callback callback);
BAL_API void bal_allocator_empty_cache(void);
BAL_API void bal_allocator_reset_peak(void);
BAL_API void bal_memory_figures(bal_memory* out);              /* [critical] */

/* ---- a profile ----------------------------------------------------------------------------------------- */
/* What began and ended while a profile was taken: at::RecordScope 0 an operator, 1 a node of the graph, 7 a phase. */
typedef struct bal_profile_event {
  const char* name;          /* as PyTorch's profiler shows it, such as "aten::mm" */
  const char* thread_name;
  int64_t start, end;        /* nanoseconds of CLOCK_MONOTONIC, which is System.nanoTime()'s */
  int64_t sequence;          /* the same for an operator and the node of its backward; -1 without */
  int32_t thread;            /* the system's id */
  int32_t scope;
} bal_profile_event;
typedef struct bal_profile {
  const bal_profile_event* events;  /* those of a thread together, in the order in which they began */
  int64_t count, dropped;           /* dropped for want of capacity */
} bal_profile;
/* Of the whole process, at most `capacity` events; BAL_ERROR while another is taken or not yet freed. */
BAL_API int bal_profile_start(int64_t capacity);
/* What has not ended yet is left out. `out` and all it points to are valid until bal_profile_free. */
BAL_API int bal_profile_stop(bal_profile* out);
BAL_API void bal_profile_free(void);               /* of one that is stopped */
BAL_API int bal_phase_enter(const char* name, void** phase);
BAL_API void bal_phase_exit(void* phase);          /* innermost first, on the same thread */

/* ---- the same work in C++, for benchmarks: nanoseconds per round ---------------------------------------- */
BAL_API double bal_bench_mul(bal_tensor a, bal_tensor b, int64_t rounds);
BAL_API double bal_bench_backward(bal_tensor a, bal_tensor b, int64_t rounds);
BAL_API double bal_bench_product_pointwise(bal_tensor a, bal_tensor b, int64_t rounds);
BAL_API double bal_bench_temporaries(bal_tensor a, int64_t rounds);
/* so many float32 multiply-adds in registers, on all of libtorch's threads: what no product can beat */
BAL_API double bal_bench_multiply_adds(int64_t count, int64_t rounds);

#endif
