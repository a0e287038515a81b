namespace Orrery.Evidence.Tests;

public sealed class ExpertVisitsTests
{
    [Theory]
    [InlineData(1, 128, 8)]
    [InlineData(7, 128, 8)]
    [InlineData(64, 256, 8)]
    [InlineData(16384, 8, 2)]
    public void One_device_serves_every_visit_and_balance_touches_as_many_experts_as_there_are_visits_for(int tokens, int experts, int topK)
    {
        Assert.Equal(((double)tokens * topK, Math.Min(experts, tokens * topK)), ExpertVisits.Of(tokens, experts, topK, 1, "balanced"));
        foreach (var skewed in new[] { "power_law_1.01", "power_law_1.2" })
        {
            var (rows, touched) = ExpertVisits.Of(tokens, experts, topK, 1, skewed);
            Assert.Equal(tokens * topK, rows);
            Assert.InRange(touched, Math.Min(experts, topK), Math.Min(experts, tokens * topK));
        }
    }

    [Fact]
    public void Of_several_devices_the_busiest_is_timed()
    {
        var (even, _) = ExpertVisits.Of(4096, 128, 8, 32, "balanced");
        var (skewed, touched) = ExpertVisits.Of(4096, 128, 8, 32, "power_law_1.2");
        Assert.Equal(4096 * 8 / 32.0, even);
        Assert.InRange(skewed, 2 * even, 8 * even);
        Assert.InRange(touched, 1, 4);
    }
}
