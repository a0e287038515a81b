using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Carbon;
using Orrery.Hardware.Economics;

namespace Orrery.Evaluation;

/// <summary>What one accelerator takes to make, part by part; every figure is an estimate but those that its maker published.</summary>
public sealed record MakingResult
{
    /// <summary>The accelerator's title.</summary>
    public required string Accelerator { get; init; }

    /// <summary>Dies of one of its kind that fit on a wafer; absent where their area or process is not published.</summary>
    public double? DiesPerWafer { get; init; }

    /// <summary>Share of them that works.</summary>
    public double? Yield { get; init; }

    /// <summary>What one that works costs.</summary>
    public double? DieDollars { get; init; }

    /// <summary>The bill of materials: dies, each memory tier, packaging.</summary>
    public required ImmutableArray<NamedValue> MaterialsDollars { get; init; }

    /// <summary>The price that costs are reckoned with.</summary>
    public required double PriceDollars { get; init; }

    /// <summary>Whether that is no list price but the bill of materials times the usual ratio.</summary>
    public required bool PriceIsEstimate { get; init; }

    /// <summary>What making it emits by each model.</summary>
    public required ImmutableArray<NamedValue> EmbodiedKilograms { get; init; }

    /// <summary>The range that carbon is reckoned with, low.</summary>
    public required double EmbodiedLowKilograms { get; init; }

    /// <summary>The range, high.</summary>
    public required double EmbodiedHighKilograms { get; init; }

    /// <summary>Works it out.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="assumptions">Wafers, packaging and the ratio of price to materials.</param>
    public static MakingResult Of(AcceleratorSpec accelerator, CostAssumptions assumptions)
    {
        var die = accelerator.DieArea.Value > 0 && accelerator.ProcessNanometers > 0
            ? DieCost.Of(new(accelerator.DieArea.Value / accelerator.DieCount), assumptions.Wafer(accelerator.ProcessNanometers)) : null;
        var price = AcceleratorPrice.Of(accelerator, assumptions);
        var embodied = EmbodiedCarbon.Of(accelerator);
        return new MakingResult
        {
            Accelerator = accelerator.Title,
            DiesPerWafer = die?.DiesPerWafer,
            Yield = die?.Yield,
            DieDollars = die?.Cost.Value,
            MaterialsDollars = [.. BillOfMaterials.Of(accelerator, assumptions).Parts.Select(static part => new NamedValue(part.Name, part.Amount.Value))],
            PriceDollars = price.Amount.Value,
            PriceIsEstimate = price.IsEstimate,
            EmbodiedKilograms = [.. embodied.Models.Select(static model => new NamedValue(model.Name, model.Amount.Value))],
            EmbodiedLowKilograms = embodied.Low.Value,
            EmbodiedHighKilograms = embodied.High.Value,
        };
    }
}
