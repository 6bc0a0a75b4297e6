#pragma once

#include <QString>

namespace skiff::widgets {

/// How well `text` fits what was typed: 0 = not at all, more is better. Every word must be found, at best as the
/// begin of the text or of one of its words, at worst as letters in order ("dply" finds "Deployments").
int fuzzyScore(const QString& text, const QString& typed);

} // namespace skiff::widgets
