#pragma once

#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <optional>

namespace skiff::test {

/// A cluster of driver local with one node, made for one test and deleted with it; needs root. Its
/// calls wait for their end while the window goes on. GUI thread.
/// A foreign cluster (foreign_cluster.h) stands in for it when there is one: its nodes have the images already.
class RealCluster
{
public:
    /// Several tests at a time need different names.
    explicit RealCluster(const QString& profile);
    ~RealCluster();

    /// Why a test that needs one must be skipped; nothing when it can run.
    static std::optional<QString> missing();
    /// Starts it and loads the images web and busybox. False: the reason was printed.
    bool start();

    QString kubeconfig() const { return m_home.filePath(QStringLiteral("kubeconfig")); }
    /// What kubectl prints; nothing when it failed.
    std::optional<QByteArray> kubectl(const QStringList& arguments, const QByteArray& input = {}) const;
    bool apply(const QByteArray& yaml) const;
    /// Waits until "pod/NAME" or "deployment/NAME" is ready.
    bool waitFor(const QString& object) const;
    /// Kills a part of the node as a crash would ("skiffd server", "skiffd agent"); init starts it again.
    bool kill(const QString& part) const;

private:
    std::optional<QByteArray> skiff(QStringList arguments, const QByteArray& input = {}) const;

    const QString m_profile;
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

} // namespace skiff::test
