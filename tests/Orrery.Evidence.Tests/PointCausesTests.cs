namespace Orrery.Evidence.Tests;

public sealed class PointCausesTests
{
    [Fact]
    public void A_token_faster_than_the_weights_can_be_read_is_drafted()
    {
        var engine = Catalogs.Systems().Engine(new EngineSetup("h100_sxm", "llama-3.1-8b", "weights: bf16, activations: bf16, kv: bf16"), out _)!;
        // 16 GB at 3.35 TB/s: 4.8 ms.
        Assert.Contains("drafts", PointCauses.OfTpot(engine, 1, 3e-3), StringComparison.Ordinal);
        Assert.Empty(PointCauses.OfTpot(engine, 1, 6e-3));
    }

    [Fact]
    public void Users_beyond_the_cache_and_starts_as_long_as_answers_are_queues()
    {
        Assert.Equal("cache saturated: 34 of 64 users wait for a place", PointCauses.OfTtft(64, 30, 1, 0.02));
        Assert.Contains("queue", PointCauses.OfTtft(64, 64, 10, 0.02), StringComparison.Ordinal);
        Assert.Empty(PointCauses.OfTtft(64, 64, 0.5, 0.02));
    }

    [Theory]
    [InlineData("fp4", "")] // MXFP4, which it ships in, has four bits
    [InlineData("fp8", "recorded as fp8, predicted with weights of mxfp4")]
    [InlineData("", "")]
    public void Weights_of_another_width_than_recorded_are_a_cause_and_another_name_is_none(string recorded, string cause)
    {
        var engine = Catalogs.Systems().Engine(new EngineSetup("h100_sxm", "openai/gpt-oss-120b", "kv: bf16", Tensor: 2), out _)!;
        Assert.Equal(cause, PointCauses.OfFormats(engine, recorded));
    }

    [Fact]
    public void Every_listed_point_says_why_or_that_nothing_is_known()
    {
        var report = Validator.OfPublished(Catalogs.Systems());
        Assert.All(report.Points, point => Assert.NotEmpty(point.Cause));
        Assert.Contains(report.Points, point => point.Cause == "no cause known");
        var page = ValidationPage.Write(report);
        Assert.Contains("Furthest off in aic_silicon_e2e", page, StringComparison.Ordinal);
    }
}
