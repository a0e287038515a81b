using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware.Carbon;

/// <summary>What making a thing emits, by models that disagree.</summary>
/// <param name="Low">The maker's own figure, or its split applied to this accelerator where there is none; hosts included.</param>
/// <param name="High">Boavizta's model where it is higher; hosts included.</param>
/// <param name="Models">Each model's figure for one accelerator. <c>act-silicon</c> counts chips alone and bounds nothing.</param>
public sealed record EmbodiedResult(Kilograms Low, Kilograms High, ImmutableArray<NamedAmount<Kilograms>> Models);

/// <summary>What making hardware emits, by every published model that applies.</summary>
public static class EmbodiedCarbon
{
    /// <summary>The name of the maker's or measured figure in <see cref="EmbodiedResult.Models"/>.</summary>
    public const string Published = "published";

    /// <summary>The name of <see cref="PackageRegression"/>'s figure.</summary>
    public const string Regression = "regression";

    /// <summary>The name of <see cref="BoaviztaCard"/>'s figure.</summary>
    public const string Boavizta = "boavizta";

    /// <summary>The name of <see cref="ActModel"/>'s figure.</summary>
    public const string Act = "act-silicon";

    /// <summary>The footprint of one accelerator. Models by die area are left out where it is not published.</summary>
    public static EmbodiedResult Of(AcceleratorSpec accelerator)
    {
        var models = ImmutableArray.CreateBuilder<NamedAmount<Kilograms>>();
        var regression = PackageRegression.Of(accelerator);
        if (accelerator.VendorEmbodied is { } published) models.Add(new(Published, published));
        models.Add(new(Regression, regression));
        var low = accelerator.VendorEmbodied ?? regression;
        var high = low;
        if (accelerator.DieArea.Value > 0)
        {
            var boavizta = BoaviztaCard.Of(accelerator).Embodied + OtherMemory(accelerator);
            models.Add(new(Boavizta, boavizta));
            (low, high) = (Kilograms.Min(low, boavizta), Kilograms.Max(high, boavizta));
            if (accelerator.ProcessNanometers > 0) models.Add(new(Act, ActModel.Of(accelerator)));
        }
        return new(low, high, models.ToImmutable());
    }

    /// <summary>The footprint of a system: its accelerators and its hosts.</summary>
    public static EmbodiedResult Of(SystemSpec system)
    {
        var one = Of(system.Accelerator);
        var hosts = system.Node.HostEmbodied * system.HostCount;
        return one with { Low = one.Low * system.Count + hosts, High = one.High * system.Count + hosts };
    }

    /// <summary>Memory that Boavizta's cards do not have, at its tiers' high estimate per byte.</summary>
    static Kilograms OtherMemory(AcceleratorSpec accelerator)
    {
        var sum = Kilograms.Zero;
        foreach (var tier in accelerator.Memory)
            if (tier.Family() != MemoryFamily.BoardDram) sum += tier.Capacity * tier.EmbodiedHigh;
        return sum;
    }
}
