namespace Orrery.Evaluation;

/// <summary>What a decode step loads from a slower tier, on one device.</summary>
public sealed record OffloadResult
{
    /// <summary>What is read: <c>stream</c> or <c>sparse</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The tier that weights pass through.</summary>
    public required string Near { get; init; }

    /// <summary>The tier that holds all of them.</summary>
    public required string Far { get; init; }

    /// <summary>Weights that every token uses and that stay in the near tier.</summary>
    public required double ResidentBytes { get; init; }

    /// <summary>Neurons and experts of the last tokens that stay beside them.</summary>
    public required double WindowBytes { get; init; }

    /// <summary>Tokens of each sequence whose neurons stay; fewer than asked for where the budget does not hold more.</summary>
    public required double WindowTokens { get; init; }

    /// <summary>Neurons and experts that a step loads.</summary>
    public required double SparseBytesPerStep { get; init; }

    /// <summary>Weights that a step reads in order.</summary>
    public required double StreamedBytesPerStep { get; init; }

    /// <summary>Rate at which it reads them all.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Time of that in a step.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>Time of putting neurons in their place.</summary>
    public required double ManagementSeconds { get; init; }

    /// <summary>Share of a step that both take.</summary>
    public required double ShareOfStep { get; init; }
}
