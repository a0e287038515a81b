namespace Orrery.Hardware;

/// <summary>One part of a whole: what it is and how much of it there is.</summary>
/// <typeparam name="T">The quantity.</typeparam>
/// <param name="Name">The part, e.g. <c>energy</c>.</param>
/// <param name="Amount">Its share of the whole.</param>
public readonly record struct NamedAmount<T>(string Name, T Amount) where T : struct;
