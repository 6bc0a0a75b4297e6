#pragma once

#include "app/session/edit/edit_session.h"
#include "tests/unit/session/fake_transport.h"

#include <QTest>

#include <optional>
#include <string>

namespace skiff::test {

inline data::Value parsed(const std::string& json)
{
    return *data::parseJson(json);
}

/// A Deployment whose replicas kubectl owns.
inline data::Value deployment(int version, int replicas, const std::string& uid = "u1",
                              const std::string& image = "web:1")
{
    const data::Value managed =
        parsed(R"([{"manager":"kubectl","operation":"Apply","fieldsV1":{"f:spec":{"f:replicas":{},"f:paused":{}}}}])");
    return data::Object{{"apiVersion", "apps/v1"},
                        {"kind", "Deployment"},
                        {"metadata", data::Object{{"name", "web"},
                                                  {"namespace", "shop"},
                                                  {"uid", uid},
                                                  {"resourceVersion", std::to_string(version)},
                                                  {"managedFields", managed}}},
                        {"spec", data::Object{{"replicas", replicas}, {"paused", true}, {"image", image}}},
                        {"status", data::Object{{"observedGeneration", version}}}};
}

inline session::ObjectPtr shared(data::Value object)
{
    return std::make_shared<const data::Value>(std::move(object));
}

inline void set(data::Value& object, std::string_view key, data::Value value)
{
    data::ensureObject(object, {"spec"})[key] = std::move(value);
}

inline std::string eventLine(const std::string& type, const data::Value& object)
{
    return data::toJson(data::Object{{"type", type}, {"object", object}}) + "\n";
}

/// An EditSession of the Deployment shop/web against a server that a test plays.
struct EditBench
{
    FakeTransport transport;
    session::Discovery discovery{transport};
    session::ObjectWriter writer{transport, discovery};
    session::EditSession session{transport, writer,
                                 model::ObjectRef{*model::resourceKind("deployments"), "shop", "web", "u1"}};
    std::optional<session::EditOutcome> outcome;

    explicit EditBench(int replicas = 2) : EditBench(deployment(10, replicas)) {}
    explicit EditBench(const data::Value& object)
    {
        session.start();
        transport.last().answer(200, data::toJson(object));
        (void)QTest::qWaitFor([this] { return session.base().is_object(); }); // a large one is read elsewhere
    }
    FakeTransport::Pending& watch()
    {
        for (size_t i = transport.count(); i-- > 0;)
            if (transport.at(i).query("watch") == "true" && !transport.at(i).cancelled)
                return transport.at(i);
        qFatal("nothing is watched");
    }
    void tell(const std::string& type, const data::Value& object) { watch().sink.onData(eventLine(type, object)); }
    /// The write's request, or nothing when none is sent.
    FakeTransport::Pending* write(session::EditWish wish, bool undo = false)
    {
        outcome.reset();
        const size_t before = transport.count();
        const auto done = [this](const session::EditOutcome& result) {
            outcome = result;
        };
        undo ? session.undo(std::move(wish), done) : session.write(std::move(wish), done);
        (void)QTest::qWaitFor([&] { return transport.count() > before || outcome; });
        return transport.count() > before ? &transport.last() : nullptr;
    }
    data::Value body() { return parsed(transport.last().request.body); }
};

} // namespace skiff::test
