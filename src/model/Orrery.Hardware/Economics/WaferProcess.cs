using Orrery.Units;

namespace Orrery.Hardware.Economics;

/// <summary>What a 300 mm wafer of one process costs and how many of its dies work.</summary>
/// <param name="Nanometers">Process node.</param>
/// <param name="WaferPrice">Price of a processed wafer.</param>
/// <param name="DefectsPerSquareMillimeter">Density of defects that kill a die.</param>
public sealed record WaferProcess(double Nanometers, Dollars WaferPrice, double DefectsPerSquareMillimeter);
