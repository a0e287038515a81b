using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Evidence;

/// <summary>One measured collective of a library.</summary>
/// <param name="Accelerator">Where it ran.</param>
/// <param name="Kind">What the devices did.</param>
/// <param name="Ranks">How many they were.</param>
/// <param name="PerNode">How many of them in a node.</param>
/// <param name="Bytes">Size of the message, as <see cref="CollectiveModel"/> defines it.</param>
/// <param name="Seconds">How long it took.</param>
sealed record CollectiveSample(AcceleratorSpec Accelerator, Collective Kind, int Ranks, int PerNode, double Bytes, double Seconds)
{
    /// <summary>The table that it is of.</summary>
    public string Table { get; init; } = "";

    /// <summary>The collective, as the table names it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The library's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The link that it is fitted on: that of the node, or that between nodes where each has one device.</summary>
    public LinkSpec Link => (PerNode == 1 ? Accelerator.ScaleOut : Accelerator.ScaleUp)!;

    /// <summary>What it shares with other messages: the number of devices; of two, the size.</summary>
    public string Shape => Kind == Collective.PointToPoint ? $"{Bytes} B" : $"{Ranks} devices";

    /// <summary>What is predicted with fits, or by the model of the network without.</summary>
    public double Predict(CalibrationSpec? calibration)
    {
        var fabric = Accelerator.ScaleUp! with { DomainSize = Math.Min(PerNode, Accelerator.ScaleUp.DomainSize) };
        return CollectiveModel.Create(PerNode == 1 ? null : fabric, Accelerator.ScaleOut, Ranks, calibration).Cost(Kind, Bytes).Seconds;
    }

    /// <summary>The measured time beside a prediction.</summary>
    public EvidencePoint Point(double predicted) => new()
    {
        Set = Table,
        Id = $"{Accelerator.Name} {Name} {Bytes} over {Ranks}",
        Metric = Metric.OperatorTime,
        System = Accelerator.Name,
        Model = Name,
        Engine = ("nccl " + Version).TrimEnd(),
        Batch = Ranks,
        Detail = $"{Name} of {Bytes} B over {Ranks}, {PerNode} a node",
        Measured = Seconds,
        Predicted = predicted,
    };
}
