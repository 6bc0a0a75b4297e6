#include "tests/unit/apiserver/api_fixture.h"

#include "cluster/store/sqlite/sqlite_store.h"

#include <cstdlib>

namespace skiff::test {

namespace {

constexpr auto patience = std::chrono::seconds(20);

data::Value parsed(const std::string& text)
{
    auto value = data::parseJson(text);
    return value.ok() ? std::move(value).value() : data::Value();
}

} // namespace

void FakeExchange::send(net::Response response)
{
    const std::scoped_lock lock(m_mutex);
    m_answer.status = response.status;
    m_answer.headers = std::move(response.headers);
    m_answer.body = net::joined(response.body);
    m_answer.json = parsed(m_answer.body);
    m_done = true;
    m_changed.notify_all();
}

void FakeExchange::startStream(int status, net::Headers headers)
{
    const std::scoped_lock lock(m_mutex);
    m_answer.status = status;
    m_answer.headers = std::move(headers);
    m_changed.notify_all();
}

bool FakeExchange::write(net::Buffers part)
{
    const std::scoped_lock lock(m_mutex);
    if (m_refusing)
        return false;
    m_answer.body += net::joined(part);
    m_changed.notify_all();
    return true;
}

void FakeExchange::finish()
{
    const std::scoped_lock lock(m_mutex);
    m_done = true;
    m_changed.notify_all();
}

void FakeExchange::onGone(std::function<void()> callback)
{
    const std::scoped_lock lock(m_mutex);
    m_gone = std::move(callback);
}

Answer FakeExchange::wait()
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait_for(lock, patience, [this] { return m_done; }))
        m_answer.body = "no answer in time";
    return m_answer;
}

std::vector<data::Value> FakeExchange::waitForLines(size_t count)
{
    const auto lineCount = [this] { return size_t(std::count(m_answer.body.begin(), m_answer.body.end(), '\n')); };
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, patience, [&] { return lineCount() >= count; });
    std::vector<data::Value> lines;
    std::string_view rest = m_answer.body;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        lines.push_back(parsed(std::string(rest.substr(0, end))));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

void FakeExchange::hangUp()
{
    std::unique_lock lock(m_mutex);
    const auto gone = m_gone;
    lock.unlock();
    if (gone)
        gone();
}

void FakeExchange::refuseWrites()
{
    const std::scoped_lock lock(m_mutex);
    m_refusing = true;
}

bool FakeExchange::isFinished() const
{
    const std::scoped_lock lock(m_mutex);
    return m_done;
}

ApiFixture::ApiFixture()
{
    auto store = store::openSqliteStore({.folder = m_folder.filePath("store").toStdString()});
    if (!store.ok())
        std::abort();
    m_store = std::move(store).value();
    startServer();
    auto user = std::make_shared<apiserver::auth::User>();
    user->name = "admin";
    user->groups = {std::string(apiserver::auth::mastersGroup), std::string(apiserver::auth::authenticatedGroup)};
    m_user = std::move(user);
    createNamespace("default");
}

void ApiFixture::startServer()
{
    auto key = pki::Key::generate();
    if (!key.ok())
        std::abort();
    m_server = std::make_unique<apiserver::ApiServer>(
        apiserver::ApiServer::Dependencies{*m_store, m_clock, std::move(key).value()}, apiserver::ApiServer::Options{.version = "test"});
    if (!m_server->start().ok())
        std::abort();
}

void ApiFixture::restart()
{
    m_server->stop();
    m_server.reset();
    startServer();
}

ApiFixture::~ApiFixture()
{
    m_server->stop();
}

std::shared_ptr<FakeExchange> ApiFixture::begin(std::string method, std::string target, const std::string& body,
                                                std::vector<std::pair<std::string, std::string>> headers)
{
    net::Request request;
    request.method = std::move(method);
    request.path = target.substr(0, target.find('?'));
    if (target.size() > request.path.size())
        request.query = target.substr(request.path.size() + 1);
    request.target = std::move(target);
    request.body = body;
    for (auto& [name, value] : headers)
        request.headers.add(std::move(name), std::move(value));
    request.peer = std::make_shared<net::Peer>();
    const auto exchange = std::make_shared<FakeExchange>(std::move(request));
    m_server->handleAs(exchange, m_user);
    return exchange;
}

Answer ApiFixture::call(std::string method, std::string target, const std::string& body,
                        std::vector<std::pair<std::string, std::string>> headers)
{
    return begin(std::move(method), std::move(target), body, std::move(headers))->wait();
}

void ApiFixture::becomeUser(const std::string& name)
{
    auto user = std::make_shared<apiserver::auth::User>();
    user->name = name;
    user->groups = {std::string(apiserver::auth::authenticatedGroup)};
    m_user = std::move(user);
}

void ApiFixture::createNamespace(const std::string& name)
{
    post("/api/v1/namespaces", R"({"metadata":{"name":")" + name + R"("}})");
}

} // namespace skiff::test
