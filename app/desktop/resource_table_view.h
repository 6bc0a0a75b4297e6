#pragma once

#include <QStringList>

namespace skiff::model {
class TableFilterModel;
}

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

/// Shows a table in `view`: states as glyphs, wide columns and those named in `hidden` out of sight until the user
/// wants them.
void showResourceTable(widgets::TableView& view, model::TableFilterModel& table, const QStringList& hidden = {});

/// The columns as they are without the user's choice.
void arrangeColumns(widgets::TableView& view, const model::TableFilterModel& table, const QStringList& hidden = {});

} // namespace skiff::desktop
