using Orrery.Performance;
using Orrery.Serving.Engines;
using Orrery.Serving.Front;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>The engines of an <see cref="EncodePool"/>: what waits before each, the batch in each, and embeddings on their way from each.</summary>
/// <remarks>
/// A request goes to the engine with the fewest tokens before it, and is served there first come, first served. Batches take whole requests. Embeddings that leave one engine
/// share its link; a request goes on when all of its own have arrived. Who computes its prompt is chosen only then, by what queues are like then.
/// </remarks>
sealed class Encoders : IEventSource
{
    sealed class Encoder
    {
        public readonly Queue<Encoding> Waiting = new();
        public readonly List<Encoding> Batch = [];
        public long Tokens; // that wait or are in the batch
        public long Start, End = long.MaxValue;
        public StepCost Cost;
        public int Edge;
    }

    readonly EncodePool _pool;
    readonly RunState _run;
    readonly Encoder[] _encoders;
    readonly FlowNetwork<Encoding> _network = new();
    readonly List<Encoding> _sent = []; // on their way
    int _open;

    public Encoders(EncodePool pool, RunState run)
    {
        if (pool is { Replicas: < 1 } or { MaxBatchedTokens: < 1 }) throw new ArgumentException("Encoders and tokens a batch are at least 1.", nameof(pool));
        (_pool, _run) = (pool, run);
        var latency = SimTime.From(pool.Latency);
        _encoders = [.. Enumerable.Range(0, pool.Replicas).Select(_ => new Encoder { Edge = _network.AddEdge(pool.SendBandwidth.Value, latency) })];
    }

    /// <summary>Told of requests whose embeddings have arrived, in order.</summary>
    public required Action<Encoding, long> Done { get; init; }

    /// <summary>Whether no request is here.</summary>
    public bool IsIdle => _open == 0;

    public long Next
    {
        get
        {
            var next = _network.Next.Picoseconds;
            foreach (var encoder in _encoders) next = Math.Min(next, encoder.End);
            return next;
        }
    }

    /// <summary>A request with tokens for the encoder arrives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">Its page in the front door's book; 0 where there is no front door.</param>
    /// <param name="now">The instant.</param>
    /// <returns>By which it can be given up.</returns>
    public Encoding Enqueue(in Request request, int visit, long now)
    {
        var index = 0;
        for (var i = 1; i < _encoders.Length; i++)
            if (_encoders[i].Tokens < _encoders[index].Tokens) index = i;
        var encoding = new Encoding(request, visit, index) { Since = now };
        _encoders[index].Waiting.Enqueue(encoding);
        _encoders[index].Tokens += request.EncoderTokens;
        _open++;
        if (_encoders[index].End == long.MaxValue) Start(_encoders[index], now);
        return encoding;
    }

    public void Happen(long now)
    {
        while (_network.TryTake(new(now), out var encoding))
        {
            _sent.Remove(encoding);
            _run.Recorder.Waiting(encoding.Since, now);
            _open--;
            Done(encoding, now);
        }
        foreach (var encoder in _encoders)
            if (encoder.End <= now) Finish(encoder, now);
    }

    /// <summary>Gives a request up; one in a batch leaves at its end.</summary>
    public void Cancel(Encoding encoding, long now)
    {
        encoding.IsCancelled = true;
        if (encoding.IsInBatch) return;
        if (encoding.Flow is { } flow)
        {
            _network.Cancel(flow, new(now));
            _sent.Remove(encoding);
        }
        else _encoders[encoding.Encoder].Tokens -= encoding.Request.EncoderTokens; // it is passed over when its turn comes
        _run.Recorder.Waiting(encoding.Since, now);
        _open--;
    }

    /// <summary>Records the time that unfinished requests have spent so far.</summary>
    public void Close(long now)
    {
        foreach (var encoder in _encoders)
        {
            foreach (var encoding in encoder.Waiting)
                if (!encoding.IsCancelled) _run.Recorder.Waiting(encoding.Since, now);
            foreach (var encoding in encoder.Batch) _run.Recorder.Running(encoding.Since, now);
        }
        foreach (var encoding in _sent) _run.Recorder.Waiting(encoding.Since, now);
    }

    void Start(Encoder encoder, long now)
    {
        var shape = default(StepShape);
        while (encoder.Waiting.TryPeek(out var next))
        {
            var tokens = next.Request.EncoderTokens;
            if (!next.IsCancelled && encoder.Batch.Count > 0 && tokens > _pool.MaxBatchedTokens - shape.EncoderTokens) break;
            encoder.Waiting.Dequeue();
            if (next.IsCancelled) continue;
            _run.Recorder.Waiting(next.Since, now);
            next.Since = now;
            next.IsInBatch = true;
            shape.EncoderTokens += tokens;
            encoder.Batch.Add(next);
        }
        encoder.End = long.MaxValue;
        if (encoder.Batch.Count == 0) return;
        _run.Tick(now);
        _pool.Timer.Evaluate(shape, out encoder.Cost);
        encoder.Start = now;
        encoder.End = checked(now + SimTime.FromSeconds(encoder.Cost.Seconds).Picoseconds);
    }

    void Finish(Encoder encoder, long now)
    {
        _run.Recorder.Encoding(encoder.Cost, encoder.Start, now);
        foreach (var encoding in encoder.Batch)
        {
            encoder.Tokens -= encoding.Request.EncoderTokens;
            _run.Recorder.Running(encoding.Since, now);
            encoding.Since = now;
            encoding.IsInBatch = false;
            if (encoding.IsCancelled)
            {
                _open--;
                continue;
            }
            encoding.Flow = _network.Start([encoder.Edge], (long)(encoding.Request.EncoderTokens * _pool.BytesPerToken.Value), encoding, new(now));
            _sent.Add(encoding);
        }
        encoder.Batch.Clear();
        Start(encoder, now);
    }
}

/// <summary>A request at an encoder, or its embeddings on their way.</summary>
/// <param name="request">The request.</param>
/// <param name="visit">Its page in the front door's book; 0 where there is no front door.</param>
/// <param name="encoder">Index of the encoder.</param>
sealed class Encoding(Request request, int visit, int encoder)
{
    public Request Request => request;

    public int Visit => visit;

    public int Encoder => encoder;

    /// <summary>Picoseconds since when it waits, is encoded or is on its way.</summary>
    public long Since { get; set; }

    public bool IsInBatch { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>Its embeddings, once they have left.</summary>
    public FlowId? Flow { get; set; }
}
