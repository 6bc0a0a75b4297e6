#pragma once

#include "cluster/net/duplex.h"
#include "cluster/net/http_client.h"
#include "cluster/net/http_server.h"

#include <QTest>

#include <condition_variable>
#include <future>
#include <mutex>
#include <string>

namespace skiff::test {

/// Both ends of a real connection over loopback that was upgraded.
class UpgradedPair
{
public:
    UpgradedPair()
        : m_server({}, [this](const std::shared_ptr<net::Exchange>& exchange) {
              net::Headers headers;
              headers.add("Upgrade", "test");
              headers.add("Connection", "Upgrade");
              m_accepted.set_value(std::move(exchange->upgrade(std::move(headers))).value());
          })
    {
        if (!m_server.start().ok())
            qFatal("no server");
        net::ClientRequest request;
        request.endpoint.address = {"127.0.0.1", m_server.port(), {}};
        request.headers.add("Connection", "Upgrade");
        request.headers.add("Upgrade", "test");
        std::promise<std::shared_ptr<net::ByteStream>> connected;
        const auto call = m_client.upgrade(std::move(request), [&connected](Result<net::Upgraded> upgraded) {
            connected.set_value(upgraded.ok() ? upgraded->stream : nullptr);
        });
        client = connected.get_future().get();
        server = m_accepted.get_future().get();
    }

    std::shared_ptr<net::ByteStream> client;
    std::shared_ptr<net::ByteStream> server;

private:
    std::promise<std::shared_ptr<net::ByteStream>> m_accepted;
    net::HttpServer m_server;
    net::HttpClient m_client{{}};
};

/// Takes what a stream brings and lets a test wait for it.
class Received
{
public:
    net::Duplex::Events events()
    {
        net::Duplex::Events events;
        events.onData = [this](std::string_view bytes) {
            change([&] { m_data += bytes; });
        };
        events.onEnd = [this] {
            change([&] { m_ended = true; });
        };
        events.onClosed = [this](const Status& status) {
            change([&] {
                m_closed = true;
                m_status = status;
            });
        };
        return events;
    }
    void add(std::string_view bytes)
    {
        change([&] { m_data += bytes; });
    }
    void close()
    {
        change([&] { m_closed = true; });
    }

    /// True when the condition comes true within ten seconds.
    bool waitForSize(size_t size)
    {
        return wait([&] { return m_data.size() >= size; });
    }
    bool waitForEnd()
    {
        return wait([&] { return m_ended; });
    }
    bool waitForClosed()
    {
        return wait([&] { return m_closed; });
    }
    std::string data()
    {
        const std::lock_guard lock(m_mutex);
        return m_data;
    }
    Status status()
    {
        const std::lock_guard lock(m_mutex);
        return m_status;
    }

private:
    template <class Function>
    void change(Function function)
    {
        const std::lock_guard lock(m_mutex);
        function();
        m_changed.notify_all();
    }
    template <class Condition>
    bool wait(Condition condition)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10), condition);
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_data;
    bool m_ended = false;
    bool m_closed = false;
    Status m_status;
};

} // namespace skiff::test
