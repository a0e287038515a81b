namespace Orrery.Hardware.Collectives;

/// <summary>What devices do together.</summary>
public enum Collective
{
    /// <summary>Every device ends with the sum of all.</summary>
    AllReduce,

    /// <summary>Every device ends with the parts of all.</summary>
    AllGather,

    /// <summary>Every device ends with its part of the sum of all.</summary>
    ReduceScatter,

    /// <summary>Every device sends a different part to each.</summary>
    AllToAll,

    /// <summary>A device sends to its neighbour.</summary>
    PointToPoint,
}

/// <summary>Time and traffic of one collective.</summary>
/// <param name="Seconds">Time from the first device ready to the last device done.</param>
/// <param name="ScaleUpBytes">Bytes that one device sends on the scale-up fabric.</param>
/// <param name="ScaleOutBytes">Bytes that one device sends on the network between domains.</param>
public readonly record struct CollectiveCost(double Seconds, double ScaleUpBytes, double ScaleOutBytes)
{
    /// <summary>Bytes that one device sends on both networks.</summary>
    public double LinkBytes => ScaleUpBytes + ScaleOutBytes;
}
