#pragma once

#include <QString>

#include <functional>

namespace skiff::desktop {

/// A sentence that stays: it is asked for once more when the language is another. Whatever it needs, it holds.
using Words = std::function<QString()>;

} // namespace skiff::desktop
