namespace Orrery.Scenarios;

/// <summary>Bounds of what is read as YAML, far beyond any scenario, so that a hostile file is an error and not a hang.</summary>
static class YamlLimits
{
    public const int Characters = 4 << 20;
    public const int LineLength = 64 << 10;
    public const int Depth = 32;
    public const int Nodes = 200_000;
}
