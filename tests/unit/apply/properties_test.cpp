#include "cluster/data/apply/check.h"
#include "tests/support/register_test.h"
#include "tests/unit/apply/apply_scenario.h"

#include <QTest>

#include <QRegularExpression>

#include <random>

using namespace skiff;

namespace {

/// Pods with a few of everything that apply treats in its own way.
class RandomPods
{
public:
    explicit RandomPods(unsigned seed) : m_random(seed) {}

    std::string next()
    {
        data::Value pod = data::Object{{"metadata", data::Object{{"name", "p"}}}, {"spec", data::Object{}}};
        maybe([&] { data::ensureObject(pod, {"metadata", "labels"})[letter()] = letter(); });
        maybe([&] { data::ensureObject(pod, {"metadata", "labels"})[letter()] = letter(); });
        maybe([&] { data::ensureObject(pod, {"metadata"})["finalizers"] = distinct(); });
        maybe([&] { data::ensureObject(pod, {"spec"})["nodeName"] = letter(); });
        maybe([&] { data::ensureObject(pod, {"spec", "nodeSelector"})[letter()] = letter(); });
        data::Array containers;
        for (const data::Value& name : distinct())
            containers.push_back(container(name));
        if (!containers.empty())
            data::ensureObject(pod, {"spec"})["containers"] = std::move(containers);
        return data::toJson(pod);
    }

    std::string manager() { return letter(); }
    bool coin() { return m_random() % 2 == 0; }

private:
    template <class Do>
    void maybe(Do what)
    {
        if (coin())
            what();
    }

    std::string letter() { return std::string(1, char('a' + m_random() % 3)); }

    data::Array distinct()
    {
        data::Array list;
        for (const char* each : {"a", "b", "c"})
            if (coin())
                list.insert(coin() ? list.begin() : list.end(), each);
        return list;
    }

    data::Value container(const data::Value& name)
    {
        data::Object made{{"name", name}};
        maybe([&] { made["image"] = letter(); });
        maybe([&] { made["args"] = data::Array{letter()}; });
        maybe([&] { made["ports"] = data::Array{data::Object{{"containerPort", 80 + int(m_random() % 2)}}}; });
        maybe([&] { made["env"] = data::Array{data::Object{{"name", letter()}, {"value", letter()}}}; });
        return made;
    }

    std::mt19937 m_random;
};

bool isRefused(const std::string& result)
{
    return result.find("  ! ") != std::string::npos;
}

std::string withoutTimes(const std::string& text)
{
    return QString::fromStdString(text)
        .replace(QRegularExpression(QStringLiteral(" t\\d+ ")), QStringLiteral(" "))
        .toStdString();
}

} // namespace

/// What holds for any sequence of writes.
class PropertiesTest : public QObject
{
    Q_OBJECT

private slots:
    void applyingTwiceChangesNothing();
    void whatOneForcesAnotherMayShare();
    void whoGivesUpEverythingOwnsNothing();
    void largeMapsAndListsTakeNoSquareOfTime();
};

void PropertiesTest::applyingTwiceChangesNothing()
{
    for (unsigned seed = 0; seed < 100; ++seed) {
        RandomPods random(seed);
        test::ApplyScenario scenario;
        scenario.run("kind v1 Pod");
        for (int step = 0; step < 6; ++step) {
            const bool applies = random.coin() || step == 0;
            const std::string line = (applies ? "force " : "update ") + random.manager() + " " + random.next();
            const std::string first = scenario.run(line);
            QVERIFY2(!isRefused(first), (line + "\n" + first).c_str());
            if (!applies)
                continue;
            const std::string again = scenario.run(line);
            QVERIFY2(again.starts_with("  nothing changes\n"), (line + "\n" + first + again).c_str());
            QVERIFY2(first.ends_with(again.substr(again.find('\n') + 1)), (line + "\n" + first + again).c_str());
        }
    }
}

void PropertiesTest::whatOneForcesAnotherMayShare()
{
    for (unsigned seed = 0; seed < 100; ++seed) {
        RandomPods random(seed);
        test::ApplyScenario scenario;
        scenario.run("kind v1 Pod");
        scenario.run("create someone " + random.next());
        const std::string pod = random.next();
        const std::string first = scenario.run("force x " + pod);
        const std::string shared = scenario.run("apply y " + pod);
        QVERIFY2(!isRefused(shared), (pod + "\n" + first + shared).c_str());
        const auto object = [](const std::string& text) {
            return text.substr(text.find("  = "), text.find('\n', text.find("  = ")));
        };
        QCOMPARE(object(shared).substr(0, object(shared).find('\n')),
                 object(first).substr(0, object(first).find('\n')));
    }
}

void PropertiesTest::whoGivesUpEverythingOwnsNothing()
{
    for (unsigned seed = 0; seed < 100; ++seed) {
        RandomPods random(seed);
        test::ApplyScenario scenario;
        scenario.run("kind v1 Pod");
        const std::string before = withoutTimes(scenario.run("force x " + random.next()));
        scenario.run("force y " + random.next());
        const std::string after = scenario.run("apply y {\"metadata\":{\"name\":\"p\"}}");
        QVERIFY2(!isRefused(after), after.c_str());
        QVERIFY2(after.find("\n  y Apply") == std::string::npos, after.c_str());
        scenario.run("apply x {\"metadata\":{\"name\":\"p\"}}");
        const std::string empty = scenario.run("apply x {\"metadata\":{\"name\":\"p\"}}");
        QVERIFY2(empty.find(" Apply ") == std::string::npos, empty.c_str());
    }
}

void PropertiesTest::largeMapsAndListsTakeNoSquareOfTime()
{
    constexpr int count = 10000;
    data::Object map;
    data::Array list;
    for (int i = 0; i < count; ++i) {
        const std::string name = "x/" + std::to_string(i * 7919 % count); // in no order
        map[name] = "1";
        list.emplace_back(name);
    }
    const data::Object metadata{{"name", "c"}, {"finalizers", list}, {"annotations", map}};
    const std::string object = data::toJson(data::Object{{"metadata", metadata}, {"data", map}});
    test::ApplyScenario scenario;
    scenario.run("kind v1 ConfigMap");
    // Squares of this would take minutes: the test's own time limit is what fails.
    QVERIFY(!isRefused(scenario.run("create m " + object)));
    QVERIFY(!isRefused(scenario.run("force a " + object)));
    QVERIFY(!isRefused(scenario.run(R"(update m {"metadata":{"name":"c"}})")));
    QVERIFY(!isRefused(scenario.run("force a " + object)));
    QVERIFY(!isRefused(scenario.run(R"(force a {"metadata":{"name":"c"}})")));
}

SKIFF_REGISTER_TEST(PropertiesTest);

#include "properties_test.moc"
