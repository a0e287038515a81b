using Orrery.Simulation;

namespace Orrery.Workloads.Traces;

/// <summary>Requests of one ServeGen client: its windows give rates and the shape of gaps, its dataset the lengths; draws come from named streams.</summary>
/// <remarks>A window's gaps have its family and shape and a mean that yields its rate; a gap that outlasts its window goes on in the next at that window's rate.
/// Arrivals count from the first. Problems are listed, never thrown.</remarks>
public sealed class ServeGenReader : IRequestSource
{
    readonly Utf8Lines _lines;
    readonly TraceProblemList _problems = new();
    readonly ServeGenLengths? _lengths;
    readonly RandomSource _arrivals;
    readonly RandomSource _inputs;
    readonly RandomSource _outputs;
    ServeGenWindow _window;
    ServeGenWindow? _next;
    double _clock;
    double _windowEnd;
    double _left; // of the present gap, in mean gaps
    double _origin = double.NaN;
    long _taken;
    bool _ended;

    /// <summary>Opens a client.</summary>
    /// <param name="windows">The chunk's <c>trace.csv</c>.</param>
    /// <param name="dataset">The chunk's <c>dataset.json</c>, at most 64 MiB, read at once.</param>
    /// <param name="streams">Gives the streams <c>arrivals</c>, <c>input-length</c> and <c>output-length</c>.</param>
    public ServeGenReader(Stream windows, Stream dataset, RandomStreams streams)
    {
        _lines = new(windows);
        _arrivals = streams.Get("arrivals");
        _inputs = streams.Get("input-length");
        _outputs = streams.Get("output-length");
        _lengths = ServeGenLengths.Read(dataset, _problems);
        if (_lengths is not null && ReadWindow() is { } first)
        {
            _next = first;
            EnterNextWindow();
            _left = DrawGap();
        }
        else
        {
            if (_problems.All.Count == 0) _problems.AddFatal(1, 1, TraceProblemId.Empty, "the file is empty");
            _ended = true;
        }
    }

    /// <summary>What is wrong with the files, as far as they were read.</summary>
    public IReadOnlyList<TraceProblem> Problems => _problems.All;

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        request = default;
        while (!_ended && _clock + _left / _window.Rate is var due && !(due <= _windowEnd))
        {
            _left -= (_windowEnd - _clock) * _window.Rate;
            EnterNextWindow();
        }
        if (_ended) return false;
        _clock += _left / _window.Rate;
        _left = DrawGap();
        if (double.IsNaN(_origin)) _origin = _clock;
        if (_clock - _origin > SimTime.Never.TotalSeconds) return false;
        request = new(_taken++, SimTime.FromSeconds(_clock - _origin), _lengths!.DrawInput(_clock, _inputs), _lengths.DrawOutput(_clock, _outputs));
        return true;
    }

    double DrawGap()
    {
        if (!_window.IsWeibull) return _arrivals.NextGamma(_window.Shape, 1 / _window.Shape);
        return _arrivals.NextWeibull(_window.Shape, Math.Exp(-GammaDistribution.LogGamma(1 + 1 / _window.Shape)));
    }

    // A window lasts until the next begins; the last as long as the one before it, and a single one ServeGen's ten minutes.
    void EnterNextWindow()
    {
        if (_next is not { } window)
        {
            _ended = true;
            return;
        }
        var length = _windowEnd > 0 ? _windowEnd - _window.StartSeconds : 600;
        _window = window;
        _clock = window.StartSeconds;
        _next = ReadWindow();
        if (_next is null && _problems.Fatal) _ended = true;
        _windowEnd = _next?.StartSeconds ?? _clock + length;
    }

    ServeGenWindow? ReadWindow()
    {
        while (_lines.TryRead(out var line))
        {
            if (line.Length == 0) continue;
            if (!ServeGen.TryParse(line, out var window))
                _problems.Add(_lines.Number, 1, TraceProblemId.NotANumber, "a window is start_s,rate,cv,family,shape,scale", "families are Gamma, Weibull, Exp or empty");
            else if (_lines.Number > 1 && window.StartSeconds <= _clock)
                _problems.Add(_lines.Number, 1, TraceProblemId.Backwards, "this window starts before the one above");
            else return window;
            if (_problems.Fatal) return null;
        }
        if (_lines.TooLong) _problems.AddFatal(_lines.Number, 1, TraceProblemId.LineTooLong, $"a line of more than {Utf8Lines.MaxLineBytes >> 20} MiB");
        return null;
    }
}
