using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>The steady state of engines that compute prompts and of others that generate, under equal requests: the slower pool sets the pace.</summary>
/// <remarks>The way of the caches between them is not counted: it adds to the latency of the second token, and bounds the rate only where links are slow.</remarks>
sealed class SplitPools
{
    readonly EngineModel _decode;
    readonly EngineModel _prefill;
    readonly int _inputTokens, _outputTokens;
    readonly double _prefillRate, _prefillJoules;

    /// <summary>Works out the pool of prompts.</summary>
    /// <param name="decode">An engine that generates.</param>
    /// <param name="prefill">An engine for prompts.</param>
    /// <param name="inputTokens">Prompt of each request.</param>
    /// <param name="outputTokens">Tokens that each generates, the first included.</param>
    public SplitPools(EngineModel decode, EngineModel prefill, int inputTokens, int outputTokens)
    {
        (_decode, _prefill, _inputTokens, _outputTokens) = (decode, prefill, inputTokens, outputTokens);
        Ttft = BatchTiming.Of(prefill, 1, inputTokens, 1).MeanTtftSeconds + decode.Serving.ClientOverhead.Value;
        var together = Math.Max(1, prefill.Serving.MaxBatchedTokens / inputTokens);
        var full = BatchTiming.Of(prefill, together, inputTokens, 1);
        _prefillRate = prefill.Plan.Replicas * together / full.PrefillSeconds;
        _prefillJoules = full.PrefillJoules / together;
    }

    /// <summary>Time to first token of a request alone, in seconds.</summary>
    public double Ttft { get; }

    /// <summary>Requests per second that the engines for prompts compute at most.</summary>
    public double PrefillRate => _prefillRate;

    /// <summary>Requests per second that the others generate with so many sequences in each.</summary>
    public double DecodeRate(double running) => DecodeRate(running, Step(running));

    /// <summary>Requests per second of the whole with so many sequences in each engine that generates.</summary>
    public double RequestsPerSecond(double running) => Math.Min(_prefillRate, DecodeRate(running));

    /// <summary>The point with so many sequences in each engine that generates.</summary>
    public OperatingPoint Point(double running)
    {
        var step = Step(running);
        var decodeRate = DecodeRate(running, step);
        var rate = Math.Min(_prefillRate, decodeRate);
        var decodeJoules = (_outputTokens - 1) / step.Tokens * step.Cost.Joules / running;
        var watts = rate * (_prefillJoules + decodeJoules)
            + Idle(_prefill, rate / _prefillRate) + Idle(_decode, double.IsFinite(decodeRate) ? rate / decodeRate : 0)
            + _prefill.Plan.System.HostWatts().Value + _decode.Plan.System.HostWatts().Value;
        var tokens = rate * _outputTokens;
        return new OperatingPoint(running * _decode.Plan.Replicas, step.Tpot, Ttft, tokens, watts / tokens);
    }

    DecodeStep Step(double running) => _decode.Decode(Math.Max(1, (int)Math.Round(running)), _inputTokens + (_outputTokens + 1) / 2);

    double DecodeRate(double running, in DecodeStep step) =>
        _outputTokens > 1 ? _decode.Plan.Replicas * running / ((_outputTokens - 1) * step.Tpot) : double.PositiveInfinity;

    static double Idle(EngineModel engine, double busy) => (1 - busy) * engine.Steps!.IdleWatts * engine.Plan.Replicas;
}
