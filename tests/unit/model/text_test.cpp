#include "app/model/advice.h"
#include "app/model/age.h"
#include "app/model/column_title.h"
#include "app/model/resource_kind.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;
using namespace std::chrono_literals;

class TextTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsAgesBack()
    {
        QCOMPARE(parseAge("9s").value_or(0s), Duration(9s));
        QCOMPARE(parseAge("5m10s").value_or(0s), Duration(310s));
        QCOMPARE(parseAge("3d4h").value_or(0s), Duration(76h));
        QCOMPARE(parseAge("2y").value_or(0s), Duration(2 * 365 * 24h));
        for (const char* text : {"", "5", "s", "<unknown>", "5x", "5m1"})
            QVERIFY2(!parseAge(text), text);
        QCOMPARE(ageText(std::nullopt, {}), QStringLiteral("<unknown>"));
    }

    void takesTheCommandOutOfAMessage()
    {
        QCOMPARE(takeApart("needs root. Run this instead:\n  sudo skiff start -p web -o json"),
                 (Advice{"Needs root. Run this instead:", "sudo skiff start -p web"}));
        QCOMPARE(takeApart("port 6443 is taken"), (Advice{"Port 6443 is taken", {}}));
        QCOMPARE(takeApart({}), Advice{});
    }

    void columnsOfCustomResourcesKeepTheirNames()
    {
        QCOMPARE(columnTitle("Restarts"), QStringLiteral("Restarts"));
        QCOMPARE(columnTitle("Backup Phase"), QStringLiteral("Backup Phase"));
    }

    void objectsHaveTheirPaths()
    {
        QCOMPARE(resourceKind("deployments")->objectPath("shop", "web"),
                 QStringLiteral("/apis/apps/v1/namespaces/shop/deployments/web"));
        QCOMPARE(resourceKind("nodes")->objectPath({}, "n1"), QStringLiteral("/api/v1/nodes/n1"));
        QCOMPARE(resourceKind("pods")->objectPath("a b", "c/d"), QStringLiteral("/api/v1/namespaces/a%20b/pods/c%2Fd"));
        QVERIFY(!resourceKind("unknown"));
    }
};

SKIFF_REGISTER_TEST(TextTest);
#include "text_test.moc"
