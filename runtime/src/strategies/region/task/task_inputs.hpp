#pragma once

#include "blocks/stage.hpp"
#include "strategies/region/task/task_place.hpp"

namespace convt::detail {

/// Makes the inputs that a task meets readable: where they lie, or staged with zeros around the image.
/// Inputs that have to be widened are always staged. Where no tap meets an input the view is empty, and never
/// read.
///
/// @param image the task's image and group
/// @param stage blocking().stage_bytes of scratch
template <class Stored, class T>
[[nodiscard]] InputView<T> view_inputs(const RegionPlan& plan, const TaskPlace& place, const Stored* image,
                                       T* stage) noexcept;

}  // namespace convt::detail
