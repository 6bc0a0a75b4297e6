#pragma once

#include "cluster/client/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::test {

/// A transport whose answers the test gives by hand. One thread.
class FakeTransport final : public client::Transport
{
public:
    struct Pending
    {
        client::ApiRequest request;
        std::function<void(Result<client::ApiResponse>)> done; ///< of send()
        client::StreamSink sink;                               ///< of stream()
        bool cancelled = false;

        std::string query(const std::string& name) const;
        void answer(int status, const std::string& body);
    };

    std::unique_ptr<client::Call> send(client::ApiRequest request,
                                       std::function<void(Result<client::ApiResponse>)> done) override;
    std::unique_ptr<client::Call> stream(client::ApiRequest request, client::StreamSink sink) override;

    size_t count() const { return m_calls.size(); }
    Pending& last() { return *m_calls.back(); }
    Pending& at(size_t index) { return *m_calls[index]; }

private:
    std::unique_ptr<client::Call> add(Pending pending);

    std::vector<std::shared_ptr<Pending>> m_calls;
};

} // namespace skiff::test
