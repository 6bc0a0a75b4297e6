#pragma once

#include <QWidget>

class QPlainTextEdit;
class QToolButton;

namespace skiff::desktop {

/// A command for the user's terminal: readable to its end, selectable, copied by a button. GUI thread.
class CommandBox final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandBox(QWidget* parent = nullptr);

    void setCommand(const QString& command);
    QString command() const;

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitLines();
    void retranslate();

    QPlainTextEdit* m_command;
    QToolButton* m_copy;
};

} // namespace skiff::desktop
