#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"
#include "cluster/machine/host_facts.h"

#include <QJsonArray>

#include <algorithm>

namespace skiff::cli {

namespace {

QString mark(machine::Verdict verdict)
{
    switch (verdict) {
    case machine::Verdict::Fine:
        return QStringLiteral("\u2713");
    case machine::Verdict::Notice:
        return QStringLiteral("!");
    case machine::Verdict::Problem:
        return QStringLiteral("\u2717");
    }
    return {};
}

QJsonObject toJson(const machine::Finding& finding)
{
    return {{QStringLiteral("name"), text(finding.name)},
            {QStringLiteral("verdict"), text(verdictName(finding.verdict))},
            {QStringLiteral("words"), text(finding.words)},
            {QStringLiteral("remedy"), text(finding.remedy)}};
}

void printForPeople(const machine::Finding& finding)
{
    print(stdout, QStringLiteral("  %1 %2 %3\n")
                      .arg(mark(finding.verdict), text(finding.name).leftJustified(9), text(finding.words)));
    if (!finding.remedy.empty())
        print(stdout, QStringLiteral("              \u2192 %1\n").arg(text(finding.remedy)));
}

} // namespace

int runDoctor(const QStringList& arguments)
{
    Options options(
        QStringLiteral("doctor"),
        QStringLiteral("Finds out what keeps clusters from starting or working on this machine, and says what to do.\n"
                       "Exit code 1 when something would stop a start."));
    options.add({QStringLiteral("driver")},
                QStringLiteral("For which driver (default: the one that a start would use)."),
                QStringLiteral("DRIVER"));
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make(options.value(QStringLiteral("driver")).toStdString(), options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const auto findings = machine::examine((*environment)->hostFacts());
    const bool stops = std::any_of(findings.begin(), findings.end(), [](const machine::Finding& finding) {
        return finding.verdict == machine::Verdict::Problem;
    });
    if (options.json()) {
        QJsonArray list;
        for (const machine::Finding& finding : findings)
            list.append(toJson(finding));
        printJsonLine({{QStringLiteral("healthy"), !stops}, {QStringLiteral("findings"), list}});
    } else {
        for (const machine::Finding& finding : findings)
            printForPeople(finding);
    }
    return stops ? Failed : Done;
}

} // namespace skiff::cli
