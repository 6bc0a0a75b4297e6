#include "tests/support/register_test.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

#include <memory>
#include <vector>

/// A real control plane that dies and returns, asked with curl.
class RestartTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup();

    void losesNoAnsweredWriteWhenKilled();
    void startsAgainAfterACleanStop();

private:
    void startServer();
    void stopServer();
    QStringList curl(const QString& path) const;
    QJsonObject get(const QString& path) const;
    std::unique_ptr<QProcess> startWriter(const QString& name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_server;
    QString m_port;
};

namespace {

constexpr int waitMs = 30'000;

/// The resourceVersion of a list.
qulonglong revisionOf(const QJsonObject& list)
{
    return list.value(QStringLiteral("metadata"))
        .toObject()
        .value(QStringLiteral("resourceVersion"))
        .toString()
        .toULongLong();
}

QSet<QString> namesOf(const QJsonObject& list)
{
    QSet<QString> names;
    for (const QJsonValue item : list.value(QStringLiteral("items")).toArray())
        names.insert(
            item.toObject().value(QStringLiteral("metadata")).toObject().value(QStringLiteral("name")).toString());
    return names;
}

} // namespace

void RestartTest::cleanup()
{
    if (m_server && m_server->state() != QProcess::NotRunning) {
        m_server->kill();
        m_server->waitForFinished(waitMs);
    }
    m_server.reset();
    m_folder.reset();
}

void RestartTest::startServer()
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->start(QStringLiteral(SKIFFD),
                    {"server", "--data-dir", m_folder->filePath(QStringLiteral("data")), "--https-port", "0",
                     "--write-kubeconfig", m_folder->filePath(QStringLiteral("kubeconfig"))});
    static const QRegularExpression ready(QStringLiteral("ready on port (\\d+)"));
    QString output;
    while (!ready.match(output).hasMatch()) {
        QVERIFY2(m_server->waitForReadyRead(waitMs), qPrintable(output));
        output += QString::fromUtf8(m_server->readAll());
    }
    m_port = ready.match(output).captured(1);
}

void RestartTest::stopServer()
{
    m_server->terminate();
    QVERIFY(m_server->waitForFinished(waitMs));
    QCOMPARE(m_server->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_server->exitCode(), 0);
}

QStringList RestartTest::curl(const QString& path) const
{
    const QString pki = m_folder->filePath(QStringLiteral("data/pki/"));
    return {"--silent", "--max-time",      "20",    "--cacert",        pki + "ca.crt",
            "--cert",   pki + "admin.crt", "--key", pki + "admin.key", "https://127.0.0.1:" + m_port + path};
}

QJsonObject RestartTest::get(const QString& path) const
{
    QProcess process;
    process.start(QStringLiteral("curl"), curl(path));
    process.waitForFinished(waitMs);
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

/// One connection that creates config maps one after the other and prints "201 NAME" for each answer.
std::unique_ptr<QProcess> RestartTest::startWriter(const QString& name) const
{
    const QString config = m_folder->filePath(name);
    QFile file(config);
    if (!file.open(QFile::WriteOnly))
        return nullptr;
    for (int i = 0; i < 3000; ++i) {
        const QString object = QStringLiteral("%1-%2").arg(name).arg(i);
        file.write(QStringLiteral("%1url = \"https://127.0.0.1:%2/api/v1/namespaces/default/configmaps\"\n"
                                  "header = \"Content-Type: application/json\"\n"
                                  "data = \"{\\\"metadata\\\":{\\\"name\\\":\\\"%3\\\"}}\"\n"
                                  "output = /dev/null\nwrite-out = \"%{http_code} %3\\n\"\nsilent\nmax-time = 20\n"
                                  "cacert = \"%4/ca.crt\"\ncert = \"%4/admin.crt\"\nkey = \"%4/admin.key\"\n")
                       .arg(i == 0 ? QString() : QStringLiteral("next\n"), m_port, object,
                            m_folder->filePath(QStringLiteral("data/pki")))
                       .toUtf8());
    }
    file.close();
    auto process = std::make_unique<QProcess>();
    process->start(QStringLiteral("curl"), {"--config", config});
    return process;
}

void RestartTest::losesNoAnsweredWriteWhenKilled()
{
    qulonglong revision = 0;
    startServer();
    for (int round = 0; round < 3; ++round) {
        std::vector<std::unique_ptr<QProcess>> writers;
        for (int i = 0; i < 3; ++i)
            writers.push_back(startWriter(QStringLiteral("w%1-%2").arg(round).arg(i)));
        QByteArray answers;
        while (answers.count('\n') < 200) {
            QVERIFY2(writers[0]->waitForReadyRead(waitMs), answers.constData());
            answers += writers[0]->readAllStandardOutput();
        }
        m_server->kill();
        QVERIFY(m_server->waitForFinished(waitMs));
        for (auto& writer : writers) {
            writer->kill();
            writer->waitForFinished(waitMs);
            answers += writer->readAllStandardOutput();
            answers.truncate(answers.lastIndexOf('\n') + 1); // a line cut short tells nothing
        }

        startServer();
        const QJsonObject list = get(QStringLiteral("/api/v1/namespaces/default/configmaps"));
        const QSet<QString> present = namesOf(list);
        int answered = 0;
        for (const QByteArray& line : answers.split('\n')) {
            if (!line.startsWith("201 "))
                continue;
            ++answered;
            QVERIFY2(present.contains(QString::fromUtf8(line.mid(4))), line.constData());
        }
        QVERIFY(answered > 100);
        QVERIFY2(revisionOf(list) > revision, "resourceVersion advances over crashes");
        revision = revisionOf(list);
    }
}

void RestartTest::startsAgainAfterACleanStop()
{
    startServer();
    const qulonglong revision = revisionOf(get(QStringLiteral("/api/v1/namespaces")));
    stopServer();
    startServer();
    const QJsonObject namespaces = get(QStringLiteral("/api/v1/namespaces"));
    QVERIFY(namesOf(namespaces).contains(QStringLiteral("kube-system")));
    QVERIFY(revisionOf(namespaces) >= revision);
    stopServer();
}

SKIFF_REGISTER_TEST(RestartTest);

#include "restart_test.moc"
