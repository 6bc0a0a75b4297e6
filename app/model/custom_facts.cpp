#include "app/model/custom_facts.h"

#include <QCoreApplication>
#include <QStringList>

namespace skiff::model {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::ObjectDetails)
};

constexpr int Deepest = 4;       ///< below this many keys nothing is shown
constexpr int LongestText = 200; ///< characters
constexpr int MostInList = 8;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

QString shortened(const QString& words)
{
    return words.size() <= LongestText ? words : words.left(LongestText - 1) + QChar(0x2026);
}

bool isPlain(data::Node node)
{
    return node.isString() || node.isNumber() || node.isBool();
}

QString valueOf(data::Node node)
{
    return shortened(text(node.isString() ? node.asString() : node.span()));
}

/// Plain values as a list; of others there are only so many.
QString listOf(data::Node list)
{
    QStringList lines;
    for (const data::Node item : list) {
        if (!isPlain(item) || lines.size() == MostInList)
            return list.size() == 1 ? Words::tr("1 entry") : Words::tr("%1 entries").arg(list.size());
        lines.append(valueOf(item));
    }
    return lines.join(QLatin1Char('\n'));
}

void addFields(FactGroup& group, data::Node object, const QString& path, int depth)
{
    for (auto it = object.begin(); it != object.end() && group.facts.size() < MostCustomFacts; ++it) {
        const data::Node value = *it;
        const QString key = path.isEmpty() ? text(it.key()) : path + QLatin1Char('.') + text(it.key());
        if (value.isObject() && depth < Deepest)
            addFields(group, value, key, depth + 1);
        else if (value.isArray() && value.size() > 0)
            group.facts.push_back({shortened(key), listOf(value), Health::None});
        else if (isPlain(value) && !(value.isString() && value.asString().empty()))
            group.facts.push_back({shortened(key), valueOf(value), Health::None});
    }
}

bool isElsewhere(const Fact& fact)
{
    return fact.label == QLatin1String("phase") || fact.label == QLatin1String("conditions") ||
           fact.label == QLatin1String("observedGeneration");
}

} // namespace

std::vector<FactGroup> customFacts(data::Node root)
{
    std::vector<FactGroup> groups;
    FactGroup spec{Words::tr("Spec"), {}};
    addFields(spec, root["spec"], {}, 1);
    FactGroup status{Words::tr("Status"), {}};
    addFields(status, root["status"], {}, 1);
    std::erase_if(status.facts, isElsewhere);
    for (FactGroup* group : {&spec, &status})
        if (!group->facts.empty())
            groups.push_back(std::move(*group));
    return groups;
}

} // namespace skiff::model
