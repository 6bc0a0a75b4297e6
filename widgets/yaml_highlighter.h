#pragma once

#include <QSyntaxHighlighter>

#include <memory>

namespace skiff::widgets {

struct Tokens;

/// Colours YAML in `document` with the theme's colours: KSyntaxHighlighting's definition where the
/// build has it, else keys, comments and strings by our own rules.
std::unique_ptr<QSyntaxHighlighter> makeYamlHighlighter(QTextDocument* document, const Tokens& tokens);

} // namespace skiff::widgets
