#pragma once

#include <QStringList>

class QAbstractItemModel;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

/// Shows a ResourceTableModel, or a filter over one, in `view`: states as glyphs, wide columns and
/// those named in `hidden` out of sight until the user wants them.
void showResourceTable(widgets::TableView& view, QAbstractItemModel& model, const QStringList& hidden = {});

} // namespace skiff::desktop
