#pragma once

#include "cluster/client/informer_factory.h"
#include "cluster/controllers/framework/controller.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/manual_executor.h"

#include <memory>
#include <string>
#include <vector>

namespace skiff::test {

/// A fake API server with controllers on it, all on one manual executor, and a kubelet that does what the test says.
class Fixture
{
public:
    template <class Controller, class... Arguments>
    Controller& add(Arguments&&... arguments)
    {
        auto controller = std::make_unique<Controller>(context, std::forward<Arguments>(arguments)...);
        Controller& reference = *controller;
        controllers.push_back(std::move(controller));
        return reference;
    }

    void start()
    {
        informers.start();
        for (const auto& controller : controllers)
            controller->start();
        settle();
    }

    /// Runs until nothing more happens within a second.
    void settle() { executor.advance(std::chrono::seconds(1)); }

    std::vector<client::ObjectPtr> pods() { return server.list(client::resources::pods); }

    /// Running and Ready, on node "n1" unless it has one.
    void makeReady(const client::ObjectPtr& pod)
    {
        const std::string node = (*pod)["spec"]["nodeName"].isString() ? "" : R"("spec":{"nodeName":"n1"},)";
        server.change(client::resources::pods, pod->key(),
                      "{" + node + R"("status":{"phase":"Running","podIP":"10.244.0.)" + std::to_string(++lastAddress) +
                          R"(","conditions":[{"type":"Ready","status":"True","lastTransitionTime":")" +
                          formatTime(clock.now()) + R"("}]}})");
    }
    void makeAllReady()
    {
        for (const client::ObjectPtr& pod : pods())
            if (!pod->isBeingDeleted() && (*pod)["status"]["phase"].asString() != "Running")
                makeReady(pod);
    }
    /// What the kubelet does at the end of the grace period.
    void finishDeletions()
    {
        for (const client::ObjectPtr& pod : pods())
            if (pod->isBeingDeleted())
                server.remove(client::resources::pods, pod->key(), R"({"gracePeriodSeconds":0})");
    }

    FakeClock clock;
    ManualExecutor executor{clock};
    FakeApiServer server{executor, clock};
    client::Client apiClient{server};
    client::InformerFactory informers{apiClient, executor, clock, 1};
    controllers::ControllerContext context{informers, executor, clock, [this](std::string_view) -> client::Client& {
                                               return apiClient;
                                           }};
    std::vector<std::unique_ptr<controllers::Controller>> controllers;
    int lastAddress = 0;
};

} // namespace skiff::test
