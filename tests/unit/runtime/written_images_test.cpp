#include "cluster/runtime/written_images.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_runtime.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using namespace skiff::runtime;

namespace {

const CallLimit limit{std::chrono::seconds(1), {}};

} // namespace

class WrittenImagesTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_clock = std::make_unique<test::FakeClock>();
        m_runtime = std::make_unique<test::FakeRuntime>(*m_clock);
        m_written = 0;
        m_answer = {};
        m_images = std::make_unique<WrittenImages>(*m_runtime, [this] {
            ++m_written;
            return m_answer;
        });
    }

    void aPulledImageIsWritten()
    {
        QVERIFY(m_images->pullImage("a", {}, {}, limit).ok());
        QCOMPARE(m_written, 1);
    }
    void aPullThatFailedWritesNothing()
    {
        m_runtime->fail("pullImage", {ErrorCode::NotFound, "no such image"});
        QVERIFY(m_images->pullImage("a", {}, {}, limit).error().code == ErrorCode::NotFound);
        QCOMPARE(m_written, 0);
    }
    void anImageThatCannotBeWrittenDoesNotCount()
    {
        m_answer = {ErrorCode::ResourceExhausted, "the disk is full"};
        QVERIFY(m_images->pullImage("a", {}, {}, limit).error().code == ErrorCode::ResourceExhausted);
        QVERIFY(!m_images->imageStatus("a", limit).ok());
        m_answer = {};
        QVERIFY(m_images->imageStatus("a", limit)->has_value());
    }
    void imagesFromBeforeAreWrittenOnce()
    {
        m_runtime->addImage("old");
        QVERIFY(!m_images->imageStatus("absent", limit)->has_value());
        QCOMPARE(m_written, 0);
        QVERIFY(m_images->imageStatus("old", limit)->has_value());
        QVERIFY(m_images->imageStatus("old", limit)->has_value());
        QCOMPARE(m_written, 1);
    }
    void writesAFolderOut()
    {
        const QTemporaryDir folder;
        QVERIFY(syncFolder(folder.path().toStdString()).ok());
        QVERIFY(syncFolder("/nonexistent").error().code == ErrorCode::NotFound);
    }

private:
    std::unique_ptr<test::FakeClock> m_clock;
    std::unique_ptr<test::FakeRuntime> m_runtime;
    std::unique_ptr<WrittenImages> m_images;
    Status m_answer;
    int m_written = 0;
};

SKIFF_REGISTER_TEST(WrittenImagesTest);

#include "written_images_test.moc"
