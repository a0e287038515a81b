using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>Prices and rates behind a cost: of money, energy, buildings and silicon.</summary>
public sealed record CostAssumptions
{
    const double Year = 365.25 * 86400;

    /// <summary>Price of energy; 0.09 USD/kWh by default, an assumed industrial tariff in the USA.</summary>
    public DollarsPerJoule EnergyPrice { get; init; } = new(0.09 / 3.6e6);

    /// <summary>Facility energy over IT energy (PUE).</summary>
    public double Pue { get; init; } = 1.2;

    /// <summary>Yearly interest on capital.</summary>
    public double InterestRate { get; init; } = 0.08;

    /// <summary>Yearly maintenance over capital; 3–5 % is usual.</summary>
    public double MaintenanceRate { get; init; } = 0.04;

    /// <summary>Time that the hardware serves.</summary>
    public Seconds Lifetime { get; init; } = new(4 * Year);

    /// <summary>Price of power and cooling infrastructure per watt of IT power; 10–12 USD/W is usual.</summary>
    public double FacilityDollarsPerWatt { get; init; } = 11;

    /// <summary>Time that the facility serves.</summary>
    public Seconds FacilityLifetime { get; init; } = new(12 * Year);

    /// <summary>Wafers by process, LLMCompass's prices and defect densities; the density of the nodes over 7 nm is assumed.</summary>
    public ImmutableArray<WaferProcess> Wafers { get; init; } =
    [
        new(28, new(2891), 0.001), new(14, new(3984), 0.001), new(10, new(5992), 0.0015), new(7, new(9346), 0.0015), new(5, new(16988), 0.002),
    ];

    /// <summary>Packaging and its test over the cost of the dies and memory in the package (CENT's cost model).</summary>
    public double PackagingShare { get; init; } = 0.29;

    /// <summary>
    /// Price of an accelerator over its bill of materials, for one without a price. Fitted: the geometric mean of list price over
    /// <see cref="BillOfMaterials"/> for nine accelerators from A100 to MI355X, which spread from 4 to 14.
    /// </summary>
    public double PriceOverMaterials { get; init; } = 7;

    /// <summary>The wafer of the process nearest to a node by ratio.</summary>
    public WaferProcess Wafer(double nanometers) => Wafers.MinBy(w => Math.Abs(Math.Log(w.Nanometers / nanometers)))
        ?? throw new InvalidOperationException("No wafer prices are given.");
}
