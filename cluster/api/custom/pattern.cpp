#include "cluster/api/custom/schema.h"

#include <re2/re2.h>

namespace skiff::api::custom {

struct Pattern::Compiled
{
    re2::RE2 expression;
};

Pattern::Pattern(std::string_view text) : m_text(text)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    m_compiled.reset(new Compiled{re2::RE2(re2::StringPiece(m_text.data(), m_text.size()), options)});
    if (!m_compiled->expression.ok())
        m_error = m_compiled->expression.error();
}

Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view value) const
{
    return m_error.empty() &&
           re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), m_compiled->expression);
}

} // namespace skiff::api::custom
