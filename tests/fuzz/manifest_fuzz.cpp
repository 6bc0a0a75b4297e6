#include "app/model/edit/manifest_plan.h"

#include <cstdint>
#include <cstdlib>

using namespace skiff;
using namespace skiff::model::edit;

/// What somebody drops on the window: something comes of every file, every object has a plan, and what must be
/// there before comes before.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    Manifest manifest;
    addManifest(manifest, QStringLiteral("dropped"), {reinterpret_cast<const char*>(bytes), size});
    sortForApply(manifest.objects);
    const auto plans =
        planObjects(manifest.objects, QStringLiteral("default"),
                    [](const QString&, const QString& kind) -> std::optional<model::ResourceKind> {
                        if (kind.size() % 2 != 0)
                            return std::nullopt;
                        return model::ResourceKind{.id = kind, .kind = kind, .path = QStringLiteral("/x")};
                    });
    if (plans.size() != manifest.objects.size())
        std::abort();
    for (size_t i = 0; i < plans.size(); ++i)
        for (const auto* list : {&plans[i].after, &plans[i].mayNeed})
            for (const int before : *list)
                if (before < 0 || size_t(before) >= i)
                    std::abort();
    for (const ManifestProblem& problem : manifest.problems)
        if (problem.text.isEmpty() || problem.line < 0 || problem.column < 0)
            std::abort();
    return 0;
}
