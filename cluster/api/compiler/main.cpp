// skiff-api-compiler OUTPUT_FOLDER FILE.json...
// Writes OUTPUT_FOLDER/cluster/api/builtin_tables.cpp and OUTPUT_FOLDER/cluster/api/views/*.h.
// skiff-api-compiler --messages NAMESPACE OUTPUT_FILE FILE.json...
// Writes the tables of a protocol's messages.
#include "cluster/api/compiler/schema_set.h"
#include "cluster/api/compiler/table_writer.h"
#include "cluster/api/compiler/view_writer.h"
#include "cluster/base/file.h"

#include <fmt/format.h>

#include <deque>

namespace skiff::api {
namespace {

/// Leaves a file that is already right alone, so that nothing is built for it.
Status writeIfChanged(const std::string& path, const std::string& content)
{
    if (const auto present = file::read(path); present.ok() && *present == content)
        return {};
    return file::writeAtomically(path, content);
}

Status readSchemas(std::span<char*> files, std::deque<data::Value>& documents, SchemaSet& schemas)
{
    for (const char* path : files) {
        SKIFF_TRY_ASSIGN(const std::string text, file::read(path));
        auto document = data::parseJson(text);
        if (!document.ok())
            return document.error().in(path);
        documents.push_back(std::move(document).value());
        if (auto status = schemas.add(documents.back()); !status.ok())
            return status.error().in(path);
    }
    return schemas.link();
}

Status writeMessages(const std::string& nameSpace, const std::string& path, std::span<char*> files)
{
    std::deque<data::Value> documents;
    SchemaSet schemas;
    SKIFF_TRY(readSchemas(files, documents, schemas));
    return writeIfChanged(path, writeMessageTables(schemas, nameSpace));
}

Status run(const std::string& folder, std::span<char*> files)
{
    std::deque<data::Value> documents;
    SchemaSet schemas;
    SKIFF_TRY(readSchemas(files, documents, schemas));
    SKIFF_TRY(file::makeFolders(folder + "/cluster/api/views"));
    for (const auto& [name, content] : writeViews(schemas))
        SKIFF_TRY(writeIfChanged(folder + "/cluster/api/views/" + name, content));
    return writeIfChanged(folder + "/cluster/api/builtin_tables.cpp", writeTables(schemas));
}

} // namespace
} // namespace skiff::api

int main(int argc, char** argv)
{
    if (argc < 3) {
        fmt::print(stderr, "usage: skiff-api-compiler OUTPUT_FOLDER FILE.json...\n"
                           "       skiff-api-compiler --messages NAMESPACE OUTPUT_FILE FILE.json...\n");
        return 2;
    }
    const bool messages = argc > 4 && std::string_view(argv[1]) == "--messages";
    const auto status = messages ? skiff::api::writeMessages(argv[2], argv[3], {argv + 4, argv + argc})
                                 : skiff::api::run(argv[1], {argv + 2, argv + argc});
    if (!status.ok()) {
        fmt::print(stderr, "skiff-api-compiler: {}\n", status.error().message);
        return 1;
    }
    return 0;
}
