#include "app/desktop/resource_table_view.h"

#include "app/desktop/glyphs.h"
#include "app/model/table_filter_model.h"
#include "widgets/table_view.h"

namespace skiff::desktop {

namespace {

constexpr int RowsThatFit = 50;

} // namespace

void showResourceTable(widgets::TableView& view, model::TableFilterModel& table, const QStringList& hidden)
{
    view.setModel(&table);
    view.setTableRoles({.glyph = model::ResourceTableModel::HealthRole,
                        .glyphOf = [](const QVariant& health) { return glyphOf(model::Health(health.toInt())); },
                        .changed = model::ResourceTableModel::ChangedRole,
                        .strong = model::ResourceTableModel::StrongRole});
    arrangeColumns(view, table, hidden);
    QObject::connect(&table, &QAbstractItemModel::modelReset, &view,
                     [&view, &table, hidden] { arrangeColumns(view, table, hidden); });
    // The first rows decide the widths; later ones must not move the columns under the reader.
    QObject::connect(&table, &QAbstractItemModel::rowsInserted, &view, [&view, &table] {
        if (table.rowCount() <= RowsThatFit && !view.underMouse())
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
