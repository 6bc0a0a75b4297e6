#include "app/desktop/actions/action_dialog.h"

#include "widgets/tokens.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int Narrowest = 420;

} // namespace

ActionDialog::ActionDialog(const QString& title, const QString& words, const QString& verb, QWidget* parent)
    : QDialog(parent->window()), m_content(new QVBoxLayout)
{
    setObjectName(QStringLiteral("actionDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(Narrowest);
    auto* heading = new QLabel(title);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    auto* sentence = new QLabel(words);
    for (QLabel* label : {heading, sentence}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    sentence->setForegroundRole(QPalette::PlaceholderText);
    sentence->setVisible(!words.isEmpty());
    auto* buttons = new QDialogButtonBox;
    m_cancel = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_verb = buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    m_verb->setObjectName(QStringLiteral("confirm"));
    connect(m_verb, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::PageMargin, widgets::metrics::PageMargin, widgets::metrics::PageMargin,
                               widgets::metrics::Margin);
    column->setSpacing(widgets::metrics::WideGap);
    column->addWidget(heading);
    column->addWidget(sentence);
    column->addLayout(m_content, 1);
    column->addWidget(buttons);
    m_verb->setDefault(true); // only now that it belongs to the dialog does that count
}

void ActionDialog::makeCancelDefault()
{
    m_verb->setAutoDefault(false);
    m_cancel->setDefault(true);
    m_cancel->setFocus();
}

} // namespace skiff::desktop
