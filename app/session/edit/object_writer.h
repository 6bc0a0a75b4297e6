#pragma once

#include "app/session/discovery.h"
#include "cluster/client/transport.h"
#include "cluster/data/value.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace skiff::session {

/// One write of one object.
struct WriteRequest
{
    enum class Method
    {
        Create,
        Apply, ///< server-side apply of `object`, which holds only what its manager wants
        Update,
        Delete
    };

    data::Value object; ///< with apiVersion, kind and, except for a Create with generateName, its name
    Method method = Method::Apply;
    bool dryRun = false;
    bool force = false;  ///< Apply: takes what others own
    bool strict = false; ///< unknown and double fields are refused; otherwise they are warned of
    std::string fieldManager = "skiff-desktop";
    std::string nameSpace = "default"; ///< of an object that has one but does not say which
};

/// What a server answered to a write.
struct WriteAnswer
{
    int code = 0;         ///< HTTP status
    data::Value object;   ///< as the server has it now, or would have it; null when it was refused or deleted
    data::Value status;   ///< the server's Status when it refused: reason, details, causes; null otherwise
    QStringList warnings; ///< in the server's words
    /// How it was written: a server that does not serve server-side apply gets a Create, or an Update of what
    /// it has with the fields of `object` in it.
    WriteRequest::Method method = WriteRequest::Method::Apply;
    bool fellBack = false;

    bool accepted() const { return code < 400; }
    std::string_view reason() const { return data::stringAt(status, {"reason"}); }
    /// Why it was refused, in the server's words where it has some; empty when it was not.
    QString problem() const;
};

/// Writes objects of any kind that a server serves, wherever discovery says their kind is; kinds discovery does
/// not know (yet) are asked for. What is under way ends with the writer. GUI thread.
class ObjectWriter final : public QObject
{
    Q_OBJECT

public:
    /// An Error when there was no answer, or nothing could be asked (a kind the server does not serve: NotFound).
    using Done = std::function<void(const Result<WriteAnswer>&)>;

    ObjectWriter(client::Transport& transport, Discovery& discovery, QObject* parent = nullptr)
        : QObject(parent), m_transport(transport), m_discovery(discovery)
    {}
    ~ObjectWriter() override;

    /// `done` comes later, never inside the call.
    void write(WriteRequest request, Done done);
    /// As above; the answer is dropped when `context` is gone.
    void write(WriteRequest request, QObject* context, Done done);
    /// The kind of an object, in the version it says, even if discovery prefers another. An Error as above.
    void kindOf(const QString& apiVersion, const QString& kind,
                std::function<void(const Result<model::ResourceKind>&)> done);

private:
    struct Write;
    using WritePtr = std::shared_ptr<Write>;

    void send(client::ApiRequest request, std::function<void(const Result<client::ApiResponse>&)> done);
    void begin(const WritePtr& write);
    void onAnswer(const WritePtr& write, const Result<client::ApiResponse>& response);
    void onBody(const WritePtr& write, const Result<client::ApiResponse>& response, Result<data::Value> body);
    void fallBack(const WritePtr& write);
    void onCurrent(const WritePtr& write, const Result<client::ApiResponse>& response);

    client::Transport& m_transport;
    Discovery& m_discovery;
    std::map<std::pair<QString, QString>, model::ResourceKind> m_kinds; ///< that discovery does not list
    int m_last = 0;
    std::map<int, std::unique_ptr<client::Call>> m_calls;
};

} // namespace skiff::session
