using Orrery.Hardware;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Scenarios.Tests;

/// <summary>Holds the catalog's models to what their makers publish and to an independent count.</summary>
public class ModelCatalogTests
{
    static readonly CatalogStore s_catalog = new(new DiskCatalogFolder(Repository.Catalog));

    public static TheoryData<string> Names => [.. s_catalog.Names(CatalogKind.Models)];

    /// <summary>
    /// Billions of parameters: all, active, read per token; and bytes of cache per token in 16 bits. Counted from the same
    /// published configurations by another program, with two RMS norms a layer and all norms left out of what is read;
    /// of Falcon-180B the head is counted apart from the embedding, as its checkpoint stores it.
    /// </summary>
    public static TheoryData<string, double, double, double, double> Counts => new()
    {
        { "llama-2-7b", 6.738, 6.738, 6.607, 524288 },
        { "llama-2-13b", 13.016, 13.016, 12.852, 819200 },
        { "llama-2-70b", 68.977, 68.977, 68.713, 327680 },
        { "llama-3.1-8b", 8.030, 8.030, 7.505, 131072 },
        { "llama-3.1-70b", 70.554, 70.554, 69.502, 327680 },
        { "llama-3.1-405b", 405.853, 405.853, 403.748, 516096 },
        { "llama-3.2-1b", 1.236, 1.236, 1.236, 32768 },
        { "llama-3.2-3b", 3.213, 3.213, 3.213, 114688 },
        { "llama-4-scout", 107.770, 17.173, 16.138, 196608 },
        { "llama-4-maverick", 400.712, 17.185, 16.150, 196608 },
        { "mistral-7b", 7.242, 7.242, 7.110, 131072 },
        { "mistral-large-2407", 122.610, 122.610, 122.205, 360448 },
        { "mixtral-8x7b", 46.703, 12.880, 12.749, 131072 },
        { "mixtral-8x22b", 140.630, 39.161, 38.959, 229376 },
        { "qwen2.5-0.5b", 0.494, 0.494, 0.494, 12288 },
        { "qwen2.5-1.5b", 1.544, 1.544, 1.544, 28672 },
        { "qwen2.5-3b", 3.086, 3.086, 3.086, 36864 },
        { "qwen2.5-7b", 7.616, 7.616, 7.070, 57344 },
        { "qwen2.5-14b", 14.770, 14.770, 13.991, 196608 },
        { "qwen2.5-32b", 32.764, 32.764, 31.985, 262144 },
        { "qwen2.5-72b", 72.706, 72.706, 71.459, 327680 },
        { "qwen3-0.6b", 0.596, 0.596, 0.596, 114688 },
        { "qwen3-4b", 4.022, 4.022, 4.022, 147456 },
        { "qwen3-8b", 8.191, 8.191, 7.568, 147456 },
        { "qwen3-14b", 14.768, 14.768, 13.990, 163840 },
        { "qwen3-32b", 32.762, 32.762, 31.984, 262144 },
        { "qwen3-30b-a3b", 30.532, 3.353, 3.042, 98304 },
        { "qwen3-235b-a22b", 235.094, 22.191, 21.568, 192512 },
        { "qwen3-coder-480b-a35b", 480.155, 35.475, 34.540, 253952 },
        { "deepseek-v2", 235.741, 21.376, 20.851, 69120 },
        { "deepseek-v2-lite", 15.706, 2.661, 2.451, 31104 },
        { "deepseek-v3", 671.026, 37.552, 36.625, 70272 },
        { "deepseek-v3.2", 671.878, 38.404, 37.477, 70272 },
        { "glm-5", 743.911, 41.785, 40.833, 89856 },
        { "kimi-k2", 1026.408, 32.861, 31.686, 70272 },
        { "glm-4.5-air", 106.852, 13.424, 12.803, 188416 },
        { "glm-4.5", 352.798, 33.632, 32.855, 376832 },
        { "gpt-oss-20b", 20.915, 4.187, 3.608, 49152 },
        { "gpt-oss-120b", 116.829, 5.712, 5.133, 73728 },
        { "gemma-2-2b", 2.614, 2.614, 2.614, 106496 },
        { "gemma-2-9b", 9.241, 9.241, 9.241, 344064 },
        { "gemma-2-27b", 27.227, 27.227, 27.226, 376832 },
        { "gemma-3-1b", 1.000, 1.000, 1.000, 26624 },
        { "gemma-3-4b", 3.880, 3.880, 3.880, 139264 },
        { "gemma-3-12b", 11.765, 11.765, 11.765, 393216 },
        { "gemma-3-27b", 27.008, 27.008, 27.008, 507904 },
        { "phi-3-mini", 3.821, 3.821, 3.722, 393216 },
        { "phi-3-medium", 13.960, 13.960, 13.796, 204800 },
        { "phi-4", 14.660, 14.660, 14.145, 204800 },
        { "phi-2", 2.780, 2.780, 2.648, 327680 },
        { "opt-6.7b", 6.658, 6.658, 6.650, 524288 },
        { "opt-30b", 29.974, 29.974, 29.958, 1376256 },
        { "opt-66b", 65.719, 65.719, 65.698, 2359296 },
        { "opt-175b", 174.602, 174.602, 174.575, 4718592 },
        { "falcon-7b", 6.922, 6.922, 6.921, 8192 },
        { "falcon-40b", 41.302, 41.302, 41.301, 122880 },
        { "falcon-180b", 179.521, 179.521, 178.552, 163840 },
    };

    [Theory, MemberData(nameof(Names))]
    public void A_model_has_the_parameters_that_its_makers_publish(string name)
    {
        var model = Model(name);
        var count = ParameterCount.Of(model);
        Assert.NotNull(model.PublishedParameters);
        // Dense models are published to four digits, mixtures of experts to two or three, and now and then with a vision encoder.
        var tolerance = model.Layers.Any(l => l.FeedForward is ExpertsSpec) ? 0.015 : 0.0005;
        Assert.InRange(count.Total / model.PublishedParameters.Value, 1 - tolerance, 1 + tolerance);

        if (model.PublishedActiveParameters is not { } active) return;
        // Makers count both embeddings, the output head only, or neither, and mostly in whole billions.
        long[] counts = [count.Active, count.Streamed, count.Streamed - count.OutputHead];
        Assert.Contains(counts, c => Math.Abs(c / active - 1) < 0.025 || Math.Round(c / 1e9) * 1e9 == active);
    }

    [Theory, MemberData(nameof(Counts))]
    public void Parameters_and_cache_agree_with_an_independent_count(string name, double all, double active, double read, double cacheBytes)
    {
        var model = Model(name);
        var count = ParameterCount.Of(model);
        AssertBillions(all, count.Total);
        AssertBillions(active, count.Active);
        AssertBillions(read, count.Streamed);
        Assert.Equal(cacheBytes, KvFootprint.Of(model).ElementsPerFreshToken * NumberFormat.Bf16.BytesPerElement);
    }

    // Published as 744 billion: without the indexer 743.18 are counted.
    [Fact]
    public void GLM_5_has_its_published_parameters_only_with_the_indexer() =>
        Assert.Equal(744, Math.Round(ParameterCount.Of(Model("glm-5")).Total / 1e9));

    [Theory, MemberData(nameof(Names))]
    public void A_model_written_as_an_entry_is_read_back_the_same(string name)
    {
        var bag = new DiagnosticBag();
        var before = s_catalog.Model(name, bag)!;
        var text = ModelYaml.Write(before.Spec, before.AsShipped, new Provenance(ProvenanceKind.Datasheet, "\u00abconfig.json\u00bb, \"as: published\" # 1"));
        var folder = new MemoryCatalogFolder(new Dictionary<string, string> { [$"models/{name}.yaml"] = text });
        var after = new CatalogStore(folder).Model(name, bag);
        Assert.Empty(bag.All);
        Assert.Equal(before.AsShipped, after!.AsShipped);
        Assert.Equal(before.Spec.Layers.AsEnumerable(), after.Spec.Layers.AsEnumerable());
        Assert.Equal(before.Spec with { Layers = default }, after.Spec with { Layers = default });
    }

    [Fact]
    public void Models_ship_in_the_formats_of_their_makers()
    {
        var bag = new DiagnosticBag();
        Assert.Equal(NumberFormat.Fp8Block, s_catalog.Model("deepseek-r1", bag)!.AsShipped.Weights);
        Assert.Equal(NumberFormat.Mxfp4, s_catalog.Model("gpt-oss-120b", bag)!.AsShipped.Experts);
        Assert.Equal(new PrecisionSpec(), s_catalog.Model("llama-3.3-70b", bag)!.AsShipped);
    }

    // A unit of the last digit for rounding, and the norms.
    static void AssertBillions(double expected, long count) => Assert.InRange(count / 1e9 - expected, -0.001 - 0.0001 * expected, 0.001 + 0.0001 * expected);

    static ModelSpec Model(string name)
    {
        var bag = new DiagnosticBag();
        var model = s_catalog.Model(name, bag);
        Assert.Empty(bag.All);
        return model!.Spec;
    }
}
