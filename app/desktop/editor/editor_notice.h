#pragma once

#include "app/desktop/editor/words.h"
#include "widgets/banner.h"

namespace skiff::desktop {

/// What became of a write, or of edits of another time, told over the text until the user has read it. GUI thread.
class EditorNotice final : public widgets::Banner
{
    Q_OBJECT

public:
    /// What the strip offers besides closing it.
    enum class Offer
    {
        None,
        GiveUpEdits
    };

    explicit EditorNotice(QWidget* parent = nullptr);

    void tell(widgets::Glyph glyph, Words words, Offer offer = Offer::None);

signals:
    void giveUpWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    widgets::Glyph m_glyph = widgets::Glyph::Triangle;
    Words m_words;
    QPushButton* m_giveUp;
    QPushButton* m_close;
};

} // namespace skiff::desktop
