#include "app/desktop/actions/delete_dialog.h"

#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int LongestGrace = 3600;
constexpr int ListHeight = 160;
constexpr int PropagationWidth = 260;

QString titleFor(const std::vector<model::ObjectRef>& objects)
{
    return objects.size() == 1 ? DeleteDialog::tr("Delete %1?").arg(objects.front().words())
                               : DeleteDialog::tr("Delete %1 objects?").arg(objects.size());
}

} // namespace

DeleteDialog::DeleteDialog(const std::vector<model::ObjectRef>& objects, QWidget* parent)
    : ActionDialog(titleFor(objects), tr("This cannot be undone. A controller may make a new one at once."),
                   tr("Delete"), parent),
      m_propagation(new QComboBox),
      m_otherGrace(new QCheckBox(tr("Seconds to shut down"))),
      m_grace(new QSpinBox)
{
    m_propagation->setObjectName(QStringLiteral("propagation"));
    m_otherGrace->setObjectName(QStringLiteral("otherGrace"));
    m_grace->setObjectName(QStringLiteral("grace"));
    if (objects.size() > 1) {
        auto* list = new QListWidget;
        for (const model::ObjectRef& object : objects)
            (new QListWidgetItem(object.words(), list))->setSizeHint(QSize(0, widgets::metrics::Row));
        list->setObjectName(QStringLiteral("deleteList"));
        list->setAccessibleName(tr("What is deleted"));
        list->setSelectionMode(QAbstractItemView::NoSelection);
        list->setMaximumHeight(ListHeight);
        content()->addWidget(list);
    }
    m_propagation->addItem(tr("goes too, afterwards (background)"), int(model::Propagation::Background));
    m_propagation->addItem(tr("goes first (foreground)"), int(model::Propagation::Foreground));
    m_propagation->addItem(tr("stays (orphan)"), int(model::Propagation::Orphan));
    m_grace->setRange(0, LongestGrace);
    m_grace->setEnabled(false);
    auto* form = new QFormLayout;
    form->addRow(tr("What belongs to it"), m_propagation);
    form->addRow(m_otherGrace, m_grace);
    content()->addLayout(form);
    m_propagation->setMinimumWidth(PropagationWidth);
    m_otherGrace->setMinimumHeight(m_grace->sizeHint().height()); // in line with its number
    makeCancelDefault();
    m_propagation->setFocus();
    connect(m_otherGrace, &QCheckBox::toggled, m_grace, &QWidget::setEnabled);
}

model::Propagation DeleteDialog::propagation() const
{
    return model::Propagation(m_propagation->currentData().toInt());
}

std::optional<int> DeleteDialog::graceSeconds() const
{
    return m_otherGrace->isChecked() ? std::optional(m_grace->value()) : std::nullopt;
}

} // namespace skiff::desktop
