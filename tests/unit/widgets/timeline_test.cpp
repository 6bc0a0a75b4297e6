#include "widgets/timeline.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::widgets;

class TimelineTest final : public QObject
{
    Q_OBJECT

private slots:
    void isAsHighAsItsRows()
    {
        Timeline timeline;
        timeline.resize(400, 10);
        timeline.setRows({{.title = "Image"}, {.title = "Machine"}});
        const int two = timeline.height();
        timeline.setRows({{.title = "Image"}, {.title = "Machine"}, {.title = "Node"}});
        QVERIFY(timeline.height() > two);
        QCOMPARE(timeline.height(), timeline.heightForWidth(timeline.width()));
    }

    void whatRunsOrFailedOpens()
    {
        Timeline timeline;
        const auto height = [&timeline](TimelineRow row) {
            timeline.setRows({std::move(row)});
            return timeline.height();
        };
        const QString detail = QStringLiteral("no space left on device");
        const int closed = height({.title = "Init", .state = TimelineRow::State::Done, .detail = detail});
        QVERIFY(height({.title = "Init", .state = TimelineRow::State::Failed, .detail = detail}) > closed);
        QVERIFY(height({.title = "Init", .state = TimelineRow::State::Running, .progress = 0.5}) > closed);
        // Long reasons wrap instead of being cut.
        QVERIFY(height({.title = "Init", .state = TimelineRow::State::Failed, .detail = detail.repeated(20)}) >
                height({.title = "Init", .state = TimelineRow::State::Failed, .detail = detail}));
    }
};

SKIFF_REGISTER_TEST(TimelineTest);
#include "timeline_test.moc"
