// What a LogPanel asks in a dialog.
#include "app/desktop/logs/log_panel.h"

#include "app/desktop/panel_host.h"
#include "widgets/log_view.h"

#include <QAction>
#include <QDateTimeEdit>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

void LogPanel::save()
{
    auto* dialog = new QFileDialog(this, tr("Save the log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("%1.log").arg(m_target.name));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_engine.save(path, m_rows.times(), m_rows.names()); });
    dialog->open();
}

void LogPanel::jumpToTime()
{
    if (m_document.rowCount() == 0)
        return;
    const auto timeOf = [this](int row) {
        return QDateTime::fromMSecsSinceEpoch(m_document.row(row).time() / 1'000'000);
    };
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("logJump"));
    dialog->setWindowTitle(tr("Go to time"));
    auto* words =
        new QLabel(tr("The log shown goes from %1 to %2.")
                       .arg(timeOf(0).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                            timeOf(m_document.rowCount() - 1).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))));
    auto* edit = new QDateTimeEdit(timeOf(m_view->firstVisibleRow()));
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Go"));
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(words);
    column->addWidget(edit);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [this, edit] {
        m_view->showRow(
            std::min(m_document.rowAt(edit->dateTime().toMSecsSinceEpoch() * 1'000'000), m_document.rowCount() - 1));
    });
    edit->setFocus();
    dialog->open();
}

} // namespace skiff::desktop
