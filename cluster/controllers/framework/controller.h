#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/executor.h"
#include "cluster/client/client.h"
#include "cluster/client/informer_factory.h"

#include <atomic>
#include <functional>
#include <string_view>

namespace skiff::controllers {

/// What every controller is given. All of it outlives the controllers.
struct ControllerContext
{
    client::InformerFactory& informers;
    /// The informers' serial executor; controllers live on it.
    Executor& executor;
    const Clock& clock;
    /// The client under an identity ("system:serviceaccount:kube-system:deployment-controller"). Called
    /// when a controller is made.
    std::function<client::Client&(std::string_view user)> clientFor;

    client::Client& clientOf(std::string_view controller) const;
};

/// A controller: follows some resources and moves the world towards what they say. Made before the
/// informers start; start() and all the rest on the context's executor.
class Controller
{
public:
    virtual ~Controller() = default;
    /// Begins to act as soon as its caches are filled.
    virtual void start() = 0;
    /// True once it acts. Any thread.
    bool isReady() const { return m_ready; }

protected:
    void setReady() { m_ready = true; }

private:
    std::atomic<bool> m_ready{false};
};

} // namespace skiff::controllers
