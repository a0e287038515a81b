using System.CommandLine;
using System.CommandLine.Parsing;

namespace Orrery.Cli.Terminal;

/// <summary>Which options of a verb go together. What would be ignored is refused instead.</summary>
static class OptionRules
{
    /// <summary>Refuses an option without at least one of those that it says more of.</summary>
    public static void Needs(this Command verb, Option option, params Symbol[] of) => verb.Validators.Add(result =>
    {
        if (IsGiven(result, option) && !of.Any(symbol => IsGiven(result, symbol))) result.AddError($"{option.Name} goes with {string.Join(" or ", of.Select(Name))}.");
    });

    /// <summary>Refuses an option beside any of others.</summary>
    public static void Excludes(this Command verb, Option option, params Symbol[] others) => verb.Validators.Add(result =>
    {
        if (!IsGiven(result, option)) return;
        foreach (var other in others)
            if (IsGiven(result, other)) result.AddError($"{option.Name} does not go with {Name(other)}.");
    });

    static bool IsGiven(CommandResult result, Symbol symbol) => symbol switch
    {
        Option option => result.GetResult(option) is { Implicit: false },
        Argument argument => result.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };

    static string Name(Symbol symbol) => symbol is Argument { HelpName: { } name } ? name : symbol.Name;
}
