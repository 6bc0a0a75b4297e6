#include "app/desktop/message.h"

#include "app/model/advice.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

namespace skiff::desktop {

namespace {

constexpr int TextWidth = 340;
constexpr int SpacerOfBox = 15; ///< what a QMessageBox without an icon has on the left

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::desktop::Message)
};

QMessageBox* makeBox(QWidget* parent, const QString& title, const QString& words)
{
    auto* box = new QMessageBox(parent->window());
    box->setObjectName(QStringLiteral("messageBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QCoreApplication::applicationName());
    box->setTextFormat(Qt::PlainText);
    box->setText(title);
    if (auto* label = box->findChild<QLabel*>(QStringLiteral("qt_msgbox_label"))) {
        QFont bold = label->font();
        bold.setWeight(QFont::DemiBold);
        label->setFont(bold);
    }
    if (auto* grid = qobject_cast<QGridLayout*>(box->layout())) {
        using namespace widgets::metrics;
        grid->setContentsMargins(PageMargin - SpacerOfBox, PageMargin, PageMargin, Margin);
        grid->setHorizontalSpacing(0);
    }
    box->setInformativeText(words);
    if (auto* label = box->findChild<QLabel*>(QStringLiteral("qt_msgbox_informativelabel"))) {
        label->setTextFormat(Qt::PlainText); // what is pasted, or a server's words, may look like tags
        label->setMinimumWidth(TextWidth);
    }
    return box;
}

} // namespace

void tell(QWidget* parent, const QString& title, const QString& words)
{
    const model::Advice advice = model::takeApart(words);
    QMessageBox* box = makeBox(parent, title, advice.command.isEmpty() ? advice.words : advice.words + QLatin1Char('\n') + advice.command);
    if (!advice.command.isEmpty()) {
        QPushButton* copy = box->addButton(Words::tr("Copy command"), QMessageBox::ActionRole);
        copy->setObjectName(QStringLiteral("copyCommand"));
        QObject::connect(copy, &QPushButton::clicked, parent,
                         [command = advice.command] { QGuiApplication::clipboard()->setText(command); });
    }
    QPushButton* close = box->addButton(Words::tr("Close"), QMessageBox::RejectRole);
    box->setDefaultButton(close);
    box->setEscapeButton(close);
    box->open();
}

void confirm(QWidget* parent, const QString& title, const QString& words, const QString& action,
             const std::function<void()>& confirmed)
{
    QMessageBox* box = makeBox(parent, title, words);
    QPushButton* yes = box->addButton(action, QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("confirm"));
    QPushButton* no = box->addButton(Words::tr("Cancel"), QMessageBox::RejectRole);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    QObject::connect(yes, &QPushButton::clicked, parent, confirmed);
    box->open();
}

} // namespace skiff::desktop
