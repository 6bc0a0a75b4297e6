#include "cluster/base/process.h"
#include "cluster/proxy/ruleset.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sstream>

using namespace skiff;
using namespace skiff::proxy;

namespace {

/// Services that differ in everything the rules know, a different mix for each `seed`.
std::vector<ServicePort> services(unsigned seed)
{
    std::vector<ServicePort> all;
    for (unsigned i = 0; i < 6; ++i) {
        const unsigned mix = seed * 7 + i * 3;
        ServicePort service{.nameSpace = "ns", .service = "s" + std::to_string(i), .port = uint16_t(80 + mix % 2)};
        service.protocol = mix % 3 == 0 ? "udp" : "tcp";
        service.nodePort = mix % 2 ? uint16_t(30000 + i) : uint16_t(0);
        service.clusterAddresses = {"10.96.0." + std::to_string(10 + i)};
        if (mix % 5 == 0)
            service.externalAddresses = {"192.0.2." + std::to_string(i + 1)};
        service.affinitySeconds = i == 2 ? 60 : 0;
        service.externalLocal = mix % 4 == 1;
        for (unsigned e = 0; e < (mix + seed) % 4; ++e)
            service.endpoints.push_back({"10.244.0." + std::to_string(i * 8 + e + 2), 8080, e % 2 == 0});
        all.push_back(std::move(service));
    }
    return all;
}

/// Without white space and the words around a map's elements, which depend on how nft breaks lines.
std::string trimmed(std::string line)
{
    for (const char* frame : {"elements = {", " }"})
        if (const size_t at = line.find(frame); at != std::string::npos)
            line.erase(at, std::string_view(frame).size());
    std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
    return line;
}

} // namespace

/// What nft itself makes of the scripts, in a network namespace of the test's own.
class NftTest : public QObject
{
    Q_OBJECT

private slots:
    void aTransactionLeadsToTheSameRulesAsBuildingAnew_data();
    void aTransactionLeadsToTheSameRulesAsBuildingAnew();

private:
    /// The rules after running `scripts` one after the other, in an order that does not matter.
    static Result<std::string> rulesAfter(const std::vector<std::string>& scripts)
    {
        const QTemporaryDir folder;
        std::vector<std::string> command = {"unshare", "--net", "sh", "-ec",
                                            "for f; do nft -f \"$f\"; done; nft list ruleset", "sh"};
        for (size_t i = 0; i < scripts.size(); ++i) {
            QFile file(folder.filePath(QString::number(i)));
            if (!file.open(QIODevice::WriteOnly) || file.write(scripts[i].data(), qint64(scripts[i].size())) < 0)
                return Error{ErrorCode::Unavailable, "write a script"};
            command.push_back(file.fileName().toStdString());
        }
        SKIFF_TRY_ASSIGN(std::string listing, process::runChecked(command));
        // Chains are listed in the order of their making, elements in the order of a hash table.
        std::replace(listing.begin(), listing.end(), ',', '\n');
        std::vector<std::string> lines;
        std::istringstream stream(listing);
        for (std::string line; std::getline(stream, line);)
            lines.push_back(trimmed(line));
        std::sort(lines.begin(), lines.end());
        std::string sorted;
        for (const std::string& line : lines)
            sorted += line + "\n";
        return sorted;
    }
};

void NftTest::aTransactionLeadsToTheSameRulesAsBuildingAnew_data()
{
    QTest::addColumn<unsigned>("from");
    QTest::addColumn<unsigned>("to");
    for (unsigned i = 0; i < 6; ++i)
        QTest::addRow("%u to %u", i, i + 1) << i << i + 1;
}

void NftTest::aTransactionLeadsToTheSameRulesAsBuildingAnew()
{
    QFETCH(unsigned, from);
    QFETCH(unsigned, to);
    const NodeNetwork network{.nodeAddress = "172.30.0.2"};
    const Ruleset before = Ruleset::of(services(from), network);
    const Ruleset after = Ruleset::of(services(to), network);
    const std::string change = after.scriptFrom(before);
    QVERIFY(!change.empty());
    const auto changed = rulesAfter({before.script(), change});
    QVERIFY2(changed.ok(), changed.ok() ? "" : changed.error().message.c_str());
    const auto anew = rulesAfter({before.script(), after.script()});
    QVERIFY2(anew.ok(), anew.ok() ? "" : anew.error().message.c_str());
    QCOMPARE(*changed, *anew);
    const auto back = rulesAfter({before.script(), change, Ruleset::of({}, network).scriptFrom(after)});
    const auto empty = rulesAfter({Ruleset::of({}, network).script()});
    QVERIFY(back.ok() && empty.ok());
    QCOMPARE(*back, *empty);
}

SKIFF_REGISTER_TEST(NftTest);

#include "nft_test.moc"
