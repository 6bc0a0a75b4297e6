#include "widgets/yaml_view.h"

namespace skiff::widgets {

YamlView::YamlView(QWidget* parent) : CodeEditor(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setAccessibleName(tr("YAML"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

void YamlView::setYaml(const QString& yaml)
{
    replaceText(yaml);
}

} // namespace skiff::widgets
