#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace skiff::test {

/// A running skiff-many-pods, ended with the object. GUI thread; calls to it block for the moment they take.
class PodServerProcess
{
public:
    PodServerProcess() = default;
    ~PodServerProcess();

    bool start(int pods);
    /// A kubeconfig with this server as its only context.
    QString kubeconfig() const { return m_folder.filePath(QStringLiteral("kubeconfig")); }
    quint16 port() const { return m_port; }
    /// GETs a path, such as /test/state; the body.
    QByteArray get(const QString& path) const;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace skiff::test
