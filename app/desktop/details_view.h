#pragma once

#include "app/model/object_details.h"

#include <QScrollArea>

namespace skiff::desktop {

/// The facts and conditions of one object, under headings. GUI thread.
class DetailsView final : public QScrollArea
{
    Q_OBJECT

public:
    explicit DetailsView(QWidget* parent = nullptr);

    void setDetails(const model::ObjectDetails& details);
    /// Everything shown as text, for the clipboard and tests.
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();

    model::ObjectDetails m_details;
};

} // namespace skiff::desktop
