#include "compile/onnx/constants/operators.hpp"

namespace convt::tools {

const OperatorTable& operator_table() {
    static const OperatorTable table = [] {
        OperatorTable all;
        add_unary_operators(all);
        add_arithmetic_operators(all);
        add_conversion_operators(all);
        add_layout_operators(all);
        add_move_operators(all);
        add_gather_operators(all);
        add_reduce_operators(all);
        add_normalize_operators(all);
        add_matrix_operators(all);
        add_source_operators(all);
        return all;
    }();
    return table;
}

}  // namespace convt::tools
