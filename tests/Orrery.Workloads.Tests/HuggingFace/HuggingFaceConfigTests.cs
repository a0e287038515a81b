using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware;
using Orrery.Workloads.Architectures;
using Orrery.Workloads.HuggingFace;

namespace Orrery.Workloads.Tests.HuggingFace;

public class HuggingFaceConfigTests
{
    // Totals of the published checkpoints; where only a rounded one is known, half a unit of its last digit.
    [Theory]
    [InlineData("llama-3.1-70b", 70_553_706_496, 0)]
    [InlineData("llama-2-7b", 6_738_415_616, 0)]
    [InlineData("mistral-7b", 7_241_732_096, 0)]
    [InlineData("mixtral-8x7b", 46_702_792_704, 0)]
    [InlineData("qwen2.5-7b", 7_615_616_512, 0)]
    [InlineData("qwen1.5-moe-a2.7b", 14_315_784_192, 1e-5)]
    [InlineData("qwen3-8b", 8_190_735_360, 0)]
    [InlineData("qwen3-30b-a3b", 30_532_122_624, 0)]
    [InlineData("qwen3-next-80b-a3b", 79_674_391_296, 1e-5)]
    [InlineData("deepseek-v2-lite", 15_706_484_224, 0)]
    [InlineData("deepseek-v3", 671_026_419_200, 0)]
    [InlineData("kimi-k2", 1_026_408_000_000, 1e-6)]
    [InlineData("glm-4.5-air", 106_852_000_000, 1e-5)]
    [InlineData("gpt-oss-20b", 20_914_757_184, 0)]
    [InlineData("gemma-2b", 2_506_172_416, 0)]
    [InlineData("gemma-2-2b", 2_614_341_888, 0)]
    [InlineData("gemma-3-4b", 3_880_099_328, 1e-4)]
    [InlineData("phi-3-mini", 3_821_079_552, 0)]
    [InlineData("phi-2", 2_779_683_840, 1e-4)]
    [InlineData("opt-6.7b", 6_658_473_984, 0)]
    [InlineData("falcon-7b", 6_921_720_704, 0)]
    [InlineData("falcon-40b", 41_303_293_952, 0)]
    [InlineData("llama-4-maverick", 400_712_000_000, 1e-5)]
    [InlineData("mamba-codestral-7b", 7_285_403_648, 1e-3)]
    public void A_published_configuration_gives_the_parameters_of_its_checkpoint(string name, long total, double tolerance)
    {
        var count = ParameterCount.Of(Read(name)).Total;
        Assert.True(Math.Abs(count - total) <= total * tolerance, $"{name}: {count:N0} instead of {total:N0}, {count / (double)total - 1:P4}");
    }

    [Fact]
    public void The_layers_of_DeepSeek_V3_equal_those_typed_by_hand()
    {
        var read = Read("deepseek-v3");
        Assert.Equal(Architectures.Models.DeepSeekV3.Layers.AsEnumerable(), read.Layers.AsEnumerable());
        Assert.Equal(1, read.PredictionHeads);
        Assert.Same(read.Layers[3], read.Layers[60]);
    }

    [Fact]
    public void The_layers_of_DeepSeek_V32_have_an_indexer()
    {
        var read = Read("deepseek-v3.2");
        Assert.Equal(Architectures.Models.DeepSeekV3x2.Layers.AsEnumerable(), read.Layers.AsEnumerable());
        Assert.Equal(61L * (1536 * 8192 + 7168 * 128 + 7168 * 64 + 256), ParameterCount.Of(read).Total - ParameterCount.Of(Read("deepseek-v3")).Total);
    }

    [Theory]
    [InlineData("gpt-oss-20b", ReachKind.Window, 128, 12, 1)]
    [InlineData("gemma-2-2b", ReachKind.Window, 4096, 13, 1)]
    [InlineData("gemma-3-4b", ReachKind.Window, 1024, 29, 5)]
    [InlineData("llama-4-maverick", ReachKind.Chunk, 8192, 36, 3)]
    [InlineData("mistral-7b", ReachKind.Window, 4096, 32, -1)]
    [InlineData("qwen2.5-7b", ReachKind.Window, 131072, 0, 0)]
    public void Windows_and_chunks_lie_where_the_family_puts_them(string name, ReachKind kind, int tokens, int layers, int firstFull)
    {
        var reaches = Read(name).Layers.Select(l => ((AttentionSpec)l.Mixer).Reach).ToList();
        Assert.Equal(layers, reaches.Count(r => r == new Reach(kind, tokens)));
        Assert.Equal(firstFull, reaches.IndexOf(Reach.Full));
    }

    [Fact]
    public void Maverick_puts_experts_in_every_second_layer()
    {
        var layers = Read("llama-4-maverick").Layers;
        Assert.Equal(16384, Assert.IsType<DenseSpec>(layers[0].FeedForward).Width);
        Assert.Equal(8192, Assert.IsType<ExpertsSpec>(layers[1].FeedForward).Width);
        Assert.Equal(24, layers.Count(l => l.FeedForward is ExpertsSpec));
    }

    [Theory]
    [InlineData("""{"quant_method":"fp8","weight_block_size":[128,128]}""", "fp8-block", null, "fp8")]
    [InlineData("""{"quant_method":"fp8"}""", "fp8", null, "fp8")]
    [InlineData("""{"quant_method":"mxfp4"}""", "bf16", "mxfp4", "bf16")]
    [InlineData("""{"quant_method":"gptq","bits":4,"group_size":128}""", "int4", null, "bf16")]
    [InlineData("""{"quant_method":"awq","bits":8}""", "int8", null, "bf16")]
    [InlineData("""{"quant_method":"modelopt","quant_algo":"NVFP4"}""", "nvfp4", null, "nvfp4")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"group_0":{"weights":{"num_bits":8,"type":"float"},"input_activations":{"num_bits":8,"type":"float"}}},"ignore":["lm_head"]}""", "fp8", null, "fp8")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"group_0":{"weights":{"num_bits":4,"type":"int","group_size":128}}}}""", "int4", null, "bf16")]
    [InlineData("""{"quant_method":"a-new-one"}""", "bf16", null, "bf16")]
    public void Quantisation_becomes_a_precision(string quantization, string weights, string? experts, string activations)
    {
        var json = Configs.All["mixtral-8x7b"].TrimEnd().TrimEnd('}') + $",\"quantization_config\":{quantization}}}";
        var read = HuggingFaceConfig.Read(json, "m");
        Assert.Empty(read.Problems);
        Assert.Equal((weights, experts, activations, NumberFormat.Bf16), (read.Precision.Weights.Name, read.Precision.Experts?.Name, read.Precision.Activations.Name, read.Precision.Embeddings));
        Assert.Equal(quantization.Contains("a-new-one"), read.Notes.Any(n => n.Contains("a-new-one")));
    }

    [Fact]
    public void An_unknown_family_is_read_by_its_keys_and_says_so()
    {
        var read = HuggingFaceConfig.Read(Configs.All["llama-3.1-70b"].Replace("\"llama\"", "\"newcomer\"", StringComparison.Ordinal), "n");
        Assert.Equal(70_553_706_496, ParameterCount.Of(read.Model!).Total);
        Assert.Contains("newcomer", Assert.Single(read.Notes));
    }

    [Theory]
    [InlineData("", "ORR2101", "")]
    [InlineData("[1]", "ORR2101", "")]
    [InlineData("{\"model_type\":\"\\ud800\"}", "ORR2101", "")]
    [InlineData("{\"model_type\":\"llama\"}", "ORR2102", "hidden_size")]
    [InlineData("{\"model_type\":\"llama\",\"hidden_size\":\"4096\"}", "ORR2103", "hidden_size")]
    [InlineData("{\"model_type\":\"llama\",\"hidden_size\":-1}", "ORR2104", "hidden_size")]
    [InlineData("{\"model_type\":\"llama\",\"hidden_size\":1e300}", "ORR2104", "hidden_size")]
    [InlineData("{\"model_type\":\"gemma3\",\"text_config\":{\"hidden_size\":1.5}}", "ORR2103", "text_config.hidden_size")]
    [InlineData("{\"model_type\":\"t5\",\"is_encoder_decoder\":true}", "ORR2105", "is_encoder_decoder")]
    public void A_configuration_that_cannot_be_read_says_where_and_why(string json, string id, string path)
    {
        var read = HuggingFaceConfig.Read(json, "m");
        Assert.Null(read.Model);
        Assert.Contains(read.Problems, p => p.Id == id && p.Path == path);
    }

    [Theory]
    [InlineData("\"num_key_value_heads\":8", "\"num_key_value_heads\":7", "num_key_value_heads")]
    [InlineData("\"num_experts_per_tok\":2", "\"num_experts_per_tok\":9", "num_experts_per_tok")]
    public void Values_that_contradict_each_other_are_a_problem(string from, string to, string path)
    {
        var read = HuggingFaceConfig.Read(Configs.All["mixtral-8x7b"].Replace(from, to, StringComparison.Ordinal), "m");
        Assert.Contains(read.Problems, p => p.Id == "ORR2106" && p.Path == path);
    }

    [Fact]
    public void Damaged_configurations_are_read_or_refused_but_never_thrown_at()
    {
        string[] splinters = ["null", "0", "-1", "1e400", "\"\\ud800\"", "[]", "{}", "[null]", "true", "1.5", "2147483648", "{\"a\":1}", "NaN", ",", "\""];
        var damage =
            from config in Gen.Elements(Configs.All.Values.ToArray())
            from cut in Gen.Choose(0, config.Length - 1)
            from length in Gen.Choose(0, 24)
            from splinter in Gen.Elements(splinters)
            from value in Gen.Elements(true, false)
            select value ? ReplaceValue(config, cut, splinter) : config.Remove(cut, Math.Min(length, config.Length - cut)).Insert(cut, splinter);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(4000).WithReplay(20260809, 1),
            Prop.ForAll(damage.ToArbitrary(), json =>
            {
                var read = HuggingFaceConfig.Read(json, "m");
                Assert.Equal(read.Problems.IsEmpty, read.Model is not null);
                if (read.Model is not { } model) return;
                KvFootprint.Of(model);
                Assert.True(ParameterCount.Of(model).Total > 0);
            }));
    }

    // Puts a splinter in place of the value after some colon, so that the document often stays JSON.
    static string ReplaceValue(string json, int near, string splinter)
    {
        var colon = json.IndexOf(':', near);
        if (colon < 0) return json;
        var end = json.IndexOfAny([',', '}'], colon);
        return end < 0 ? json : json[..(colon + 1)] + splinter + json[end..];
    }

    internal static ModelSpec Read(string name)
    {
        var read = HuggingFaceConfig.Read(Configs.All[name], name);
        Assert.Empty(read.Problems);
        return read.Model!;
    }
}
