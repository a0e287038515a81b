using Orrery.Units;

namespace Orrery.Performance;

/// <summary>An engine that launches every kernel from its host, one after another: a step takes as long as the host launches or the devices compute, whichever is longer.</summary>
/// <param name="Kernel">Host time of launching one kernel, on a host of speed 1.</param>
/// <param name="Prompt">Host time of a step with prompts, over that of as many kernels in a step of decodes.</param>
/// <param name="Collectives">Time of collectives over that of libraries of today.</param>
/// <param name="LargeSums">What the part of an all-reduce over <see cref="LargeSum"/> takes beyond the devices' time for it, as moving it at this share of a link's bandwidth; 1 where it takes nothing more.</param>
/// <param name="LargeSum">Where an all-reduce begins to be large.</param>
public sealed record HostLaunch(Seconds Kernel, double Prompt = 1, double Collectives = 1, double LargeSums = 1, Bytes LargeSum = default);
