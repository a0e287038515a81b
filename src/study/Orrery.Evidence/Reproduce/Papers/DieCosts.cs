using Orrery.Hardware.Economics;
using Orrery.Units;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Dies of three areas by the cost model of LLMCompass, which publishes its formula and no table.</summary>
sealed class DieCosts : IPublication
{
    static readonly (string Name, double SquareMillimeters, double Nanometers)[] Dies = [("A100 class", 826, 7), ("H100 class", 814, 5), ("chiplet", 60, 5)];

    public string Id => "die-costs";

    public string Title => "Cost and yield of dies";

    public string Citation => "PrincetonUniversity/LLMCompass cost_model at 2e015fd: formulas, wafer prices and defect densities";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        foreach (var (name, area, nanometers) in Dies)
        {
            var die = DieCost.Of(new SquareMeters(area * 1e-6), new CostAssumptions().Wafer(nanometers));
            yield return Ours($"TRD-1 {name}, dies", $"dies of {area:0} mm² on a wafer of {nanometers:0} nm", die.DiesPerWafer);
            yield return Ours($"TRD-1 {name}, yield", $"share of them that works", 100 * die.Yield, "%");
            yield return Ours($"TRD-1 {name}, cost", $"cost of one that works", die.Cost.Value, "USD");
        }
    }
}
