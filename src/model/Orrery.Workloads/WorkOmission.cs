using System.Collections.Immutable;

namespace Orrery.Workloads;

/// <summary>Work of a decode step that some publications leave out of their count. A model that omits none is counted honestly.</summary>
public enum WorkOmission
{
    /// <summary>Reading the output matrix.</summary>
    Unembedding,

    /// <summary>Experts that a batch touches beyond those of one token.</summary>
    FurtherExperts,

    /// <summary>Windows and chunks of attention: every layer reads the whole context. This one makes a step longer, not shorter.</summary>
    Windows,

    /// <summary>Sending queries to all devices where these split a head's cache among them.</summary>
    QueryExchange,
}

/// <summary>Models with work left out.</summary>
public static class WorkOmissions
{
    extension(ModelSpec model)
    {
        /// <summary>The model as a publication counts it.</summary>
        public ModelSpec Leaving(ImmutableArray<WorkOmission> omitted) => omitted.IsDefaultOrEmpty ? model : model with
        {
            Omitted = omitted,
            Layers = omitted.Contains(WorkOmission.Windows) ? WithoutWindows(model.Layers) : model.Layers,
        };
    }

    // Layers of one kind go on sharing one object.
    static ImmutableArray<LayerSpec> WithoutWindows(ImmutableArray<LayerSpec> layers)
    {
        var whole = layers.Distinct().ToDictionary(layer => layer, WithoutWindow);
        return [.. layers.Select(layer => whole[layer])];
    }

    static LayerSpec WithoutWindow(LayerSpec layer) =>
        layer.Mixer is AttentionSpec { Reach: { Tokens: > 0 } } attention ? layer with { Mixer = attention with { Reach = Reach.Full } } : layer;
}
