#include "cluster/base/file.h"
#include "tests/support/register_test.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;

class FileTest : public QObject
{
    Q_OBJECT

private slots:
    void writesPrivatelyAndReadsBack();
    void namesTheMissingFile();
    void refusesAFolderBelowAFile();
};

void FileTest::writesPrivatelyAndReadsBack()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("a/b/secret").toStdString();
    QVERIFY(file::makeFolders(folder.filePath("a/b").toStdString()).ok());
    QVERIFY(file::writeAtomically(path, "first").ok());
    QVERIFY(file::writeAtomically(path, "second").ok());
    QCOMPARE(file::read(path).value(), std::string("second"));
    QCOMPARE(QFileInfo(QString::fromStdString(path)).permissions() & 0x0077, QFile::Permissions());
}

void FileTest::namesTheMissingFile()
{
    const auto content = file::read("/nonexistent/file");
    QVERIFY(!content.ok());
    QCOMPARE(content.error().code, ErrorCode::NotFound);
    QVERIFY(content.error().message.find("/nonexistent/file") != std::string::npos);
}

void FileTest::refusesAFolderBelowAFile()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("plain").toStdString();
    QVERIFY(file::writeAtomically(path, "x").ok());
    QVERIFY(!file::makeFolders(path + "/below").ok());
}

SKIFF_REGISTER_TEST(FileTest);

#include "file_test.moc"
