using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public class ModelYamlTests
{
    static readonly Provenance s_source = new(ProvenanceKind.Datasheet, "config.json, \"as published\"");

    [Fact]
    public void An_alternation_is_written_as_a_pattern_that_repeats() => Assert.Equal("""
        title: "gpt-oss-20b"
        source: { kind: datasheet, citation: "config.json, \"as published\"" }
        hidden: 2880
        vocabulary: 201088
        context-length: 131072
        precision: { experts: mxfp4 }
        attention: { heads: 64, kv-heads: 8, head-dim: 64, qkv-bias: true, output-bias: true, sinks: true }
        feed-forward: { experts: 32, top-k: 4, width: 2880, bias: true, router-bias: true }
        layers:
          - repeat: 12
            layers:
              - { count: 1, attention: { window: 128 } }
              - { count: 1 }

        """, ModelYaml.Write(Models.GptOss20B, new PrecisionSpec { Experts = NumberFormat.Mxfp4 }, s_source));

    [Fact]
    public void Layers_that_differ_are_written_in_runs() => Assert.Equal("""
        title: "deepseek-v2-lite"
        source: { kind: datasheet, citation: "config.json, \"as published\"" }
        hidden: 2048
        vocabulary: 102400
        context-length: 163840
        attention: { kind: latent, heads: 16, kv-rank: 512, nope-dim: 128, rope-dim: 64, value-dim: 128 }
        layers:
          - { count: 1, feed-forward: { width: 10944 } }
          - { count: 26, feed-forward: { experts: 64, top-k: 6, width: 1408, shared: 2 } }

        """, ModelYaml.Write(Models.DeepSeekV2Lite, new PrecisionSpec(), s_source));

    [Fact]
    public void Groups_unfold_to_the_layers_they_came_from()
    {
        foreach (var model in new[] { Models.Qwen3Next, Models.Llama4Scout, Models.DeepSeekV3, Models.GptOss120B, Models.Mamba2 })
        {
            var unfolded = LayerGroup.Of(model.Layers)
                .SelectMany(g => Enumerable.Repeat(g.Runs, g.Repeat).SelectMany(r => r))
                .SelectMany(r => Enumerable.Repeat(r.Layer, r.Count));
            Assert.Equal(model.Layers.AsEnumerable(), unfolded);
        }
    }
}
