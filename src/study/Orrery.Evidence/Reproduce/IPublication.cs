using Orrery.Reporting.Svg;

namespace Orrery.Evidence;

/// <summary>A publication whose figures are set beside ours. One file each; <see cref="Publications.All"/> lists them.</summary>
public interface IPublication
{
    /// <summary>The name it is asked for by, e.g. <c>liminal</c>.</summary>
    string Id { get; }

    /// <summary>Its title.</summary>
    string Title { get; }

    /// <summary>Where it stands: authors, identifier, year; and where the figures were read, if not there.</summary>
    string Citation { get; }

    /// <summary>Its figures, in the publication's order. Those of ours that are not computed by the models from <paramref name="inputs"/> say so by their <see cref="Basis"/>.</summary>
    IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs);

    /// <summary>Charts beside them; none as a rule.</summary>
    IEnumerable<XyChart> Charts(PublicationInputs inputs) => [];
}
