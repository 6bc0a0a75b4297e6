#include "app/desktop/resource_table_view.h"

#include "app/desktop/glyphs.h"
#include "app/model/table_filter_model.h"
#include "widgets/table_view.h"

#include <QElapsedTimer>

#include <memory>

namespace skiff::desktop {

namespace {

constexpr int RowsThatFit = 50;
constexpr int FillingMsecs = 2000; ///< in which a table that was shown anew gets its rows

} // namespace

void showResourceTable(widgets::TableView& view, model::TableFilterModel& table, const QStringList& hidden)
{
    view.setModel(&table);
    view.setTableRoles({.glyph = model::ResourceTableModel::HealthRole,
                        .glyphOf = [](const QVariant& health) { return glyphOf(model::Health(health.toInt())); },
                        .changed = model::ResourceTableModel::ChangedRole,
                        .strong = model::ResourceTableModel::StrongRole});
    arrangeColumns(view, table, hidden);
    const auto sinceReset = std::make_shared<QElapsedTimer>();
    sinceReset->start();
    QObject::connect(&table, &QAbstractItemModel::modelReset, &view, [&view, &table, hidden, sinceReset] {
        sinceReset->start();
        arrangeColumns(view, table, hidden);
    });
    // The first rows decide the widths; later ones must not move the columns under the reader.
    QObject::connect(&table, &QAbstractItemModel::rowsInserted, &view,
                     [&view, &table, sinceReset](const QModelIndex&, int first, int last) {
                         const bool wasEmpty = table.rowCount() == last - first + 1;
                         const bool still = view.underMouse() && sinceReset->elapsed() > FillingMsecs;
                         if (wasEmpty || (table.rowCount() <= RowsThatFit && !still))
                             view.adaptColumns();
                     });
}

void arrangeColumns(widgets::TableView& view, const model::TableFilterModel& table, const QStringList& hidden)
{
    // The narrow view shows what kubectl shows without -o wide.
    const model::ResourceTableModel& source = *table.table();
    for (int column = 0; column < source.columnCount(); ++column)
        view.setColumnHidden(column, source.columnPriority(column) > 0 || hidden.contains(source.columnName(column)));
    view.fitColumns();
}

} // namespace skiff::desktop
