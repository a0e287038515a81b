using System.Globalization;
using System.Text.Json;
using Orrery.Simulation;

namespace Orrery.Workloads.Traces;

/// <summary>The distributions of lengths of a ServeGen client, by the window in which they hold.</summary>
sealed class ServeGenLengths
{
    const int MaxBytes = 64 << 20;

    readonly List<(double Start, List<Pmf> Inputs, Pmf Output)> _windows = [];

    /// <summary>Reads <c>dataset.json</c>: windows, each with a distribution per kind of token written as a Python dictionary.</summary>
    /// <returns>Null, with a problem, where it cannot be read or holds no lengths.</returns>
    public static ServeGenLengths? Read(Stream stream, TraceProblemList problems)
    {
        var lengths = new ServeGenLengths();
        try
        {
            using var buffer = new MemoryStream();
            var chunk = new byte[1 << 16];
            for (int read; (read = stream.Read(chunk)) > 0 && buffer.Length <= MaxBytes;) buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBytes) throw new JsonException("it is longer than 64 MiB");
            buffer.Position = 0;
            using var document = JsonDocument.Parse(buffer);
            foreach (var window in document.RootElement.EnumerateObject()) lengths.Add(window);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            problems.AddFatal(1, 1, TraceProblemId.Companion, $"the dataset cannot be read: {error.Message}");
            return null;
        }
        lengths._windows.Sort((a, b) => a.Start.CompareTo(b.Start));
        if (lengths._windows.Count > 0) return lengths;
        problems.AddFatal(1, 1, TraceProblemId.Companion, "the dataset holds no distribution of input and output tokens");
        return null;
    }

    /// <summary>Draws a prompt's length at a time: the sum over its kinds of tokens (text, image, audio, video).</summary>
    public int DrawInput(double seconds, RandomSource random)
    {
        var sum = 0.0;
        foreach (var kind in At(seconds).Inputs) sum += kind.Draw(random);
        return (int)Math.Clamp(Math.Round(sum), 1, int.MaxValue);
    }

    /// <summary>Draws an output's length at a time.</summary>
    public int DrawOutput(double seconds, RandomSource random) => (int)Math.Clamp(Math.Round(At(seconds).Output.Draw(random)), 1, int.MaxValue);

    // The window that holds at a time; where it was empty, the one before it, or else the first.
    (double Start, List<Pmf> Inputs, Pmf Output) At(double seconds)
    {
        var low = 0;
        var high = _windows.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_windows[middle].Start <= seconds) low = middle;
            else high = middle - 1;
        }
        return _windows[low];
    }

    void Add(JsonProperty window)
    {
        var inputs = new List<Pmf>();
        Pmf? output = null;
        foreach (var kind in window.Value.EnumerateObject())
        {
            if (!kind.Name.EndsWith("_tokens", StringComparison.Ordinal) || Pmf.Parse(kind.Value.GetString() ?? "") is not { } pmf) continue;
            if (kind.Name == "output_tokens") output = pmf;
            else inputs.Add(pmf);
        }
        if (inputs.Count > 0 && output is not null) _windows.Add((double.Parse(window.Name, CultureInfo.InvariantCulture), inputs, output));
    }

    sealed class Pmf
    {
        readonly double[] _values;
        readonly double[] _cumulative;

        Pmf(double[] values, double[] cumulative)
        {
            _values = values;
            _cumulative = cumulative;
        }

        /// <summary>Reads <c>{60: 0.18, 61: 0.07}</c>; null where it is empty.</summary>
        public static Pmf? Parse(string text)
        {
            var values = new List<double>();
            var cumulative = new List<double>();
            var sum = 0.0;
            foreach (var pair in text.Trim().Trim('{', '}').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var colon = pair.IndexOf(':', StringComparison.Ordinal);
                var value = double.Parse(colon < 0 ? "" : pair[..colon], CultureInfo.InvariantCulture);
                var share = double.Parse(pair[(colon + 1)..], CultureInfo.InvariantCulture);
                if (!(value is >= 0 and <= int.MaxValue && share is >= 0 and <= 1 + 1e-9)) throw new FormatException($"'{pair}' is no share of a length");
                values.Add(value);
                cumulative.Add(sum += share);
            }
            return sum > 0 ? new([.. values], [.. cumulative]) : null;
        }

        public double Draw(RandomSource random)
        {
            var found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
            // A draw on a boundary belongs to the value after it; values without a share are passed over.
            var index = found < 0 ? ~found : found + 1;
            return _values[Math.Min(index, _values.Length - 1)];
        }
    }
}
