#pragma once

#include "cluster/apiserver/api_server.h"
#include "cluster/base/executor.h"
#include "cluster/client/transport.h"

#include <memory>
#include <string>

namespace skiff::server {

/// Brings the requests of a component inside this process to the API server, under the
/// component's own identity and through authorization, without a network. What it writes is owned by `program`,
/// which is named as Kubernetes' own components are.
///
/// Owned by the server process, one for each identity. Any thread; callbacks run on `executor`
/// (serial for each call). The API server must be stopped before this is destroyed.
class LoopbackTransport final : public client::Transport
{
public:
    LoopbackTransport(apiserver::ApiServer& server, Executor& executor, apiserver::auth::UserPtr user, std::string program)
        : m_server(server), m_executor(executor), m_user(std::move(user)), m_program(std::move(program)) {}

    std::unique_ptr<client::Call> send(client::ApiRequest request, std::function<void(Result<client::ApiResponse>)> done) override;
    std::unique_ptr<client::Call> stream(client::ApiRequest request, client::StreamSink sink) override;

private:
    apiserver::ApiServer& m_server;
    Executor& m_executor;
    apiserver::auth::UserPtr m_user;
    std::string m_program;
};

} // namespace skiff::server
