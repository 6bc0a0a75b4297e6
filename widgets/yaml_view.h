#pragma once

#include "widgets/editor/code_editor.h"

namespace skiff::widgets {

/// YAML to read: the editor without its cursor. GUI thread.
class YamlView final : public CodeEditor
{
    Q_OBJECT

public:
    explicit YamlView(QWidget* parent = nullptr);

    /// Replaces the text; scroll position and folds stay when the text is a newer state of the same object.
    void setYaml(const QString& yaml);
};

} // namespace skiff::widgets
