using Orrery.Performance;
using Orrery.Performance.Measured;

namespace Orrery.Scenarios;

/// <summary>Where step times come from when not from the operator model.</summary>
public abstract record TimingSpec;

/// <summary>Step times from layers that were measured.</summary>
/// <param name="Folder">Full path of the tables.</param>
/// <param name="Identity">SHA-256 of their contents, in hex.</param>
/// <param name="Tables">The tables.</param>
public sealed record MeasuredTiming(string Folder, string Identity, LayerTables Tables) : TimingSpec;

/// <summary>Step times by a formula fitted to an engine.</summary>
/// <param name="Steps">The formula.</param>
public sealed record FittedTiming(FittedSteps Steps) : TimingSpec;
