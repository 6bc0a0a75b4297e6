#pragma once

#include "cluster/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::data {

/// An amount of a resource, such as "100m", "1.5Gi" or "2e3", exact to a billionth. A value type.
///
/// Finer fractions are rounded away from zero, as Kubernetes does
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
class Quantity
{
public:
    /// How toString() writes it.
    enum class Format : uint8_t { Decimal, Binary, Exponent };

    Quantity() = default;
    /// `count` whole units.
    explicit Quantity(int64_t count, Format format = Format::Decimal) : m_nanos(Number(count) * Unit), m_format(format)
    {}
    static Quantity fromMilli(int64_t count, Format format = Format::Decimal);

    /// InvalidArgument in the words of the Kubernetes API.
    static Result<Quantity> parse(std::string_view text);

    /// The canonical form: no fraction, the largest suffix that leaves none ("1000m" is "1", "1024Mi" is "1Gi").
    std::string toString() const;

    /// Whole units and thousandths, rounded away from zero; at most what 64 bits hold.
    int64_t value() const { return scaled(Unit); }
    int64_t milliValue() const { return scaled(Unit / 1000); }
    double toDouble() const { return static_cast<double>(m_nanos) / 1e9; }
    bool isZero() const { return m_nanos == 0; }
    Format format() const { return m_format; }

    /// The sum keeps the left side's format, or takes the right side's when the left is zero.
    Quantity& operator+=(const Quantity& other);
    Quantity& operator-=(const Quantity& other);
    friend Quantity operator+(Quantity a, const Quantity& b) { return a += b; }
    friend Quantity operator-(Quantity a, const Quantity& b) { return a -= b; }
    /// By amount alone: "1" equals "1000m".
    friend bool operator==(const Quantity& a, const Quantity& b) { return a.m_nanos == b.m_nanos; }
    friend std::strong_ordering operator<=>(const Quantity& a, const Quantity& b) { return a.m_nanos <=> b.m_nanos; }

private:
    __extension__ using Number = __int128;
    static constexpr int64_t Unit = 1'000'000'000;

    int64_t scaled(int64_t unit) const;

    Number m_nanos = 0;
    Format m_format = Format::Decimal;
};

} // namespace skiff::data
