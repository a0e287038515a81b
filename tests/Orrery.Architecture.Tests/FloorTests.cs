namespace Orrery.Architecture.Tests;

/// <summary>
/// The building: a room uses only what stands under it. Whoever reads one room then needs to know only those below,
/// a model can be used without the studies made with it, and no change travels upwards and down again.
/// </summary>
public class FloorTests
{
    /// <summary>From the ground up. A new room is entered here, at the height where it stands, with what it is for.</summary>
    static readonly (string Room, string Floor, string Why)[] Building =
    [
        ("Orrery.Units", "foundation", "quantities are words that every room speaks"),
        ("Orrery.Simulation", "foundation", "virtual time and chance know no subject"),
        ("Orrery.Concurrency", "foundation", "threads that share a stack know no subject, and need nothing but the framework"),
        ("Orrery.Hardware", "model", "a machine is what it is, whatever runs on it"),
        ("Orrery.Workloads", "model", "a model's tensors are stored in formats of the hardware, and no more of it is needed"),
        ("Orrery.Performance", "model", "a step is work on hardware; it knows no queue"),
        ("Orrery.Serving", "model", "queues and batches are made of steps; they know no price"),
        ("Orrery.Scenarios", "study", "text becomes a plan; it runs nothing"),
        ("Orrery.Evaluation", "study", "a plan becomes a result; it knows no format of either"),
        ("Orrery.Reporting", "study", "a result becomes text, a page or a row; it works nothing out"),
        ("Orrery.Evidence", "study", "predictions are set beside measurements; nothing is predicted otherwise for it"),
        ("Orrery.Cli", "apps", "verbs join the steps"),
    ];

    /// <summary>A package of the outside has one room that knows it; the others would have to change with it.</summary>
    static readonly Dictionary<string, string> OneRoomEach = new(StringComparer.Ordinal)
    {
        ["YamlDotNet"] = "Orrery.Scenarios",
        ["Microsoft.Data.Sqlite"] = "Orrery.Reporting",
        ["System.CommandLine"] = "Orrery.Cli",
        ["Spectre.Console"] = "Orrery.Cli",
    };

    [Fact]
    public void Every_project_stands_where_the_building_says()
    {
        Assert.Equal(
            Building.Select(r => $"src/{r.Floor}/{r.Room}/{r.Room}.csproj").Order(StringComparer.Ordinal),
            SourceTree.Projects.Select(p => p.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_project_uses_only_what_stands_under_it()
    {
        var heights = Building.Select((room, height) => (room.Room, height)).ToDictionary(r => r.Room, r => r.height);
        var wrong =
            from project in SourceTree.Projects
            from reference in project.References
            where heights[reference] >= heights[project.Name]
            select $"{project.Name} uses {reference}, which stands above it: {Building[heights[project.Name]].Why}.";

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_package_is_known_to_one_room()
    {
        var wrong =
            from project in SourceTree.Projects
            from package in project.Packages
            where OneRoomEach.GetValueOrDefault(package) != project.Name
            select $"{project.Name} uses {package}; only {OneRoomEach.GetValueOrDefault(package) ?? "no room"} may.";

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_model_needs_no_package()
    {
        // Whoever embeds the model takes these assemblies and nothing else.
        Assert.Empty(SourceTree.Projects.Where(p => p.Floor is "model" or "foundation").SelectMany(p => p.Packages));
    }

    [Fact]
    public void Every_project_has_tests_beside_it_and_is_in_the_solution()
    {
        var solution = SourceTree.Text("Orrery.slnx");
        foreach (var project in SourceTree.Projects)
        {
            var tests = $"tests/{project.Name}.Tests/{project.Name}.Tests.csproj";
            Assert.Contains(project.Path, solution, StringComparison.Ordinal);
            Assert.Contains(tests, SourceTree.Files("tests"));
            Assert.Contains(tests, solution, StringComparison.Ordinal);
        }
    }
}
