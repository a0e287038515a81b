using Orrery.Hardware;
using Orrery.Performance;

namespace Orrery.Evidence;

/// <summary>One measured kernel.</summary>
/// <param name="Accelerator">Where it ran.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Format">Format of its weights or cache.</param>
/// <param name="Arithmetic">The arithmetic that its peak is of.</param>
/// <param name="Work">What it did.</param>
/// <param name="Seconds">How long it took.</param>
sealed record KernelSample(AcceleratorSpec Accelerator, KernelKind Kind, NumberFormat Format, ComputeType Arithmetic, KernelWork Work, double Seconds)
{
    /// <summary>Who ran it.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Which version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Both, as calibrations name them.</summary>
    public string Release => $"{Engine} {Version}";

    /// <summary>Tokens or sequences.</summary>
    public double Batch { get; init; }

    /// <summary>The table that it is of.</summary>
    public string Table { get; init; } = "";

    /// <summary>What it shares with other batches of the same model: sizes of matrices, heads, experts.</summary>
    public string Shape { get; init; } = "";

    /// <summary>The shape in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The peak bandwidth that the kind's fit is over: of the link for what devices do together, else of the memory.</summary>
    public double Bandwidth => Kind is KernelKind.AllReduce or KernelKind.Exchange or KernelKind.BulkExchange ? Accelerator.ScaleUp!.Bandwidth.Value : Accelerator.Memory[0].ReadBandwidth.Value;

    /// <summary>The measured time beside what a fit says.</summary>
    public EvidencePoint Point(KernelFit fit) => new()
    {
        Set = Table,
        Id = $"{Accelerator.Name} {Detail}",
        Metric = Metric.OperatorTime,
        System = Accelerator.Name,
        Model = Kind.ToString().ToLowerInvariant(),
        Engine = Engine,
        Version = Version,
        Precision = Format.Name,
        Batch = Batch,
        Detail = Detail,
        Measured = Seconds,
        Predicted = Predict(fit),
    };

    /// <summary>What a fit says.</summary>
    public double Predict(KernelFit fit) => Work.Seconds(fit, Accelerator.Engine(Arithmetic).Peak.Value, Bandwidth);
}
