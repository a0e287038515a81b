namespace Orrery.Scenarios;

/// <summary>A place in a text file.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct SourceSpan(string File, int Line, int Column)
{
    /// <summary>The place in the form that editors link: <c>file(line,column)</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column})";
}
