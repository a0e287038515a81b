using Orrery.Simulation;

namespace Orrery.Benchmarks.Speed;

/// <summary>A trace of prompts that begin alike: Poisson 640/s, 512 in, 256 out, the first 256 tokens one of a thousand beginnings, by Zipf's law.</summary>
static class PrefixTrace
{
    const double Rate = 640;
    const int Beginnings = 1000;

    /// <summary>Writes it into a folder, unless it is there.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder, long requests)
    {
        var path = Path.Combine(folder, $"prefixes-{requests}.jsonl");
        if (File.Exists(path)) return path;
        var streams = new RandomStreams(1);
        var (arrivals, choices) = (streams.Get("arrivals"), streams.Get("prefix"));
        var shares = new double[Beginnings];
        for (var i = 0; i < Beginnings; i++) shares[i] = (i > 0 ? shares[i - 1] : 0) + 1.0 / (i + 1);
        using var writer = new StreamWriter(path);
        var seconds = 0.0;
        for (var id = 0L; id < requests; id++)
        {
            seconds += arrivals.NextExponential(1 / Rate);
            var beginning = Array.BinarySearch(shares, choices.NextDouble() * shares[^1]);
            beginning = Math.Min(beginning < 0 ? ~beginning : beginning, Beginnings - 1);
            writer.Write($$"""{"timestamp_ms": {{seconds * 1000:0.###}}, "input_length": 512, "output_length": 256, "block_size": 256, "block_ids": [{{beginning}}, {{Beginnings + id}}]}""");
            writer.Write('\n');
        }
        return path;
    }
}
