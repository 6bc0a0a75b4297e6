#include "tests/support/register_test.h"
#include "tests/unit/apply/apply_scenario.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace skiff;

/// Runs tests/data/apply/*.txt; with SKIFF_BLESS=1 what comes out becomes what is expected.
class ApplyTest : public QObject
{
    Q_OBJECT

private slots:
    void scenarios_data();
    void scenarios();
};

void ApplyTest::scenarios_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/apply"));
    const QStringList names = folder.entryList({QStringLiteral("*.txt")});
    QVERIFY(!names.isEmpty());
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void ApplyTest::scenarios()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly | QIODevice::Text));
    const QByteArray expected = file.readAll();
    file.close();
    const QByteArray actual = QByteArray::fromStdString(test::runScenarios(expected.toStdString()));
    if (qEnvironmentVariableIsSet("SKIFF_BLESS") && actual != expected) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Text));
        file.write(actual);
        return;
    }
    const QList<QByteArray> wanted = expected.split('\n');
    const QList<QByteArray> got = actual.split('\n');
    for (qsizetype i = 0; i < wanted.size() && i < got.size(); ++i)
        QVERIFY2(
            wanted[i] == got[i],
            ("line " + QByteArray::number(i + 1) + "\n  expected " + wanted[i] + "\n  actual   " + got[i]).constData());
    QCOMPARE(got.size(), wanted.size());
}

SKIFF_REGISTER_TEST(ApplyTest);

#include "apply_test.moc"
