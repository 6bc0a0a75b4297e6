#pragma once

#include "app/model/object_details.h"

#include <QScrollArea>

#include <vector>

class QLabel;

namespace skiff::desktop {

/// The facts and conditions of one object, under headings. New values of the same object change in
/// place, so that a selection and the scroll position stay. GUI thread.
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
    void showValues();

    model::ObjectDetails m_details;
    std::vector<QLabel*> m_values; ///< what may change from second to second, in the order shown
};

} // namespace skiff::desktop
