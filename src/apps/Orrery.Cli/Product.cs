using System.Reflection;

namespace Orrery.Cli;

/// <summary>What this program is.</summary>
static class Product
{
    /// <summary>Its version, a part of every run's identity.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
