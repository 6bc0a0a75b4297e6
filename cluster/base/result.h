#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace skiff {

/// What the caller can do next; the words for people are in Error::message.
enum class ErrorCode
{
    InvalidArgument,   ///< the input is wrong; the same call will fail again
    Unauthenticated,   ///< who is asking is not known
    PermissionDenied,  ///< known, but not allowed
    NotFound,          ///< the named thing does not exist
    AlreadyExists,     ///< the name is taken
    Conflict,          ///< the thing changed meanwhile: read it again and retry
    Expired,           ///< the revision asked for is compacted: start again from a new list
    Unsupported,       ///< understood, but not offered here
    ResourceExhausted, ///< a limit is reached (disk, queue, quota)
    Timeout,           ///< no answer in time; the effect is unknown
    Unavailable,       ///< not reachable now: retry with back-off
    Cancelled,         ///< the caller asked to stop
    DataLoss,          ///< stored data cannot be read
    Internal,          ///< our mistake
};

std::string_view errorCodeName(ErrorCode code);

/// Why an operation failed. Messages are lower case and say what and which
/// ("pod default/web: image pull failed: ...").
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;

    /// The same error with "`prefix`: " before its message.
    [[nodiscard]] Error in(std::string_view prefix) const;
};

/// Either a value or an Error. The caller must look before it takes.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}
    Result(ErrorCode code, std::string message) : Result(Error{code, std::move(message)}) {}

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { assert(ok()); return *std::get_if<0>(&m_state); }
    const T& value() const& { assert(ok()); return *std::get_if<0>(&m_state); }
    T&& value() && { assert(ok()); return std::move(*std::get_if<0>(&m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& { assert(!ok()); return *std::get_if<1>(&m_state); }
    Error&& error() && { assert(!ok()); return std::move(*std::get_if<1>(&m_state)); }

private:
    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}
    Result(ErrorCode code, std::string message) : Result(Error{code, std::move(message)}) {}

    [[nodiscard]] bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }

    const Error& error() const& { assert(!ok()); return *m_error; }
    Error&& error() && { assert(!ok()); return std::move(*m_error); }

private:
    std::optional<Error> m_error;
};

using Status = Result<void>;

} // namespace skiff

/// Leaves the function with the error of `expression` when it failed.
#define SKIFF_TRY(expression)                                                                                          \
    do {                                                                                                               \
        if (auto skiffTryResult = (expression); !skiffTryResult.ok())                                                  \
            return std::move(skiffTryResult).error();                                                                  \
    } while (false)

#define SKIFF_CONCAT_INNER(a, b) a##b
#define SKIFF_CONCAT(a, b) SKIFF_CONCAT_INNER(a, b)

/// Declares `declaration` with the value of `expression`, or leaves the function with its error.
#define SKIFF_TRY_ASSIGN(declaration, expression)                                                                      \
    auto SKIFF_CONCAT(skiffTry, __LINE__) = (expression);                                                              \
    if (!SKIFF_CONCAT(skiffTry, __LINE__).ok())                                                                        \
        return std::move(SKIFF_CONCAT(skiffTry, __LINE__)).error();                                                    \
    declaration = std::move(SKIFF_CONCAT(skiffTry, __LINE__)).value()
