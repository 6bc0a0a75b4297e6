#pragma once

class QAbstractItemModel;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

/// Shows a ResourceTableModel, or a filter over one, in `view`: states as glyphs, wide columns hidden.
void showResourceTable(widgets::TableView& view, QAbstractItemModel& model);

} // namespace skiff::desktop
