using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <summary>
/// The closed form of a limit study: how fast a step of decoding could be if memory, arithmetic and synchronisation were all that took time
/// (LIMINAL, arXiv 2507.14397, Eq. 1). What fits is not asked here.
/// </summary>
/// <param name="Memory">Weights and cache of the whole batch over the bandwidth of all devices.</param>
/// <param name="Compute">Arithmetic over the peak of all devices.</param>
/// <param name="Synchronisation">What no transfer hides: so many collectives of an empty message in every layer.</param>
public readonly record struct DecodeLimit(Seconds Memory, Seconds Compute, Seconds Synchronisation)
{
    /// <summary>Time between two tokens of one user.</summary>
    public Seconds Token => Seconds.Max(Memory, Compute) + Synchronisation;

    /// <summary>Tokens that one user gets in a second (UTPS).</summary>
    public double UserTokensPerSecond => 1 / Token.Value;

    /// <summary>Works out the limit, every weight read once a step whatever the batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="accelerator">The device: its nearest memory tier, the engine of the weights' arithmetic and the latencies of its links.</param>
    /// <param name="devices">Devices that share all work evenly.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens that each attends to.</param>
    /// <param name="syncsPerLayer">Collectives that a layer waits for.</param>
    public static DecodeLimit Of(ModelSpec model, PrecisionSpec precision, AcceleratorSpec accelerator, int devices, int batch, long context, double syncsPerLayer)
    {
        var weights = WeightFootprint.Of(model, precision).Total;
        var cache = KvFootprint.Of(model).Read(context, precision.Kv) * batch;
        var attention = model.Layers.Sum(layer => MixerWork.FlopsPerDecode(layer.Mixer, context));
        var flops = batch * (2.0 * ParameterCount.Of(model).Streamed + attention);
        var link = devices == 1 ? default : devices <= (accelerator.ScaleUp?.DomainSize ?? 1) ? accelerator.ScaleUp!.Latency : accelerator.ScaleOut?.Latency ?? default;
        return new(
            new((weights + cache).Value / (devices * accelerator.Memory[0].ReadBandwidth.Value)),
            new(flops / (devices * accelerator.Engine(precision.Weights.Compute).Peak.Value)),
            link * (syncsPerLayer * model.Layers.Length));
    }
}
