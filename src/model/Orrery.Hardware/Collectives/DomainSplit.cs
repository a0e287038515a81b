namespace Orrery.Hardware.Collectives;

/// <summary>How a group of devices falls into domains of the scale-up fabric.</summary>
/// <param name="PerGroup">Devices of the group in one domain.</param>
/// <param name="Groups">Domains that the group spans.</param>
readonly record struct DomainSplit(int PerGroup, int Groups)
{
    /// <summary>Spreads the devices evenly over as few domains as hold them.</summary>
    /// <exception cref="ArgumentException">No network reaches that many devices.</exception>
    public static DomainSplit Of(int ranks, LinkSpec? scaleUp, LinkSpec? scaleOut)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        var domain = Math.Max(1, scaleUp?.DomainSize ?? 1);
        if (ranks <= domain) return new(ranks, 1);
        if (scaleOut is null)
            throw new ArgumentException($"{ranks} devices do not fit in a domain of {domain}, and there is no network between domains.", nameof(scaleOut));
        if (ranks > scaleOut.DomainSize)
            throw new ArgumentException($"{ranks} devices do not fit on {scaleOut.Technology}, which reaches {scaleOut.DomainSize}.", nameof(scaleOut));
        var groups = (ranks + domain - 1) / domain;
        return new((ranks + groups - 1) / groups, groups);
    }
}
