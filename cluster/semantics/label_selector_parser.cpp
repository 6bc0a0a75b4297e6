#include "cluster/semantics/label_selector_parser.h"

#include "cluster/semantics/label_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace skiff::semantics {

namespace {

enum class Token
{
    End,
    Comma,
    Open,
    Close,
    Bang,
    Equals,
    DoubleEquals,
    NotEquals,
    Greater,
    Less,
    In,
    NotIn,
    Word
};

struct Lexeme
{
    Token token = Token::End;
    std::string_view text;
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isSpecial(char c)
{
    return c == '=' || c == '!' || c == '(' || c == ')' || c == ',' || c == '>' || c == '<';
}

Token tokenOf(std::string_view text)
{
    static constexpr std::pair<std::string_view, Token> table[] = {
        {")", Token::Close},      {",", Token::Comma},     {"!", Token::Bang}, {"==", Token::DoubleEquals},
        {"=", Token::Equals},     {">", Token::Greater},   {"in", Token::In},  {"<", Token::Less},
        {"!=", Token::NotEquals}, {"notin", Token::NotIn}, {"(", Token::Open},
    };
    for (const auto& [word, token] : table)
        if (text == word)
            return token;
    return Token::Word;
}

std::vector<Lexeme> scan(std::string_view text)
{
    std::vector<Lexeme> lexemes;
    size_t at = 0;
    while (true) {
        while (at < text.size() && isBlank(text[at]))
            ++at;
        if (at == text.size())
            break;
        const size_t begin = at;
        if (isSpecial(text[at])) {
            // The longest known symbol: "==" and "!=" before "=" and "!".
            at += at + 1 < text.size() && tokenOf(text.substr(begin, 2)) != Token::Word ? 2 : 1;
        } else {
            while (at < text.size() && !isBlank(text[at]) && !isSpecial(text[at]))
                ++at;
        }
        const std::string_view word = text.substr(begin, at - begin);
        lexemes.push_back({tokenOf(word), word});
    }
    lexemes.push_back({});
    return lexemes;
}

/// Recursive descent over the lexemes. "in" and "notin" are words wherever a value may stand.
class Parser
{
public:
    explicit Parser(std::string_view text) : m_lexemes(scan(text)) {}

    Result<std::vector<LabelRequirement>> parse();

private:
    enum class Context
    {
        KeyOrOperator,
        Values
    };

    Lexeme peek(Context context) const;
    Lexeme take(Context context);
    Result<LabelRequirement> requirement();
    Status operatorAndValues(LabelRequirement& requirement);
    Status valueList(LabelRequirement& requirement);
    Status singleValue(LabelRequirement& requirement);

    std::vector<Lexeme> m_lexemes;
    size_t m_at = 0;
};

Error found(std::string_view text, std::string_view expected)
{
    return {ErrorCode::InvalidArgument, fmt::format("found '{}', expected: {}", text, expected)};
}

Lexeme Parser::peek(Context context) const
{
    Lexeme lexeme = m_lexemes[m_at];
    if (context == Context::Values && (lexeme.token == Token::In || lexeme.token == Token::NotIn))
        lexeme.token = Token::Word;
    return lexeme;
}

Lexeme Parser::take(Context context)
{
    const Lexeme lexeme = peek(context);
    if (m_at + 1 < m_lexemes.size())
        ++m_at;
    return lexeme;
}

Result<std::vector<LabelRequirement>> Parser::parse()
{
    std::vector<LabelRequirement> requirements;
    while (true) {
        const Lexeme first = peek(Context::Values);
        if (first.token == Token::End)
            return requirements;
        if (first.token != Token::Word && first.token != Token::Bang)
            return found(first.text, "!, identifier, or 'end of string'");
        auto parsed = requirement();
        if (!parsed)
            return Error{ErrorCode::InvalidArgument, "unable to parse requirement: " + parsed.error().message};
        requirements.push_back(std::move(*parsed));
        const Lexeme separator = take(Context::Values);
        if (separator.token == Token::End)
            return requirements;
        if (separator.token != Token::Comma)
            return found(separator.text, "',' or 'end of string'");
        const Lexeme next = peek(Context::Values);
        if (next.token != Token::Word && next.token != Token::Bang)
            return found(next.text, "identifier after ','");
    }
}

Result<LabelRequirement> Parser::requirement()
{
    LabelRequirement requirement;
    Lexeme key = take(Context::Values);
    const bool negated = key.token == Token::Bang;
    if (negated)
        key = take(Context::Values);
    if (key.token != Token::Word)
        return found(key.text, "identifier");
    if (const auto error = labelKeyError(key.text)) // the path of a query parameter prints as "<nil>"
        return Error{ErrorCode::InvalidArgument, fmt::format("<nil>: Invalid value: \"{}\": {}", key.text, *error)};
    requirement.key = key.text;
    const Token next = peek(Context::Values).token;
    if (negated || next == Token::End || next == Token::Comma)
        requirement.op = negated ? SelectorOperator::DoesNotExist : SelectorOperator::Exists;
    else
        SKIFF_TRY(operatorAndValues(requirement));
    SKIFF_TRY(normalise(requirement));
    return requirement;
}

Status Parser::operatorAndValues(LabelRequirement& requirement)
{
    const Lexeme word = take(Context::KeyOrOperator);
    switch (word.token) {
    case Token::In:
        requirement.op = SelectorOperator::In;
        break;
    case Token::NotIn:
        requirement.op = SelectorOperator::NotIn;
        break;
    case Token::Equals:
    case Token::DoubleEquals:
        requirement.op = SelectorOperator::Equals;
        break;
    case Token::NotEquals:
        requirement.op = SelectorOperator::NotEquals;
        break;
    case Token::Greater:
        requirement.op = SelectorOperator::GreaterThan;
        break;
    case Token::Less:
        requirement.op = SelectorOperator::LessThan;
        break;
    default:
        return found(word.text, "in, notin, =, ==, !=, gt, lt");
    }
    const bool isList = requirement.op == SelectorOperator::In || requirement.op == SelectorOperator::NotIn;
    return isList ? valueList(requirement) : singleValue(requirement);
}

Status Parser::singleValue(LabelRequirement& requirement)
{
    const Lexeme next = peek(Context::Values);
    if (next.token == Token::End || next.token == Token::Comma) {
        requirement.values.emplace_back();
        return {};
    }
    const Lexeme value = take(Context::Values);
    if (value.token != Token::Word)
        return found(value.text, "identifier");
    requirement.values.emplace_back(value.text);
    return {};
}

Status Parser::valueList(LabelRequirement& requirement)
{
    const Lexeme open = take(Context::Values);
    if (open.token != Token::Open)
        return Error{ErrorCode::InvalidArgument, fmt::format("found '{}' expected: '('", open.text)};
    bool valueDone = false; // an empty place between commas is an empty value
    while (true) {
        const Lexeme lexeme = take(Context::Values);
        switch (lexeme.token) {
        case Token::Word:
            if (valueDone)
                return found(lexeme.text, "',' or ')'");
            requirement.values.emplace_back(lexeme.text);
            valueDone = true;
            break;
        case Token::Comma:
            if (!valueDone)
                requirement.values.emplace_back();
            valueDone = false;
            break;
        case Token::Close:
            if (!valueDone)
                requirement.values.emplace_back();
            return {};
        default:
            return found(lexeme.text, valueDone ? "',' or ')'" : "',', ')' or identifier");
        }
    }
}

bool isInteger(std::string_view text)
{
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

Result<std::vector<LabelRequirement>> parseLabelRequirements(std::string_view text)
{
    return Parser(text).parse();
}

Status normalise(LabelRequirement& requirement)
{
    const auto invalid = [](std::string_view field, std::string_view value, std::string_view why) {
        return Error{ErrorCode::InvalidArgument, fmt::format("{}: Invalid value: \"{}\": {}", field, value, why)};
    };
    if (const auto error = labelKeyError(requirement.key))
        return invalid("key", requirement.key, *error);
    const bool ordered =
        requirement.op == SelectorOperator::GreaterThan || requirement.op == SelectorOperator::LessThan;
    for (size_t i = 0; i < requirement.values.size(); ++i) {
        const std::string& value = requirement.values[i];
        if (ordered && !isInteger(value))
            return invalid(fmt::format("values[{}]", i), value,
                           "for 'Gt', 'Lt' operators, the value must be an integer");
        if (const auto error = labelValueError(value))
            return invalid(fmt::format("values[{}][{}]", i, requirement.key), value, *error);
    }
    std::sort(requirement.values.begin(), requirement.values.end());
    requirement.values.erase(std::unique(requirement.values.begin(), requirement.values.end()),
                             requirement.values.end());
    return {};
}

} // namespace skiff::semantics
