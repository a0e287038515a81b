using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Workloads.Traces;

namespace Orrery.Workloads.Tests.Traces;

public sealed class MalformedTraceTests
{
    static string Folder => Path.Combine(Repository.Root, "tests", "Orrery.Workloads.Tests", "Malformed");

    public static TheoryData<string> Names() => new(Directory.GetFiles(Folder, "*.expected").Select(path => Path.GetFileNameWithoutExtension(path)!).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_are_found_where_they_are(string name)
    {
        var file = Assert.Single(Directory.GetFiles(Folder, name + ".*"), path => !path.EndsWith(".expected", StringComparison.Ordinal));
        using var stream = File.OpenRead(file);
        var reader = new TraceReader(stream);
        while (reader.TryNext(out _)) { }
        var found = reader.Problems.Select(problem => $"{problem.Line}:{problem.Column} {problem.Id}");
        Assert.Equal(File.ReadAllLines(Path.Combine(Folder, name + ".expected")), found);
        Assert.All(reader.Problems, problem => Assert.NotEmpty(problem.Message));
    }

    [Fact]
    public void No_mutation_of_a_trace_makes_reading_throw_or_break_its_promises()
    {
        string[] seeds =
        [
            "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109",
            "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,7,1.0,ChatGPT,472,18,490,\"Conversation, log\"\n6,7,1.0,ChatGPT,472,0,490,x\n",
            "{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1, 2]}\n{\"timestamp\": 3000, \"input_length\": 7322, \"output_length\": 490, \"hash_ids\": [0, 14]}\n",
            "{\"arrival_time_ns\":1,\"session_id\":\"a\",\"sub_requests\":[{\"input_toks\":10,\"output_toks\":1,\"tool_duration_ns\":3},{\"input_toks\":20,\"output_toks\":2,\"input_tok_ids\":[1,2]}]}\n",
            "0,0.805,0.5697,Gamma,3.08,0.36\n600,0.935,0.76,Weibull,1.33,1.16\n",
        ];
        string[] pieces = ["", "\n", "\r", "\0", ",", "\"", "{", "}", "[", "-", "9", "99999999999999999999999", "1e308", "1e-5", "NaN", "\\u00", "\\uD800", "é", "\uFFFD", ":", ".", " ", "null", "true", "2023-13-45 99:99:99"];
        var mutations = Gen.ArrayOf(Gen.Choose(0, 1 << 20).Zip(Gen.Elements(pieces), (at, piece) => (at, piece)), 6);
        var cases = Gen.Elements(seeds).Zip(mutations, (seed, edits) => edits.Aggregate(Encoding.UTF8.GetBytes(seed), Mutate));
        Check.One(Config.QuickThrowOnFailure.WithReplay(5UL, 7UL).WithMaxTest(8_000), Prop.ForAll(cases.ToArbitrary(), bytes =>
        {
            var reader = new TraceReader(new MemoryStream(bytes));
            var last = SimTime.Zero;
            for (var id = 0; reader.TryNext(out var request); id++)
            {
                Assert.Equal(id, request.Id);
                Assert.True(request.Arrival >= last && request.InputTokens > 0 && request.OutputTokens > 0);
                last = request.Arrival;
            }
            Assert.All(reader.Problems, problem => Assert.True(problem is { Line: > 0, Column: > 0 }));
        }));

        static byte[] Mutate(byte[] text, (int At, string Piece) edit)
        {
            var at = edit.At % (text.Length + 1);
            var cut = Math.Min(text.Length, at + edit.At % 5);
            byte[] piece = edit.Piece == "\uFFFD" ? [0xFF] : Encoding.UTF8.GetBytes(edit.Piece); // the former is no UTF-8 at all
            return [.. text[..at], .. piece, .. text[cut..]];
        }
    }
}
