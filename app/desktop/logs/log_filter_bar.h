#pragma once

#include "app/model/logs/log_pattern.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace skiff::desktop {

/// What a log is searched and filtered by: search with up and down, lines to keep, lines to leave
/// out, words to stand out. A pattern that is none is told in its field and changes nothing. GUI thread.
class LogFilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit LogFilterBar(QWidget* parent = nullptr);

    model::logs::LogPattern search() const;
    model::logs::LogPattern include() const;
    model::logs::LogPattern exclude() const;
    model::logs::LogPattern highlight() const;
    void focusSearch();
    void setFoundCount(int count);

signals:
    /// Some pattern changed; soon after the last key.
    void changed();
    void nextRequested(bool forward);
    /// Esc: the view should have the keyboard again.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLineEdit* addField(const char* name);
    model::logs::LogPattern pattern(QLineEdit* field) const;
    void check();
    void retranslate();

    QTimer m_soon; ///< before the fields, which start it
    QLineEdit* m_search;
    QLabel* m_found;
    QToolButton* m_up;
    QToolButton* m_down;
    QLineEdit* m_include;
    QLineEdit* m_exclude;
    QLineEdit* m_highlight;
};

} // namespace skiff::desktop
