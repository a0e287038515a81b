using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What a data centre has; null where it does not bound.</summary>
/// <param name="Power">Power at the meter, cooling included.</param>
/// <param name="RackUnits">Space, in units of a rack.</param>
/// <param name="Capital">Money for accelerators and hosts.</param>
/// <param name="Carbon">Emissions over the life of the hardware, of making and of running it.</param>
public sealed record DataCentreBudget(Watts? Power = null, double? RackUnits = null, Dollars? Capital = null, Kilograms? Carbon = null);

/// <summary>What one copy of a system takes of a data centre.</summary>
/// <param name="Power">Power at the meter that must be provided.</param>
/// <param name="RackUnits">Space; null where no host of it says.</param>
/// <param name="Capital">Purchase price.</param>
/// <param name="Carbon">Emissions over its life.</param>
public sealed record DataCentreNeed(Watts Power, double? RackUnits, Dollars Capital, Kilograms Carbon);

/// <summary>How many copies of a system a data centre takes, and what ends that.</summary>
/// <param name="Copies">Whole copies.</param>
/// <param name="Limit">The budget that ends them: <c>power</c>, <c>space</c>, <c>money</c> or <c>carbon</c>.</param>
/// <param name="Used">Share of each budget that those copies take, in the order of the budgets.</param>
public sealed record DataCentreFit(long Copies, string Limit, ImmutableArray<NamedAmount<double>> Used)
{
    /// <summary>Fills a data centre with copies of one system; null where nothing bounds it.</summary>
    public static DataCentreFit? Of(DataCentreBudget budget, DataCentreNeed need)
    {
        var bounds = new List<(string Name, double Copies)>();
        Add("power", budget.Power?.Value, need.Power.Value);
        Add("space", budget.RackUnits, need.RackUnits ?? 0);
        Add("money", budget.Capital?.Value, need.Capital.Value);
        Add("carbon", budget.Carbon?.Value, need.Carbon.Value);
        if (bounds.Count == 0) return null;
        var (limit, most) = bounds.MinBy(static bound => bound.Copies);
        // A budget that holds so many exactly should not lose one to rounding.
        var copies = (long)Math.Floor(most + 1e-9);
        return new(copies, limit, [.. bounds.Select(bound => new NamedAmount<double>(bound.Name, copies / bound.Copies))]);

        void Add(string name, double? has, double takes)
        {
            if (has is { } amount && takes > 0) bounds.Add((name, amount / takes));
        }
    }
}
