#include "cluster/net/http1_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace skiff::net {

namespace {

namespace http = boost::beast::http;
using BeastError = boost::beast::error_code;

/// Folds a target in absolute form ("http://host/path") to its path and query.
std::string_view originForm(std::string_view target)
{
    const size_t scheme = target.find("://");
    if (target.empty() || target.front() == '/' || scheme == std::string_view::npos)
        return target;
    const size_t path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

/// Beast reads the grammar and the framing; this keeps what it finds in our own types.
class RequestReader final : public http::basic_parser<true>
{
public:
    Request request;
    bool headDone = false;
    bool hasHost = false;
    int version = 0; ///< 10 or 11
    size_t maxFieldBytes = 0;
    size_t fieldBytes = 0;
    bool doubtful = false; ///< framing that another program might read otherwise

private:
    void on_request_impl(http::verb, boost::beast::string_view method, boost::beast::string_view target, int number,
                         BeastError&) override
    {
        version = number;
        request.method.assign(method.data(), method.size());
        request.target = originForm({target.data(), target.size()});
        const size_t question = std::min(request.target.find('?'), request.target.size());
        request.path = request.target.substr(0, question);
        if (question < request.target.size())
            request.query = request.target.substr(question + 1);
    }

    void on_response_impl(int, boost::beast::string_view, int, BeastError&) override {}

    void on_field_impl(http::field field, boost::beast::string_view name, boost::beast::string_view value,
                       BeastError& error) override
    {
        // Beast's own limit is per put().
        fieldBytes += name.size() + value.size() + 4;
        if (fieldBytes > maxFieldBytes)
            error = http::error::header_limit;
        if (headDone)
            return; // a trailer
        if (field == http::field::host) {
            doubtful |= hasHost;
            hasHost = true;
        }
        request.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }

    void on_header_impl(BeastError&) override { headDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}

    std::size_t on_body_impl(boost::beast::string_view body, BeastError&) override
    {
        request.body.append(body.data(), body.size());
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, BeastError&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view body, BeastError&) override
    {
        request.body.append(body.data(), body.size());
        return body.size();
    }

    void on_finish_impl(BeastError&) override {}
};

class ResponseReader final : public http::basic_parser<false>
{
public:
    explicit ResponseReader(Http1ResponseParser::Events& events) : m_events(events) {}

    int status = 0;
    size_t maxFieldBytes = 0;
    bool informational() const { return status >= 100 && status < 200 && status != 101; }

private:
    void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int, BeastError&) override {}

    void on_response_impl(int code, boost::beast::string_view, int, BeastError&) override { status = code; }

    void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                       BeastError& error) override
    {
        m_fieldBytes += name.size() + value.size() + 4;
        if (m_fieldBytes > maxFieldBytes)
            error = http::error::header_limit;
        if (!m_headDone)
            m_headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }

    void on_header_impl(BeastError&) override
    {
        m_headDone = true;
        if (!informational())
            m_events.onHead(status, std::move(m_headers));
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}

    std::size_t on_body_impl(boost::beast::string_view body, BeastError&) override
    {
        m_events.onBody({body.data(), body.size()});
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, BeastError&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view body, BeastError&) override
    {
        m_events.onBody({body.data(), body.size()});
        return body.size();
    }

    void on_finish_impl(BeastError&) override {}

    Http1ResponseParser::Events& m_events;
    Headers m_headers;
    size_t m_fieldBytes = 0;
    bool m_headDone = false;
};

/// Gives a Beast parser bytes until it wants more or has all. Returns how many it took.
template <class Reader>
size_t feedReader(Reader& reader, std::string_view bytes, BeastError& error)
{
    size_t consumed = 0;
    while (!reader.is_done()) {
        const size_t taken =
            reader.put(boost::asio::const_buffer(bytes.data() + consumed, bytes.size() - consumed), error);
        consumed += taken;
        if (error == http::error::need_more) {
            error = {};
            if (taken == 0 || consumed == bytes.size())
                break;
            continue;
        }
        if (error || consumed == bytes.size())
            break;
    }
    return consumed;
}

} // namespace

class Http1RequestParser::Impl
{
public:
    Impl(size_t header, size_t body) : maxHeaderBytes(header), maxBodyBytes(body) { reset(); }

    void reset()
    {
        reader.emplace();
        reader->eager(true);
        reader->maxFieldBytes = maxHeaderBytes;
        reader->header_limit(static_cast<uint32_t>(maxHeaderBytes));
        reader->body_limit(maxBodyBytes);
        started = false;
        headChecked = false;
        expectation = false;
    }

    State fail(int status, std::string text)
    {
        errorStatus = status;
        errorText = std::move(text);
        return State::Bad;
    }

    State failParse(const BeastError& error)
    {
        if (error == http::error::header_limit)
            return fail(431, "the request's header fields are too large");
        if (error == http::error::body_limit)
            return fail(413, "the request's body is too large");
        if (error == http::error::bad_version)
            return fail(505, "this HTTP version is not supported");
        return fail(400, "malformed HTTP request: " + error.message());
    }

    /// What the grammar allows but must not be served.
    State checkHead()
    {
        const Request& request = reader->request;
        const bool coded = request.headers.has("Transfer-Encoding");
        if (coded && reader->version < 11)
            return fail(400, "transfer codings need HTTP/1.1");
        if (coded && !(reader->chunked() && request.headers.get("Transfer-Encoding").size() == 7))
            return fail(501, "this transfer coding is not supported");
        if (reader->version >= 11 && !reader->hasHost)
            return fail(400, "the Host field is missing");
        if (reader->doubtful)
            return fail(400, "more than one Host field");
        if (request.headers.has("Expect")) {
            if (!request.headers.hasToken("Expect", "100-continue"))
                return fail(417, "this expectation is not supported");
            expectation = !reader->is_done();
        }
        return State::Incomplete;
    }

    size_t maxHeaderBytes;
    size_t maxBodyBytes;
    std::optional<RequestReader> reader;
    bool started = false;
    bool headChecked = false;
    bool expectation = false;
    bool keepAlive = true;
    bool oldClient = false;
    int errorStatus = 0;
    std::string errorText;
};

Http1RequestParser::Http1RequestParser(size_t maxHeaderBytes, size_t maxBodyBytes)
    : m_impl(std::make_unique<Impl>(maxHeaderBytes, maxBodyBytes))
{}

Http1RequestParser::~Http1RequestParser() = default;

Http1RequestParser::State Http1RequestParser::feed(std::string_view bytes, size_t& consumed)
{
    consumed = 0;
    // Empty lines before a request line are to be skipped (RFC 9112, 2.2).
    while (!m_impl->started && consumed < bytes.size() && (bytes[consumed] == '\r' || bytes[consumed] == '\n'))
        ++consumed;
    if (consumed == bytes.size())
        return State::Incomplete;
    m_impl->started = true;
    BeastError error;
    consumed += feedReader(*m_impl->reader, bytes.substr(consumed), error);
    if (error)
        return m_impl->failParse(error);
    if (m_impl->reader->is_header_done() && !m_impl->headChecked) {
        m_impl->headChecked = true;
        if (m_impl->checkHead() == State::Bad)
            return State::Bad;
    }
    return m_impl->reader->is_done() ? State::Complete : State::Incomplete;
}

bool Http1RequestParser::takeExpectation()
{
    return std::exchange(m_impl->expectation, false);
}

Request Http1RequestParser::take()
{
    Request request = std::move(m_impl->reader->request);
    m_impl->keepAlive = m_impl->reader->keep_alive();
    m_impl->oldClient = m_impl->reader->version < 11;
    m_impl->reset();
    return request;
}

bool Http1RequestParser::keepAlive() const
{
    return m_impl->keepAlive;
}

bool Http1RequestParser::oldClient() const
{
    return m_impl->oldClient;
}

bool Http1RequestParser::started() const
{
    return m_impl->started;
}

int Http1RequestParser::errorStatus() const
{
    return m_impl->errorStatus;
}

std::string_view Http1RequestParser::errorText() const
{
    return m_impl->errorText;
}

class Http1ResponseParser::Impl
{
public:
    Impl(bool head, size_t header, Events given) : headRequest(head), maxHeaderBytes(header), events(std::move(given))
    {
        reset();
    }

    void reset()
    {
        reader.emplace(events);
        reader->eager(true);
        reader->skip(headRequest);
        reader->maxFieldBytes = maxHeaderBytes;
        reader->header_limit(static_cast<uint32_t>(maxHeaderBytes));
        reader->body_limit(boost::none);
    }

    bool headRequest;
    size_t maxHeaderBytes;
    Events events;
    std::optional<ResponseReader> reader;
};

Http1ResponseParser::Http1ResponseParser(bool headRequest, size_t maxHeaderBytes, Events events)
    : m_impl(std::make_unique<Impl>(headRequest, maxHeaderBytes, std::move(events)))
{}

Http1ResponseParser::~Http1ResponseParser() = default;

Status Http1ResponseParser::feed(std::string_view bytes, size_t& consumed)
{
    consumed = 0;
    while (consumed < bytes.size() && !done()) {
        BeastError error;
        const size_t taken = feedReader(*m_impl->reader, bytes.substr(consumed), error);
        consumed += taken;
        if (error)
            return {ErrorCode::InvalidArgument, "the answer is not HTTP: " + error.message()};
        if (m_impl->reader->is_done() && m_impl->reader->informational())
            m_impl->reset();
        else if (taken == 0)
            break;
    }
    return {};
}

Status Http1ResponseParser::feedEnd()
{
    if (done())
        return {};
    if (!m_impl->reader->is_header_done())
        return {ErrorCode::Unavailable, "the connection was closed before an answer came"};
    BeastError error;
    m_impl->reader->put_eof(error);
    if (error)
        return {ErrorCode::Unavailable, "the connection was closed in the middle of the answer"};
    return {};
}

bool Http1ResponseParser::headDone() const
{
    return m_impl->reader->is_header_done() && !m_impl->reader->informational();
}

bool Http1ResponseParser::done() const
{
    return m_impl->reader->is_done() && !m_impl->reader->informational();
}

bool Http1ResponseParser::keepAlive() const
{
    return m_impl->reader->keep_alive();
}

} // namespace skiff::net
