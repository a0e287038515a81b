using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Simulation;
using Orrery.Workloads.Traces;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Traces;

public sealed class ServeGenTests
{
    const string Windows = "0,0,0,,0,0\n600,2,0.5,Gamma,4,0.1\n1200,5,1.4,Weibull,0.73,0.1\n1800,1,1,,0,0\n";
    const string Dataset = """{"0": {"text_tokens": "{}", "output_tokens": "{}"}, "600": {"text_tokens": "{10: 0.25, 20: 0.75}", "image_tokens": "{100: 1.0}", "image_count": "{1: 1.0}", "output_tokens": "{7: 1.0}"}, "1200": {"input_tokens": "{5: 1.0}", "output_tokens": "{8: 1.0}"}}""";

    [Fact]
    public void Windows_give_rates_and_the_dataset_lengths()
    {
        var counts = new int[3];
        long twenties = 0, early = 0;
        const int seeds = 30;
        for (var seed = 0; seed < seeds; seed++)
        {
            var reader = Open(Windows, Dataset, (ulong)seed);
            while (reader.TryNext(out var request))
            {
                // Arrivals count from the first, which comes soon after 600 s, so that windows are met give or take a second.
                var window = (int)(request.Arrival.TotalSeconds / 600);
                counts[window]++;
                if (request.Arrival.TotalSeconds > 590) continue;
                early++;
                Assert.True((request.InputTokens is 110 or 120) && request.OutputTokens == 7);
                if (request.InputTokens == 120) twenties++;
            }
            Assert.Empty(reader.Problems);
        }
        Assert.Equal([1200 * seeds, 3000 * seeds, 600 * seeds], counts, (want, got) => Math.Abs(want - got) < 6 * Math.Sqrt(want));
        Assert.Equal(0.75, (double)twenties / early, 0.01);
    }

    [Fact]
    public void Traffic_opens_a_client_by_its_companion()
    {
        using MemoryStream windows = new(Encoding.UTF8.GetBytes(Windows)), dataset = new(Encoding.UTF8.GetBytes(Dataset));
        var source = TrafficSource.Open(new() { File = "trace.csv", Requests = 10 }, new RandomStreams(1), windows, dataset);
        var count = 0;
        while (source.TryNext(out _)) count++;
        Assert.Equal(10, count);
    }

    [Theory]
    [InlineData("", Dataset, "ORR3101")]
    [InlineData(Windows, "", "ORR3115")]
    [InlineData(Windows, "[]", "ORR3115")]
    [InlineData(Windows, """{"0": {"input_tokens": "{}", "output_tokens": "{}"}}""", "ORR3115")]
    [InlineData(Windows, """{"0": {"input_tokens": "{5: 7}", "output_tokens": "{1: 1}"}}""", "ORR3115")]
    [InlineData("0,1,1,Gamma,1,1\n600,fast,1,Gamma,1,1\n", Dataset, "ORR3104")]
    [InlineData("0,1,1,Pareto,1,1\n", Dataset, "ORR3104")]
    [InlineData("0,1e30,1,Gamma,1,1\n", Dataset, "ORR3104")]
    [InlineData("600,1,1,Gamma,1,1\n0,1,1,Gamma,1,1\n", Dataset, "ORR3107")]
    public void What_is_wrong_is_listed(string windows, string dataset, string id)
    {
        var reader = Open(windows, dataset);
        while (reader.TryNext(out _)) { }
        Assert.Equal(id, reader.Problems[0].Id);
    }

    [Fact]
    public void No_mutation_makes_reading_throw()
    {
        string[] pieces = ["", ",", "\n", "{", "}", "\"", ":", "-", "9", "e9", "e308", "NaN", "0.0", " ", "Weibull", "\\", "é"];
        var edits = Gen.ArrayOf(Gen.Choose(0, 1 << 20).Zip(Gen.Elements(pieces), (at, piece) => (at, piece)), 4);
        Check.One(Config.QuickThrowOnFailure.WithReplay(31UL, 33UL).WithMaxTest(2_000), Prop.ForAll(edits.ToArbitrary(), edits.ToArbitrary(), (left, right) =>
        {
            var reader = Open(left.Aggregate(Windows, Mutate), right.Aggregate(Dataset, Mutate));
            for (var i = 0; i < 2_000 && reader.TryNext(out var request); i++) Assert.True(request.InputTokens > 0 && request.OutputTokens > 0);
        }));

        static string Mutate(string text, (int At, string Piece) edit)
        {
            var at = edit.At % (text.Length + 1);
            return text[..at] + edit.Piece + text[Math.Min(text.Length, at + edit.At % 3)..];
        }
    }

    static ServeGenReader Open(string windows, string dataset, ulong seed = 1) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(windows)), new MemoryStream(Encoding.UTF8.GetBytes(dataset)), new RandomStreams(seed));
}
