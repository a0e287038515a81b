using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>The cost of owning a system: capital spread over its life at interest, the building, maintenance and energy.</summary>
public static class TotalCostOfOwnership
{
    const double Year = 365.25 * 86400;

    /// <summary>The cost of a system while it draws a mean IT power (accelerators and hosts; the facility's overhead is added here).</summary>
    /// <remarks>The facility is paid for the power the system may draw: every accelerator's TDP and the hosts'.</remarks>
    public static CostBreakdown Of(SystemSpec system, CostAssumptions assumptions, Watts meanItPower)
    {
        var price = AcceleratorPrice.Of(system.Accelerator, assumptions);
        var accelerators = price.Amount * system.Count;
        var hosts = system.Node.HostPrice * system.HostCount;
        var provisioned = system.Accelerator.PowerLimit * system.Count + system.Node.HostPower * system.HostCount;
        var facility = new Dollars(assumptions.FacilityDollarsPerWatt * provisioned.Value);
        var recovery = CapitalRecovery(assumptions.InterestRate, assumptions.Lifetime);
        return new(
            [
                new("accelerators", Yearly(accelerators * recovery)),
                new("hosts", Yearly(hosts * recovery)),
                new("facility", Yearly(facility * CapitalRecovery(assumptions.InterestRate, assumptions.FacilityLifetime))),
                new("maintenance", Yearly((accelerators + hosts) * assumptions.MaintenanceRate)),
                new("energy", new(meanItPower.Value * assumptions.Pue * assumptions.EnergyPrice.Value)),
            ],
            accelerators + hosts, price.IsEstimate);
    }

    /// <summary>The yearly payment per dollar of capital that repays it with interest over its life; one over the years where interest is nought.</summary>
    public static double CapitalRecovery(double interestRate, Seconds lifetime)
    {
        var years = lifetime.Value / Year;
        return interestRate == 0 ? 1 / years : interestRate / (1 - Math.Pow(1 + interestRate, -years));
    }

    /// <summary>
    /// The simple form that studies of serving cost use: capital and a fifth for the rest of the server over three years (26,280 hours),
    /// energy at 0.15 USD/kWh.
    /// </summary>
    /// <param name="parts">Price of accelerators and processors.</param>
    /// <param name="power">Power drawn.</param>
    public static DollarsPerSecond Simple(Dollars parts, Watts power) =>
        new((parts.Value * 1.2 / 26280 + power.Value / 1000 * 0.15) / 3600);

    static DollarsPerSecond Yearly(Dollars amount) => amount / new Seconds(Year);
}
