#pragma once

#include "cluster/apiserver/request_context.h"

#include <functional>
#include <memory>
#include <vector>

namespace skiff::apiserver {

/// What a filter decided.
enum class Step
{
    Next,      ///< go on with the next filter
    Answered,  ///< the answer is given
    Held,      ///< the filter keeps the request and calls Pipeline::resume() later
};

/// One concern of every request, in a fixed place of the list. Shared by all requests; any thread.
class Filter
{
public:
    virtual ~Filter() = default;
    virtual Step apply(const ContextPtr& request) = 0;
};

/// Takes each request through the filters, in order, to the handler. What is thrown on the way
/// by a library or by want of memory becomes a 500. Owned by ApiServer; any thread.
class Pipeline
{
public:
    using Last = std::function<void(const ContextPtr&)>;

    void add(std::unique_ptr<Filter> filter) { m_filters.push_back(std::move(filter)); }
    void setLast(Last last) { m_last = std::move(last); }

    void run(const ContextPtr& request);
    /// Goes on behind the filter that held `request`.
    void resume(const ContextPtr& request) { run(request); }

private:
    std::vector<std::unique_ptr<Filter>> m_filters;
    Last m_last;
};

/// Runs `task`; an exception becomes the request's 500.
void runGuarded(const ContextPtr& request, const std::function<void()>& task);

} // namespace skiff::apiserver
