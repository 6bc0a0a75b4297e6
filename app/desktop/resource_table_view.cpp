#include "app/desktop/resource_table_view.h"

#include "app/desktop/glyphs.h"
#include "app/model/resource_table_model.h"
#include "widgets/table_view.h"

#include <QAbstractProxyModel>
#include <QIdentityProxyModel>

namespace skiff::desktop {

namespace {

constexpr int GlyphRole = Qt::UserRole + 100;
constexpr int RowsThatFit = 50;

/// Gives the view glyphs for the model's health, so that widgets need not know what health is.
class GlyphModel final : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role != GlyphRole)
            return QIdentityProxyModel::data(index, role);
        const auto health = model::Health(index.data(model::ResourceTableModel::HealthRole).toInt());
        return int(glyphOf(health));
    }
};

const model::ResourceTableModel* tableBelow(const QAbstractItemModel* model)
{
    while (const auto* proxy = qobject_cast<const QAbstractProxyModel*>(model))
        model = proxy->sourceModel();
    return qobject_cast<const model::ResourceTableModel*>(model);
}

/// The narrow view shows what kubectl shows without -o wide.
void arrangeColumns(widgets::TableView& view, const model::ResourceTableModel& table, const QStringList& hidden)
{
    for (int column = 0; column < table.columnCount(); ++column)
        view.setColumnHidden(column, table.columnPriority(column) > 0 || hidden.contains(table.columnName(column)));
    view.fitColumns();
}

} // namespace

void showResourceTable(widgets::TableView& view, QAbstractItemModel& model, const QStringList& hidden)
{
    auto* glyphs = new GlyphModel(&model);
    glyphs->setSourceModel(&model);
    view.setModel(glyphs);
    view.setTableRoles({.glyph = GlyphRole, .changed = model::ResourceTableModel::ChangedRole,
                        .strong = model::ResourceTableModel::StrongRole});
    const model::ResourceTableModel* table = tableBelow(&model);
    if (!table)
        return;
    arrangeColumns(view, *table, hidden);
    QObject::connect(glyphs, &QAbstractItemModel::modelReset, &view,
                     [&view, table, hidden] { arrangeColumns(view, *table, hidden); });
    // The first rows decide the widths; later ones must not move the columns under the reader.
    QObject::connect(glyphs, &QAbstractItemModel::rowsInserted, &view, [&view, glyphs] {
        if (glyphs->rowCount() <= RowsThatFit && !view.underMouse())
            view.adaptColumns();
    });
}

} // namespace skiff::desktop
