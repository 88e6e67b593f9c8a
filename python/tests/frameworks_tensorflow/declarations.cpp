// The project's declarations beside TensorFlow's own: a function that differs, or a number, is an error.
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_datatype.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"
#define CONVT_BESIDE_TENSORFLOW_HEADERS
#include CONVT_DECLARATIONS

using namespace convt::python;
static_assert(kTfFloat == TF_FLOAT && kTfDouble == TF_DOUBLE && kTfBfloat16 == TF_BFLOAT16 &&
              kTfHalf == TF_HALF);
static_assert(kTfOk == TF_OK && kTfInvalidArgument == TF_INVALID_ARGUMENT && kTfInternal == TF_INTERNAL);
static_assert(kTfResourceExhausted == TF_RESOURCE_EXHAUSTED && kTfUnimplemented == TF_UNIMPLEMENTED);
static_assert(kTfFailedPrecondition == TF_FAILED_PRECONDITION);
static_assert(sizeof(TF_DataType) == sizeof(unsigned) && sizeof(TF_Code) == sizeof(unsigned));
