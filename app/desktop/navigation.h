#pragma once

#include <QListWidget>

namespace skiff::desktop {

/// The list of pages beside the content. GUI thread.
class Navigation final : public QListWidget
{
    Q_OBJECT

public:
    explicit Navigation(QWidget* parent = nullptr);

    void select(const QString& id);
    QString currentId() const;

signals:
    void pageRequested(const QString& id);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
};

} // namespace skiff::desktop
