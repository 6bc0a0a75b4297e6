#pragma once

#include "app/model/edit/completion.h"
#include "app/model/edit/validation.h"
#include "app/session/edit/schema_cache.h"
#include "widgets/editor/editor_types.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace skiff::widgets {
class CodeEditor;
}

namespace skiff::desktop {

class Editors;

/// Answers a text editor's questions about the YAML in it: what may come here, what it means, what is wrong, what can
/// be folded. Looks at the text on a worker thread a moment after it has changed. GUI thread.
class EditorAssist final : public QObject
{
    Q_OBJECT

public:
    EditorAssist(widgets::CodeEditor& editor, Editors& editors, QObject* parent = nullptr);

    /// Checks the text once more, as when it is another.
    void lookAgain() { m_soon.start(); }
    /// The object as the server has it, so that forbidden changes are told; null for a new one.
    void setBefore(std::shared_ptr<const data::Value> before);
    /// What the server found wrong, until the text changes; beside what is wrong anyway.
    void setServerProblems(std::vector<widgets::EditorProblem> problems);
    /// The place of a field in the words of a server: "spec.containers[0].image".
    widgets::EditorPlace placeOf(const QString& field) const;
    const model::edit::Schema& schema() const { return *m_schema; }
    std::shared_ptr<const model::edit::Schema> schemaPtr() const { return m_schema; }
    /// The number of documents, as last looked at.
    int documents() const { return m_outline ? int(m_outline->documents().size()) : 1; }
    /// What the first document says to be.
    model::edit::TypeName typeName() const;

signals:
    void schemaChanged();

private:
    struct Findings;

    void check();
    void show(const std::shared_ptr<Findings>& findings);
    void wantSchema();
    void complete(int line, int column);
    void offer(const model::edit::Completion& completion, std::vector<model::edit::CompletionItem> items);
    void hover(int line, int column);

    widgets::CodeEditor& m_editor;
    Editors& m_editors;
    std::shared_ptr<const model::edit::Schema> m_schema;
    std::shared_ptr<const model::edit::YamlOutline> m_outline; ///< of the text as it was last looked at
    std::shared_ptr<const data::Value> m_before;
    std::vector<widgets::EditorProblem> m_problems;
    std::vector<widgets::EditorProblem> m_serverProblems;
    QString m_apiVersion; ///< whose schema was asked for last
    QTimer m_soon;
    std::shared_ptr<int> m_asked; ///< new with each look: the answer to an older one is dropped
};

} // namespace skiff::desktop
