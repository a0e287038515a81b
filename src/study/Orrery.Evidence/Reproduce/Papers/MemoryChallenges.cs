using Orrery.Units;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>What memory parts give and cost, and which trends stress what.</summary>
sealed class MemoryChallenges : IPublication
{
    public string Id => "memory-challenges";

    public string Title => "Challenges and Research Directions for Large Language Model Inference Hardware";

    public string Citation => "Ma and Patterson, IEEE Computer, arXiv 2601.05047v2";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var (flash, hbm) = (inputs.Memory("hbf-stack"), inputs.Memory("hbm4"));
        yield return Number("MP-2", "capacity of an HBF stack over an HBM4 stack", 10m, flash.Capacity / hbm.Capacity, "×", 0.07) with { Place = "§3.1" };
    }
}
