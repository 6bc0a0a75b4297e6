#include "cluster/apiserver/tables/cell_writers.h"

#include <fmt/format.h>

#include <set>

namespace skiff::apiserver {

namespace {

std::string joinAddresses(const std::set<std::string_view>& addresses, std::string text = {})
{
    for (const std::string_view address : addresses)
        text.append(text.empty() ? "" : ",").append(address);
    return text;
}

std::string externalAddresses(data::Node service)
{
    const data::Node spec = service["spec"];
    const std::string_view type = spec["type"].asString();
    const std::string own = joinTexts(spec["externalIPs"], ",");
    if (type == "ExternalName")
        return std::string(spec["externalName"].asString());
    if (type == "LoadBalancer") {
        std::set<std::string_view> ingress;
        for (const data::Node each : service["status"]["loadBalancer"]["ingress"])
            ingress.insert(each["ip"] ? each["ip"].asString() : each["hostname"].asString());
        std::string text = joinAddresses(ingress);
        if (!own.empty())
            text.append(text.empty() ? "" : ",").append(own);
        return text.empty() ? "<pending>" : text;
    }
    if (type == "ClusterIP" || type == "NodePort")
        return own.empty() ? "<none>" : own;
    return "<unknown>";
}

std::string portList(data::Node ports)
{
    std::string text;
    for (const data::Node port : ports) {
        text.append(text.empty() ? "" : ",").append(port["port"].span());
        if (const int64_t nodePort = port["nodePort"].asInt().value_or(0); nodePort > 0)
            text.append(":").append(std::to_string(nodePort));
        text.append("/").append(port["protocol"].asString());
    }
    return text.empty() ? "<none>" : text;
}

/// `items` up to three, then how many more.
std::string firstThree(const std::vector<std::string>& items, std::string_view none)
{
    std::string text;
    for (size_t i = 0; i < items.size() && i < 3; ++i)
        text.append(text.empty() ? "" : ",").append(items[i]);
    if (items.size() > 3)
        text += fmt::format(" + {} more...", items.size() - 3);
    return text.empty() ? std::string(none) : text;
}

} // namespace

void writeServiceCells(data::Node service, Cells& cells)
{
    const data::Node spec = service["spec"];
    cells.text(service["metadata"]["name"].asString());
    cells.text(spec["type"].asString());
    cells.textOr(spec["clusterIPs"].at(0).asString(), "<none>");
    cells.text(externalAddresses(service));
    cells.text(portList(spec["ports"]));
    cells.age(service["metadata"]["creationTimestamp"]);
    cells.text(formatLabels(spec["selector"]));
}

void writeEndpointsCells(data::Node endpoints, Cells& cells)
{
    std::vector<std::string> all;
    for (const data::Node subset : endpoints["subsets"]) {
        const data::Node ports = subset["ports"];
        for (const data::Node address : subset["addresses"])
            if (ports.size() == 0)
                all.emplace_back(address["ip"].asString());
        for (const data::Node port : ports)
            for (const data::Node address : subset["addresses"])
                all.push_back(fmt::format("{}:{}", address["ip"].asString(), port["port"].span()));
    }
    cells.text(endpoints["metadata"]["name"].asString());
    cells.text(firstThree(all, "<none>"));
    cells.age(endpoints["metadata"]["creationTimestamp"]);
}

void writeEndpointSliceCells(data::Node slice, Cells& cells)
{
    std::vector<std::string> ports;
    for (const data::Node port : slice["ports"]) {
        if (port["port"] && !port["port"].isNull())
            ports.emplace_back(port["port"].span());
        else
            ports.emplace_back(port["name"].asString().empty() ? "*" : port["name"].asString());
    }
    std::vector<std::string> addresses;
    for (const data::Node endpoint : slice["endpoints"])
        for (const data::Node address : endpoint["addresses"])
            addresses.emplace_back(address.asString());
    cells.text(slice["metadata"]["name"].asString());
    cells.text(slice["addressType"].asString());
    cells.text(firstThree(ports, "<unset>"));
    cells.text(firstThree(addresses, "<unset>"));
    cells.age(slice["metadata"]["creationTimestamp"]);
}

} // namespace skiff::apiserver
