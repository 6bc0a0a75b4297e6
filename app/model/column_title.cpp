#include "app/model/column_title.h"

#include "app/model/table_decoder.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace skiff::model {

namespace {

constexpr const char* context = "skiff::model::columnTitle";

constexpr std::array known{
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Namespace"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Name"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Ready"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Status"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Restarts"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Age"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "IP"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Node"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Nominated Node"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Readiness Gates"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Up-to-date"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Available"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Containers"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Images"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Selector"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Type"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Cluster-IP"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "External-IP"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Port(s)"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Roles"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Version"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Internal-IP"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "OS-Image"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Kernel-Version"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Container-Runtime"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Last Seen"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Reason"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Object"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Subobject"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Source"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Message"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "First Seen"),
    QT_TRANSLATE_NOOP("skiff::model::columnTitle", "Count"),
};

} // namespace

QString columnTitle(const QString& name)
{
    const auto found = std::find_if(known.begin(), known.end(), [&name](const char* title) { return name == QLatin1String(title); });
    if (name.startsWith(labelColumn))
        return name.mid(labelColumn.size()).section(QLatin1Char('/'), -1);
    return found == known.end() ? name : QCoreApplication::translate(context, *found);
}

} // namespace skiff::model
