namespace Orrery.Performance.Measured;

/// <summary>What is wrong with a measured table, and where.</summary>
/// <param name="File">The table, e.g. <c>attention.csv</c>.</param>
/// <param name="Line">The line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">What is wrong.</param>
public sealed record TableProblem(string File, int Line, string Message);
