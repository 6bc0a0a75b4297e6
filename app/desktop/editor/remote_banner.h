#pragma once

#include "app/session/edit/edit_session.h"
#include "widgets/banner.h"

namespace skiff::desktop {

/// Tells what became of the object on the server while it is edited, and what can be done about it. GUI thread.
class RemoteBanner final : public widgets::Banner
{
    Q_OBJECT

public:
    explicit RemoteBanner(QWidget* parent = nullptr);

    /// `filled`: there is a text that could be lost.
    void tell(const session::EditSession& session, bool filled, bool mayWrite);

signals:
    void mergeWanted();
    void compareWanted();
    void anewWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QPushButton* m_merge;
    QPushButton* m_compare;
    QPushButton* m_anew;
};

} // namespace skiff::desktop
