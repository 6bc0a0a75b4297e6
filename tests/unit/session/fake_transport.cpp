#include "tests/unit/session/fake_transport.h"

namespace skiff::test {

namespace {

class FakeCall final : public client::Call
{
public:
    explicit FakeCall(std::shared_ptr<FakeTransport::Pending> pending) : m_pending(std::move(pending)) {}
    ~FakeCall() override { m_pending->cancelled = true; }

private:
    std::shared_ptr<FakeTransport::Pending> m_pending;
};

} // namespace

std::string FakeTransport::Pending::query(const std::string& name) const
{
    for (const auto& [key, value] : request.query)
        if (key == name)
            return value;
    return {};
}

void FakeTransport::Pending::answer(int status, const std::string& body)
{
    done(client::ApiResponse{status, "application/json", std::make_shared<const std::string>(body)});
}

std::unique_ptr<client::Call> FakeTransport::send(client::ApiRequest request,
                                                  std::function<void(Result<client::ApiResponse>)> done)
{
    return add({.request = std::move(request), .done = std::move(done)});
}

std::unique_ptr<client::Call> FakeTransport::stream(client::ApiRequest request, client::StreamSink sink)
{
    return add({.request = std::move(request), .sink = std::move(sink)});
}

std::unique_ptr<client::Call> FakeTransport::add(Pending pending)
{
    m_calls.push_back(std::make_shared<Pending>(std::move(pending)));
    return std::make_unique<FakeCall>(m_calls.back());
}

} // namespace skiff::test
