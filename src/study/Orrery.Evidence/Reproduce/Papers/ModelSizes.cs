using Orrery.Scenarios;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Parameters of every model of the catalog, counted from its architecture, beside what its makers state.</summary>
sealed class ModelSizes : IPublication
{
    public string Id => "model-sizes";

    public string Title => "Parameters of language models";

    public string Citation => "the makers' model cards and checkpoints, each named in the model's catalog entry";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        foreach (var name in inputs.Names(CatalogKind.Models))
        {
            var model = inputs.Model(name);
            // Totals only: makers count a token's parameters with the embedding or without, and say not which.
            if (model.PublishedParameters is { } total)
                yield return Number($"PAR-1 {name}", $"parameters of {model.Title}", Math.Round((decimal)(total / 1e9), 3), ParameterCount.Of(model).Total / 1e9, "billion", 0.015);
        }
    }
}
