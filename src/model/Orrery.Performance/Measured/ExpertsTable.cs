namespace Orrery.Performance.Measured;

/// <summary>The experts of one layer on one device, in microseconds: by tokens and by distinct experts that they visit.</summary>
sealed class ExpertsTable
{
    readonly double[] _tokens;
    readonly Line[] _byExperts;

    public ExpertsTable(SortedDictionary<double, SortedDictionary<double, double>> rows)
    {
        _tokens = [.. rows.Keys];
        _byExperts = [.. rows.Values.Select(static row => new Line(row))];
    }

    public double At(double tokens, double experts)
    {
        var (i, share) = Grid.Bracket(_tokens, tokens);
        return _tokens.Length == 1 ? Row(0, experts) : Grid.Between(share, Row(i, experts), Row(i + 1, experts));
    }

    // A few tokens cannot visit many experts, so short rows end early.
    double Row(int i, double experts) => _byExperts[i].At(Math.Clamp(experts, _byExperts[i].First, _byExperts[i].Last));
}
