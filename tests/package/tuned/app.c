#include "net.h"

int main(void) {
    net_context* context;
    if (net_context_create(1, &context) != 0) return 1;
    net_context_destroy(context);
    return net_up_outputs() == 8 * 8 * 8 ? 0 : 2;
}
