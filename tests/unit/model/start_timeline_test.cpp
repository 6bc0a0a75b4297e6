#include "app/model/start_timeline.h"

#include "tests/support/register_test.h"

#include <QJsonDocument>
#include <QTest>

using namespace skiff::model;

namespace {

QJsonObject line(const char* json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class StartTimelineTest final : public QObject
{
    Q_OBJECT

private slots:
    void knowsItsPhasesFromTheBeginning()
    {
        const StartTimeline timeline = StartTimeline::begun();
        QCOMPARE(timeline.phases().size(), size_t(6));
        QCOMPARE(timeline.phases()[4].state, Phase::State::Waiting);
        QCOMPARE(timeline.phases()[4].title(), QStringLiteral("Control plane"));
    }

    void followsTheLinesOfSkiffStart()
    {
        StartTimeline timeline = StartTimeline::begun();
        QVERIFY(timeline.take(line(R"({"type":"phase","phase":"image","state":"began","seconds":0,"text":""})")));
        QVERIFY(timeline.take(line(R"({"type":"phase","phase":"image","state":"progress","seconds":1.5,"text":"unpacking","fraction":0.4})")));
        const Phase& image = timeline.phases()[0];
        QCOMPARE(image.state, Phase::State::Running);
        QCOMPARE(image.seconds, 1.5);
        QCOMPARE(image.lastLine, QStringLiteral("unpacking"));
        QCOMPARE(image.progress.value_or(-1), 0.4);
        QVERIFY(timeline.take(line(R"({"type":"phase","phase":"image","state":"done","seconds":2,"text":""})")));
        QCOMPARE(timeline.phases()[0].state, Phase::State::Done);
        QVERIFY(!timeline.take(line(R"({"type":"result","seconds":3})")));
        QVERIFY(!timeline.take({}));
    }

    void thePhaseThatFailedSaysWhy()
    {
        StartTimeline timeline = StartTimeline::begun();
        timeline.take(line(R"({"type":"phase","phase":"init","state":"failed","seconds":2,"text":"x"})"));
        timeline.finish(false, QStringLiteral("no space"));
        QVERIFY(timeline.failed());
        QCOMPARE(timeline.phases()[2].problem, QStringLiteral("no space"));
    }

    void aProgramThatEndedBlamesThePhaseUnderWay()
    {
        StartTimeline timeline = StartTimeline::begun();
        timeline.take(line(R"({"type":"phase","phase":"machine","state":"began","seconds":0,"text":""})"));
        timeline.finish(false, QStringLiteral("killed"));
        QCOMPARE(timeline.phases()[1].state, Phase::State::Failed);
    }

    void withoutAnyPhaseThereIsNoTimeline()
    {
        StartTimeline timeline = StartTimeline::begun();
        timeline.finish(false, QStringLiteral("needs root"));
        QVERIFY(timeline.phases().empty());
        QVERIFY(!timeline.failed());
    }
};

SKIFF_REGISTER_TEST(StartTimelineTest);
#include "start_timeline_test.moc"
