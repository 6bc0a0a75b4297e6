#pragma once

#include "cluster/apiserver/request_context.h"
#include "cluster/base/mutex.h"

#include <functional>
#include <string>
#include <vector>

namespace skiff::apiserver {

/// /healthz, /livez, /readyz and /readyz/NAME: a list of named checks. Checks are added while the
/// server is put together and asked on any thread.
class Health
{
public:
    /// `check` is true when the part it names works; must not block.
    void addReadyCheck(std::string name, std::function<bool()> check);
    bool isReady() const;

    /// True when `request` was for one of the paths and is answered.
    bool answer(const ContextPtr& request) const;

private:
    struct Check
    {
        std::string name;
        std::function<bool()> passes;
    };
    std::vector<Check> checksFor(std::string_view kind) const;

    mutable Mutex m_mutex;
    std::vector<Check> m_ready SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::apiserver
