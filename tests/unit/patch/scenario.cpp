#include "tests/unit/patch/scenario.h"

#include <QFile>
#include <QString>

#include <utility>

namespace skiff::test {

std::vector<Scenario> readScenarios(const std::string& name)
{
    std::vector<Scenario> scenarios;
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/") + QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return scenarios;
    while (!file.atEnd()) {
        const std::string line = QString::fromUtf8(file.readLine()).trimmed().toStdString();
        const size_t space = line.find(' ');
        if (space == std::string::npos)
            continue;
        const std::string word = line.substr(0, space);
        const std::string rest = line.substr(space + 1);
        if (word == "#")
            scenarios.push_back({rest, {}, {}, {}, {}});
        else if (word == "original")
            scenarios.back().original = rest;
        else if (word == "patch")
            scenarios.back().patch = rest;
        else if (word == "result")
            scenarios.back().result = rest;
        else if (word == "error")
            scenarios.back().error = rest;
    }
    return scenarios;
}

} // namespace skiff::test
