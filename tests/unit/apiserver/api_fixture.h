#pragma once

#include "cluster/apiserver/api_server.h"
#include "cluster/data/value.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skiff::test {

/// What came back for one request.
struct Answer
{
    int status = 0;
    net::Headers headers;
    std::string body;
    data::Value json;                    ///< null when the body is no JSON

    std::string text(std::initializer_list<std::string_view> path) const { return std::string(data::stringAt(json, path)); }
    std::string message() const { return text({"message"}); }
};

/// A request that never was on a network and remembers its answer. Any thread.
class FakeExchange final : public net::Exchange
{
public:
    explicit FakeExchange(net::Request request) : m_request(std::move(request)) {}

    const net::Request& request() const override { return m_request; }
    void send(net::Response response) override;
    void startStream(int status, net::Headers headers) override;
    bool write(net::Buffers part) override;
    size_t queuedBytes() const override { return 0; }
    void finish() override;
    void abort() override { finish(); }
    Result<std::shared_ptr<net::ByteStream>> upgrade(net::Headers) override { return Error{ErrorCode::Unsupported, "a test"}; }
    void onGone(std::function<void()> callback) override;

    /// Waits for the whole answer.
    Answer wait();
    /// Waits until a stream holds `count` lines.
    std::vector<data::Value> waitForLines(size_t count);
    void hangUp();
    /// Lets write() say that the peer is too slow.
    void refuseWrites();
    bool isFinished() const;

private:
    net::Request m_request;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Answer m_answer;
    bool m_done = false;
    bool m_refusing = false;
    std::function<void()> m_gone;
};

/// An API server over a real store in a temporary folder.
class ApiFixture
{
public:
    ApiFixture();
    ~ApiFixture();

    Answer call(std::string method, std::string target, const std::string& body = {},
                std::vector<std::pair<std::string, std::string>> headers = {});
    Answer get(std::string target) { return call("GET", std::move(target)); }
    Answer post(std::string target, const std::string& body) { return call("POST", std::move(target), body); }
    Answer put(std::string target, const std::string& body) { return call("PUT", std::move(target), body); }
    Answer remove(std::string target, const std::string& body = {}) { return call("DELETE", std::move(target), body); }
    Answer patch(std::string target, const std::string& type, const std::string& body)
    {
        return call("PATCH", std::move(target), body, {{"Content-Type", type}});
    }
    /// Begins a request without waiting for its answer.
    std::shared_ptr<FakeExchange> begin(std::string method, std::string target, const std::string& body = {},
                                        std::vector<std::pair<std::string, std::string>> headers = {});
    void createNamespace(const std::string& name);
    /// From now on requests come from `name`, who is nothing but authenticated.
    void becomeUser(const std::string& name);
    /// Who requests come from; at first somebody who may do everything.
    using User = apiserver::auth::UserPtr;
    const User& user() const { return m_user; }
    void becomeUser(User user) { m_user = std::move(user); }
    /// Another server over the same store: it knows no history.
    void restart();

    apiserver::ApiServer& server() { return *m_server; }
    FakeClock& clock() { return m_clock; }
    store::Store& store() { return *m_store; }

private:
    QTemporaryDir m_folder;
    FakeClock m_clock;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<apiserver::ApiServer> m_server;
    apiserver::auth::UserPtr m_user;
    void startServer();
};

} // namespace skiff::test
