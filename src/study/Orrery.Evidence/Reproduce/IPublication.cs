using Orrery.Reporting.Svg;

namespace Orrery.Evidence;

/// <summary>A publication whose figures are computed from the catalog and the models. One file each; <see cref="Publications.All"/> lists them.</summary>
public interface IPublication
{
    /// <summary>The name it is asked for by, e.g. <c>liminal</c>.</summary>
    string Id { get; }

    /// <summary>Its title.</summary>
    string Title { get; }

    /// <summary>Where it stands: authors, identifier, year; and where the figures were read, if not there.</summary>
    string Citation { get; }

    /// <summary>Its figures, in the publication's order. No number of ours is typed in: each comes from <paramref name="inputs"/> through the models.</summary>
    IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs);

    /// <summary>Charts beside them; none as a rule.</summary>
    IEnumerable<XyChart> Charts(PublicationInputs inputs) => [];
}
