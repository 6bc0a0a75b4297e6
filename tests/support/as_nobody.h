#pragma once

#include <sys/fsuid.h>

namespace skiff::test {

/// While it lives, this thread opens files as a user without rights, even when the test runs as root, to whom no
/// permission matters.
class AsNobody
{
public:
    AsNobody() : m_before(setfsuid(nobody)) {}
    ~AsNobody() { setfsuid(static_cast<uid_t>(m_before)); }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    static constexpr uid_t nobody = 65534;
    const int m_before;
};

} // namespace skiff::test
