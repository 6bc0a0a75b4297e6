#pragma once

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace skiff::desktop {

/// The frame of a dialog that asks before an action: a title, a sentence, the content, Cancel and the verb.
/// Deletes itself; opens over its parent's window. GUI thread.
class ActionDialog : public QDialog
{
    Q_OBJECT

public:
    ActionDialog(const QString& title, const QString& words, const QString& verb, QWidget* parent);

protected:
    QVBoxLayout* content() { return m_content; }
    QPushButton* verbButton() { return m_verb; }
    /// For what cannot be undone: Enter alone does nothing.
    void makeCancelDefault();

private:
    QVBoxLayout* m_content;
    QPushButton* m_cancel;
    QPushButton* m_verb;
};

} // namespace skiff::desktop
