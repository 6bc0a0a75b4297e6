#pragma once

#include <QTextBlock>
#include <QTextBlockUserData>

namespace skiff::widgets {

/// What the editor's parts keep with a block of the text; goes with the block through edits.
struct BlockData final : QTextBlockUserData
{
    bool folded = false;      ///< what can be folded below it is
    int coloredState = -1;    ///< the state that its colours were made from
    int coloredTheme = 0;     ///< and the theme; 0: has none
    int coloredRevision = -1; ///< and the text's revision

    static BlockData& of(QTextBlock block)
    {
        auto* data = static_cast<BlockData*>(block.userData());
        if (!data)
            block.setUserData(data = new BlockData);
        return *data;
    }

    static bool isFolded(const QTextBlock& block)
    {
        const auto* data = static_cast<const BlockData*>(block.userData());
        return data && data->folded;
    }
};

} // namespace skiff::widgets
