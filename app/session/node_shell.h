#pragma once

#include "app/session/identity.h"
#include "cluster/client/transport.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Makes a privileged pod on a node, from which the node's own root can be entered, and removes it
/// again. GUI thread.
class NodeShell final : public QObject
{
    Q_OBJECT

public:
    /// `image` needs nothing but a `sleep` and a `chroot`, as busybox has.
    NodeShell(client::Transport& transport, Identity identity, QString node, QString image, QString nameSpace,
              QObject* parent = nullptr);
    /// Removes the pod, if it was made.
    ~NodeShell() override;

    void start();
    QString podPath() const { return m_podPath; }
    static QString container() { return QStringLiteral("shell"); }
    /// What to run in the container to have a shell on the node.
    static QStringList command();

signals:
    void ready();
    void failed(const QString& words);

private:
    void poll();
    void onPod(const Result<client::ApiResponse>& response);

    client::Transport& m_transport;
    const Identity m_identity; ///< for the removal, which may outlive the transport
    const QString m_node;
    const QString m_image;
    const QString m_nameSpace;
    QString m_podPath; ///< empty: not made
    QTimer m_poll;
    int m_polls = 0;
    std::unique_ptr<client::Call> m_call;
};

/// The pod that NodeShell makes, as JSON. Pure.
QByteArray nodeShellPod(const QString& node, const QString& image, const QString& nameSpace);

} // namespace skiff::session
