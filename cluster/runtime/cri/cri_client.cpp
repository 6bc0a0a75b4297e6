#include "cluster/runtime/cri/cri_client.h"

#include "cluster/base/mutex.h"
#include "cluster/data/protobuf/message.h"
#include "cluster/runtime/cri/message_types.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace skiff::runtime::cri {

namespace {

/// Where a blocked thread finds its answer.
class Answer
{
public:
    /// The first one counts.
    void set(Result<data::Value> result)
    {
        const MutexLock lock(m_mutex);
        if (!m_result)
            m_result.emplace(std::move(result));
        m_changed.notify_all();
    }

    Result<data::Value> wait()
    {
        MutexLock lock(m_mutex);
        while (!m_result)
            m_changed.wait(lock.native());
        return std::move(*m_result);
    }

private:
    Mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<Result<data::Value>> m_result SKIFF_GUARDED_BY(m_mutex);
};

net::GrpcClient::Options grpcOptions(CriClient::Options options)
{
    net::GrpcClient::Options made;
    made.address.unixPath = std::move(options.socket);
    made.loops = std::move(options.loops);
    return made;
}

} // namespace

CriClient::CriClient(Options options) : m_grpc(grpcOptions(std::move(options))) {}

std::unique_ptr<net::GrpcCall> CriClient::start(std::string_view service, std::string_view method,
                                                const data::Value& request, Duration timeout,
                                                std::function<void(Result<data::Value>)> done)
{
    net::GrpcRequest grpcRequest;
    grpcRequest.method = fmt::format("/runtime.v1.{}/{}", service, method);
    grpcRequest.message = data::encodeMessage(request, messageType(fmt::format("runtime.v1.{}Request", method)));
    grpcRequest.timeout = timeout;
    return m_grpc.unary(std::move(grpcRequest),
                        [done = std::move(done), name = std::string(method)](Result<std::string> answer) {
                            if (!answer.ok()) {
                                done(answer.error().in(name));
                                return;
                            }
                            Result<data::Value> response =
                                data::decodeMessage(*answer, messageType(fmt::format("runtime.v1.{}Response", name)));
                            done(response.ok() ? std::move(response) : Result<data::Value>(response.error().in(name)));
                        });
}

Result<data::Value> CriClient::call(std::string_view service, std::string_view method, const data::Value& request,
                                    const CallLimit& limit)
{
    if (limit.stop.stop_requested())
        return Error{ErrorCode::Cancelled, fmt::format("{}: cancelled", method)};
    const auto answer = std::make_shared<Answer>();
    const auto grpcCall = start(service, method, request, limit.timeout,
                                [answer](Result<data::Value> result) { answer->set(std::move(result)); });
    const std::stop_callback stopped(limit.stop, [answer, method] {
        answer->set(Error{ErrorCode::Cancelled, fmt::format("{}: cancelled", method)});
    });
    return answer->wait();
}

} // namespace skiff::runtime::cri
