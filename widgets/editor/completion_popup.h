#pragma once

#include "widgets/editor/editor_types.h"

#include <QFrame>
#include <QTextCursor>

class QKeyEvent;
class QLabel;
class QListView;
class QScrollArea;

namespace skiff::widgets {

class CodeEditor;
class OfferModel;

/// What may be inserted at an editor's cursor: a list, and what is known of the current offer beside
/// it. Follows what is typed; the editor keeps the focus and hands it the keys it may want. GUI thread.
class CompletionPopup final : public QFrame
{
    Q_OBJECT

public:
    explicit CompletionPopup(CodeEditor& editor);

    void open(EditorCompletion completion);
    /// True when the key was for the list.
    bool handleKey(const QKeyEvent& event);
    /// The cursor moved or something was typed: narrows the offers, or closes.
    void follow();

    QStringList labels() const;
    int currentRow() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void narrow();
    void accept();
    void moveBy(int rows);
    void showCurrent();
    void layOut();

    CodeEditor& m_editor;
    OfferModel* m_model;
    QListView* m_list;
    QScrollArea* m_about;
    QLabel* m_aboutText;
    std::vector<EditorOffer> m_offers;
    QTextCursor m_place; ///< its selection is what has been typed; grows with it
};

} // namespace skiff::widgets
