#pragma once

#include "cluster/client/transport.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace skiff::session {

/// Sends calls whose askers need not keep them: actions of menus and dialogs that are gone before
/// the answer comes. What is under way ends with the caller. GUI thread.
class Caller final : public QObject
{
    Q_OBJECT

public:
    /// `problem` is empty or says in the server's words why it failed; `status` is 0 without an answer.
    struct Answer
    {
        QString problem;
        int status = 0;
        std::shared_ptr<const std::string> body;
    };
    using Done = std::function<void(const Answer&)>;

    explicit Caller(client::Transport& transport, QObject* parent = nullptr) : QObject(parent), m_transport(transport)
    {}
    ~Caller() override { m_calls.clear(); }

    void send(client::ApiRequest request, Done done);
    /// The answer is dropped when `context` is gone.
    void send(client::ApiRequest request, QObject* context, Done done);

private:
    client::Transport& m_transport;
    int m_last = 0;
    std::map<int, std::unique_ptr<client::Call>> m_calls;
};

} // namespace skiff::session
