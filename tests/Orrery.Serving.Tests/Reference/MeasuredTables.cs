using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Reference;

/// <summary>
/// A step's time from layer tables measured on one GPU (LLMServingSim 2.0's profiles, arXiv 2602.23036): dense layers by tokens, the head by
/// sequences, attention by prompt tokens, their cached tokens, decodes and their mean cached tokens, all linear between grid points and beyond them.
/// </summary>
sealed class MeasuredTables : IStepTimer
{
    static readonly string[] PerLayer = ["layernorm", "layernorm", "qkv_proj", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj"];

    readonly int _layers;
    readonly Line _once, _perLayer, _perSequence;
    readonly double[] _chunks, _decodes;
    readonly Plane?[,] _attention;

    public MeasuredTables(string folder, int layers)
    {
        _layers = layers;
        var dense = Read(folder, "dense.csv").ToLookup(static row => row[0]);
        var head = Read(folder, "per_sequence.csv").ToLookup(static row => row[0]);
        _once = Line.Sum([dense["embedding"], dense["final_layernorm"]]);
        _perLayer = Line.Sum(PerLayer.Select(name => dense[name]));
        _perSequence = Line.Sum([head["lm_head"], head["sampler"]]);

        var rows = Read(folder, "attention.csv").Select(static row => row.Select(double.Parse).ToArray()).ToArray();
        _chunks = [.. rows.Select(static row => row[0]).Distinct().Order()];
        _decodes = [.. rows.Select(static row => row[2]).Distinct().Order()];
        _attention = new Plane?[_chunks.Length, _decodes.Length];
        foreach (var corner in rows.GroupBy(static row => (row[0], row[2])))
            _attention[Array.IndexOf(_chunks, corner.Key.Item1), Array.IndexOf(_decodes, corner.Key.Item2)] = new Plane([.. corner]);
    }

    public ImmutableArray<Reach> Reaches { get; } = [Reach.Full];

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        var tokens = shape.Tokens;
        var cachedPrompts = shape.PrefillAttended[0] - shape.PrefillTokens;
        var decodes = shape.DecodeSequences;
        var cachedDecodes = decodes == 0 ? 0 : Math.Floor((shape.DecodeAttended[0] - decodes) / decodes);
        var microseconds = _once.At(tokens) + _layers * (_perLayer.At(tokens) + Attention(shape.PrefillTokens, cachedPrompts, decodes, cachedDecodes))
            + _perSequence.At(decodes + shape.PrefillSequences);
        cost = default;
        cost.Seconds = microseconds * 1e-6;
    }

    double Attention(double chunk, double cachedPrompts, double decodes, double cachedDecodes)
    {
        var (i, u) = Bracket(_chunks, chunk);
        var (j, v) = Bracket(_decodes, decodes);
        double Corner(int a, int b) => Nearest(a, b).At(cachedPrompts, cachedDecodes);
        double Row(int a) => v == 0 ? Corner(a, j) : (1 - v) * Corner(a, j) + v * Corner(a, j + 1);
        return u == 0 ? Row(i) : (1 - u) * Row(i) + u * Row(i + 1);
    }

    Plane Nearest(int i, int j)
    {
        if (_attention[i, j] is { } exact) return exact;
        var best = (Distance: double.MaxValue, Plane: default(Plane));
        for (var a = 0; a < _chunks.Length; a++)
            for (var b = 0; b < _decodes.Length; b++)
                if (_attention[a, b] is { } plane && Math.Abs(_chunks[a] - _chunks[i]) + Math.Abs(_decodes[b] - _decodes[j]) is var d && d < best.Distance)
                    best = (d, plane);
        return best.Plane!;
    }

    // The grid point before a value and how far on it lies to the next; outside the grid, along the last two points.
    static (int Index, double Share) Bracket(double[] grid, double value)
    {
        if (grid.Length == 1) return (0, 0);
        var i = Math.Clamp(Array.FindLastIndex(grid, g => g <= value), 0, grid.Length - 2);
        return (i, (value - grid[i]) / (grid[i + 1] - grid[i]));
    }

    static IEnumerable<string[]> Read(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(static line => !line.StartsWith('#')).Skip(1).Select(static line => line.Split(','));

    sealed class Line(double[] grid, double[] values)
    {
        public double At(double x)
        {
            var (i, share) = Bracket(grid, x);
            return values.Length == 1 ? values[0] : (1 - share) * values[i] + share * values[i + 1];
        }

        public static Line Sum(IEnumerable<IEnumerable<string[]>> tables)
        {
            var sums = new SortedDictionary<double, double>();
            foreach (var row in tables.SelectMany(static t => t)) sums[double.Parse(row[1])] = sums.GetValueOrDefault(double.Parse(row[1])) + double.Parse(row[2]);
            return new Line([.. sums.Keys], [.. sums.Values]);
        }
    }

    // Attention at one pair of prompt tokens and decodes, over cached tokens of prompts and of decodes.
    sealed class Plane
    {
        readonly double[] _prompts, _decodes;
        readonly double[,] _values;

        public Plane(double[][] rows)
        {
            _prompts = [.. rows.Select(static row => row[1]).Distinct().Order()];
            _decodes = [.. rows.Select(static row => row[3]).Distinct().Order()];
            _values = new double[_prompts.Length, _decodes.Length];
            foreach (var row in rows) _values[Array.IndexOf(_prompts, row[1]), Array.IndexOf(_decodes, row[3])] = row[4];
        }

        public double At(double prompts, double decodes)
        {
            var (i, u) = Bracket(_prompts, prompts);
            var (j, v) = Bracket(_decodes, decodes);
            double Row(int a) => _decodes.Length == 1 ? _values[a, 0] : (1 - v) * _values[a, j] + v * _values[a, j + 1];
            return _prompts.Length == 1 ? Row(0) : (1 - u) * Row(i) + u * Row(i + 1);
        }
    }
}
