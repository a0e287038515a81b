using Orrery.Performance;

namespace Orrery.Scenarios;

/// <summary>Writes how weights come from a slower tier: all that its strategy heeds.</summary>
static class OffloadText
{
    public static void Write(YamlText text, OffloadSpec offload)
    {
        text.MaybeText(OffloadKeys.Tier, offload.Tier).Maybe(OffloadKeys.Budget, offload.Budget).Put(OffloadKeys.Strategy, offload.Strategy);
        if (offload.Strategy == OffloadStrategy.Sparse)
            text.Put(OffloadKeys.Window, offload.Window)
                .Put(OffloadKeys.Bundling, offload.Bundling)
                .Put(OffloadKeys.AlwaysActive, offload.Activity.Always)
                .Put(OffloadKeys.Pool, offload.Activity.Pool)
                .Put(OffloadKeys.PoolTokens, offload.Activity.PoolTokens)
                .Put(OffloadKeys.PredictorShare, offload.PredictorShare)
                .Put(OffloadKeys.Management, offload.Management);
        text.Put(OffloadKeys.Overlap, offload.Overlap);
    }
}
